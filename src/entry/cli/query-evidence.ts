// `evidence query`: from options to a question, from the answer of an engine to a ledger, which is written only when all is there.
import { SparekeyError } from '../../base/index.ts'
import {
  clickHouseLines,
  clickHouseSql,
  kustoKql,
  kustoShortcomings,
  ledgerOf,
  QueryFold,
  QueryResultError,
  type ClickHouseSource,
  type QueryAsked,
  type QueryFolded,
  type QueryResult,
} from '../../evidence/index.ts'
import { plainText } from '../../report/index.ts'
import { textDigest, writeLedger } from '../../sources/ledger/index.ts'
import type { KustoPlace } from '../../sources/kusto/index.ts'
import type { Io } from './io.ts'
import type { ClickHouseOptions, KustoOptions, QueryOptions } from './query-commands.ts'

/** @returns whether everything was understood */
export async function queryClickHouseAsAsked(options: ClickHouseOptions, io: Io): Promise<boolean> {
  const found = clickHouseLines(sourceOf(options), options.where)
  if (found === undefined)
    throw new SparekeyError('USAGE', `\`${options.azure ?? ''}\` names no blobs`, {
      hint: 'write it as https://ACCOUNT.blob.core.windows.net/CONTAINER/PATH',
    })
  const asked: QueryAsked = {
    source: found.name,
    ...daysOf(options),
    given: { cluster: options.cluster ?? '', category: options.category ?? '' },
    shortcomings: [],
  }
  const sql = clickHouseSql(found.lines, asked)
  const output = outputOf(options, sql, io)
  if (output === undefined) return true
  const { queryClickHouse } = await import('../../sources/clickhouse/index.ts')
  const login = {
    url: endpointOf(options.url ?? io.env['CLICKHOUSE_URL'] ?? 'http://localhost:8123', 'any'),
    user: options.user ?? io.env['CLICKHOUSE_USER'] ?? 'default',
    password: io.env['CLICKHOUSE_PASSWORD'] ?? '',
  }
  const result = await queryClickHouse(login, sql, io.signal)
  return written(asked, result === undefined ? [] : [result], output, io)
}

/** @returns whether everything was understood */
export async function queryKustoAsAsked(options: KustoOptions, io: Io): Promise<boolean> {
  const place = placeOf(options)
  const days = daysOf(options)
  const to = days.to === '' ? dayOf(Date.parse(io.now()) + day) : days.to
  const of = place.kind === 'workspace' ? `workspace ${place.workspace}` : `database ${place.endpoint} ${place.database}`
  const asked: QueryAsked = {
    source: `kusto ${of} ${options.table}`,
    from: days.from,
    to,
    given: { cluster: options.cluster ?? '', category: '' },
    shortcomings: kustoShortcomings(options.table),
  }
  const bounds = { from: `${asked.from}T00:00:00Z`, to: `${to}T00:00:00Z` }
  const output = outputOf(options, kustoKql(options.table, asked, bounds), io)
  if (output === undefined) return true
  const { azureToken, queryKusto } = await import('../../sources/kusto/index.ts')
  const token = io.env['SPAREKEY_KUSTO_TOKEN']
  const results: QueryResult[] = []
  await queryKusto({
    place,
    token:
      token === undefined || token === '' ? azureToken(`${place.endpoint}/.default`, io.signal) : () => Promise.resolve(token),
    query: (stretch) => kustoKql(options.table, asked, stretch),
    from: asked.from,
    to,
    signal: io.signal,
    take: (result) => results.push(result),
    onProgress: (stretch) => {
      if (io.errIsTerminal) io.err(`\r\u001b[Kasked until ${stretch.to}`)
    },
  })
  if (io.errIsTerminal) io.err('\r\u001b[K')
  return written(asked, results, output, io)
}

/** @returns whether everything was understood */
export async function queryResultAsAsked(file: string, output: string, io: Io): Promise<boolean> {
  const { readResultFile } = await import('../../sources/query-result/index.ts')
  const result = readResultFile(file)
  return written(result.asked, [result], output, io)
}

const day = 86_400_000

function outputOf({ printQuery, output }: QueryOptions, query: string, io: Io): string | undefined {
  if (printQuery === true) {
    io.out(query)
    return undefined
  }
  if (output === undefined)
    throw new SparekeyError('USAGE', 'nothing says where the ledger goes', {
      hint: 'give `-o FILE`, or `--print-query` to see the query alone',
    })
  return output
}

function written(asked: QueryAsked, results: readonly QueryResult[], output: string, io: Io): boolean {
  const folded = foldOf(asked, results)
  if (folded.categoryMissing)
    throw new SparekeyError('USAGE', 'the log does not say which category it is, and that decides what its silence means', {
      hint: 'say `--category kube-audit` where get and list are in it, or `--category kube-audit-admin` where they are not',
    })
  const problems = [...folded.reasons].sort(([a], [b]) => (a < b ? -1 : 1))
  for (const [reason, number] of problems) io.err(`${plainText(reason)}: ${count(number, 'line')}\n`)
  if (folded.blocks.length === 0)
    throw new SparekeyError(
      'INPUT_UNREADABLE',
      `no audit event in \`${asked.source}\`${asked.from === '' ? '' : ` from ${asked.from}`}`,
      {
        hint: 'see that the source and the days are those that were meant: docs/evidence.md says what a query reads',
      },
    )
  writeLedger(output, ledgerOf(folded.blocks))
  const notUnderstood = problems.reduce((sum, [, number]) => sum + number, 0)
  io.err(
    `wrote ${plainText(output)}: ${count(folded.blocks.length, 'day')}, ${count(folded.lines, 'line')} read${notUnderstood === 0 ? '' : `, ${notUnderstood} not understood`}\n`,
  )
  return notUnderstood === 0
}

