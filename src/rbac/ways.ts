// The ways of all routes with their needs as numbers, to be found by any need that they have.
import type { NeedTable } from './needs.ts'
import type { Reach, Route, Way } from './routes/route.ts'
import type { Terrain } from './terrain.ts'

/** A way with its needs as numbers. */
export interface NumberedWay {
  readonly route: Route
  /** The route's place among the routes. */
  readonly routeNumber: number
  readonly way: Way
  readonly needs: readonly number[]
  /** Where the way leads: one object for all ways that lead to the same. */
  readonly reach: Reach
}

/** @returns all ways, in the order of the routes */
export function numberWays(routes: readonly Route[], table: NeedTable): readonly NumberedWay[] {
  const reaches = new Map<string, Reach>()
  const same = (reach: Reach): Reach => {
    // Which of the needs chooses the name does not matter to where a name leads.
    const key = JSON.stringify({ ...reach, by: undefined })
    const known = reaches.get(key) ?? reach
    reaches.set(key, known)
    return known
  }
  return routes.flatMap((route, routeNumber) =>
    route.ways.flatMap((way) => {
      // What a holder comes to by writing roles and bindings is searched for: raise.ts.
      if (way.reach.kind === 'raised') return []
      const needs = way.needs.map((need) => table.numberOf(need))
      return { route, routeNumber, way, needs, reach: same(way.reach) }
    }),
  )
}

/** @returns those that the cluster's version has, and that can lead anywhere in the cluster */
export function waysWithin(ways: readonly NumberedWay[], { minor, dangling }: Terrain): readonly NumberedWay[] {
  return ways.filter(({ route: { since = 0, until = Number.POSITIVE_INFINITY }, reach }) => {
    if (reach.kind === 'danglingAccounts' && dangling.all.length === 0) return false
    return minor === undefined || (minor >= since && minor <= until)
  })
}

/** @returns for each need the ways that have it */
export function waysByNeed(ways: readonly NumberedWay[], { count }: NeedTable): readonly (readonly NumberedWay[])[] {
  const byNeed = Array.from({ length: count }, (): NumberedWay[] => [])
  for (const one of ways) for (const need of new Set(one.needs)) byNeed[need]?.push(one)
  return byNeed
}
