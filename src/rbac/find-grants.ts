// Holds every subject against every route: who obtains whose token, by which route, and by which rule of which role and binding.
// The work grows with bindings: a role that meets no need of any route costs one look, and accounts are never paired with accounts.
import type { PolicyRule } from '../kube/index.ts'
import { grantOf, type Draft, type Grant } from './grant.ts'
import type { BoundRole, Grants } from './grants.ts'
import { groundOf, type Ground } from './ground.ts'
import type { Gain, Taken } from './held.ts'
import { hold, HeldWithin, needsHeld, type Held, type HeldNeeds } from './held-needs.ts'
import { holdersOf, type Holder } from './holders.ts'
import { leadsBeyond } from './landing.ts'
import { indexLandings } from './landing-index.ts'
import { metWays } from './met-ways.ts'
import { needTable } from './need-table.ts'
import type { Met } from './needs.ts'
import { decisiveNeeds, gainsOf, mayRaise } from './raise.ts'
import { raisedGrants } from './raised-grants.ts'
import { routes } from './routes/index.ts'
import type { Terrain } from './terrain.ts'
import { numberWays, waysByNeed, waysWithin, type NumberedWay } from './ways.ts'

const allWays = numberWays(routes, needTable)

/** @returns every grant, in the order of the bindings; routes that the cluster's version does not have are left out */
export function findGrants(grants: Grants, terrain: Terrain): readonly Grant[] {
  const ways = waysWithin(allWays, terrain)
  const everyWay = waysByNeed(ways, needTable)
  const landingsOf = indexLandings(terrain)
  const metBy = rememberMet()
  const needsOf = rememberNeeds(metBy)
  const beyond = beyondNamespace(ways, metBy)
  let ground: Ground | undefined

  const draftsOf = (held: Held, waysOf: WaysOf): readonly Draft[] => {
    const drafts = new Map<number, Draft>()
    const look = (namespace: string | undefined): void => {
      for (const { one, support, name } of metWays(new HeldWithin(held, namespace), waysOf))
        for (const { landing, number } of landingsOf(one.reach, name, namespace)) {
          const key = number * routes.length + one.routeNumber
          const before = drafts.get(key)
          if (before === undefined) drafts.set(key, { route: one.route, landing, supports: [support] })
          else if (before.supports.at(-1) !== support) before.supports.push(support)
        }
    }
    look(undefined)
    for (const namespace of held.byNamespace.keys()) look(namespace)
    return [...drafts.values()]
  }

  const grantsOf = (holder: Holder): readonly Grant[] => {
    const { subject } = holder
    const taken: readonly Taken[] = [
      ...holder.own.map((bound) => ({ bound, own: true })),
      ...holder.inherited.map((bound) => ({ bound, own: false })),
    ]
    const held = hold(taken, needsOf)
    const plain = draftsOf(held, everyWay).map(({ route, landing, supports }) =>
      grantOf({ subject, route, terms: route, landing }, supports),
    )
    if (!mayRaise(held)) return plain
    ground ??= groundOf(grants, terrain)
    const gains = gainsOf(holder, taken, held, { grants, needsOf, ground })
    if (gains.length === 0) return plain
    const asTaken = (list: readonly Gain[]): readonly Taken[] => list.map((gain) => ({ bound: gain.bound, own: true, gain }))
    const roles = asTaken(gains.filter((gain) => !gain.everything))
    const everything = asTaken(gains.filter((gain) => gain.everything))
    const withRoles = roles.length === 0 ? held : hold([...taken, ...roles], needsOf)
    const drafts = [
      ...(roles.length === 0 ? [] : draftsOf(withRoles, everyWay)),
      // Where one can do everything all is said; but a right of that place may be what another one lacked.
      ...(beyond.isOpen(withRoles) ? draftsOf(hold([...taken, ...roles, ...everything], beyond.needsOf), beyond.waysOf) : []),
    ]
    return [...plain, ...raisedGrants(subject, gains, drafts, terrain)]
  }
  return holdersOf(
    grants,
    (rules, clusterWide) => metBy(rules, clusterWide).length > 0,
    ({ rules, namespace }) => metBy(rules, namespace === undefined).some(({ need }) => decisiveNeeds.has(need)),
  ).flatMap(grantsOf)
}

/** For each need the ways that have it. */
type WaysOf = readonly (readonly NumberedWay[])[]

/** What some rules meet; `clusterWide`: bound by a ClusterRoleBinding. */
type MetBy = (rules: readonly PolicyRule[], clusterWide: boolean) => readonly Met[]

type NeedsOf = (one: Taken) => HeldNeeds

/** What rules meet, worked out once for each role. */
function rememberMet(): MetBy {
  const known = {
    clusterWide: new Map<readonly PolicyRule[], readonly Met[]>(),
    confined: new Map<readonly PolicyRule[], readonly Met[]>(),
  }
  return (rules, clusterWide) => {
    const ofSort = clusterWide ? known.clusterWide : known.confined
    const met = ofSort.get(rules) ?? needTable.metBy(rules, clusterWide)
    ofSort.set(rules, met)
    return met
  }
}

/** What each binding gives: the same to all whom it names, and a group's to all who are in the group. */
function rememberNeeds(metBy: MetBy): NeedsOf {
  const ofOwn = new Map<BoundRole, HeldNeeds>()
  const ofGroups = new Map<BoundRole, HeldNeeds>()
  return (one) => {
    const { rules, namespace, confined } = one.bound
    const met = metBy(rules, namespace === undefined && confined !== true)
    // What a holder would come to by itself is there for that holder alone.
    if (one.gain !== undefined) return needsHeld(one, met)
    const known = one.own ? ofOwn : ofGroups
    let needs = known.get(one.bound)
    if (needs === undefined) known.set(one.bound, (needs = needsHeld(one, met)))
    return needs
  }
}

/** The ways by which rights of one namespace lead out of it, with the needs that they take. */
interface BeyondNamespace {
  readonly waysOf: WaysOf
  readonly needsOf: NeedsOf
  /** Whether any of them is open to one who has every right of some namespace besides. */
  isOpen(held: Held): boolean
}

function beyondNamespace(ways: readonly NumberedWay[], metBy: MetBy): BeyondNamespace {
  const leading = ways.filter(({ way: { reach, needs } }) => leadsBeyond(reach) && needs.some((need) => !need.clusterScoped))
  const taking = new Set(leading.flatMap(({ needs }) => needs))
  // What is cluster-scoped no right of a namespace meets; and who has every right of the cluster can do everything.
  const clusterScoped = leading.map(({ way, needs }) => needs.filter((_, i) => way.needs[i]?.clusterScoped === true))
  const known = new Map<readonly Met[], readonly Met[]>()
  return {
    isOpen: ({ wide }) => clusterScoped.some((needs) => needs.every((need) => wide.has(need))),
    waysOf: waysByNeed(leading, needTable),
    needsOf: rememberNeeds((rules, clusterWide) => {
      const all = metBy(rules, clusterWide)
      const some = known.get(all) ?? all.filter(({ need }) => taking.has(need))
      known.set(all, some)
      return some
    }),
  }
}
