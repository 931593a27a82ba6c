// Which items of a list as it is are which items of the list as it is to be: equal ones first, then those of one name.
import { sameJson, type Json } from '../../base/index.ts'

/** What becomes of a list: each item of the new one, with the index of the old one that it comes from. */
export interface MatchedItem {
  readonly value: Json
  /** Absent for a new item. */
  readonly from?: number
}

/** INVARIANT: the indices rise, so that no item changes its place. */
export function matchItems(before: readonly Json[], after: readonly Json[]): readonly MatchedItem[] {
  const matched: MatchedItem[] = []
  let [i, j] = [0, 0]
  for (const [x, y] of [...commonOf(before, after), [before.length, after.length] as const]) {
    // Between two equal items: what has the same name was changed, or what is as many as before; the rest is gone or new.
    const asMany = x - i === y - j
    for (; j < y; j++) {
      const value = after[j] ?? null
      const at = before.findIndex((one, k) => k >= i && k < x && nameOf(one) !== undefined && nameOf(one) === nameOf(value))
      const from = at < 0 && asMany && typeof value === 'object' && nameOf(value) === nameOf(before[i] ?? null) ? i : at
      matched.push(from < 0 ? { value } : { value, from })
      if (from >= 0) i = from + 1
    }
    if (x < before.length) matched.push({ value: after[y] ?? null, from: x })
    i = x + 1
    j = y + 1
  }
  return matched
}

function nameOf(value: Json): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const name = (value as { readonly name?: Json })['name']
  return typeof name === 'string' ? name : undefined
}

/** The longest common subsequence, as pairs of indices. */
function commonOf(before: readonly Json[], after: readonly Json[]): readonly (readonly [number, number])[] {
  // lengths[i][j]: how much the tails from i and from j on have in common.
  const lengths: (readonly number[])[] = [new Array<number>(after.length + 1).fill(0)]
  for (const one of before.toReversed()) {
    const below = lengths[0] ?? []
    const row = new Array<number>(after.length + 1).fill(0)
    for (let j = after.length - 1; j >= 0; j--)
      row[j] = sameJson(one, after[j]) ? 1 + (below[j + 1] ?? 0) : Math.max(below[j] ?? 0, row[j + 1] ?? 0)
    lengths.unshift(row)
  }
  const pairs: (readonly [number, number])[] = []
  for (let [i, j] = [0, 0]; i < before.length && j < after.length;) {
    if (sameJson(before[i], after[j])) pairs.push([i++, j++])
    else if ((lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0)) i++
    else j++
  }
  return pairs
}
