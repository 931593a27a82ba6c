// Who was refused what, in one event: for whoever watches a log while something is changed.
import type { AuditEvent } from './audit-event.ts'
import { legacySecretOf } from './credential.ts'
import { accountOf } from './observe.ts'
import { kept, targetOf, type RequestTarget } from './request-target.ts'
import { resultOf } from './result.ts'

/** Who was refused. */
export type RefusedSubject =
  /** `namespace/name`. */
  | { readonly kind: 'account'; readonly account: string }
  | { readonly kind: 'user'; readonly name: string }
  /** A token of this Secret (`namespace/name`) was refused; newer API servers do not say it of which. */
  | { readonly kind: 'secret'; readonly secret: string }
  /** Nobody could be authenticated (401): a token that does not hold any more, or none. */
  | { readonly kind: 'nobody' }

/** A request that was refused. */
export interface RefusedEvent extends RequestTarget {
  readonly who: RefusedSubject
  readonly verb: string
}

/** @returns `undefined` for a request that was let pass, or has not ended */
export function refusedIn(event: AuditEvent): RefusedEvent | undefined {
  const request = { verb: kept(event.verb), ...targetOf(event) }
  if (event.user.username === '') {
    if (event.responseStatus?.code !== 401) return undefined
    const secret = legacySecretOf(event.annotations)
    const isNamed = secret?.invalidated === true && secret.name !== ''
    return { who: isNamed ? { kind: 'secret', secret: `${secret.namespace}/${secret.name}` } : { kind: 'nobody' }, ...request }
  }
  if (resultOf(event) !== 'refused') return undefined
  if (isImpersonation(event)) return { who: subjectOf(event.user.username), ...impersonation }
  return { who: subjectOf((event.impersonatedUser ?? event.user).username), ...request }
}

/** Whom somebody wanted to act as, the log does not say. */
const impersonation = { verb: 'impersonate', group: '', resource: '', subresource: '', namespace: '' } as const

/**
 * The filter of impersonation answers before the authorizer is asked about the request itself, so that its decision is not noted; the
 * event has the verb and the object of that request (pkg/endpoints/filters/impersonation, executed on 1.36.3).
 */
function isImpersonation({ annotations, impersonatedUser, responseStatus }: AuditEvent): boolean {
  return (
    annotations['authorization.k8s.io/decision'] === undefined && impersonatedUser === undefined && responseStatus?.code === 403
  )
}

function subjectOf(username: string): RefusedSubject {
  const account = accountOf(username)
  return account === undefined ? { kind: 'user', name: username } : { kind: 'account', account }
}
