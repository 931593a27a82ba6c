// Roles and bindings, indexed by subject, so that one subject costs only its own bindings.
// Follows pkg/registry/rbac/validation/rule.go; a missing role is a gap and the other bindings still count.
import type { AccountRef, Answer, BindingObject, Gap, ObjectRef, PolicyRule, RoleObject } from '../kube/index.ts'
import type { Aggregation } from './aggregation.ts'
import { assumedBehind, assumeRoles } from './assumed-roles.ts'
import { indexBindings } from './binding-index.ts'
import { boundRoles, type BoundRole, type Counts, type MissingRole } from './bound-roles.ts'
import { accountUser, userSubject, type GrantSubject } from './identity.ts'
import type { UserInfo } from './request.ts'
import { indexRoles, type RoleIndex } from './role-index.ts'

export type { BoundRole, Counts, MissingRole } from './bound-roles.ts'

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

/** A subject with what bindings name it for. */
export interface Bound {
  readonly subject: GrantSubject
  readonly roles: readonly BoundRole[]
}

/** Roles and bindings by subject. */
export interface Grants {
  /** Everyone who is bound, once, in the order of the bindings. */
  readonly subjects: readonly GrantSubject[]
  /** Those of the input, and those that were taken to be there. */
  readonly roles: readonly RoleObject[]
  readonly bindings: readonly BindingObject[]
  /** Bindings whose role is missing: they give nothing now, and something the day the role is there. */
  readonly gaps: readonly Gap[]
  /** Roles that were assumed to be there: bindings name them, or a role that a binding names gathers from them or lets bind them. */
  readonly assumed: readonly RoleObject[]
  /** The assumed role by which a role has a rule, given by its place; `undefined` where the rule stands in the input. */
  assumedOrigin(role: ObjectRef, rule: number): RoleObject | undefined
  /** What bindings name the subject itself; its groups are asked for apart. */
  boundTo(subject: GrantSubject): readonly BoundRole[]
  /** Bindings of the subject itself whose role is missing. */
  danglingOf(subject: GrantSubject): readonly MissingRole[]
  /** Everyone who is bound to a role that counts, in the order of the bindings, each with such roles alone. */
  boundWhere(counts: Counts): readonly Bound[]
  /** All rules of somebody, through the name and every group; a binding whose role is missing is a gap. */
  rulesOfUser(user: UserInfo): Answer<readonly GrantedRule[]>
  rulesOf(account: AccountRef): Answer<readonly GrantedRule[]>
  /** What a role comes to, with aggregation. */
  rulesOfRole(role: RoleObject): readonly PolicyRule[]
  /** @param namespace - of a Role; a ClusterRole has none */
  roleAt: RoleIndex['at']
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
  const counted = assumeRoles(roles, assume)
  const roleIndex = indexRoles(counted.all, aggregation, counted.assumed)
  const index = indexBindings(bindings, roleIndex)
  const bound = boundRoles(bindings, index, counted.all, (role) => roleIndex.rulesOf(role))
  const { first, items } = index.bindingsOf
  const bindingsOf = <T>(subject: GrantSubject, what: (binding: number) => T | undefined): readonly T[] => {
    const found: T[] = []
    const number = index.numberOf(subject)
    if (number === undefined) return found
    for (let i = first[number] ?? 0; i < (first[number + 1] ?? 0); i++) {
      const one = what(items[i] ?? 0)
      if (one !== undefined) found.push(one)
    }
    return found
  }
  const rulesOfUser = (user: UserInfo): Answer<readonly GrantedRule[]> => {
    const numbers = [...new Set(identitiesOf(user).flatMap((identity) => bindingsOf(identity, (number) => number)))]
    return {
      value: numbers.flatMap((number) => grantedRules(bound.at(number))),
      gaps: numbers.flatMap((number) => bound.missing.get(number) ?? []),
    }
  }
  return {
    subjects: index.subjects,
    roles: counted.all,
    bindings,
    gaps: [...bound.missing.values()],
    assumed: counted.assumed.size === 0 ? [] : assumedBehind(counted, roleIndex, bound.roles()),
    assumedOrigin({ kind, namespace, name }, place) {
      const role = counted.assumed.size === 0 ? undefined : roleIndex.at(kind, namespace, name)
      const rule = role === undefined ? undefined : roleIndex.rulesOf(role)[place]
      return role === undefined || rule === undefined ? undefined : counted.originOf(role, rule)
    },
    boundTo: (subject) => bindingsOf(subject, (number) => bound.at(number)),
    danglingOf: (subject) => bindingsOf(subject, (number) => bound.missing.get(number)),
    boundWhere(counts) {
      const counting = bound.whereCounts(counts)
      const found: Bound[] = []
      for (const [number, subject] of index.subjects.entries()) {
        // In a big cluster nine in ten hold nothing that counts: they cost no list.
        let roles: BoundRole[] | undefined
        for (let i = first[number] ?? 0; i < (first[number + 1] ?? 0); i++) {
          const role = counting(items[i] ?? 0) ? bound.at(items[i] ?? 0) : undefined
          if (role !== undefined) (roles ??= []).push(role)
        }
        if (roles !== undefined) found.push({ subject, roles })
      }
      return found
    },
    rulesOfUser,
    rulesOf: (account) => rulesOfUser(accountUser(account)),
    rulesOfRole: (role) => roleIndex.rulesOf(role),
    roleAt: (kind, namespace, name) => roleIndex.at(kind, namespace, name),
  }
}

function grantedRules(bound: BoundRole | undefined): readonly GrantedRule[] {
  if (bound === undefined) return []
  const { binding, role, rules, namespace } = bound
  const confined = namespace === undefined ? {} : { namespace }
  return rules.map((rule, index) => ({ rule, index, role: role.ref, binding: binding.ref, ...confined }))
}

function identitiesOf(user: UserInfo): readonly GrantSubject[] {
  return [userSubject(user.name), ...user.groups.map((name): GrantSubject => ({ kind: 'Group', name }))]
}
