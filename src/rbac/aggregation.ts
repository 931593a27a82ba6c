// The rules of aggregated ClusterRoles. In a cluster the controller has written them into `rules`; in manifests they are worked out
// from labels, as pkg/controller/clusterroleaggregation does, through roles that are aggregated themselves (`admin` from `edit` from `view`).
// What stands in `rules` of a manifest may be a person's, which the controller will overwrite, or a cluster's, whose sources were
// left out of the folder: there it counts besides. A role that has rules says itself what it comes to, so that only one without
// any gathers from roles that are merely assumed to be there.
import type { LabelSelector, PolicyRule, RoleObject } from '../kube/index.ts'

/** Whether a controller has filled the rules of aggregated roles in, or they stand as they were written. */
export type Aggregation = 'filled' | 'written'

/**
 * The rules that a role comes to: its own in their places, and behind them what is worked out.
 *
 * @param clusterRoles - all ClusterRoles, by name
 * @param assumed - those of them that the input does not have
 */
export function effectiveRules(
  role: RoleObject,
  clusterRoles: readonly RoleObject[],
  aggregation: Aggregation,
  assumed: ReadonlySet<RoleObject> = new Set(),
): readonly PolicyRule[] {
  const settled = ({ aggregationRule, rules }: RoleObject): boolean =>
    aggregationRule === undefined || (aggregation === 'filled' && rules.length > 0)
  if (role.aggregationRule === undefined || settled(role)) return role.rules
  const rules: PolicyRule[] = [...role.rules]
  const seen = new Set<RoleObject>([role])
  // Roles that select one another in a ring end up with the same rules: each is visited once.
  const collect = (into: RoleObject, selectors: readonly LabelSelector[]): void => {
    for (const candidate of clusterRoles) {
      if (seen.has(candidate) || !selectors.some((selector) => matches(selector, candidate.meta.labels))) continue
      if (into.rules.length > 0 && assumed.has(candidate)) continue
      seen.add(candidate)
      rules.push(...candidate.rules)
      if (candidate.aggregationRule !== undefined && !settled(candidate))
        collect(candidate, candidate.aggregationRule.clusterRoleSelectors)
    }
  }
  collect(role, role.aggregationRule.clusterRoleSelectors)
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

/** Whether some labels would make a ClusterRole one of those that a role gathers its rules from. */
export function canBeFed({ aggregationRule }: RoleObject): boolean {
  return aggregationRule?.clusterRoleSelectors.some(isSatisfiable) === true
}

// What a selector asks of one label has nothing to do with the others: for each some value, or its absence, has to do.
function isSatisfiable(selector: LabelSelector): boolean {
  const { matchLabels, matchExpressions } = selector
  const keys = new Set([...matchLabels.keys(), ...matchExpressions.map(({ key }) => key)])
  const mentioned = [...matchLabels.values(), ...matchExpressions.flatMap(({ values }) => values)]
  // Longer than any that is mentioned, and so none of them.
  const other = 'x'.repeat(Math.max(0, ...mentioned.map((value) => value.length)) + 1)
  return [...keys].every((key) => {
    const asked: LabelSelector = {
      matchLabels: new Map([...matchLabels].filter(([label]) => label === key)),
      matchExpressions: matchExpressions.filter((expression) => expression.key === key),
    }
    return [undefined, other, ...mentioned].some((value) => matches(asked, new Map(value === undefined ? [] : [[key, value]])))
  })
}
