// A Kusto over HTTP for tests, which answers as Log Analytics and Azure Data Explorer do; what is asked is kept. It runs no query.
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after } from 'node:test'

/** One request. */
export interface KustoAsked {
  readonly path: string
  readonly authorization: string | undefined
  readonly query: string
  readonly database: string | undefined
  /** The stretch of time of the query, in milliseconds. */
  readonly since: number
  readonly until: number
}

/** One answer. */
export interface KustoReply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: unknown
}

/** A server; it ends with the tests of the file. */
export async function fakeKusto(answer: (asked: KustoAsked, nth: number) => KustoReply | Promise<KustoReply>): Promise<{
  readonly endpoint: string
  readonly asked: readonly KustoAsked[]
}> {
  const asked: KustoAsked[] = []
  const server = createServer((request, response) => {
    void bodyOf(request).then(async (body) => {
      const { query, csl, db } = JSON.parse(body) as { readonly query?: string; readonly csl?: string; readonly db?: string }
      const text = query ?? csl ?? ''
      const time = (name: string): number => Date.parse(new RegExp(`let ${name} = datetime\\(([^)]*)\\)`).exec(text)?.[1] ?? '')
      const one: KustoAsked = {
        path: request.url ?? '',
        authorization: request.headers.authorization,
        query: text,
        database: db,
        since: time('since'),
        until: time('until'),
      }
      asked.push(one)
      const { status, headers = {}, body: said } = await answer(one, asked.length)
      response.writeHead(status, { 'content-type': 'application/json', ...headers })
      response.end(typeof said === 'string' ? said : JSON.stringify(said))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const piece of request) text += String(piece)
  return text
}

const columns = ['asked', 'total', 'part', 'cluster', 'category', 'key', 'numbers']

/** Rows of a result: one hour with events and one kind of request in it. */
export function rowsFor({ query, since }: KustoAsked, events = 3): readonly (readonly unknown[])[] {
  const said = /extend asked = '((?:[^'\\]|\\.)*)'/.exec(query)?.[1]?.replaceAll('\\\\', '\\').replaceAll("\\'", "'") ?? ''
  const at = since * 1000
  const kind = [
    'system:serviceaccount:shop:web',
    '',
    'web-1',
    'u',
    '',
    '',
    '',
    'list',
    '1',
    '',
    'pods',
    '',
    'shop',
    '',
    '',
    'ResponseComplete',
    '200',
    '=',
    '',
    '',
    '',
    '',
    '',
    '',
  ]
  const numbers = (unit: number, some: readonly number[]): string => JSON.stringify([unit, ...some, at, at])
  return [
    [
      said,
      2,
      'hour',
      '/subscriptions/s/c',
      'kube-audit',
      '[]',
      numbers(Math.floor(since / 3_600_000), [events, 0, 0, 0, 0, 0, 0]),
    ],
    [
      said,
      2,
      'request',
      '/subscriptions/s/c',
      'kube-audit',
      JSON.stringify(kind),
      numbers(Math.floor(since / 86_400_000), [0, 0, 0, 0, events, 0, events]),
    ],
  ]
}

/** An answer of Log Analytics. */
export function tables(rows: readonly (readonly unknown[])[], error?: object): KustoReply {
  const table = {
    name: 'PrimaryResult',
    columns: columns.map((name) => ({ name, type: name === 'total' ? 'long' : 'string' })),
    rows,
  }
  return { status: 200, body: { tables: [table], ...(error === undefined ? {} : { error }) } }
}

/** An answer of Azure Data Explorer. */
export function frames(
  rows: readonly unknown[],
  more: { readonly hasErrors?: boolean; readonly torn?: boolean } = {},
): KustoReply {
  const all: object[] = [
    { FrameType: 'DataSetHeader', IsProgressive: false, Version: 'v2.0' },
    { FrameType: 'DataTable', TableId: 0, TableKind: 'QueryProperties', TableName: '@ExtendedProperties', Columns: [], Rows: [] },
    {
      FrameType: 'DataTable',
      TableId: 1,
      TableKind: 'PrimaryResult',
      TableName: 'PrimaryResult',
      Columns: columns.map((name) => ({ ColumnName: name, ColumnType: 'string' })),
      Rows: rows,
    },
    { FrameType: 'DataSetCompletion', HasErrors: more.hasErrors ?? false, Cancelled: false },
  ]
  return { status: 200, body: more.torn === true ? all.slice(0, -1) : all }
}
