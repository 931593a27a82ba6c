// What somebody may ask for in one place: for every name, for one name, and which names are singled out.
import type { Clause } from './held.ts'
import { HeldWithin, type Held, type HeldNeed } from './held-needs.ts'
import { needTable } from './need-table.ts'
import type { Need } from './routes/route.ts'

/** The rules that meet needs in one place. */
export interface Rights {
  /** For whatever name. */
  all(need: Need): Clause
  /** For that name. */
  on(need: Need, name: string): Clause
  /** Names that rules single out. */
  names(need: Need): readonly string[]
}

/** @param namespace - absent: everywhere, by what counts everywhere */
export function rightsIn(held: Held, namespace: string | undefined): Rights {
  const within = new HeldWithin(held, namespace)
  const entry = (need: Need): HeldNeed | undefined => within.get(numberOf(need))
  return {
    all: (need) => entry(need)?.all ?? [],
    on(need, name) {
      const found = entry(need)
      if (found === undefined) return []
      const named = found.named.get(name)
      return named === undefined ? found.all : [...found.all, ...named]
    },
    names: (need) => [...(entry(need)?.named.keys() ?? [])],
  }
}

const numbers = new Map<Need, number>()

/** A need's number, looked up once. */
export function numberOf(need: Need): number {
  let number = numbers.get(need)
  if (number === undefined) numbers.set(need, (number = needTable.numberOf(need)))
  return number
}
