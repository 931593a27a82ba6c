// Grants by rights that holders give themselves: every way traced back to bindings that there are, and nothing told twice that a
// wider grant tells already.
import { implies, stepsOf, traced, withoutImplied, type Traced } from './clauses.ts'
import { distinctVias, grantOf, type Draft, type Grant, type Terms } from './grant.ts'
import type { Gain, HeldSupport, HeldVia } from './held.ts'
import type { GrantSubject } from './identity.ts'
import { everythingIn, isWithin, type Landing } from './landing.ts'
import type { Route } from './routes/route.ts'
import { scopeOfGain, seatOfGain } from './seats.ts'
import type { Terrain } from './terrain.ts'

interface Raised {
  readonly route: Route
  readonly terms: Terms
  readonly landing: Landing
  ways: readonly Traced[]
}

/**
 * @param gains - what the holder can come to
 * @param drafts - what it has by all that it is bound to and can come to together
 */
export function raisedGrants(
  subject: GrantSubject,
  gains: readonly Gain[],
  drafts: readonly Draft[],
  terrain: Terrain,
): readonly Grant[] {
  const raised = new Map<string, Raised>()
  const add = (route: Route, terms: Terms, landing: Landing, ways: readonly Traced[]): void => {
    if (ways.length === 0) return
    const { since, until, besides } = terms
    const key = `${route.id} ${landing.key} ${since ?? ''} ${until ?? ''} ${besides ?? ''}`
    const before = raised.get(key)
    if (before === undefined) raised.set(key, { route, terms, landing, ways })
    else before.ways = [...before.ways, ...ways]
  }
  const full = new Map<Gain, Landing>()
  for (const gain of gains) {
    if (!gain.everything) continue
    const landing = everythingIn(scopeOfGain(gain), terrain)
    full.set(gain, landing)
    add(
      gain.route,
      {},
      landing,
      ownWays([seatOfGain(gain).map(({ via }) => via)], () => true),
    )
  }
  const bindable = new Set<HeldVia>()
  for (const { route: then, landing, supports } of drafts) {
    // Where the holder can do everything it need not be told what.
    const isUsed = (gain: Gain): boolean => {
      const everything = full.get(gain)
      return everything === undefined || !isWithin(landing, everything, terrain)
    }
    for (const support of supports) {
      if (!support.some((clause) => clause.some((via) => via.gain !== undefined))) continue
      collectBindable(support, isUsed, bindable)
      for (const way of ownWays(support, isUsed)) {
        const [nearest] = way.made
        if (nearest?.gain !== undefined) add(nearest.gain.route, then, landing, [way])
      }
    }
  }
  for (const one of raised.values()) one.ways = withoutImplied(one.ways)
  const all = [...raised.values()]
  const ofHolder = distinctVias([...bindable])
  return all.flatMap((one): readonly Grant[] => {
    if (all.some((other) => other !== one && tells(other, one, terrain))) return []
    const { route, terms, landing, ways } = one
    const made = ways.flatMap((way) => way.made).filter((via) => via.gain?.everything !== true)
    return [
      grantOf(
        { subject, route, terms, landing },
        ways.map(({ clauses }) => clauses),
        { made: distinctVias(made), bindable: ofHolder },
      ),
    ]
  })
}

/** Adds all that roles give of a support which the holder could bind to itself, and of what lets it. */
function collectBindable(support: HeldSupport, isUsed: (gain: Gain) => boolean, into: Set<HeldVia>): void {
  for (const via of support.flat()) {
    if (via.gain === undefined || via.gain.everything || into.has(via) || !isUsed(via.gain)) continue
    into.add(via)
    for (const { clauses } of via.gain.ways) collectBindable(clauses, isUsed, into)
  }
}

/** What a group has alone is told of that group. */
function ownWays(support: HeldSupport, isUsed: (gain: Gain) => boolean): readonly Traced[] {
  return traced(support, isUsed).filter(({ clauses }) => clauses.some((clause) => clause.some((via) => via.own)))
}

/** Whether whatever one grant tells is told by another that ends in more, or asks for less. */
function tells(other: Raised, one: Raised, terrain: Terrain): boolean {
  const { since, until, besides } = other.terms
  if (since !== undefined || until !== undefined || besides !== undefined) return false
  if (!isWithin(one.landing, other.landing, terrain)) return false
  // Two routes to one target are both told, but for one that is open only after the other is taken.
  const elsewhere = other.landing.key !== one.landing.key || other.route === one.route
  return one.ways.every((way) =>
    other.ways.some((before) => implies(way.clauses, before.clauses) && (elsewhere || stepsOf(before) < stepsOf(way))),
  )
}
