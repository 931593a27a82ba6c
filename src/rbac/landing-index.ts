// The landings of one cluster, each worked out once, however many holders end in it.
import { PairMap } from '../base/index.ts'
import type { Grants } from './grants.ts'
import type { Holder } from './holders.ts'
import { landingsOf, type Landed } from './landing.ts'
import type { Reach } from './routes/route.ts'
import type { Terrain } from './terrain.ts'

/** A landing with its number: landings of one key have one number. */
export interface NumberedLanding extends Landed {
  readonly number: number
}

/** As `landingsOf`, for one cluster. */
export type FindLandings = (
  reach: Reach,
  name: string | undefined,
  namespace: string | undefined,
  holder: Holder,
) => readonly NumberedLanding[]

/** @returns a function that remembers what it has worked out */
export function indexLandings(terrain: Terrain, grants: Grants): FindLandings {
  const numbers = new Map<string, number>()
  const numbered = ({ landing, rights }: Landed): NumberedLanding => {
    let number = numbers.get(landing.key)
    if (number === undefined) numbers.set(landing.key, (number = numbers.size))
    return { landing, rights, number }
  }
  const known = new Map<Reach, PairMap<string | undefined, string | undefined, readonly NumberedLanding[]>>()
  return (reach, name, namespace, holder) => {
    const workOut = (): readonly NumberedLanding[] => landingsOf(reach, name, namespace, holder, terrain, grants).map(numbered)
    // What a holder can bind to itself, or write into roles of its own, is not the same for all.
    if (reach.kind === 'roles' || reach.kind === 'ownRoles') return workOut()
    let places = known.get(reach)
    if (places === undefined) known.set(reach, (places = new PairMap()))
    let landings = places.get(name, namespace)
    if (landings === undefined) places.set(name, namespace, (landings = workOut()))
    return landings
  }
}
