// The rules of aggregated ClusterRoles. In a cluster the controller has written them into `rules`; in manifests they are worked out
// from labels, as pkg/controller/clusterroleaggregation does, through roles that are aggregated themselves (`admin` from `edit` from `view`).
import type { LabelSelector, PolicyRule, RoleObject } from '../kube/index.ts'

/**
 * The rules that a role comes to.
 *
 * @param clusterRoles - all ClusterRoles, by name
 */
export function effectiveRules(role: RoleObject, clusterRoles: readonly RoleObject[]): readonly PolicyRule[] {
  if (role.aggregationRule === undefined || role.rules.length > 0) return role.rules
  const rules: PolicyRule[] = []
  const seen = new Set<RoleObject>([role])
  // Roles that select one another in a ring end up with the same rules: each is visited once.
  const collect = (selectors: readonly LabelSelector[]): void => {
    for (const candidate of clusterRoles) {
      if (seen.has(candidate) || !selectors.some((selector) => matches(selector, candidate.meta.labels))) continue
      seen.add(candidate)
      if (candidate.aggregationRule === undefined || candidate.rules.length > 0) rules.push(...candidate.rules)
      else collect(candidate.aggregationRule.clusterRoleSelectors)
    }
  }
  collect(role.aggregationRule.clusterRoleSelectors)
  return rules
}

/** Whether labels satisfy a selector (apimachinery labels.Selector); an operator that is not known matches nothing. */
function matches(selector: LabelSelector, labels: ReadonlyMap<string, string>): boolean {
  return (
    [...selector.matchLabels].every(([key, value]) => labels.get(key) === value) &&
    selector.matchExpressions.every(({ key, operator, values }) => {
      const value = labels.get(key)
      if (operator === 'Exists') return value !== undefined
      if (operator === 'DoesNotExist') return value === undefined
      if (operator === 'In') return value !== undefined && values.includes(value)
      return operator === 'NotIn' && (value === undefined || !values.includes(value))
    })
  )
}
