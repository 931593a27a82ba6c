// Reads a statement that a token is needed: it counts only with a reason, an owner and an end that has not come yet.
import { keys, type ObjectMeta } from '../kube/index.ts'

/** A statement, and whether it holds. */
export type Declaration =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'valid' | 'expired'
      readonly reason: string
      readonly owner: string
      readonly until: string
      readonly from: string
    }
  | { readonly kind: 'incomplete'; readonly from: string; readonly problem: string }

/** The three parts as somebody wrote them. */
export interface Statement {
  readonly reason: string | undefined
  readonly owner: string | undefined
  readonly until: string | undefined
  /** Where it is written, for people. */
  readonly from: string
}

/** What the annotations of an object state. */
export function annotatedStatement(meta: ObjectMeta | undefined, from: string): Statement {
  const annotations = meta?.annotations ?? {}
  return {
    reason: annotations[keys.requiredReason],
    owner: annotations[keys.requiredOwner],
    until: annotations[keys.requiredUntil],
    from,
  }
}

/**
 * @param today - `YYYY-MM-DD`; a statement holds to the end of its last day
 */
export function readDeclaration(statement: Statement, today: string): Declaration {
  const { reason, owner, until, from } = statement
  if (reason === undefined && owner === undefined && until === undefined) return { kind: 'none' }
  const missing = [
    ...(isBlank(reason) ? [`\`${keys.requiredReason}\` (why the token is needed)`] : []),
    ...(isBlank(owner) ? [`\`${keys.requiredOwner}\` (who answers for it)`] : []),
    ...(isBlank(until) ? [`\`${keys.requiredUntil}\` (its last day, YYYY-MM-DD)`] : []),
  ]
  if (missing.length > 0 || reason === undefined || owner === undefined || until === undefined) {
    return { kind: 'incomplete', from, problem: `it lacks ${missing.join(' and ')}` }
  }
  if (!isDay(until)) return { kind: 'incomplete', from, problem: `\`${until}\` is no day of the form YYYY-MM-DD` }
  return { kind: until >= today ? 'valid' : 'expired', reason: reason.trim(), owner: owner.trim(), until, from }
}

function isBlank(value: string | undefined): boolean {
  return value === undefined || value.trim() === ''
}

function isDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false
  const time = Date.parse(`${value}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value)
}
