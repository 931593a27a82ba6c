// A map by two keys, such as a namespace and a name: a look-up puts no text together, which in a big cluster is most of what it costs.

/** A map by pairs. Put what there are fewer of first. */
export class PairMap<A, B, T> {
  readonly #rows = new Map<A, Map<B, T>>()

  get(first: A, second: B): T | undefined {
    return this.#rows.get(first)?.get(second)
  }

  set(first: A, second: B, value: T): void {
    const row = this.#rows.get(first)
    if (row === undefined) this.#rows.set(first, new Map([[second, value]]))
    else row.set(second, value)
  }
}
