// How a request ended, as a class: whether the authorizer let it pass is told apart from whether it succeeded.
import type { AuditEvent } from './audit-event.ts'

/**
 * - `allowed`: let pass, and done;
 * - `failed`: let pass, and then refused for another reason: not found, a conflict, an admission plugin;
 * - `refused`: the authorizer said no (403);
 * - `unanswered`: the log ends before an answer.
 */
export const results = ['allowed', 'failed', 'refused', 'unanswered'] as const

/** One of {@link results}. */
export type Result = (typeof results)[number]

/** How it ended. An admission plugin answers 403 too, with the authorizer's decision `allow`. */
export function resultOf({ stage, responseStatus, annotations }: AuditEvent): Result {
  const decision = annotations['authorization.k8s.io/decision']
  const code = responseStatus?.code
  if (decision === 'forbid' || (decision === undefined && code === 403)) return 'refused'
  if (stage === 'RequestReceived') return 'unanswered'
  if (stage === 'Panic') return 'failed'
  return code === undefined || code < 400 ? 'allowed' : 'failed'
}
