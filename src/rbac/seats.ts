// Where a holder is bound already, and where it can bind itself: by a binding that it makes, or by one that there is and whose
// subjects it can change. A binding's role can't be changed.
import type { BindingObject, ObjectRef, RoleObject } from '../kube/index.ts'
import { allOf } from './clauses.ts'
import type { Grants } from './grants.ts'
import type { Ground, RoleKind } from './ground.ts'
import type { Clause, Gain, GainWay, HeldSupport, HeldVia } from './held.ts'
import { impliedGroups, type GrantSubject } from './identity.ts'
import type { Rights } from './rights.ts'
import { bindingWritings } from './routes/raise-own-rights.ts'

/** Where a binding reaches. */
export type Scope =
  /** ClusterRoleBindings. */
  | { readonly kind: 'cluster' }
  /** RoleBindings, of which one can be made in every namespace: everywhere, but for cluster-scoped resources. */
  | { readonly kind: 'everywhere' }
  /** RoleBindings of one namespace. */
  | { readonly kind: 'namespace'; readonly namespace: string }

/** The namespace of a scope that is one. */
export function namespaceOf(scope: Scope): string | undefined {
  return scope.kind === 'namespace' ? scope.namespace : undefined
}

/** A key by which scopes are told apart. */
export function scopeKey(scope: Scope): string {
  return scope.kind === 'namespace' ? `in ${scope.namespace}` : scope.kind
}

/** The scopes that hold everything that this one holds, itself first. */
export function fromHereOut(scope: Scope): readonly Scope[] {
  switch (scope.kind) {
    case 'cluster':
      return [scope]
    case 'everywhere':
      return [scope, { kind: 'cluster' }]
    case 'namespace':
      return [scope, { kind: 'everywhere' }, { kind: 'cluster' }]
  }
}

/** The kind of the bindings of a scope. */
export function bindingKind(scope: Scope): 'RoleBinding' | 'ClusterRoleBinding' {
  return scope.kind === 'cluster' ? 'ClusterRoleBinding' : 'RoleBinding'
}

/** A role that somebody is bound to. */
export interface Seat {
  readonly scope: Scope
  readonly kind: RoleKind
  readonly name: string
  /** Absent where there is certainly no such role. */
  readonly role: RoleObject | undefined
  /** The binding. */
  readonly via: HeldVia
}

/** Where a subject is bound, by itself or by the groups that it is certainly in; roles that may exist elsewhere are left out. */
export function seatsOf(subject: GrantSubject, grants: Grants, ground: Ground): readonly Seat[] {
  const seats: Seat[] = []
  const add = (binding: ObjectRef, ref: ObjectRef, role: RoleObject | undefined, own: boolean): void => {
    const { kind, name } = ref
    const { namespace } = binding
    if (kind !== 'Role' && kind !== 'ClusterRole') return
    if (role === undefined && !ground.isMissing(kind, namespace, name)) return
    const scope: Scope = namespace === undefined ? { kind: 'cluster' } : { kind: 'namespace', namespace }
    seats.push({ scope, kind, name, role, via: { binding, role: ref, own, local: namespace !== undefined } })
  }
  const take = (identity: GrantSubject, own: boolean): void => {
    for (const { binding, role } of grants.boundTo(identity)) add(binding.ref, role.ref, role, own)
    for (const { binding, role } of grants.danglingOf(identity)) add(binding, role, undefined, own)
  }
  take(subject, true)
  for (const name of impliedGroups(subject)) take({ kind: 'Group', name }, false)
  return seats
}

/** Where a gain reaches. */
export function scopeOfGain({ bound: { namespace, confined } }: Gain): Scope {
  return namespace !== undefined ? { kind: 'namespace', namespace } : { kind: confined === true ? 'everywhere' : 'cluster' }
}

/** The seat that a gain is. */
export function seatOfGain(gain: Gain): readonly Seat[] {
  const { binding, role, namespace } = gain.bound
  const { kind, name } = role.ref
  if (kind !== 'Role' && kind !== 'ClusterRole') return []
  const via: HeldVia = { binding: binding.ref, role: role.ref, own: true, local: namespace !== undefined, gain }
  return [{ scope: scopeOfGain(gain), kind, name, role, via }]
}

/** Every way to make a binding in a scope. */
export function makesIn(scope: Scope, rights: Rights, ground: Ground): readonly GainWay[] {
  const { create, createNamed, write, remove, removeAll } = bindingWritings[bindingKind(scope)]
  const namespace = namespaceOf(scope)
  const anyName = [allOf(rights.all(create)), allOf(rights.all(createNamed), rights.all(write))].flatMap((clauses) =>
    clauses === undefined ? [] : [{ clauses }],
  )
  const names = new Set([...rights.names(createNamed), ...rights.names(write)])
  const oneName = [...names].flatMap((name): readonly GainWay[] => {
    const taken = bindingsCalled(name, scope, ground)
    // Where some namespaces have it, each namespace is looked at by itself.
    if (taken.length > 0 && scope.kind === 'everywhere') return []
    // What a binding gives is gone with it.
    const besides = (clause: Clause): Clause => clause.filter((via) => !taken.some(({ ref }) => ref === via.binding))
    const clauses = allOf(
      besides(rights.on(createNamed, name)),
      besides(rights.on(write, name)),
      ...(taken.length === 0 ? [] : [besides([...rights.on(remove, name), ...rights.all(removeAll)])]),
    )
    const slot = { kind: bindingKind(scope), ...(namespace === undefined ? {} : { namespace }), name }
    return clauses === undefined ? [] : [{ clauses, slot }]
  })
  return [...anyName, ...oneName]
}

function bindingsCalled(name: string, scope: Scope, ground: Ground): readonly BindingObject[] {
  switch (scope.kind) {
    case 'cluster':
      return ground.bindingsCalled(name, (namespace) => namespace === undefined)
    case 'everywhere':
      return ground.bindingsCalled(name, (namespace) => namespace !== undefined)
    case 'namespace':
      return ground.bindingsCalled(name, (namespace) => namespace === scope.namespace)
  }
}

/** A binding to which a holder can add itself, as far as writing it goes. */
export interface Join {
  readonly binding: BindingObject
  readonly kind: RoleKind
  readonly clauses: HeldSupport
}

/**
 * Bindings of a scope to which a holder can add itself.
 *
 * @param isUsed - whether being allowed to write bindings of whatever name leads on at all
 */
export function joinsIn(
  scope: Scope,
  rights: Rights,
  ground: Ground,
  isUsed: (support: HeldSupport) => boolean,
): readonly Join[] {
  if (scope.kind === 'everywhere') return []
  const { write } = bindingWritings[bindingKind(scope)]
  const any = allOf(rights.all(write))
  const candidates =
    any !== undefined && isUsed(any)
      ? ground.bindingsIn(namespaceOf(scope))
      : rights.names(write).flatMap((name) => bindingsCalled(name, scope, ground))
  return candidates.flatMap((binding): readonly Join[] => {
    const { kind, name } = binding.roleRef
    if (kind !== 'Role' && kind !== 'ClusterRole') return []
    const { namespace } = binding.ref
    const role: ObjectRef = {
      apiVersion: binding.ref.apiVersion,
      kind,
      ...(kind === 'Role' && namespace !== undefined ? { namespace } : {}),
      name,
    }
    // Whoever takes the binding away takes this way away too.
    const itself: HeldVia = { binding: binding.ref, role, own: false, local: namespace !== undefined }
    const clauses = allOf(rights.on(write, binding.ref.name), [itself])
    return clauses === undefined ? [] : [{ binding, kind, clauses }]
  })
}
