// The landings of one cluster, each worked out once, however many holders end in it.
import { PairMap } from '../base/index.ts'
import { landingsOf, type Landing } from './landing.ts'
import type { Reach } from './routes/route.ts'
import type { Terrain } from './terrain.ts'

/** A landing with its number: landings of one key have one number. */
export interface NumberedLanding {
  readonly landing: Landing
  readonly number: number
}

/** As `landingsOf`, for one cluster. */
export type FindLandings = (reach: Reach, name: string | undefined, namespace: string | undefined) => readonly NumberedLanding[]

/** @returns a function that remembers what it has worked out */
export function indexLandings(terrain: Terrain): FindLandings {
  const numbers = new Map<string, number>()
  const numbered = (landing: Landing): NumberedLanding => {
    let number = numbers.get(landing.key)
    if (number === undefined) numbers.set(landing.key, (number = numbers.size))
    return { landing, number }
  }
  const known = new Map<Reach, PairMap<string | undefined, string | undefined, readonly NumberedLanding[]>>()
  return (reach, name, namespace) => {
    let places = known.get(reach)
    if (places === undefined) known.set(reach, (places = new PairMap()))
    let landings = places.get(name, namespace)
    if (landings === undefined)
      places.set(name, namespace, (landings = landingsOf(reach, name, namespace, terrain).map(numbered)))
    return landings
  }
}
