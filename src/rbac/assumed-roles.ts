// Roles that an input does not have and that count all the same: which they are, and which rules are there because of them.
import { sortedBy } from '../base/index.ts'
import { refKey, type PolicyRule, type RoleObject } from '../kube/index.ts'
import type { RoleIndex } from './role-index.ts'
import { ruleAllows } from './rule-allows.ts'

/** The roles of an input together with those assumed. */
export interface AssumedRoles {
  readonly all: readonly RoleObject[]
  /** Those of them that the input does not have. */
  readonly assumed: ReadonlySet<RoleObject>
  /** The assumed role by which a role has a rule: the role itself, or the one that the rule was gathered from. */
  readonly originOf: (role: RoleObject, rule: PolicyRule) => RoleObject | undefined
}

/** A role of the input takes the place of an assumed one of its name. */
export function assumeRoles(given: readonly RoleObject[], assume: readonly RoleObject[]): AssumedRoles {
  if (assume.length === 0) return { all: given, assumed: new Set(), originOf: () => undefined }
  const names = new Set(given.map(({ ref }) => refKey(ref)))
  const assumed = new Set(assume.filter(({ ref }) => !names.has(refKey(ref))))
  const sources = new Map([...assumed].flatMap((role) => role.rules.map((rule) => [rule, role] as const)))
  return {
    // Rules are gathered in the order of names, as the controller does it.
    all: sortedBy([...given, ...assumed], ({ ref }) => [ref.kind, ref.namespace, ref.name]),
    assumed,
    originOf: (role, rule) => (assumed.has(role) ? role : sources.get(rule)),
  }
}

/**
 * The assumed roles that some roles rest on: these themselves, those that they gather from, and those that they let one bind by name.
 *
 * @param bound - roles that somebody is bound to
 */
export function assumedBehind(
  { assumed, originOf }: AssumedRoles,
  index: RoleIndex,
  bound: readonly RoleObject[],
): readonly RoleObject[] {
  const reached = new Set(bound)
  // A set takes in what is added while it is walked: a role that one may bind may let one bind the next.
  for (const role of reached)
    for (const name of index.rulesOf(role).flatMap(namesToBind)) {
      const bindable = index.at('ClusterRole', undefined, name)
      if (bindable !== undefined) reached.add(bindable)
    }
  const behind = (role: RoleObject): readonly RoleObject[] =>
    assumed.has(role) ? [role] : index.rulesOf(role).flatMap((rule) => originOf(role, rule) ?? [])
  return [...new Set([...reached].flatMap(behind))]
}

/** The names of ClusterRoles that a rule lets one bind, where it singles them out. */
function namesToBind(rule: PolicyRule): readonly string[] {
  const request = { kind: 'resource', verb: 'bind', apiGroup: 'rbac.authorization.k8s.io', resource: 'clusterroles' } as const
  return rule.resourceNames.filter((name) => ruleAllows(rule, { ...request, subresource: '', namespace: '', name }))
}
