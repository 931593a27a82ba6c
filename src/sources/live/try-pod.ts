// Has an API server go as far as it can towards making a pod, and keep nothing of it: what all admission makes of it comes back.
import type { JsonObject } from '../../base/index.ts'
import { statusMessage } from './api-status.ts'
import type { ChangeConnection } from './connect-for-change.ts'
import { readTriedObject } from './live-object.ts'
import { exponentialBackoff, patiently, type Backoff } from './retry.ts'

/** What became of it. */
export type TriedPod =
  { readonly kind: 'made'; readonly pod: JsonObject } | { readonly kind: 'refused'; readonly message: string }

/**
 * Tries to make a pod (`dryRun=All`); no pod is made.
 *
 * @throws SparekeyError as the connection does
 */
export async function tryPod(
  connection: ChangeConnection,
  namespace: string,
  pod: JsonObject,
  signal: AbortSignal,
  backoff: Backoff = exponentialBackoff(Math.random),
): Promise<TriedPod> {
  const at = { apiVersion: 'v1', resource: 'pods', namespace }
  const answer = await patiently(
    () => connection.object({ kind: 'create', at, dryRun: true, body: pod, signal }),
    backoff,
    signal,
    ({ status }) => status === 429,
  )
  const made = answer.status < 300 ? readTriedObject(answer.body) : undefined
  return made === undefined ? { kind: 'refused', message: statusMessage(answer) } : { kind: 'made', pod: made }
}
