// Decides whether the ServiceAccount admission plugin mounts a token: pod field, else ServiceAccount field, else yes.
// Follows shouldAutomount in plugin/pkg/admission/serviceaccount/admission.go (unchanged from 1.27 to 1.36).
import { accountObject, type AccountRef } from '../kube/index.ts'
import type { AccountFact } from '../inventory/index.ts'
import { accountOf, type PodSubject } from './subject.ts'
import type { DecidedBy } from './token.ts'

/** The decision for one pod, with the field that made it. */
export type AutomountDecision =
  | { readonly kind: 'mounts'; readonly rule: 'pod' | 'serviceAccount' | 'default'; readonly by: DecidedBy }
  | { readonly kind: 'doesNotMount'; readonly rule: 'pod' | 'serviceAccount' | 'mirrorPod'; readonly by: DecidedBy }
  /** The pod leaves it to a ServiceAccount that the input does not have. */
  | { readonly kind: 'undecided'; readonly account: AccountRef }

/**
 * @param fact - what is known of the account that {@link accountOf} names
 * @returns the decision; `rule: 'default'` names the ServiceAccount's absent field, the last one that was asked
 */
export function decideAutomount(subject: PodSubject, fact: AccountFact): AutomountDecision {
  if (subject.mirror) {
    const by = { object: subject.object, field: 'metadata.annotations[kubernetes.io/config.mirror]', value: 'static pod' }
    return { kind: 'doesNotMount', rule: 'mirrorPod', by }
  }
  const own = subject.spec.automountServiceAccountToken
  if (own !== undefined) {
    const by: DecidedBy = { object: subject.object, field: `${subject.specPath}.automountServiceAccountToken`, value: own }
    return own ? { kind: 'mounts', rule: 'pod', by } : { kind: 'doesNotMount', rule: 'pod', by }
  }
  const account = accountOf(subject)
  if (fact.kind === 'missing') return { kind: 'undecided', account }
  const field = fact.kind === 'known' ? fact.account.automountServiceAccountToken : undefined
  const by: DecidedBy = { object: accountObject(account), field: 'automountServiceAccountToken', value: field ?? null }
  if (field === undefined) return { kind: 'mounts', rule: 'default', by }
  return field ? { kind: 'mounts', rule: 'serviceAccount', by } : { kind: 'doesNotMount', rule: 'serviceAccount', by }
}
