// Roles by name, and what each comes to with aggregation.
import { groupBy, PairMap } from '../base/index.ts'
import type { BindingObject, PolicyRule, RoleObject } from '../kube/index.ts'
import { effectiveRules, type Aggregation } from './aggregation.ts'

/** Roles and ClusterRoles; where two are called the same, the last one. */
export interface RoleIndex {
  /** The role that a binding hands out, by its place among the roles; `undefined` where it is missing. */
  boundBy(binding: BindingObject): number | undefined
  /** What a role comes to, with aggregation. */
  rulesOf(role: RoleObject): readonly PolicyRule[]
  /** Roles of a kind, of one namespace (absent: of all), and of one name (absent: of any). */
  called(kind: 'Role' | 'ClusterRole', namespace: string | undefined, name: string | undefined): readonly RoleObject[]
}

/**
 * Indexes Roles and ClusterRoles.
 *
 * @param assumed - those of them that the input does not have
 */
export function indexRoles(roles: readonly RoleObject[], aggregation: Aggregation, assumed: ReadonlySet<RoleObject>): RoleIndex {
  const clusterRoles = roles.filter((role) => role.ref.kind === 'ClusterRole')
  const namespaced = roles.filter((role) => role.ref.kind === 'Role')
  const clusterWide = new Map<string, number>()
  const inNamespace = new PairMap<string, string, number>()
  roles.forEach(({ ref }, i) => {
    if (ref.kind === 'ClusterRole') clusterWide.set(ref.name, i)
    else if (ref.namespace !== undefined) inNamespace.set(ref.namespace, ref.name, i)
  })
  let byNamespace: ReadonlyMap<string, readonly RoleObject[]> | undefined
  const effective = new Map<RoleObject, readonly PolicyRule[]>()
  return {
    boundBy({ ref, roleRef }) {
      if (roleRef.kind === 'ClusterRole') return clusterWide.get(roleRef.name)
      return roleRef.kind === 'Role' && ref.namespace !== undefined ? inNamespace.get(ref.namespace, roleRef.name) : undefined
    },
    rulesOf(role) {
      if (role.aggregationRule === undefined) return role.rules
      const known = effective.get(role) ?? effectiveRules(role, clusterRoles, aggregation, assumed)
      effective.set(role, known)
      return known
    },
    called(kind, namespace, name) {
      if (kind === 'ClusterRole') return name === undefined ? clusterRoles : at(clusterWide.get(name))
      if (namespace === undefined) return name === undefined ? namespaced : namespaced.filter((role) => role.ref.name === name)
      if (name !== undefined) return at(inNamespace.get(namespace, name))
      byNamespace ??= groupBy(namespaced, (role) => role.ref.namespace)
      return byNamespace.get(namespace) ?? []
    },
  }

  function at(place: number | undefined): readonly RoleObject[] {
    const role = place === undefined ? undefined : roles[place]
    return role === undefined ? [] : [role]
  }
}