function foldOf(asked: QueryAsked, results: readonly QueryResult[]): QueryFolded {
  const fold = new QueryFold(asked)
  try {
    for (const result of results) fold.take(result)
    return fold.finish(textDigest)
  } catch (error) {
    if (!(error instanceof QueryResultError)) throw error
    throw new SparekeyError('ENGINE_PARTIAL', `the answer cannot be used: ${error.message}`, {
      cause: error,
      hint: 'ask again with the query of this version',
    })
  }
}

function sourceOf({ table, column, azure, s3, files, across, collection }: ClickHouseOptions): ClickHouseSource {
  const reading = { ...(across === undefined ? {} : { across }), ...(collection === undefined ? {} : { collection }) }
  const named: readonly ClickHouseSource[] = [
    ...(table === undefined ? [] : [{ kind: 'table' as const, table, column: column ?? 'line' }]),
    ...(azure === undefined ? [] : [{ kind: 'azure' as const, url: blobsAt(azure), ...reading }]),
    ...(s3 === undefined ? [] : [{ kind: 's3' as const, url: blobsAt(s3), ...reading }]),
    ...(files === undefined ? [] : [{ kind: 'files' as const, path: files }]),
  ]
  const [only] = named
  if (only === undefined || named.length > 1)
    throw new SparekeyError(
      'USAGE',
      only === undefined ? 'nothing says where the lines are' : 'two things say where the lines are',
      {
        hint: 'give one of `--table`, `--azure`, `--s3` and `--files`',
      },
    )
  if ((only.kind === 'table' || only.kind === 'files') && (across !== undefined || collection !== undefined))
    throw new SparekeyError('USAGE', '`--across` and `--collection` are for blobs', {
      hint: 'of a table, name the one that is distributed over the cluster',
    })
  return only
}

function placeOf({ workspace, endpoint, database }: KustoOptions): KustoPlace {
  if (workspace !== undefined && database === undefined)
    return { kind: 'workspace', workspace, endpoint: endpointOf(endpoint ?? 'https://api.loganalytics.io', 'secure') }
  if (workspace === undefined && database !== undefined && endpoint !== undefined)
    return { kind: 'database', database, endpoint: endpointOf(endpoint, 'secure') }
  throw new SparekeyError('USAGE', 'nothing says which Kusto to ask, or two things do', {
    hint: 'give `--workspace ID`, or `--endpoint https://NAME.REGION.kusto.windows.net --database NAME`',
  })
}

/** A token goes over nothing that others can read; the own machine is no such thing. */
function endpointOf(text: string, which: 'any' | 'secure'): string {
  const url = URL.parse(text)
  const isLocal = url !== null && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  const isGood = url?.protocol === 'https:' || (url?.protocol === 'http:' && (which === 'any' || isLocal))
  if (url === null || !isGood)
    throw new SparekeyError('USAGE', `\`${url?.host || withoutLogin(text)}\` is no address of an engine`, {
      hint: 'write it as https://HOST',
    })
  if (url.username !== '' || url.password !== '')
    throw new SparekeyError('USAGE', `the address \`${url.host}\` has a login in it`, {
      hint: 'a command line can be read by others: give CLICKHOUSE_USER and CLICKHOUSE_PASSWORD in the environment',
    })
  if (url.search !== '' || url.hash !== '')
    throw new SparekeyError('USAGE', `the address of \`${url.host}\` has more in it than an address`, {
      hint: 'leave out what stands behind `?` or `#`; a login is given in the environment',
    })
  return url.pathname === '/' ? url.origin : url.href
}

/** What may be a login stands before the last `@`, or behind a `?`. */
function withoutLogin(text: string): string {
  return text.slice(text.lastIndexOf('@') + 1).replace(/[?#].*$/s, '')
}

/** Words of URLs that are signed (SAS of Azure, query authentication of S3), and a login before the host. */
const signed = /[?&](?:sig|x-amz-[a-z-]+|awsaccesskeyid|signature)=|^[a-z0-9+.-]+:\/\/[^/?#]*@/i

/** The URL of blobs stands in the query and names the source: nothing that opens them may be in it. */
function blobsAt(url: string): string {
  if (signed.test(url))
    throw new SparekeyError('USAGE', 'the URL of the blobs has a login in it', {
      hint: 'a query and its rows can be read by others: put the login into a named collection of the server, and name it with `--collection`',
    })
  return url
}

function daysOf({ from, to }: QueryOptions): { readonly from: string; readonly to: string } {
  const days = { from: checkedDay(from, '--from'), to: checkedDay(to, '--to') }
  if (days.from !== '' && days.to !== '' && days.from >= days.to)
    throw new SparekeyError('USAGE', `there is no day from ${days.from} to ${days.to}`, {
      hint: '`--to` is the day behind the last one',
    })
  return days
}

function checkedDay(text: string | undefined, option: string): string {
  if (text === undefined) return ''
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  if (Number.isNaN(time) || dayOf(time) !== text)
    throw new SparekeyError('USAGE', `\`${option} ${text}\` is no day`, { hint: 'write it as 2026-11-01; days are those of UTC' })
  return text
}

function dayOf(millis: number): string {
  return new Date(millis).toISOString().slice(0, 10)
}

function count(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? '' : 's'}`
}
