// Groups in the order in which their first members come, as `Map.groupBy` makes them, which the oldest supported language lacks.

/** @param keyOf - the group of an item; `undefined` leaves it out */
export function groupBy<K, T>(items: Iterable<T>, keyOf: (item: T) => K | undefined): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    if (key === undefined) continue
    append(groups, key, item)
  }
  return groups
}

/** Puts an item into its group, and makes the group where there is none. */
export function append<K, T>(groups: Map<K, T[]>, key: K, item: T): void {
  const group = groups.get(key)
  if (group === undefined) groups.set(key, [item])
  else group.push(item)
}
