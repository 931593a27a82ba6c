// How a holder can make a role say whatever it likes. With `escalate` nobody asks which rights it holds itself; without it a role can
// still be emptied, or created empty, and an empty role is bound by anybody who may write bindings: so it is bound first and filled
// then (pkg/registry/rbac: the rules of a role are looked at when it is bound, those of its bindings never when it is filled).
// A role that is created full is another matter, but for ClusterRoles, of which one can gather its rules from the other.
import type { RoleObject } from '../kube/index.ts'
import { allOf } from './clauses.ts'
import type { Ground, RoleKind } from './ground.ts'
import type { Clause, HeldSupport } from './held.ts'
import type { Rights } from './rights.ts'
import { roleWritings } from './routes/raise-own-rights.ts'

/** One way to fill a role. */
export interface Fill {
  readonly clauses: HeldSupport
  /** Whether it can be bound while it is empty; else binding it takes `bind`. */
  readonly emptyFirst: boolean
}

function fill(clauses: HeldSupport | undefined, emptyFirst = true): readonly Fill[] {
  return clauses === undefined ? [] : [{ clauses, emptyFirst }]
}

/** A role that there is: by changing it, or by deleting it and creating it anew. */
export function fillsOfExisting(kind: RoleKind, role: RoleObject, rights: Rights): readonly Fill[] {
  const { escalate, escalateNew, write, create, remove, removeAll } = roleWritings[kind]
  const { name } = role.ref
  // What the role itself gives is gone with it.
  const besides = (clause: Clause): Clause => clause.filter((via) => via.role !== role.ref)
  return [
    ...fill(allOf(rights.on(escalate, name), rights.on(write, name))),
    ...fill(
      allOf(
        besides(rights.all(escalateNew)),
        besides(rights.all(create)),
        besides([...rights.on(remove, name), ...rights.all(removeAll)]),
      ),
    ),
  ]
}

/** A role that there is not, of one name. */
export function fillsOfMissing(kind: RoleKind, name: string, rights: Rights): readonly Fill[] {
  const { escalate, escalateNew, write, create, createNamed, remove, removeAll } = roleWritings[kind]
  const changed = [rights.on(escalate, name), rights.on(write, name)]
  return [
    ...fill(allOf(...changed, rights.all(create))),
    ...fill(allOf(...changed, rights.on(createNamed, name))),
    ...fill(allOf(rights.all(escalateNew), rights.all(create), [...rights.on(remove, name), ...rights.all(removeAll)])),
    ...fill(allOf(rights.all(escalateNew), rights.all(create)), kind === 'ClusterRole'),
  ]
}

/** A role of any name that nobody has taken. */
export function fillsOfNew(kind: RoleKind, rights: Rights): readonly Fill[] {
  const { escalate, escalateNew, write, create, createNamed, remove, removeAll } = roleWritings[kind]
  const changed = [rights.all(escalate), rights.all(write)]
  return [
    ...fill(allOf(...changed, rights.all(create))),
    ...fill(allOf(...changed, rights.all(createNamed))),
    ...fill(allOf(rights.all(escalateNew), rights.all(create), [...rights.all(remove), ...rights.all(removeAll)])),
    ...fill(allOf(rights.all(escalateNew), rights.all(create)), kind === 'ClusterRole'),
  ]
}

/** Names of roles that some right to fill them singles out. */
export function namesToFill(kind: RoleKind, rights: Rights): readonly string[] {
  const { escalate, write, createNamed, remove } = roleWritings[kind]
  return [...new Set([escalate, write, createNamed, remove].flatMap((need) => rights.names(need)))]
}

/**
 * Some role, whichever can be had.
 *
 * @param namespace - of a Role; absent: in every namespace, so that it has to be created
 * @param but - a role that will not do
 */
export function fillsOfSome(
  kind: RoleKind,
  namespace: string | undefined,
  rights: Rights,
  ground: Ground,
  but?: RoleObject,
): readonly Fill[] {
  const { escalate, write } = roleWritings[kind]
  const another = ground.rolesIn(kind, namespace).some((role) => role !== but)
  return [
    ...fillsOfNew(kind, rights),
    ...(another ? fill(allOf(rights.all(escalate), rights.all(write))) : []),
    ...namesToFill(kind, rights).flatMap((name): readonly Fill[] => {
      if (ground.isMissing(kind, namespace, name)) return fillsOfMissing(kind, name, rights)
      const role = kind === 'Role' && namespace === undefined ? undefined : ground.roleAt(kind, namespace, name)
      return role === undefined || role === but ? [] : fillsOfExisting(kind, role, rights)
    }),
  ]
}
