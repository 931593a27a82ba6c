// Asks a Kusto over HTTP, a day at a time, and less at a time where a day is too much for one answer: all stages of a request have one
// time, so halves add up to the whole. A partial answer is never used; a busy server is waited for.
import { setTimeout as sleep } from 'node:timers/promises'
import { SparekeyError } from '../../base/index.ts'
import { readResult, QueryResultError, type KustoStretch, type QueryResult } from '../../evidence/index.ts'
import { readAnswer, type KustoAnswer } from './read-answer.ts'

/** Where to ask. */
export type KustoPlace =
  /** A workspace of Log Analytics; the endpoint is `https://api.loganalytics.io` but in sovereign clouds. */
  | { readonly kind: 'workspace'; readonly endpoint: string; readonly workspace: string }
  /** A database of Azure Data Explorer. */
  | { readonly kind: 'database'; readonly endpoint: string; readonly database: string }

/** What to ask. */
export interface KustoQuestion {
  readonly place: KustoPlace
  /** A token of who asks. */
  readonly token: () => Promise<string>
  /** The query for a stretch of time. */
  readonly query: (stretch: KustoStretch) => string
  /** Days, as `2026-11-01`; `to` is the one behind the last. */
  readonly from: string
  readonly to: string
  readonly signal: AbortSignal
  readonly take: (result: QueryResult) => void
  /** Told of each stretch that was answered, and how many are left as far as is known. */
  readonly onProgress?: (stretch: KustoStretch) => void
  /** For tests: the largest answer that is read, in bytes. */
  readonly largest?: number
  /** For tests: waits. */
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

const day = 86_400_000

/** Below it halving ends: one that is too much for a minute is too much. */
const shortest = 60_000

/** How often a busy server is asked again, and how long to wait where it does not say. */
const attempts = 8
const firstWait = 5
const longestWait = 300

/** How long a query may run; the server's own bound is ten minutes. */
const answerWithin = 660_000

/** The largest answer that is read: of rows a Kusto gives 64 MB at most, and JSON has quotes escaped twice. */
const largestAnswer = 256 << 20

/** @throws SparekeyError ENGINE_UNREACHABLE, ENGINE_REFUSED, ENGINE_PARTIAL, INTERRUPTED */
export async function queryKusto(question: KustoQuestion): Promise<void> {
  const until = Date.parse(`${question.to}T00:00:00Z`)
  for (let from = Date.parse(`${question.from}T00:00:00Z`); from < until; from += day)
    await askHalving(question, from, from + day)
}

async function askHalving(question: KustoQuestion, from: number, to: number): Promise<void> {
  const stretch: KustoStretch = { from: new Date(from).toISOString(), to: new Date(to).toISOString() }
  const answer = await askPatiently(question, stretch)
  const host = new URL(question.place.endpoint).host
  switch (answer.kind) {
    case 'whole':
      takeWhole(question, answer.rows, host)
      question.onProgress?.(stretch)
      return
    case 'tooMuch': {
      if (to - from <= shortest)
        throw new SparekeyError(
          'ENGINE_PARTIAL',
          `\`${host}\` gives only a part of its answer, even for a minute (${stretch.from}): ${shortened(answer.why)}`,
          {
            hint: 'nothing was written; read the logs from a storage account or an event hub instead, as docs/scale.md says',
          },
        )
      const middle = from + Math.floor((to - from) / 2)
      await askHalving(question, from, middle)
      await askHalving(question, middle, to)
      return
    }
    case 'refused':
      throw new SparekeyError('ENGINE_REFUSED', `\`${host}\` refuses the query: ${shortened(answer.why)}`, {
        hint: answer.login
          ? 'the login needs the role Log Analytics Reader on the workspace, or Viewer on the database'
          : 'see that the table is in this workspace or database; `--print-query` shows the query',
      })
    case 'busy':
      throw new SparekeyError('ENGINE_UNREACHABLE', `\`${host}\` is too busy to answer`, {
        hint: 'try again later, or for fewer days',
      })
    case 'foreign':
      throw new SparekeyError('ENGINE_REFUSED', `what answers at \`${host}\` is no Kusto`, {
        hint: 'give the endpoint of a cluster, as https://NAME.REGION.kusto.windows.net, or none for Log Analytics',
      })
  }
}

async function askPatiently(question: KustoQuestion, stretch: KustoStretch): Promise<KustoAnswer> {
  const wait = question.wait ?? ((milliseconds, signal) => sleep(milliseconds, undefined, { signal }))
  for (let attempt = 1; ; attempt++) {
    const answer = await ask(question, stretch)
    if (answer.kind !== 'busy' || attempt === attempts) return answer
    const seconds = Math.min(answer.after ?? firstWait * 2 ** (attempt - 1), longestWait)
    try {
      await wait(seconds * 1000, question.signal)
    } catch (error) {
      if (question.signal.aborted) throw interrupted()
      throw error
    }
  }
}

async function ask(
  { place, token, query, signal, largest = largestAnswer }: KustoQuestion,
  stretch: KustoStretch,
): Promise<KustoAnswer> {
  const isInterrupted = (): boolean => signal.aborted
  if (isInterrupted()) throw interrupted()
  const bearer = await token()
  const { path, body } = requestOf(place, query(stretch))
  try {
    const answer = await fetch(new URL(path, place.endpoint), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${bearer}`,
        'content-type': 'application/json',
        accept: 'application/json',
        prefer: 'wait=600',
      },
      body: JSON.stringify(body),
      // Whoever sends the token on to another host would get it.
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerWithin)]),
    })
    const text = await boundedText(answer, largest)
    if (text === undefined) return { kind: 'tooMuch', why: `its answer is larger than ${largest} bytes` }
    return readAnswer(answer.status, answer.headers.get('retry-after'), parsed(text))
  } catch (error) {
    if (isInterrupted()) throw interrupted()
    if (error instanceof DOMException && error.name === 'TimeoutError')
      return { kind: 'tooMuch', why: 'it did not answer within 11 minutes' }
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    throw new SparekeyError(
      'ENGINE_UNREACHABLE',
      `no answer from \`${new URL(place.endpoint).host}\`: ${shortened(cause instanceof Error ? cause.message : String(cause))}`,
      {
        cause: error,
        hint: 'see that the endpoint is right and can be reached',
      },
    )
  }
}

/** @returns `undefined` for more than is read */
async function boundedText({ body }: Response, largest: number): Promise<string | undefined> {
  const stream: AsyncIterable<Uint8Array> | null = body
  const pieces: Uint8Array[] = []
  let length = 0
  for await (const piece of stream ?? []) {
    length += piece.length
    // Leaving the loop ends the answer.
    if (length > largest) return undefined
    pieces.push(piece)
  }
  return new TextDecoder().decode(Buffer.concat(pieces))
}

function requestOf(place: KustoPlace, query: string): { readonly path: string; readonly body: object } {
  switch (place.kind) {
    case 'workspace':
      return { path: `/v1/workspaces/${encodeURIComponent(place.workspace)}/query`, body: { query } }
    case 'database':
      return {
        path: '/v2/rest/query',
        body: {
          db: place.database,
          csl: query,
          properties: { Options: { servertimeout: '00:10:00', results_progressive_enabled: false } },
        },
      }
  }
}

function takeWhole({ take }: KustoQuestion, rows: readonly Readonly<Record<string, unknown>>[], host: string): void {
  try {
    const result = readResult(rows)
    if (result !== undefined) take(result)
  } catch (error) {
    if (!(error instanceof QueryResultError)) throw error
    throw new SparekeyError('ENGINE_PARTIAL', `the answer of \`${host}\` cannot be used: ${error.message}`, {
      cause: error,
      hint: 'ask again',
    })
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function shortened(text: string): string {
  const [line = ''] = text.split('\n')
  return line.length > 300 ? `${line.slice(0, 300)}…` : line
}

function interrupted(): SparekeyError {
  return new SparekeyError('INTERRUPTED', 'interrupted')
}
