// Builds values from js-yaml's events as Kubernetes means them, and only what is wanted: the parser is a library's, the meaning
// (YAML 1.1 scalars, merge keys, aliases, duplicate keys) is this file's, and positions come along for nothing. It follows
// decode.go of go-yaml v2 and sigs.k8s.io/yaml above it; what nobody wants is not looked at, and so not refused.
import { COLLECTION_STYLE, EVENT_ID, getScalarValue, SCALAR_STYLE, type AliasEvent, type Event, type ScalarEvent } from 'js-yaml'
import { wantedMember, type Wanted } from '../../kube/index.ts'
import { keyText, plainKey } from './mapping-key.ts'
import { plainScalar } from './plain-scalar.ts'
import { Positions } from './positions.ts'
import { shortTag, taggedScalar } from './tagged-scalar.ts'

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

/** Wants a node with all that is in it, as an editor does. */
export const everything = { kind: 'everything' } as const

type Wish = Wanted | typeof everything

/** How many values one document may come to: aliases of aliases grow without end. */
const mostValues = 1_000_000

/**
 * @param text - the text that the events refer to
 * @param events - what `parseEvents` gave for it
 * @param start - the index of a node's first event
 * @throws YamlContentError for what go-yaml refuses though it is YAML: an alias without anchor or within itself, a merge of what is no
 *   mapping, a key that is no text, a value that is not what its tag says; and for a document that unfolds too far
 */
export function construct(text: string, events: readonly Event[], start: number, wanted: Wish): Constructed {
  const builder = new Builder(text, events)
  const value = builder.root(start, wanted)
  return { value, positions: builder.positions, duplicates: builder.duplicates }
}

type CollectionEvent = Event & { readonly type: typeof EVENT_ID.SEQUENCE | typeof EVENT_ID.MAPPING }

