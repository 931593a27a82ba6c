// The same reduction by DuckDB, in its best form: columns of exactly the fields that are needed, and COPY, so that no row comes to
// JavaScript. Usage: node bench/baseline-duckdb.ts FOLDER-OF-PACKAGE FILE OUTPUT bare|aks
import { createRequire } from 'node:module'

interface Duck {
  readonly DuckDBInstance: {
    create(
      path: string,
      options: Readonly<Record<string, string>>,
    ): Promise<{ connect(): Promise<{ run(sql: string): Promise<unknown> }> }>
  }
}

const [folder = '', file = '', output = '', form = 'bare'] = process.argv.slice(2)
const { DuckDBInstance } = createRequire(`${folder}/package.json`)('@duckdb/node-api') as Duck
const connection = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect()
const fields = {
  stage: 'VARCHAR',
  verb: 'VARCHAR',
  user: 'STRUCT(username VARCHAR, extra STRUCT("authentication.kubernetes.io/pod-name" VARCHAR[]))',
  objectRef: 'STRUCT(resource VARCHAR, namespace VARCHAR, apiGroup VARCHAR, subresource VARCHAR)',
  responseStatus: 'STRUCT(code INTEGER)',
  requestReceivedTimestamp: 'VARCHAR',
}
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`
const columns = (of: Readonly<Record<string, string>>): string =>
  `{${Object.entries(of)
    .map(([name, type]) => `${quoted(name)}: ${quoted(type)}`)
    .join(', ')}}`
const reads = (of: Readonly<Record<string, string>>): string =>
  `read_json(${quoted(file)}, format='newline_delimited', maximum_object_size=67108864, columns=${columns(of)})`
/** A text of JSON into the same columns. */
const shape = JSON.stringify({
  stage: 'VARCHAR',
  verb: 'VARCHAR',
  user: { username: 'VARCHAR', extra: { 'authentication.kubernetes.io/pod-name': ['VARCHAR'] } },
  objectRef: { resource: 'VARCHAR', namespace: 'VARCHAR', apiGroup: 'VARCHAR', subresource: 'VARCHAR' },
  responseStatus: { code: 'INTEGER' },
  requestReceivedTimestamp: 'VARCHAR',
})
const source =
  form === 'aks'
    ? `(SELECT unnest(from_json(properties.log, ${quoted(shape)})) FROM ${reads({ category: 'VARCHAR', properties: 'STRUCT(log VARCHAR)' })})`
    : reads(fields)
await connection.run(`COPY (
  SELECT "user".username AS who, "user".extra."authentication.kubernetes.io/pod-name"[1] AS pod, verb, objectRef.apiGroup AS grp,
    objectRef.resource AS resource, objectRef.subresource AS sub, objectRef.namespace AS ns, responseStatus.code // 100 AS class,
    count(*), min(requestReceivedTimestamp), max(requestReceivedTimestamp)
  FROM ${source}
  WHERE stage = 'ResponseComplete' AND "user".username LIKE 'system:serviceaccount:%'
  GROUP BY ALL) TO ${quoted(output)}`)
