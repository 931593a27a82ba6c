// Roles and bindings, indexed by subject, so that one subject costs only its own bindings.
// Follows pkg/registry/rbac/validation/rule.go; a missing role is a gap and the other bindings still count.
import { groupBy } from '../base/index.ts'
import {
  formatName,
  type AccountRef,
  type Answer,
  type BindingObject,
  type Gap,
  type ObjectRef,
  type PolicyRule,
  type RoleObject,
} from '../kube/index.ts'
import { effectiveRules, type Aggregation } from './aggregation.ts'
import { assumeRoles, namesToBind } from './assumed-roles.ts'
import { accountUser, subjectKey, subjectOf, userSubject, type GrantSubject } from './identity.ts'
import type { UserInfo } from './request.ts'

/** One rule that a subject has, with its whole path. */
export interface GrantedRule {
  readonly rule: PolicyRule
  /** Its place among the role's rules, from 0. */
  readonly index: number
  readonly role: ObjectRef
  readonly binding: ObjectRef
  /** The namespace that a RoleBinding confines it to; absent for a ClusterRoleBinding. */
  readonly namespace?: string
}

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

/** Roles and bindings by subject. */
export interface Grants {
  /** Everyone who is bound, by `subjectKey`, in the order of the bindings. */
  readonly subjects: ReadonlyMap<string, GrantSubject>
  readonly roles: readonly RoleObject[]
  readonly bindings: readonly BindingObject[]
  /** Bindings whose role is missing: they give nothing now, and something the day the role is there. */
  readonly gaps: readonly Gap[]
  /** Roles that were assumed to be there: bindings name them, or a role that a binding names gathers from them or lets bind them. */
  readonly assumed: readonly RoleObject[]
  /** The assumed role by which a role has a rule, given by its place; `undefined` where the rule stands in the input. */
  assumedOrigin(role: ObjectRef, rule: number): RoleObject | undefined
  /** What bindings name the subject itself; its groups are asked for apart. */
  boundTo(key: string): readonly BoundRole[]
  /** All rules of somebody, through the name and every group; a binding whose role is missing is a gap. */
  rulesOfUser(user: UserInfo): Answer<readonly GrantedRule[]>
  rulesOf(account: AccountRef): Answer<readonly GrantedRule[]>
  /** What a role comes to, with aggregation. */
  rulesOfRole(role: RoleObject): readonly PolicyRule[]
  /** Roles of a kind, of one namespace (absent: of all), and of one name (absent: of any). */
  rolesCalled(kind: 'Role' | 'ClusterRole', namespace: string | undefined, name: string | undefined): readonly RoleObject[]
}

/**
 * @param roles - Roles and ClusterRoles; aggregated ones without rules (as in manifests) are filled in from their labels
 * @param assume - roles that count where `roles` has none of their name
 */
