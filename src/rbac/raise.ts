// What a holder comes to by writing roles and bindings itself (row 26): roles that it binds to itself, and places where it can do
// everything because it can fill a role that it is, or can come to be, bound to. What a role gives may open the next one, so that
// the search goes on until nothing is new.
import { groupBy } from '../base/index.ts'
import type { BindingObject, RoleObject } from '../kube/index.ts'
import { allOf, implies, impliesWay } from './clauses.ts'
import { coversOf, type HeldRule } from './covers.ts'
import { fillsOfExisting, fillsOfMissing, fillsOfSome, namesToFill, type Fill } from './fills.ts'
import type { BoundRole, Grants } from './grants.ts'
import type { Ground, RoleKind } from './ground.ts'
import type { Clause, Gain, GainWay, HeldSupport, HeldVia, Slot, Taken } from './held.ts'
import { everyVia, hold, type Held, type HeldNeeds } from './held-needs.ts'
import type { Holder } from './holders.ts'
import { numberOf, rightsIn, type Rights } from './rights.ts'
import { bindNeeds, bindRole, escalateRole, roleWritings } from './routes/raise-own-rights.ts'
import type { Need, Route } from './routes/route.ts'
import {
  bindingKind,
  fromHereOut,
  joinsIn,
  makesIn,
  namespaceOf,
  scopeKey,
  seatOfGain,
  seatsOf,
  type Scope,
  type Seat,
} from './seats.ts'

/** By their numbers, all needs of the two routes. */
const allNeeds: ReadonlySet<number> = new Set(
  [bindRole, escalateRole].flatMap((route) => route.ways.flatMap((way) => way.needs.map(numberOf))),
)
const decisive: readonly Need[] = [
  ...Object.values(roleWritings).flatMap(({ escalate, escalateNew }) => [escalate, escalateNew]),
  ...Object.values(bindNeeds).flatMap((byRole) => Object.values(byRole)),
]
/** Without one of these nothing can be raised; the table knows no number for what no API asks. */
export const decisiveNeeds: ReadonlySet<number> = new Set(decisive.map(numberOf).filter((number) => number >= 0))

/** Whether it is worth looking. */
export function mayRaise({ wide, byNamespace }: Held): boolean {
  return decides(wide) || [...byNamespace.values()].some(decides)
}

function decides(entries: HeldNeeds): boolean {
  for (const need of decisiveNeeds) if (entries.has(need)) return true
  return false
}

/** What the search needs of the cluster. */
export interface Raising {
  readonly grants: Grants
  readonly ground: Ground
  /** What one binding gives. */
  readonly needsOf: (one: Taken) => HeldNeeds
}

/**
 * Everything that a holder can come to by itself.
 *
 * @param before - what it holds as it is
 */
export function gainsOf(holder: Holder, taken: readonly Taken[], before: Held, raising: Raising): readonly Gain[] {
  const seats = seatsOf(holder.subject, raising.grants, raising.ground)
  const known = new Map<string, Gain>()
  for (let held = before; ;) {
    const gained = [...known.values()].filter((gain) => !gain.everything)
    if (gained.length > 0)
      held = hold([...taken, ...gained.map((gain) => ({ bound: gain.bound, own: true, gain }))], raising.needsOf)
    let further = false
    for (const gain of oneRound(held, [...seats, ...gained.flatMap(seatOfGain)], raising)) {
      const same = known.get(gain.key)
      if (same !== undefined) same.ways = gain.ways
      else {
        known.set(gain.key, gain)
        further ||= !gain.everything
      }
    }
    if (!further) return [...known.values()]
  }
}

