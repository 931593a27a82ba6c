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
  const { username } = event.impersonatedUser ?? event.user
  const account = accountOf(username)
  return { who: account === undefined ? { kind: 'user', name: username } : { kind: 'account', account }, ...request }
}