export function indexGrants(
  roles: readonly RoleObject[],
  bindings: readonly BindingObject[],
  aggregation: Aggregation = 'filled',
  assume: readonly RoleObject[] = [],
): Grants {
  const { all, assumed, originOf } = assumeRoles(roles, assume)
  const clusterRoles = all.filter((role) => role.ref.kind === 'ClusterRole')
  const namespacedRoles = all.filter((role) => role.ref.kind === 'Role')
  const clusterRoleNamed = new Map(clusterRoles.map((role) => [role.ref.name, role]))
  const rolesIn = groupBy(namespacedRoles, (role) => role.ref.namespace ?? '')
  const roleNamed = new Map(namespacedRoles.map((role) => [formatName(role.ref), role]))
  const effective = new Map<RoleObject, readonly PolicyRule[]>()
  const rulesOfRole = (role: RoleObject): readonly PolicyRule[] => {
    if (role.aggregationRule === undefined) return role.rules
    const known = effective.get(role) ?? effectiveRules(role, clusterRoles, aggregation, assumed)
    effective.set(role, known)
    return known
  }
  const roleOf = ({ ref, roleRef }: BindingObject): RoleObject | undefined => {
    if (roleRef.kind === 'ClusterRole') return clusterRoleNamed.get(roleRef.name)
    return roleRef.kind === 'Role' && ref.namespace !== undefined ? roleNamed.get(`${ref.namespace}/${roleRef.name}`) : undefined
  }

  const subjects = new Map<string, GrantSubject>()
  const bySubject = new Map<string, Bound[]>()
  const gaps: Gap[] = []
  const boundRoles = new Set<RoleObject>()
  for (const binding of bindings) {
    const role = roleOf(binding)
    if (role !== undefined && binding.subjects.length > 0) boundRoles.add(role)
    const { namespace } = binding.ref
    const bound: Bound =
      role === undefined
        ? { kind: 'roleMissing', binding: binding.ref, role: missingRole(binding) }
        : { binding, role, rules: rulesOfRole(role), ...(namespace === undefined ? {} : { namespace }) }
    if ('kind' in bound) gaps.push(bound)
    for (const named of binding.subjects) {
      const subject = subjectOf(named, binding)
      if (subject === undefined) continue
      const key = subjectKey(subject)
      const list = bySubject.get(key)
      if (list === undefined) {
        bySubject.set(key, [bound])
        subjects.set(key, subject)
      }
      // A subject that one binding names twice is bound once.
      else if (list[list.length - 1] !== bound) list.push(bound)
    }
  }

  const rulesOfUser = (user: UserInfo): Answer<readonly GrantedRule[]> => {
    const rules: GrantedRule[] = []
    const missing: Gap[] = []
    for (const bound of new Set(keysOf(user).flatMap((key) => bySubject.get(key) ?? []))) {
      if ('kind' in bound) {
        missing.push(bound)
        continue
      }
      const { binding, role, namespace } = bound
      bound.rules.forEach((rule, index) => {
        rules.push({ rule, index, role: role.ref, binding: binding.ref, ...(namespace === undefined ? {} : { namespace }) })
      })
    }
    return { value: rules, gaps: missing }
  }
  const roleAt = ({ kind, namespace, name }: ObjectRef): RoleObject | undefined =>
    kind === 'ClusterRole' ? clusterRoleNamed.get(name) : roleNamed.get(`${namespace ?? ''}/${name}`)
  const assumedBehind = (role: RoleObject): readonly RoleObject[] =>
    assumed.has(role) ? [role] : rulesOfRole(role).flatMap((rule) => originOf(role, rule) ?? [])
  const withBindable = (role: RoleObject): readonly RoleObject[] => [
    role,
    ...rulesOfRole(role)
      .flatMap(namesToBind)
      .flatMap((name) => clusterRoleNamed.get(name) ?? []),
  ]
  return {
    subjects,
    roles,
    bindings,
    gaps,
    assumed: assumed.size === 0 ? [] : [...new Set([...boundRoles].flatMap(withBindable).flatMap(assumedBehind))],
    assumedOrigin(ref, place) {
      const role = assumed.size === 0 ? undefined : roleAt(ref)
      const rule = role === undefined ? undefined : rulesOfRole(role)[place]
      return role === undefined || rule === undefined ? undefined : originOf(role, rule)
    },
    boundTo: (key) => (bySubject.get(key) ?? []).filter((bound): bound is BoundRole => !('kind' in bound)),
    rulesOfUser,
    rulesOf: (account) => rulesOfUser(accountUser(account)),
    rulesOfRole,
    rolesCalled(kind, namespace, name) {
      const all =
        kind === 'ClusterRole' ? clusterRoles : namespace === undefined ? namespacedRoles : (rolesIn.get(namespace) ?? [])
      return name === undefined ? all : all.filter((role) => role.ref.name === name)
    },
  }
}

/** A binding with its role, or as the gap that it is without one. */
type Bound = BoundRole | Extract<Gap, { readonly kind: 'roleMissing' }>

function keysOf(user: UserInfo): readonly string[] {
  return [subjectKey(userSubject(user.name)), ...user.groups.map((name) => subjectKey({ kind: 'Group', name }))]
}

function missingRole(binding: BindingObject): ObjectRef {
  const { namespace } = binding.ref
  const confined = binding.roleRef.kind === 'Role' && namespace !== undefined ? { namespace } : {}
  return { apiVersion: binding.ref.apiVersion, kind: binding.roleRef.kind, ...confined, name: binding.roleRef.name }
}