function oneRound(held: Held, seats: readonly Seat[], { grants, ground }: Raising): readonly Gain[] {
  const found = new Found()
  const bound = groupBy(seats, ({ scope }) => scopeKey(scope))
  const wide = rightsIn(held, undefined)
  const look = (scope: Scope): void => {
    const rights = scope.kind === 'namespace' ? rightsIn(held, scope.namespace) : wide
    const rightsOn = (kind: RoleKind): Rights => (kind === 'ClusterRole' ? wide : rights)
    const bindTo = bindNeeds[bindingKind(scope)]
    const here = bound.get(scopeKey(scope)) ?? []
    const kinds: readonly RoleKind[] = scope.kind === 'cluster' ? ['ClusterRole'] : ['ClusterRole', 'Role']

    const makes = makesIn(scope, rights, ground)
    for (const { clauses, slot } of makes)
      found.everything(scope, bindRole, allOf(...clauses, rights.on(bindTo.ClusterRole, clusterAdmin)), slot)
    for (const kind of kinds) fillBound(scope, kind, here, rightsOn(kind), wide)

    const useful = makes.filter((make) => found.isNew(scope, make.clauses))
    for (const kind of useful.length === 0 ? [] : kinds) {
      for (const fill of fillsOfSome(kind, namespaceOf(scope), rightsOn(kind), ground))
        for (const make of useful)
          for (const bind of fill.emptyFirst ? [[]] : bindsOfMissing(kind, scope, rights))
            found.everything(scope, escalateRole, allOf(...make.clauses, ...bind, ...fill.clauses), make.slot)
      for (const role of bindable(kind, scope, rights))
        for (const make of useful)
          found.role(
            scope,
            made(role, newBinding(role, scope)),
            allOf(...make.clauses, rights.on(bindTo[kind], role.ref.name)),
            make.slot,
          )
    }

    const joined = new Set(here.flatMap(({ via }) => (via.gain === undefined ? [via.binding] : [])))
    for (const { binding, kind, clauses } of joinsIn(scope, rights, ground, (support) => found.isNew(scope, support))) {
      if (joined.has(binding.ref)) continue
      const { name } = binding.roleRef
      const bind = rights.on(bindTo[kind], name)
      const role = ground.roleAt(kind, namespaceOf(scope), name)
      if (kind === 'ClusterRole' && name === clusterAdmin) found.everything(scope, bindRole, allOf(...clauses, bind))
      else if (role !== undefined) found.role(scope, made(role, binding), allOf(...clauses, bind))
      for (const { clauses: filled, emptyFirst } of fillsOf(kind, name, role, scope, rightsOn(kind)))
        found.everything(scope, escalateRole, allOf(...clauses, ...(emptyFirst ? [] : [bind]), ...filled))
      for (const { clauses: fed } of feeds(role, wide))
        for (const entitled of [[bind], ...coveredIn(scope, role)])
          found.everything(scope, escalateRole, allOf(...clauses, ...entitled, ...fed))
    }
  }

  function made(role: RoleObject, binding: BindingObject): Made {
    return { role, binding, rules: grants.rulesOfRole(role) }
  }

  /** Filling roles that the holder is bound to. */
  function fillBound(scope: Scope, kind: RoleKind, here: readonly Seat[], rights: Rights, wideRights: Rights): void {
    const own = here.filter((seat) => seat.kind === kind)
    if (own.length === 0) return
    const { escalate, write, remove, removeAll } = roleWritings[kind]
    const there = own.flatMap(({ role, via }) => (role === undefined ? [] : [via]))
    // Any role will do for whoever may change every role.
    found.everything(scope, escalateRole, allOf(rights.all(escalate), rights.all(write), there))
    const singled = new Set(namesToFill(kind, rights))
    const replaces = rights.all(remove).length + rights.all(removeAll).length > 0
    for (const { name, role, via } of own) {
      if (role === undefined || singled.has(name) || replaces)
        for (const { clauses } of fillsOf(kind, name, role, scope, rights))
          found.everything(scope, escalateRole, allOf([via], ...clauses))
      for (const { clauses } of feeds(role, wideRights)) found.everything(scope, escalateRole, allOf([via], ...clauses))
    }
  }

  function fillsOf(kind: RoleKind, name: string, role: RoleObject | undefined, scope: Scope, rights: Rights): readonly Fill[] {
    if (role !== undefined) return fillsOfExisting(kind, role, rights)
    return ground.isMissing(kind, namespaceOf(scope), name) ? fillsOfMissing(kind, name, rights) : []
  }

  /** Filling another ClusterRole, and labelling it so that this one gathers its rules. */
  function feeds(role: RoleObject | undefined, rights: Rights): readonly Fill[] {
    return role !== undefined && ground.canBeFed(role) ? fillsOfSome('ClusterRole', undefined, rights, ground, role) : []
  }

  /** The holder's own rules that let it bind a role without `bind`; none where it does not hold all that the role gives. */
  function coveredIn(scope: Scope, role: RoleObject | undefined): readonly HeldSupport[] {
    if (role === undefined) return []
    const within = new Set(fromHereOut(scope).map(scopeKey))
    const rules = seats.flatMap((seat): readonly HeldRule<HeldVia>[] => {
      if (seat.role === undefined || !within.has(scopeKey(seat.scope))) return []
      return grants.rulesOfRole(seat.role).map((rule) => ({ rule, by: seat.via }))
    })
    const covers: readonly Clause[] | undefined = coversOf(grants.rulesOfRole(role), rules)
    return covers === undefined ? [] : [covers]
  }

  /** `bind` for a role that there is not yet. */
  function bindsOfMissing(kind: RoleKind, scope: Scope, rights: Rights): readonly HeldSupport[] {
    const need = bindNeeds[bindingKind(scope)][kind]
    const names = rights.names(need).filter((name) => ground.isMissing(kind, namespaceOf(scope), name))
    return [[rights.all(need)], ...names.map((name): HeldSupport => [rights.on(need, name)])]
  }

  /** Roles that `bind` singles out; all Roles of a namespace where it singles out none. Of all ClusterRoles `cluster-admin` is enough. */
  function bindable(kind: RoleKind, scope: Scope, rights: Rights): readonly RoleObject[] {
    const namespace = namespaceOf(scope)
    const need = bindNeeds[bindingKind(scope)][kind]
    if (kind === 'Role' && namespace === undefined) return []
    const any = allOf(rights.all(need))
    if (kind === 'Role' && any !== undefined && found.isNew(scope, any)) return ground.rolesIn(kind, namespace)
    return rights
      .names(need)
      .flatMap((name) => (kind === 'ClusterRole' && name === clusterAdmin ? [] : (ground.roleAt(kind, namespace, name) ?? [])))
  }

  if (decides(held.wide)) {
    look({ kind: 'cluster' })
    look({ kind: 'everywhere' })
  }
  for (const namespace of namespacesToSee(held, found, ground)) look({ kind: 'namespace', namespace })
  return found.gains()
}

