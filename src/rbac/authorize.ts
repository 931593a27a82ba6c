// The API server's question, answered from RBAC objects alone: may this user do this, and by which rule of which role and binding.
// Follows plugin/pkg/auth/authorizer/rbac/rbac.go. Other authorizers (Node, Azure RBAC, webhooks) may allow more; none can take away.
import type { Answer } from '../kube/index.ts'
import type { GrantedRule, Grants } from './grants.ts'
import { mastersGroup } from './identity.ts'
import type { Request, UserInfo } from './request.ts'
import { ruleAllows } from './rule-allows.ts'

/** What RBAC says. */
export type Decision =
  /** Every rule that allows it; never empty. */
  | { readonly kind: 'allowed'; readonly by: readonly [GrantedRule, ...GrantedRule[]] }
  /** A member of `system:masters`: RBAC is not even asked. */
  | { readonly kind: 'privileged' }
  | { readonly kind: 'noOpinion' }

/** @returns the decision, and as gaps the user's bindings whose roles are missing */
export function authorize(grants: Grants, user: UserInfo, request: Request): Answer<Decision> {
  if (user.groups.includes(mastersGroup)) return { value: { kind: 'privileged' }, gaps: [] }
  const { value: rules, gaps } = grants.rulesOfUser(user)
  const [first, ...others] = rules.filter((granted) => applies(granted, request) && ruleAllows(granted.rule, request))
  return { value: first === undefined ? { kind: 'noOpinion' } : { kind: 'allowed', by: [first, ...others] }, gaps }
}

// A RoleBinding counts only for requests in its namespace; paths and cluster-scoped requests have none.
function applies(granted: GrantedRule, request: Request): boolean {
  return granted.namespace === undefined || (request.kind === 'resource' && request.namespace === granted.namespace)
}
