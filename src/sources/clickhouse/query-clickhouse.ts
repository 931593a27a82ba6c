// Runs a query in a ClickHouse through its HTTP interface, with the official client, which is loaded when it is needed. The server keeps
// the answer until the query has ended, so that an answer is whole or an error; a query that nobody waits for any more it stops.
import { SparekeyError } from '../../base/index.ts'
import { readResult, QueryResultError, type QueryResult } from '../../evidence/index.ts'

/** Which ClickHouse, and as whom. */
export interface ClickHouseLogin {
  /** `https://host:8443`. */
  readonly url: string
  readonly user: string
  readonly password: string
}

/** How long one query may take; it reads as much as there is. */
const longest = 6 * 60 * 60 * 1000

/**
 * @returns `undefined` where the source has no line
 * @throws SparekeyError ENGINE_UNREACHABLE, ENGINE_REFUSED, ENGINE_PARTIAL, INTERRUPTED
 */
export async function queryClickHouse(
  login: ClickHouseLogin,
  sql: string,
  signal: AbortSignal,
): Promise<QueryResult | undefined> {
  const isInterrupted = (): boolean => signal.aborted
  if (isInterrupted()) throw new SparekeyError('INTERRUPTED', 'interrupted')
  const { ClickHouseLogLevel, createClient, ClickHouseError } = await import('@clickhouse/client')
  const host = new URL(login.url).host
  const client = createClient({
    url: login.url,
    username: login.user,
    password: login.password,
    application: 'sparekey',
    request_timeout: longest,
    log: { level: ClickHouseLogLevel.OFF },
    clickhouse_settings: { wait_end_of_query: 1, cancel_http_readonly_queries_on_client_close: 1 },
  })
  try {
    const answer = await client.query({ query: sql, format: 'JSONEachRow', abort_signal: signal })
    const rows = await answer.json<Record<string, unknown>>()
    if (!Object.keys(answer.response_headers).some((name) => name.startsWith('x-clickhouse-'))) throw foreign(host)
    return readResult(rows)
  } catch (error) {
    if (isInterrupted()) throw new SparekeyError('INTERRUPTED', 'interrupted')
    if (error instanceof QueryResultError)
      throw new SparekeyError('ENGINE_PARTIAL', `the answer of \`${host}\` cannot be used: ${error.message}`, {
        cause: error,
        hint: 'ask again; see that nothing between here and the server cuts answers off',
      })
    if (error instanceof ClickHouseError) throw refused(host, error)
    if (error instanceof SparekeyError) throw error
    throw unreachable(host, error)
  } finally {
    await client.close()
  }
}

/** What its errors are called that say no to who asks. */
const logins: ReadonlySet<string> = new Set(['AUTHENTICATION_FAILED', 'REQUIRED_PASSWORD', 'WRONG_PASSWORD', 'UNKNOWN_USER'])

function refused(
  host: string,
  error: { readonly type: string | undefined; readonly code: string; readonly message: string },
): SparekeyError {
  const type = error.type ?? error.code
  if (logins.has(type))
    return new SparekeyError('ENGINE_REFUSED', `the ClickHouse at \`${host}\` does not accept the login`, {
      cause: error,
      hint: 'see `--user` or CLICKHOUSE_USER, and CLICKHOUSE_PASSWORD',
    })
  return new SparekeyError('ENGINE_REFUSED', `the ClickHouse at \`${host}\` refuses the query: ${firstSentence(error.message)}`, {
    cause: error,
    hint: 'it reads one table or blobs, and needs SELECT on them; `--print-query` shows the query',
  })
}

/** Its errors quote the query, which is long. */
function firstSentence(message: string): string {
  const [line = ''] = message.split('\n')
  const sentence = /^[^]*?(?=[.:] (?:In scope|While|While processing)|$)/.exec(line)?.[0] ?? line
  return sentence.length > 300 ? `${sentence.slice(0, 300)}…` : sentence
}

function unreachable(host: string, error: unknown): SparekeyError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const said = error instanceof Error ? error.message : String(error)
  // What is no JSON came from something that is no ClickHouse.
  if (error instanceof SyntaxError) return foreign(host, error)
  const [line = ''] = (said === '' ? code : said).split('\n')
  return new SparekeyError('ENGINE_UNREACHABLE', `no answer from the ClickHouse at \`${host}\`: ${line.slice(0, 200)}`, {
    cause: error,
    hint: 'see that the address of its HTTP interface is right and can be reached, as https://HOST:8443',
  })
}

function foreign(host: string, cause?: unknown): SparekeyError {
  return new SparekeyError('ENGINE_REFUSED', `what answers at \`${host}\` is no ClickHouse`, {
    cause,
    hint: 'give the address of its HTTP interface, as https://HOST:8443',
  })
}
