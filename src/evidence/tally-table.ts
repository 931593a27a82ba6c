// Counts equal things by day while a block is read, and sums such counts up over blocks.
import { compareText } from '../base/index.ts'
import { dayMicros } from './event-time.ts'
import type { Tally } from './ledger.ts'

interface Growing {
  key: readonly string[]
  day: number
  started: number
  ended: number
  first: number
  last: number
}

/** A table that grows. */
export class TallyTable {
  readonly #rows: Map<string, Growing> = new Map<string, Growing>()

  /** Counts one request; `seen` says which of its stages are in the log. */
  count(key: readonly string[], at: number, seen: { readonly started: boolean; readonly ended: boolean }): void {
    const day = Math.floor(at / dayMicros)
    this.add({ key, day, started: seen.started ? 1 : 0, ended: seen.ended ? 1 : 0, first: at, last: at })
  }

  /** Adds what was counted elsewhere. */
  add(tally: Tally): void {
    const id = `${tally.day}\u0000${tally.key.join('\u0000')}`
    const row = this.#rows.get(id)
    if (row === undefined) {
      this.#rows.set(id, { ...tally })
      return
    }
    row.started += tally.started
    row.ended += tally.ended
    if (tally.first < row.first) row.first = tally.first
    if (tally.last > row.last) row.last = tally.last
  }

  /** Sorted by key, then by day. */
  tallies(): readonly Tally[] {
    return [...this.#rows.values()].sort((a, b) => compareKeys(a.key, b.key) || a.day - b.day)
  }
}

/** Compares keys column by column. */
export function compareKeys(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length; i++) {
    const order = compareText(a[i] ?? '', b[i] ?? '')
    if (order !== 0) return order
  }
  return a.length - b.length
}

/**
 * How many requests a tally is of. A stream is seen to begin and to end, perhaps in different blocks or only once in the whole log;
 * what is no stream is only seen to end. So the greater of the two is the number of requests.
 */
export function requestsOf({ started, ended }: Pick<Tally, 'started' | 'ended'>): number {
  return Math.max(started, ended)
}
