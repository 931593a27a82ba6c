// Lists of numbers, one for each of many numbers, laid end to end: tens of thousands of short lists cost two arrays.

/** Row `n` is `items` from `first[n]` to before `first[n + 1]`. */
export interface Rows {
  readonly first: Uint32Array
  readonly items: Uint32Array
}

/**
 * Lays items into rows; within a row they keep their order.
 *
 * @param size - how many rows there are
 * @param rowOf - the row of each item
 */
export function rowsOf(size: number, rowOf: ArrayLike<number>, items: ArrayLike<number>): Rows {
  const { first, places } = placesInRows(size, rowOf)
  const laid = new Uint32Array(items.length)
  for (let i = 0; i < items.length; i++) laid[places[i] ?? 0] = items[i] ?? 0
  return { first, items: laid }
}

/** Where rows begin, and the place that each item takes: for items of several parts. */
export function placesInRows(
  size: number,
  rowOf: ArrayLike<number>,
): { readonly first: Uint32Array; readonly places: Uint32Array } {
  const first = new Uint32Array(size + 1)
  for (let i = 0; i < rowOf.length; i++) {
    const next = (rowOf[i] ?? 0) + 1
    first[next] = (first[next] ?? 0) + 1
  }
  for (let row = 0; row < size; row++) first[row + 1] = (first[row + 1] ?? 0) + (first[row] ?? 0)
  const next = first.slice(0, size)
  const places = new Uint32Array(rowOf.length)
  for (let i = 0; i < rowOf.length; i++) {
    const row = rowOf[i] ?? 0
    const place = next[row] ?? 0
    places[i] = place
    next[row] = place + 1
  }
  return { first, places }
}
