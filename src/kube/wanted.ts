// Which fields are read at all, as data: readers of JSON and YAML skip what no shape wants, a snapshot keeps nothing else.

/** A part of an object's tree that is read; whatever it does not name is skipped unread. */
export type Wanted =
  | { readonly kind: 'scalar' }
  | { readonly kind: 'presence' }
  | { readonly kind: 'list'; readonly of: Wanted }
  | {
      readonly kind: 'record'
      readonly members: ReadonlyMap<string, Wanted>
      /** Members whose names nobody can list: all that have a text in their name. */
      readonly also?: { readonly infix: string; readonly of: Wanted }
    }
  | { readonly kind: 'map'; readonly prefix: string; readonly of: Wanted }

/**
 * The union of two wanted trees: a reader that does not know an object's kind yet reads what any kind wants.
 *
 * @throws TypeError when the two want different things at one place (a fault in the tables, found when they are loaded)
 */
export function mergeWanted(a: Wanted, b: Wanted): Wanted {
  if (a === b) return a
  if (a.kind === 'record' && b.kind === 'record') {
    const members = new Map(a.members)
    for (const [key, wanted] of b.members) {
      const before = members.get(key)
      members.set(key, before === undefined ? wanted : mergeWanted(before, wanted))
    }
    const also = a.also ?? b.also
    if (a.also !== undefined && b.also !== undefined && a.also.infix !== b.also.infix)
      throw new TypeError(`two kinds want different members of one field: ${a.also.infix} and ${b.also.infix}`)
    return { kind: 'record', members, ...(also === undefined ? {} : { also }) }
  }
  if (a.kind === 'list' && b.kind === 'list') return { kind: 'list', of: mergeWanted(a.of, b.of) }
  if (a.kind === 'map' && b.kind === 'map' && a.prefix === b.prefix) {
    return { kind: 'map', prefix: a.prefix, of: mergeWanted(a.of, b.of) }
  }
  if (a.kind === b.kind && (a.kind === 'scalar' || a.kind === 'presence')) return a
  throw new TypeError(`two kinds want different things of one field: ${a.kind} and ${b.kind}`)
}

/** What is wanted of a member of an object, by its name. */
export function wantedMember(wanted: Wanted & { readonly kind: 'record' | 'map' }, key: string): Wanted | undefined {
  if (wanted.kind === 'map') return key.startsWith(wanted.prefix) ? wanted.of : undefined
  return wanted.members.get(key) ?? (wanted.also !== undefined && key.includes(wanted.also.infix) ? wanted.also.of : undefined)
}

/**
 * A wanted tree that reaches down to one place.
 *
 * @param path - member names from the root; `[]` enters every item of a list, `*` every member of a map
 */
export function wantedAt(path: readonly string[], leaf: Wanted): Wanted {
  return path.reduceRight<Wanted>((inner, step) => {
    if (step === '[]') return { kind: 'list', of: inner }
    if (step === '*') return { kind: 'map', prefix: '', of: inner }
    return { kind: 'record', members: new Map([[step, inner]]) }
  }, leaf)
}
