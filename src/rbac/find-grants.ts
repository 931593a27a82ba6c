// Holds every subject against every route: who obtains whose token, by which route, and by which rule of which role and binding.
// The work grows with bindings: a role that meets no need of any route costs one look, and accounts are never paired with accounts.
import { append } from '../base/index.ts'
import type { ObjectRef } from '../kube/index.ts'
import { holdersOf, type Holder } from './holders.ts'
import type { BoundRole, Grants } from './grants.ts'
import type { GrantSubject } from './identity.ts'
import { landingsOf, type Landed, type Landing } from './landing.ts'
import { tableOfNeeds, type Met } from './needs.ts'
import { routes } from './routes/index.ts'
import type { Route, Way } from './routes/route.ts'
import type { Terrain } from './terrain.ts'

/** One rule, as its binding hands it out. */
export interface Via {
  readonly binding: ObjectRef
  readonly role: ObjectRef
  /** The rule's place in the role, from 0. */
  readonly rule: number
}

/** The needs of one way; for each the rules of which any one is enough. */
export type Support = readonly (readonly Via[])[]

/** One subject's hold on one target by one route. */
export interface Grant {
  readonly subject: GrantSubject
  readonly route: Route
  readonly landing: Landing
  /** Every way in which the subject has it; it is gone when all of them are. */
  readonly supports: readonly Support[]
  /** What the subject can do by a role that the route lets it bind to itself; empty for other routes. */
  readonly onward: readonly Grant[]
}

interface HeldVia extends Via {
  /** Bound to the subject itself rather than to a group that it is in. */
  readonly own: boolean
  /** By a RoleBinding of the namespace in question, rather than everywhere. */
  readonly local: boolean
}

/** What meets one need: for every name, and for single names. */
interface Entry {
  readonly all: HeldVia[]
  readonly named: Map<string, HeldVia[]>
}

type Entries = Map<number, Entry>

/** A way with its needs as numbers. */
interface NumberedWay {
  readonly route: Route
  readonly way: Way
  readonly needs: readonly number[]
}

const table = tableOfNeeds(routes)
const allWays: readonly NumberedWay[] = routes.flatMap((route) =>
  route.ways.map((way) => ({ route, way, needs: way.needs.map((need) => table.numberOf(need)) })),
)

/** @returns every grant, in the order of the bindings; routes that the cluster's version does not have are left out */
export function findGrants(grants: Grants, terrain: Terrain): readonly Grant[] {
  const { minor } = terrain
  const waysOf = new Map<number, NumberedWay[]>()
  const waysTouching = (needs: Iterable<number>): readonly NumberedWay[] => {
    const touched: NumberedWay[] = []
    // A way with several needs is met under each of them; it is taken under the first that is held.
    const seen = new Set<NumberedWay>()
    for (const need of needs)
      for (const one of waysOf.get(need) ?? []) {
        if (seen.has(one)) continue
        if (one.needs.length > 1) seen.add(one)
        touched.push(one)
      }
    return touched
  }
  for (const one of allWays) {
    const { since = 0, until = Number.POSITIVE_INFINITY } = one.route
    if (minor !== undefined && (minor < since || minor > until)) continue
    for (const need of new Set(one.needs)) append(waysOf, need, one)
  }
  const met = new Map<BoundRole['rules'], [readonly Met[] | undefined, readonly Met[] | undefined]>()
  const metBy = ({ rules, namespace, confined }: BoundRole): readonly Met[] => {
    const clusterWide = namespace === undefined && confined !== true
    const pair = met.get(rules) ?? [undefined, undefined]
    met.set(rules, pair)
    return (pair[clusterWide ? 1 : 0] ??= table.metBy(rules, clusterWide))
  }
  const evaluate = (holder: Holder, except: Route | undefined): readonly Grant[] => {
    const wide: Entries = new Map()
    const byNamespace = new Map<string, Entries>()
    const take = (bound: BoundRole, own: boolean): void => {
      const found = metBy(bound)
      if (found.length === 0) return
      let entries = wide
      if (bound.namespace !== undefined) {
        entries = byNamespace.get(bound.namespace) ?? new Map<number, Entry>()
        byNamespace.set(bound.namespace, entries)
      }
      for (const one of found) record(entries, one, bound, own)
    }
    for (const bound of holder.own) take(bound, true)
    for (const bound of holder.inherited) take(bound, false)

    const drafts = new Map<string, Draft>()
    const look = (namespace: string | undefined, entries: Entries): void => {
      const everywhere = namespace === undefined ? undefined : wide
      const inReach = merged(entries, everywhere)
      // A way none of whose needs is met here is met elsewhere, or nowhere.
      for (const { route, way, needs } of waysTouching(entries.keys())) {
        if (route === except) continue
        const [only] = needs
        const supported =
          needs.length === 1 && only !== undefined
            ? aloneBy(way, entries.get(only))
            : supportsOf(way, needs.map(inReach), namespace !== undefined)
        for (const { support, name } of supported)
          for (const { landing, rights } of landingsOf(way.reach, name, namespace, holder, terrain, grants)) {
            const key = `${route.id} ${landing.key}`
            const before = drafts.get(key)
            if (before === undefined) drafts.set(key, { route, landing, rights, namespace, supports: [support] })
            else before.supports.push(support)
          }
      }
    }
    look(undefined, wide)
    for (const [namespace, entries] of byNamespace) look(namespace, entries)
    return [...drafts.values()].flatMap((draft): readonly Grant[] => {
      const { route, landing, rights, supports } = draft
      if (rights === undefined) return [{ subject: holder.subject, route, landing, supports, onward: [] }]
      // Whoever may bind any role by the same bindings gains nothing from the roles of one namespace.
      const wider = [...drafts.values()].some(
        (other) =>
          other.rights === undefined && other.route === route && other.namespace === draft.namespace && standsOn(other, draft),
      )
      // Binding a role leads on to what the role gives, but to no further binding: one step gives all that two would.
      const onward = wider ? [] : evaluate({ ...holder, ...rights() }, route)
      return onward.length === 0 ? [] : [{ subject: holder.subject, route, landing, supports, onward }]
    })
  }
  return holdersOf(grants, (bound) => metBy(bound).length > 0).flatMap((holder) => evaluate(holder, undefined))
}

