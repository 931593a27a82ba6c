// One order for everything that leaves a room: by code points, never by locale, so that the same input gives the same bytes.

/**
 * Compares two texts by their code points.
 *
 * @returns a negative number, zero or a positive number, as `Array.prototype.sort` wants it
 */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  const shorter = Math.min(a.length, b.length)
  for (let i = 0; i < shorter; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return rankOf(x) - rankOf(y)
  }
  return a.length - b.length
}

/** Where a unit of UTF-16 stands: it puts surrogates (code points above U+FFFF) before U+E000..U+FFFF, code point order after. */
export function rankOf(unit: number): number {
  if (unit >= 0xe000) return unit - 0x800
  return unit >= 0xd800 ? unit + 0x2000 : unit
}

/**
 * Sorts a copy of a list by one or more text keys, compared in turn.
 *
 * @param keys - gives the keys of an item, most important first; `undefined` sorts as the empty text
 */
export function sortedBy<T>(items: Iterable<T>, keys: (item: T) => readonly (string | undefined)[]): T[] {
  return [...items]
    .map((item) => ({ item, keys: keys(item) }))
    .sort((a, b) => compareKeys(a.keys, b.keys))
    .map((pair) => pair.item)
}

function compareKeys(a: readonly (string | undefined)[], b: readonly (string | undefined)[]): number {
  for (let i = 0; i < a.length; i++) {
    const order = compareText(a[i] ?? '', b[i] ?? '')
    if (order !== 0) return order
  }
  return 0
}
