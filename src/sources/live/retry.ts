// When to ask again and how long to wait before: busy and broken servers are asked again, refusals are not.
import { setTimeout as sleep } from 'node:timers/promises'
import { SparekeyError } from '../../base/index.ts'
import type { ApiAnswer, ApiRequest, Connection } from './connect.ts'

/**
 * How long to wait before the next try, in milliseconds.
 *
 * @param failed - how many tries have failed, from 1
 * @param retryAfterMs - what the server asks for
 */
export type Backoff = (failed: number, retryAfterMs?: number) => number

/** How often a request is tried. */
export const tries = 5

const firstMilliseconds = 250
const longestMilliseconds = 8_000
/** A server that asks for more patience than this gets no more than this. */
const longestRetryAfter = 60_000

/**
 * Waits that double, each shortened by up to half at random so that clients don't come back together.
 *
 * @param random - gives numbers from 0 to 1, as `Math.random`
 */
export function exponentialBackoff(random: () => number): Backoff {
  return (failed, retryAfterMs = 0) => {
    const own = Math.min(longestMilliseconds, firstMilliseconds * 2 ** (failed - 1)) * (1 - random() / 2)
    return Math.max(own, Math.min(retryAfterMs, longestRetryAfter))
  }
}

/**
 * Asks until there is an answer that asking again would not better, at most {@link tries} times.
 *
 * @returns the last answer, whatever its status
 * @throws SparekeyError `API_UNREACHABLE` when the last try brought no answer; `API_REFUSED` and `INTERRUPTED` at once
 */
export async function getPatiently(
  connection: Pick<Connection, 'get'>,
  request: ApiRequest,
  backoff: Backoff,
): Promise<ApiAnswer> {
  return patiently(() => connection.get(request), backoff, request.signal)
}

/**
 * Does the same for any question.
 *
 * @param again - which answers may pass; where it is given, a question without an answer is not asked again: it may have been
 *   more than a question
 */
export async function patiently(
  ask: () => Promise<ApiAnswer>,
  backoff: Backoff,
  signal: AbortSignal,
  again?: (answer: ApiAnswer) => boolean,
): Promise<ApiAnswer> {
  for (let failed = 1; ; failed++) {
    let retryAfterMs: number | undefined
    try {
      const answer = await ask()
      if (failed === tries || !(again ?? mayPass)(answer)) return answer
      retryAfterMs = answer.retryAfterMs
    } catch (error) {
      if (again !== undefined || failed === tries || !(error instanceof SparekeyError) || error.code !== 'API_UNREACHABLE')
        throw error
    }
    await pause(backoff(failed, retryAfterMs), signal)
  }
}

function mayPass({ status }: ApiAnswer): boolean {
  return status === 429 || (status >= 500 && status !== 501 && status !== 505)
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal })
  } catch (error) {
    throw new SparekeyError('INTERRUPTED', 'reading the cluster was interrupted', { cause: error })
  }
}
