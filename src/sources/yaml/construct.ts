// Builds values from js-yaml's events as Kubernetes means them, and only what is wanted: the parser is a library's, the meaning
// (YAML 1.1 scalars, merge keys, aliases, duplicate keys) is this file's, and positions come along for nothing.
import { EVENT_ID, getScalarValue, type Event } from 'js-yaml'
import type { Wanted } from '../../kube/index.ts'
import { plainScalar } from './plain-scalar.ts'
import { Positions } from './positions.ts'

/** A document that cannot be read, at an offset of its text. */
export class YamlContentError extends Error {
  readonly offset: number
  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}

/** One document's value, restricted to what was wanted. */
export interface Constructed {
  readonly value: unknown
  readonly positions: Positions
  readonly duplicates: readonly { readonly key: string; readonly offset: number }[]
}

/** How many values one document may come to: aliases of aliases grow without end. */
const mostValues = 1_000_000

/**
 * @param text - the text that the events refer to
 * @param events - what `parseEvents` gave for it
 * @param start - the index of a node's first event
 * @throws YamlContentError for an alias without anchor, an alias within itself, or a document that unfolds too far
 */
export function construct(text: string, events: readonly Event[], start: number, wanted: Wanted): Constructed {
  const builder = new Builder(text, events)
  const value = builder.root(start, wanted)
  return { value, positions: builder.positions, duplicates: builder.duplicates }
}

/** Stands for "keep no places": what an alias repeats stands where the alias stands. */
const nowhere = -1

class Builder {
  readonly duplicates: { readonly key: string; readonly offset: number }[] = []
  readonly positions: Positions = new Positions()
  readonly #text: string
  readonly #events: readonly Event[]
  readonly #open = new Set<number>()
  #anchors: ReadonlyMap<string, readonly number[]> | undefined
  readonly #ends: Int32Array
  #values = 0

  constructor(text: string, events: readonly Event[]) {
    this.#text = text
    this.#events = events
    this.#ends = endsOf(events)
  }

  root(index: number, wanted: Wanted): unknown {
    return this.#node(index, wanted, this.positions.add(0, '', this.#offset(this.#events[index])))
  }