/** A grant whose ways are still being gathered. */
interface Draft extends Landed {
  readonly route: Route
  readonly namespace: string | undefined
  readonly supports: Support[]
}

/** Whether every binding that carries the one carries the other too: the two stand and fall together. */
function standsOn(other: Draft, draft: Draft): boolean {
  const bindings = new Set(other.supports.flat(2).map((via) => via.binding))
  return draft.supports.every((support) => support.every((vias) => vias.every((via) => bindings.has(via.binding))))
}

function record(entries: Entries, met: Met, bound: BoundRole, own: boolean): void {
  const entry = entries.get(met.need) ?? { all: [], named: new Map<string, HeldVia[]>() }
  entries.set(met.need, entry)
  const via: HeldVia = {
    binding: bound.binding.ref,
    role: bound.role.ref,
    rule: met.rule,
    own,
    local: bound.namespace !== undefined,
  }
  if (met.names === undefined) {
    entry.all.push(via)
    return
  }
  for (const name of new Set(met.names)) {
    const list = entry.named.get(name)
    if (list === undefined) entry.named.set(name, [via])
    else list.push(via)
  }
}

/** What holds in a namespace: its own RoleBindings, and what holds everywhere. Put together only for needs that are looked at. */
function merged(local: Entries, everywhere: Entries | undefined): (need: number) => Entry | undefined {
  if (everywhere === undefined || everywhere.size === 0) return (need) => local.get(need)
  const known = new Map<number, Entry>()
  return (need) => {
    const here = local.get(need)
    const wide = everywhere.get(need)
    if (here === undefined || wide === undefined) return here ?? wide
    const before = known.get(need)
    if (before !== undefined) return before
    const named = new Map(here.named)
    for (const [name, vias] of wide.named) named.set(name, [...(named.get(name) ?? []), ...vias])
    const both: Entry = { all: [...here.all, ...wide.all], named }
    known.set(need, both)
    return both
  }
}

interface Supported {
  readonly support: Support
  /** The name that the reach turns on; absent: every name. */
  readonly name: string | undefined
}

/** How a way with a single need is met: only by what the subject itself is bound to, here. */
function aloneBy(way: Way, entry: Entry | undefined): readonly Supported[] {
  if (entry === undefined) return []
  const supported: Supported[] = []
  const add = (vias: readonly HeldVia[], name: string | undefined): void => {
    const own = vias.filter((via) => via.own)
    if (own.length > 0) supported.push({ support: [distinctVias(own)], name })
  }
  if ('by' in way.reach) {
    add(entry.all, undefined)
    for (const [name, vias] of entry.named) add(vias, name)
  } else add(everyVia(entry), undefined)
  return supported
}

/** How a way is met: once for every choice of names that makes a difference. */
function supportsOf(way: Way, entries: readonly (Entry | undefined)[], inNamespace: boolean): readonly Supported[] {
  const met = entries.filter((entry) => entry !== undefined)
  if (met.length < entries.length) return []
  const by = 'by' in way.reach ? way.reach.by : undefined
  const same = way.sameName
  const supported: Supported[] = []
  for (const common of same === undefined ? [undefined] : choices(same.flatMap((i) => met[i] ?? [])))
    for (const name of by === undefined ? [undefined] : same?.includes(by) === true ? [common] : choices(met.slice(by, by + 1))) {
      const support = met.map((entry, i) => {
        if (same?.includes(i) === true) return viasFor(entry, common, true)
        return i === by ? viasFor(entry, name, false) : everyVia(entry)
      })
      if (support.some((vias) => vias.length === 0)) continue
      // What a group gives alone, or a ClusterRoleBinding alone, is told of that group, or of the whole cluster.
      if (!support.some((vias) => vias.some((via) => via.own))) continue
      if (inNamespace && !support.some((vias) => vias.some((via) => via.local))) continue
      supported.push({ support: support.map(distinctVias), name })
    }
  return supported
}

function everyVia(entry: Entry): readonly HeldVia[] {
  return entry.named.size === 0 ? entry.all : [...entry.all, ...[...entry.named.values()].flat()]
}

/** `undefined` for every name at once, and each name that some rule singles out. */
function choices(entries: readonly Entry[]): readonly (string | undefined)[] {
  return [undefined, ...new Set(entries.flatMap((entry) => [...entry.named.keys()]))]
}

/** The rules for one name, or for every name. `orAll`: a rule for every name will do for this one, since another need singles it out. */
function viasFor(entry: Entry, name: string | undefined, orAll: boolean): readonly HeldVia[] {
  if (name === undefined) return entry.all
  const named = entry.named.get(name) ?? []
  return orAll ? [...named, ...entry.all] : named
}

function distinctVias(vias: readonly HeldVia[]): readonly Via[] {
  const [only] = vias
  if (vias.length === 1 && only !== undefined) return [{ binding: only.binding, role: only.role, rule: only.rule }]
  const distinct = new Map<string, Via>()
  for (const { binding, role, rule } of vias)
    distinct.set(`${binding.namespace ?? ''}/${binding.name} ${role.name} ${rule}`, { binding, role, rule })
  return [...distinct.values()]
}
