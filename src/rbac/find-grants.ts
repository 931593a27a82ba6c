// Holds every subject against every route: who obtains whose token, by which route, and by which rule of which role and binding.
// The work grows with bindings: a role that meets no need of any route costs one look, and accounts are never paired with accounts.
import { append } from '../base/index.ts'
import type { PolicyRule } from '../kube/index.ts'
import type { BoundRole, Grants } from './grants.ts'
import { gatherNeeds, HeldWithin, needsHeld, type HeldNeeds } from './held-needs.ts'
import { holdersOf, type Holder } from './holders.ts'
import type { GrantSubject } from './identity.ts'
import type { Landed, Landing } from './landing.ts'
import { indexLandings } from './landing-index.ts'
import { metWays } from './met-ways.ts'
import { tableOfNeeds, type Met } from './needs.ts'
import { routes } from './routes/index.ts'
import type { Route } from './routes/route.ts'
import type { Support } from './support.ts'
import type { Terrain } from './terrain.ts'
import { numberWays, waysByNeed } from './ways.ts'

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

/** A grant whose ways are still being gathered. */
interface Draft extends Landed {
  readonly route: Route
  readonly namespace: string | undefined
  readonly supports: Support[]
}

const table = tableOfNeeds(routes)
const allWays = numberWays(routes, table)
const noGrants: readonly Grant[] = []

/** @returns every grant, in the order of the bindings; routes that the cluster's version does not have are left out */
export function findGrants(grants: Grants, terrain: Terrain): readonly Grant[] {
  const waysOf = waysByNeed(allWays, table, terrain)
  const landingsOf = indexLandings(terrain, grants)
  const metBy = rememberMet()
  // A binding gives the same to all whom it names, and a group's to all who are in the group.
  const ofOwn = new Map<BoundRole, HeldNeeds>()
  const ofGroups = new Map<BoundRole, HeldNeeds>()
  const needsOf = (bound: BoundRole, own: boolean): HeldNeeds => {
    const known = own ? ofOwn : ofGroups
    let needs = known.get(bound)
    if (needs === undefined) known.set(bound, (needs = needsHeld(bound, metBy(bound.rules, isClusterWide(bound)), own)))
    return needs
  }

  const evaluate = (holder: Holder, except: Route | undefined): readonly Grant[] => {
    const places = new Map<string | undefined, HeldNeeds[]>()
    const take = (bound: BoundRole, needs: HeldNeeds): void => {
      if (needs.size > 0) append(places, bound.namespace, needs)
    }
    // What the holder would bind to itself is there for this look alone.
    for (const bound of holder.own)
      take(bound, except === undefined ? needsOf(bound, true) : needsHeld(bound, metBy(bound.rules, isClusterWide(bound)), true))
    for (const bound of holder.inherited) take(bound, needsOf(bound, false))

    const drafts = new Map<number, Draft>()
    const wide = gatherNeeds(places.get(undefined) ?? [])
    const look = (namespace: string | undefined, held: HeldWithin): void => {
      for (const { one, support, name } of metWays(held, waysOf, except))
        for (const { landing, rights, number } of landingsOf(one.reach, name, namespace, holder)) {
          const key = number * routes.length + one.routeNumber
          const before = drafts.get(key)
          if (before === undefined) drafts.set(key, { route: one.route, landing, rights, namespace, supports: [support] })
          else if (before.supports.at(-1) !== support) before.supports.push(support)
        }
    }
    look(undefined, new HeldWithin(wide))
    for (const [namespace, parts] of places)
      if (namespace !== undefined) look(namespace, new HeldWithin(gatherNeeds(parts), wide))
    return [...drafts.values()].flatMap((draft): readonly Grant[] => {
      const { route, landing, rights, supports } = draft
      if (rights === undefined) return [{ subject: holder.subject, route, landing, supports, onward: noGrants }]
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
  return holdersOf(grants, (rules, clusterWide) => metBy(rules, clusterWide).length > 0).flatMap((holder) =>
    evaluate(holder, undefined),
  )
}

function isClusterWide({ namespace, confined }: BoundRole): boolean {
  return namespace === undefined && confined !== true
}

/** What rules meet, worked out once for each role. */
function rememberMet(): (rules: readonly PolicyRule[], clusterWide: boolean) => readonly Met[] {
  const known = {
    clusterWide: new Map<readonly PolicyRule[], readonly Met[]>(),
    confined: new Map<readonly PolicyRule[], readonly Met[]>(),
  }
  return (rules, clusterWide) => {
    const ofSort = clusterWide ? known.clusterWide : known.confined
    const met = ofSort.get(rules) ?? table.metBy(rules, clusterWide)
    ofSort.set(rules, met)
    return met
  }
}

/** Whether every binding that carries the one carries the other too: the two stand and fall together. */
function standsOn(other: Draft, draft: Draft): boolean {
  const bindings = new Set(other.supports.flat(2).map((via) => via.binding))
  return draft.supports.every((support) => support.every((vias) => vias.every((via) => bindings.has(via.binding))))
}