/** Every cluster has it, and it gives everything. */
const clusterAdmin = 'cluster-admin'

/** Namespaces in which something else may be found than everywhere. */
function namespacesToSee({ wide, byNamespace }: Held, found: Found, ground: Ground): Iterable<string> {
  const everywhere: Scope = { kind: 'everywhere' }
  if (!decides(wide)) return [...byNamespace].flatMap(([namespace, entries]) => (decides(entries) ? [namespace] : []))
  const leadsOn = [...wide].some(([need, entry]) => allNeeds.has(need) && found.isNew(everywhere, [everyVia(entry)]))
  return leadsOn ? new Set([...ground.namespaces(), ...byNamespace.keys()]) : byNamespace.keys()
}

/** A role as a holder comes to it. */
type Made = Pick<BoundRole, 'role' | 'rules' | 'binding'>

/** What one round has found. */
class Found {
  readonly #gains = new Map<string, Gain>()

  gains(): readonly Gain[] {
    return [...this.#gains.values()]
  }

  /** Whether a support can lead to more than what is had by it anyway: everything, here or further out. */
  isNew(scope: Scope, support: HeldSupport): boolean {
    return !fromHereOut(scope).some((out) => raisers.some((route) => this.#gives(everythingKey(route, out), support)))
  }

  everything(scope: Scope, route: Route, clauses: HeldSupport | undefined, slot?: Slot): void {
    if (clauses === undefined) return
    const [, ...out] = fromHereOut(scope)
    if (out.some((wider) => raisers.some((raiser) => this.#gives(everythingKey(raiser, wider), clauses)))) return
    const made: Made = { role: fullRole, rules: fullRole.rules, binding: newBinding(fullRole, scope) }
    this.#add(everythingKey(route, scope), { route, everything: true }, made, scope, wayOf(clauses, slot))
  }

  role(scope: Scope, made: Made, clauses: HeldSupport | undefined, slot?: Slot): void {
    if (clauses === undefined || !this.isNew(scope, clauses)) return
    const { kind, name } = made.role.ref
    const key = (by: string, at: Scope): string => `${by} ${kind} ${name} ${scopeKey(at)}`
    const way = wayOf(clauses, slot)
    if (fromHereOut(scope).some((wider) => this.#has(key(newName(made.role), wider), way))) return
    this.#add(key(made.binding.ref.name, scope), { route: bindRole, everything: false }, made, scope, way)
  }

  #gives(key: string, clauses: HeldSupport): boolean {
    return this.#gains.get(key)?.ways.some((known) => implies(clauses, known.clauses)) === true
  }

  #has(key: string, way: GainWay): boolean {
    return this.#gains.get(key)?.ways.some((known) => impliesWay(way, known)) === true
  }

  #add(key: string, how: Pick<Gain, 'route' | 'everything'>, made: Made, scope: Scope, way: GainWay): void {
    const before = this.#gains.get(key)
    if (before !== undefined) {
      if (this.#has(key, way)) return
      before.ways = [...before.ways.filter((known) => !impliesWay(known, way)), way]
      return
    }
    const namespace = namespaceOf(scope)
    const bound: BoundRole = { ...made, confined: scope.kind !== 'cluster', ...(namespace === undefined ? {} : { namespace }) }
    this.#gains.set(key, { key, ...how, bound, ways: [way] })
  }
}

function wayOf(clauses: HeldSupport, slot: Slot | undefined): GainWay {
  return slot === undefined ? { clauses } : { clauses, slot }
}

const raisers: readonly Route[] = [bindRole, escalateRole]

function everythingKey(route: Route, scope: Scope): string {
  return `${route.id} everything ${scopeKey(scope)}`
}

const fullRole: RoleObject = {
  is: 'role',
  ref: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', name: '(filled)' },
  meta: { name: '(filled)', labels: new Map(), annotations: {}, ownerReferences: [] },
  rules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'], resourceNames: [], nonResourceURLs: [] }],
}

/** A binding that the holder would make; it does not exist yet. */
function newBinding(role: RoleObject, scope: Scope): BindingObject {
  const { ref } = role
  const namespace = namespaceOf(scope)
  return {
    is: 'binding',
    ref: {
      apiVersion: ref.apiVersion,
      kind: bindingKind(scope),
      ...(namespace === undefined ? {} : { namespace }),
      name: newName(role),
    },
    meta: role.meta,
    subjects: [],
    roleRef: { kind: ref.kind, name: ref.name },
  }
}

function newName(role: RoleObject): string {
  return `(new, to ${role.ref.name})`
}