  /** @param place - the node's number among the positions, or {@link nowhere} */
  #node(index: number, wanted: Wanted, place: number): unknown {
    const event = this.#events[index]
    if (++this.#values > mostValues)
      throw new YamlContentError('the aliases of this document unfold to too many values', this.#offset(event))
    switch (event?.type) {
      case EVENT_ID.ALIAS: {
        const target = this.#target(event, index)
        if (this.#open.has(target))
          throw new YamlContentError('an alias stands inside the value that it repeats', this.#offset(event))
        return this.#node(target, wanted, nowhere)
      }
      case EVENT_ID.SCALAR:
        return this.#scalar(event)
      case EVENT_ID.SEQUENCE:
      case EVENT_ID.MAPPING: {
        this.#open.add(index)
        const value = event.type === EVENT_ID.MAPPING ? this.#mapping(index, wanted, place) : this.#sequence(index, wanted, place)
        this.#open.delete(index)
        return value
      }
      default:
        return null
    }
  }

  #sequence(index: number, wanted: Wanted, place: number): unknown {
    if (wanted.kind !== 'list') return wanted.kind === 'presence' ? {} : []
    const value: unknown[] = []
    for (let i = index + 1; this.#events[i]?.type !== EVENT_ID.POP; i = this.#after(i)) {
      value.push(this.#node(i, wanted.of, this.#place(place, value.length, i)))
    }
    return value
  }

  #mapping(index: number, wanted: Wanted, place: number): Record<string, unknown> {
    const value: Record<string, unknown> = {}
    if (wanted.kind !== 'record' && wanted.kind !== 'map') return value
    // What a merge brought is no duplicate of what is written out.
    const written: string[] = []
    for (let i = index + 1; this.#events[i]?.type !== EVENT_ID.POP;) {
      const valueIndex = this.#after(i)
      const key = this.#key(i)
      if (key === mergeKey) this.#merge(valueIndex, wanted, value)
      else {
        const inner = wantedMember(wanted, key)
        if (inner !== undefined) {
          if (written.includes(key)) this.duplicates.push({ key, offset: this.#offset(this.#events[i]) })
          written.push(key)
          define(value, key, this.#node(valueIndex, inner, this.#place(place, key, i)))
        }
      }
      i = this.#after(valueIndex)
    }
    return value
  }

  #place(around: number, key: string | number, index: number): number {
    return around === nowhere ? nowhere : this.positions.add(around, key, this.#offset(this.#events[index]))
  }

  /** Takes over the members of another mapping, or of each of a list, as go-yaml does: where it stands, over what stood before. */
  #merge(index: number, wanted: Wanted, into: Record<string, unknown>): void {
    const event = this.#events[index]
    const target = event?.type === EVENT_ID.ALIAS ? this.#target(event, index) : index
    const node = this.#events[target]
    if (this.#open.has(target))
      throw new YamlContentError('a merge stands inside the mapping that it repeats', this.#offset(event))
    if (node?.type === EVENT_ID.MAPPING) {
      for (const [key, value] of Object.entries(this.#node(target, wanted, nowhere) as Record<string, unknown>))
        define(into, key, value)
      return
    }
    if (node?.type !== EVENT_ID.SEQUENCE)
      throw new YamlContentError('`<<` takes a mapping or a list of mappings', this.#offset(event))
    const items: number[] = []
    for (let i = target + 1; this.#events[i]?.type !== EVENT_ID.POP; i = this.#after(i)) items.push(i)
    // The first of the list has the last word.
    for (const item of items.reverse()) this.#merge(item, wanted, into)
  }

  #key(index: number): string {
    const event = this.#events[index]
    if (event?.type === EVENT_ID.ALIAS) return String(this.#node(index, { kind: 'scalar' }, nowhere))
    if (event?.type !== EVENT_ID.SCALAR)
      throw new YamlContentError('a key of a mapping is itself a list or a mapping', this.#offset(event))
    const source = getScalarValue(this.#text, event)
    if (source === '<<' && event.style === 1) return mergeKey
    // Keys of other types become texts, as in sigs.k8s.io/yaml: `on: x` has the key `true`.
    return event.style === 1 ? String(plainScalar(source)) : source
  }

  #scalar(event: Event & { readonly type: typeof EVENT_ID.SCALAR }): unknown {
    const source = getScalarValue(this.#text, event)
    const tag = event.tagStart < 0 ? '' : this.#text.slice(event.tagStart, event.tagEnd)
    if (tag === '!!str' || tag === '!' || tag === '!!binary') return source
    if (tag !== '') return plainScalar(source)
    return event.style === 1 ? plainScalar(source) : source
  }

  #target(event: Event & { readonly type: typeof EVENT_ID.ALIAS }, index: number): number {
    this.#anchors ??= anchorsOf(this.#text, this.#events)
    const name = this.#text.slice(event.anchorStart, event.anchorEnd)
    const target = this.#anchors.get(name)?.findLast((candidate) => candidate < index)
    if (target === undefined) throw new YamlContentError(`no such anchor: \`${name}\``, this.#offset(event))
    return target
  }

  /** The index behind a node. */
  #after(index: number): number {
    return this.#ends[index] ?? index + 1
  }

  #offset(event: Event | undefined): number {
    switch (event?.type) {
      case EVENT_ID.SCALAR:
        // A quoted scalar begins with its quote.
        return Math.max(0, event.valueStart - (event.style === 2 || event.style === 3 ? 1 : 0))
      case EVENT_ID.ALIAS:
        return event.anchorStart - 1
      case EVENT_ID.MAPPING:
      case EVENT_ID.SEQUENCE:
        return event.start
      default:
        return 0
    }
  }
}

/** Stands for an unquoted `<<`; no key of a document can be this text. */
const mergeKey = '\u0000<<'

function wantedMember(wanted: Wanted & { readonly kind: 'record' | 'map' }, key: string): Wanted | undefined {
  if (wanted.kind === 'map') return key.startsWith(wanted.prefix) ? wanted.of : undefined
  return wanted.members.get(key)
}

// A plain assignment of `__proto__` would change the object's prototype.
function define(target: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  else target[key] = value
}

/** For each event the index behind the node that it begins, in one pass. */
function endsOf(events: readonly Event[]): Int32Array {
  const ends = new Int32Array(events.length)
  const open: number[] = []
  events.forEach((event, i) => {
    if (event.type === EVENT_ID.MAPPING || event.type === EVENT_ID.SEQUENCE || event.type === EVENT_ID.DOCUMENT) open.push(i)
    else if (event.type === EVENT_ID.POP) ends[open.pop() ?? i] = i + 1
    else ends[i] = i + 1
  })
  return ends
}

function anchorsOf(text: string, events: readonly Event[]): ReadonlyMap<string, readonly number[]> {
  const anchors = new Map<string, number[]>()
  events.forEach((event, i) => {
    if (event.type === EVENT_ID.ALIAS || event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT || event.anchorStart < 0)
      return
    const name = text.slice(event.anchorStart, event.anchorEnd)
    anchors.set(name, [...(anchors.get(name) ?? []), i])
  })
  return anchors
}
