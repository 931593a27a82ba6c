// What the bindings hand out, each by its place among the bindings. A missing role is a gap and the other bindings still count.
import type { BindingObject, Gap, ObjectRef, PolicyRule, RoleObject } from '../kube/index.ts'
import type { BindingIndex } from './binding-index.ts'
import type { RoleIndex } from './role-index.ts'

/** A role as one binding hands it out. */
export interface BoundRole {
  readonly binding: BindingObject
  readonly role: RoleObject
  readonly rules: readonly PolicyRule[]
  /** The namespace that a RoleBinding confines it to; absent for a ClusterRoleBinding. */
  readonly namespace?: string
  /** Handed out by a RoleBinding that can be made in any namespace: everywhere, but for cluster-scoped resources. */
  readonly confined?: boolean
}

/** A binding whose role is missing. */
export type MissingRole = Extract<Gap, { readonly kind: 'roleMissing' }>

/** Whether a role can matter at all; `clusterWide`: where a ClusterRoleBinding hands it out. */
export type Counts = (rules: readonly PolicyRule[], clusterWide: boolean) => boolean

/** What each binding hands out. */
export interface BoundRoles {
  /** `undefined` where the role is missing. */
  at(binding: number): BoundRole | undefined
  /** Which bindings hand out a role that counts: asked once for each role, however often it is bound. */
  whereCounts(counts: Counts): (binding: number) => boolean
  /** Bindings whose role is missing: they give nothing now, and something the day the role is there. */
  readonly missing: ReadonlyMap<number, MissingRole>
  /** The roles that somebody is bound to, each once, in the order of the bindings. */
  roles(): readonly RoleObject[]
}

/** Puts bindings and their roles together. */
export function boundRoles(
  bindings: readonly BindingObject[],
  { roleOf, clusterWide }: BindingIndex,
  roles: readonly RoleObject[],
  rulesOf: RoleIndex['rulesOf'],
): BoundRoles {
  const missing = new Map<number, MissingRole>()
  bindings.forEach((binding, i) => {
    if (roleOf[i] === -1) missing.set(i, missingRole(binding))
  })
  // Few bindings of a big cluster are ever asked for: each is put together with its role when it is.
  const put = new Map<number, BoundRole>()
  return {
    missing,
    roles: () => [
      ...new Set(bindings.flatMap(({ subjects }, i) => (subjects.length === 0 ? [] : (roles[roleOf[i] ?? -1] ?? [])))),
    ],
    at(number) {
      const known = put.get(number)
      const binding = bindings[number]
      const role = roles[roleOf[number] ?? -1]
      if (known !== undefined || binding === undefined || role === undefined) return known
      const bound = boundRole(binding, role, rulesOf(role))
      put.set(number, bound)
      return bound
    },
    whereCounts(counts) {
      const everywhere: (boolean | undefined)[] = []
      const confined: (boolean | undefined)[] = []
      return (number) => {
        const place = roleOf[number] ?? -1
        const role = roles[place]
        const wide = clusterWide[number] === 1
        return role !== undefined && ((wide ? everywhere : confined)[place] ??= counts(rulesOf(role), wide))
      }
    },
  }
}

function boundRole(binding: BindingObject, role: RoleObject, rules: readonly PolicyRule[]): BoundRole {
  const { namespace } = binding.ref
  return namespace === undefined ? { binding, role, rules } : { binding, role, rules, namespace }
}

function missingRole({ ref, roleRef }: BindingObject): MissingRole {
  const confined = roleRef.kind === 'Role' && ref.namespace !== undefined ? { namespace: ref.namespace } : {}
  const role: ObjectRef = { apiVersion: ref.apiVersion, kind: roleRef.kind, ...confined, name: roleRef.name }
  return { kind: 'roleMissing', binding: ref, role }
}
