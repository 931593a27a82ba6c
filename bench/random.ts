// The one source of chance in benches and in tests of whole clusters: seeded, so that every machine sees the same bytes.

/** A stream of numbers that a seed decides. */
export interface Random {
  /** A whole number from 0 up to, not including, `below`. */
  below(below: number): number
  /** One of the items. */
  pick<T>(items: readonly T[]): T
  /** Whether an event of this probability happened. */
  chance(probability: number): boolean
  /** So many letters and digits as Kubernetes puts into generated names (no vowels, no look-alikes). */
  suffix(length: number): string
  /** A text of the form of a UUID. */
  uuid(): string
}

const suffixAlphabet = 'bcdfghjklmnpqrstvwxz2456789'

/**
 * Makes a stream of random numbers (mulberry32).
 *
 * @param seed - a 32-bit whole number; the same seed gives the same stream
 */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  const text = (length: number, alphabet: string): string => {
    let out = ''
    for (let i = 0; i < length; i++) out += alphabet.charAt(below(alphabet.length))
    return out
  }
  return {
    below,
    pick(items) {
      const item = items[below(items.length)]
      if (item === undefined) throw new RangeError('nothing to pick from')
      return item
    },
    chance: (probability) => next() < probability,
    suffix: (length) => text(length, suffixAlphabet),
    uuid: () => [8, 4, 4, 4, 12].map((length) => text(length, '0123456789abcdef')).join('-'),
  }
}
