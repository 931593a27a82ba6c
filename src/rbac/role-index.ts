// Roles by name, and what each comes to with aggregation.
import { PairMap } from '../base/index.ts'
import type { BindingObject, PolicyRule, RoleObject } from '../kube/index.ts'
import { effectiveRules, type Aggregation } from './aggregation.ts'

/** Roles and ClusterRoles; where two are called the same, the last one. */
export interface RoleIndex {
  /** The role that a binding hands out, by its place among the roles; `undefined` where it is missing. */
  boundBy(binding: BindingObject): number | undefined
  /** What a role comes to, with aggregation. */
  rulesOf(role: RoleObject): readonly PolicyRule[]
  /** @param namespace - of a Role; a ClusterRole has none */
  at(kind: string, namespace: string | undefined, name: string): RoleObject | undefined
}

/**
 * Indexes Roles and ClusterRoles.
 *
 * @param assumed - those of them that the input does not have
 */
export function indexRoles(roles: readonly RoleObject[], aggregation: Aggregation, assumed: ReadonlySet<RoleObject>): RoleIndex {
  const clusterRoles = roles.filter((role) => role.ref.kind === 'ClusterRole')
  const clusterWide = new Map<string, number>()
  const inNamespace = new PairMap<string, string, number>()
  roles.forEach(({ ref }, i) => {
    if (ref.kind === 'ClusterRole') clusterWide.set(ref.name, i)
    else if (ref.namespace !== undefined) inNamespace.set(ref.namespace, ref.name, i)
  })
  const placeOf = (kind: string, namespace: string | undefined, name: string): number | undefined => {
    if (kind === 'ClusterRole') return clusterWide.get(name)
    return kind === 'Role' && namespace !== undefined ? inNamespace.get(namespace, name) : undefined
  }
  const effective = new Map<RoleObject, readonly PolicyRule[]>()
  return {
    boundBy: ({ ref, roleRef }) => placeOf(roleRef.kind, ref.namespace, roleRef.name),
    at: (kind, namespace, name) => roles[placeOf(kind, namespace, name) ?? -1],
    rulesOf(role) {
      if (role.aggregationRule === undefined) return role.rules
      const known = effective.get(role) ?? effectiveRules(role, clusterRoles, aggregation, assumed)
      effective.set(role, known)
      return known
    },
  }
}
