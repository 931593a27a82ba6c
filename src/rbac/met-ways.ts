// Which ways are met in one place, a namespace or everywhere, and by which rules.
import { aloneBy, togetherBy } from './choose-rules.ts'
import type { Supported } from './held.ts'
import type { HeldWithin } from './held-needs.ts'
import type { NumberedWay } from './ways.ts'

/** A way, and one of the choices of rules and name by which it is met. */
export interface MetWay extends Supported {
  readonly one: NumberedWay
}

/** @param waysOf - for each need the ways that have it */
export function metWays(held: HeldWithin, waysOf: readonly (readonly NumberedWay[])[]): readonly MetWay[] {
  const met: MetWay[] = []
  const isHeld = (need: number): boolean => held.has(need)
  const isLocal = (need: number): boolean => held.local.has(need)
  const take = (one: NumberedWay, supported: readonly Supported[]): void => {
    for (const { support, name } of supported) {
      const last = met[met.length - 1]
      // A rule of stars opens many ways of one route to one end.
      if (last?.support === support && last.one.route === one.route && last.one.reach === one.reach) continue
      met.push({ one, support, name })
    }
  }
  // A way none of whose needs is met here is met elsewhere, or nowhere.
  held.local.forEach((here, need) => {
    for (const one of waysOf[need] ?? []) {
      const { way, needs } = one
      if (needs.length === 1) {
        take(one, aloneBy(way, here))
        continue
      }
      // Met under each of its needs, it is taken under the first that is met here.
      if (needs.find(isLocal) !== need || !needs.every(isHeld)) continue
      take(one, togetherBy(way, held.entries(needs), held.inNamespace))
    }
  })
  return met
}
