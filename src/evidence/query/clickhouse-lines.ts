// Where ClickHouse finds lines of audit log, as SQL: a table that somebody fills, blobs of Azure or S3, files of the server itself. One
// server reads them, or all of a cluster of servers. Logins for blobs are the server's own, or a named collection of it: none comes in here.
import { sqlName, sqlText, type ClickHouseLines } from './clickhouse-sql.ts'

/** What is read. */
export type ClickHouseSource =
  /** `[database.]table`. */
  | { readonly kind: 'table'; readonly table: string; readonly column: string }
  /** `https://ACCOUNT.blob.core.windows.net/CONTAINER/PATH`; the path may have `*`, `**` and `{a,b}`. */
  | ({ readonly kind: 'azure'; readonly url: string } & Reading)
  /** `https://BUCKET.s3.REGION.amazonaws.com/PATH`, with the same. */
  | ({ readonly kind: 's3'; readonly url: string } & Reading)
  /** A path below the server's `user_files_path`. */
  | { readonly kind: 'files'; readonly path: string }

interface Reading {
  /** The cluster of servers that share the work. */
  readonly across?: string
  /** A named collection with the login. */
  readonly collection?: string
}

/** @returns the SQL, and the name under which the source is known to ledgers; `undefined` where a URL names no blob */
export function clickHouseLines(
  source: ClickHouseSource,
  where: string | undefined,
): { readonly lines: ClickHouseLines; readonly name: string } | undefined {
  const condition = where === undefined ? {} : { where }
  const suffix = where === undefined ? '' : ` where ${where}`
  switch (source.kind) {
    case 'table':
      return {
        lines: { from: source.table.split('.').map(sqlName).join('.'), column: source.column, ...condition },
        name: `clickhouse table ${source.table} ${source.column}${suffix}`,
      }
    case 'files':
      return {
        lines: { from: `file(${sqlText(source.path)}, ${form})`, column, ...condition },
        name: `files ${source.path}${suffix}`,
      }
    case 's3':
      return {
        lines: { from: tableFunction('s3', source, source.url, [['url', source.url]]), column, ...condition },
        name: `blobs ${source.url}${suffix}`,
      }
    case 'azure': {
      // Not taken apart by a URL parser, which would escape what stands for many.
      const match = /^(https?:\/\/[^/]+)\/([^/]+)\/(.+)$/.exec(source.url)
      if (match === null) return undefined
      const [, account = '', container = '', path = ''] = match
      const named = [
        ['storage_account_url', account],
        ['container', container],
        ['blob_path', path],
      ] as const
      return {
        lines: { from: tableFunction('azureBlobStorage', source, undefined, named), column, ...condition },
        name: `blobs ${source.url}${suffix}`,
      }
    }
  }
}

const column = 'line'

/** Each line as it is, whatever is in it. */
const form = "'LineAsString', 'line String'"

function tableFunction(
  name: 's3' | 'azureBlobStorage',
  { across, collection }: Reading,
  url: string | undefined,
  named: readonly (readonly [name: string, value: string])[],
): string {
  const called = across === undefined ? `${name}(` : `${name}Cluster(${sqlText(across)}, `
  if (collection !== undefined) {
    const values = [...named, ['format', 'LineAsString'], ['structure', 'line String']] as const
    return `${called}${[sqlName(collection), ...values.map(([key, value]) => `${key} = ${sqlText(value)}`)].join(', ')})`
  }
  if (url !== undefined) return `${called}${sqlText(url)}, ${form})`
  return `${called}${[...named.map(([, value]) => sqlText(value)), "'LineAsString'", "'auto'", "'line String'"].join(', ')})`
}