const blankBehindEscape = /\\\r?\n[ \t]*\r?\n/

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
  /** How many collections in brackets are open. */
  #flow = 0

  constructor(text: string, events: readonly Event[]) {
    this.#text = text
    this.#events = events
    this.#ends = endsOf(events)
  }

  root(index: number, wanted: Wish): unknown {
    return this.#node(index, wanted, this.positions.add(0, '', this.#offset(index)))
  }

  /** @param place - the node's number among the positions, or {@link nowhere} */
  #node(index: number, wanted: Wish, place: number): unknown {
    const event = this.#events[index]
    if (++this.#values > mostValues) this.#fail('the aliases of this document unfold to too many values', index)
    switch (event?.type) {
      case EVENT_ID.ALIAS: {
        const target = this.#target(event, index)
        if (this.#open.has(target)) this.#fail('an alias stands inside the value that it repeats', index)
        return this.#node(target, wanted, nowhere)
      }
      case EVENT_ID.SCALAR:
        return this.#scalar(event, index)
      case EVENT_ID.SEQUENCE:
      case EVENT_ID.MAPPING: {
        this.#tag(event, index)
        const flow = event.style === COLLECTION_STYLE.FLOW ? 1 : 0
        this.#open.add(index)
        this.#flow += flow
        const value = event.type === EVENT_ID.MAPPING ? this.#mapping(index, wanted, place) : this.#sequence(index, wanted, place)
        this.#flow -= flow
        this.#open.delete(index)
        return value
      }
      default:
        return null
    }
  }

  #sequence(index: number, wanted: Wish, place: number): unknown {
    if (wanted.kind !== 'list' && wanted.kind !== 'everything') return wanted.kind === 'presence' ? {} : []
    const inner = wanted.kind === 'list' ? wanted.of : wanted
    return this.#items(index).map((item, i) => this.#node(item, inner, this.#place(place, i, item)))
  }

  #items(index: number): readonly number[] {
    const items: number[] = []
    for (let i = index + 1; this.#events[i]?.type !== EVENT_ID.POP; i = this.#after(i)) items.push(i)
    return items
  }

  #mapping(index: number, wanted: Wish, place: number): Record<string, unknown> {
    const value: Record<string, unknown> = {}
    if (wanted.kind !== 'record' && wanted.kind !== 'map' && wanted.kind !== 'everything') return value
    // What a merge brought is no duplicate of what is written out.
    const written = new Set<string>()
    for (let i = index + 1; this.#events[i]?.type !== EVENT_ID.POP;) {
      const valueIndex = this.#after(i)
      if (this.#isMerge(i)) {
        for (const target of this.#mergeTargets(valueIndex)) {
          const merged = this.#node(target, wanted, nowhere) as Readonly<Record<string, unknown>>
          for (const [key, member] of Object.entries(merged)) {
            // It stands where the merge stands.
            this.#place(place, key, i)
            define(value, key, member)
          }
        }
      } else {
        const key = this.#key(i)
        const inner = wishedMember(wanted, key)
        if (inner !== undefined) {
          if (written.has(key)) this.#duplicate(key, this.#offset(i))
          written.add(key)
          define(value, key, this.#node(valueIndex, inner, this.#place(place, key, i)))
        }
      }
      i = this.#after(valueIndex)
    }
    return value
  }

  // A mapping that is repeated is read again, and its duplicates told once.
  #duplicate(key: string, offset: number): void {
    if (!this.duplicates.some((known) => known.offset === offset)) this.duplicates.push({ key, offset })
  }

  #place(around: number, key: string | number, index: number): number {
    return around === nowhere ? nowhere : this.positions.add(around, key, this.#offset(index))
  }

  #isMerge(index: number): boolean {
    const event = this.#events[index]
    if (event?.type !== EVENT_ID.SCALAR || !this.#text.startsWith('<<', event.valueStart)) return false
    if (getScalarValue(this.#text, event) !== '<<') return false
    const tag = this.#tag(event, index)
    return tag === 'merge' || tag === '!' || (tag === '' && event.style === SCALAR_STYLE.PLAIN)
  }

  /**
   * The mappings whose members a merge takes over, in the order in which they do so: where it stands, over what stood before.
   *
   * @param index - of a mapping, an alias of one, or a list of these (an alias of a list is refused, as go-yaml refuses it)
   */
  #mergeTargets(index: number): readonly number[] {
    // The first of the list has the last word.
    const targets = this.#events[index]?.type === EVENT_ID.SEQUENCE ? this.#items(index).toReversed() : [index]
    for (const target of targets) {
      const event = this.#events[target]
      const node = event?.type === EVENT_ID.ALIAS ? this.#events[this.#target(event, target)] : event
      if (node?.type !== EVENT_ID.MAPPING) this.#fail('`<<` takes a mapping or a list of mappings', target)
    }
    return targets
  }

  #key(index: number): string {
    const event = this.#events[index]
    const target = event?.type === EVENT_ID.ALIAS ? this.#target(event, index) : index
    const node = this.#events[target]
    if (node?.type !== EVENT_ID.SCALAR) return this.#fail('a key of a mapping is itself a list or a mapping', index)
    const source = this.#source(node, index)
    const tag = this.#tag(node, index)
    if (tag === '' && node.style !== SCALAR_STYLE.PLAIN) return source
    const tagged = tag === '' ? undefined : this.#tagged(tag, source, index)
    const key = tagged === undefined || tag === 'int' ? plainKey(source) : keyText(tagged)
    return key ?? this.#fail('a key of a mapping is `null` or a number that is too long', index)
  }

  #scalar(event: ScalarEvent, index: number): unknown {
    const source = this.#source(event, index)
    const tag = this.#tag(event, index)
    const value =
      tag !== '' ? this.#tagged(tag, source, index) : event.style === SCALAR_STYLE.PLAIN ? plainScalar(source) : source
    if (typeof value === 'number' && !Number.isFinite(value)) this.#fail(`JSON has no such number: \`${source}\``, index)
    return value
  }

  #tag(event: ScalarEvent | CollectionEvent, index: number): string {
    if (event.tagStart < 0) return ''
    // To go-yaml the comma of `[!a, b]` is part of the tag, which is then the tag of `b`.
    if (/^[,[\]{}]/.test(this.#text.charAt(event.tagEnd))) this.#fail('a space is missing behind a tag', index)
    return shortTag(this.#text.slice(event.tagStart, event.tagEnd))
  }

  #source(event: ScalarEvent, index: number): string {
    // js-yaml loses the blank line that go-yaml keeps.
    if (event.style === SCALAR_STYLE.DOUBLE_QUOTED && blankBehindEscape.test(this.#text.slice(event.valueStart, event.valueEnd)))
      this.#fail('a blank line stands behind an escaped line break', index)
    // In brackets go-yaml takes `?a` for the key `a`, and `a:` before a comma for a text.
    if (event.style === SCALAR_STYLE.PLAIN && this.#flow > 0 && event.valueStart >= 0) {
      const first = this.#text.charAt(event.valueStart)
      if (first === '?' || /^:[,[\]{}]/.test(this.#text.slice(event.valueEnd, event.valueEnd + 2)))
        this.#fail('a space is missing behind `?` or `:`', index)
    }
    return getScalarValue(this.#text, event)
  }

  #tagged(tag: string, source: string, index: number): boolean | number | string | null {
    const tagged = taggedScalar(tag, source)
    return tagged === undefined ? this.#fail(`not what its tag \`${tag}\` says`, index) : tagged.value
  }

  #target(event: AliasEvent, index: number): number {
    this.#anchors ??= anchorsOf(this.#text, this.#events)
    const name = this.#text.slice(event.anchorStart, event.anchorEnd)
    const target = this.#anchors.get(name)?.findLast((candidate) => candidate < index)
    return target ?? this.#fail(`no such anchor: \`${name}\``, index)
  }

  /** The index behind a node. */
  #after(index: number): number {
    return this.#ends[index] ?? index + 1
  }

  #offset(index: number): number {
    const event = this.#events[index]
    switch (event?.type) {
      case EVENT_ID.SCALAR:
        // A quoted scalar begins with its quote, an empty one with what stands before it.
        if (event.valueStart < 0) return this.#emptyOffset(event, index)
        return (
          event.valueStart - (event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED ? 1 : 0)
        )
      case EVENT_ID.ALIAS:
        return event.anchorStart - 1
      case EVENT_ID.MAPPING:
      case EVENT_ID.SEQUENCE:
        return event.start
      default:
        return 0
    }
  }

  #emptyOffset(event: ScalarEvent, index: number): number {
    if (event.anchorStart >= 0) return event.anchorStart - 1
    if (event.tagStart >= 0) return event.tagStart
    let before = index - 1
    while (this.#events[before]?.type === EVENT_ID.POP) before--
    return this.#offset(before)
  }

  #fail(message: string, index: number): never {
    throw new YamlContentError(message, this.#offset(index))
  }
}

function wishedMember(wanted: Wish & { readonly kind: 'record' | 'map' | 'everything' }, key: string): Wish | undefined {
  if (wanted.kind === 'everything') return wanted
  return wantedMember(wanted, key)
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
