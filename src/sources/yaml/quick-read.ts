// A short cut for the YAML that people write: plain block mappings and lists in ASCII, one scalar a line. Whatever is not surely
// that (anchors, flow collections or block scalars in wanted places, tabs, odd indentation …) it leaves to the parser. Where it answers, the
// answer is the parser's, value and places: a property test holds the two together.
import type { Wanted } from '../../kube/index.ts'
import { plainScalar } from './plain-scalar.ts'
import { Positions } from './positions.ts'
import { quickFlow } from './quick-flow.ts'

/** What a document came to on the short cut. */
export interface QuickRead {
  readonly value: unknown
  readonly positions: Positions
  readonly duplicates: readonly { readonly key: string; readonly offset: number }[]
}

/** @returns `undefined` where the document wants the parser */
export function quickRead(text: string, wanted: Wanted): QuickRead | undefined {
  if (/[^\n\r\x20-\x7e]/.test(text)) return undefined
  const reader = new QuickReader(text)
  try {
    return reader.document(wanted)
  } catch (error) {
    if (error === notPlain) return undefined
    throw error
  }
}

/** Thrown to give up; never leaves this file. */
const notPlain: Error = new Error('not plain')

const nowhere = -1
const space = 0x20
const dash = 0x2d
const hash = 0x23

/** Letters, digits and what else may begin a plain scalar or key without any meaning of its own. */
const plainStart = /[A-Za-z0-9/._~$(+<=\\;^]/
const plainKey = /^[A-Za-z0-9_./$+-]+$/

class QuickReader {
  readonly #text: string
  readonly #positions = new Positions()
  readonly #duplicates: { readonly key: string; readonly offset: number }[] = []
  /** The next line with content: where it ends, where its content begins, and how far that is indented. -1: no more lines. */
  #end = 0
  #at = 0
  #indent = 0

  constructor(text: string) {
    this.#text = text
    this.#next(0)
  }

  document(wanted: Wanted): QuickRead {
    if (this.#indent === 0 && this.#text.startsWith('---', this.#at) && this.#endOfContent(this.#at + 3) === this.#at + 3)
      this.#next(this.#end + 1)
    if (this.#indent !== 0) throw notPlain
    const value = this.#mapping(0, wanted, this.#positions.add(0, '', this.#at))
    if (!this.#isOver()) throw notPlain
    return { value, positions: this.#positions, duplicates: this.#duplicates }
  }

  /** Goes to the next line with content from a line's beginning. */
  #next(lineStart: number): void {
    for (let start = lineStart; start < this.#text.length;) {
      const newline = this.#text.indexOf('\n', start)
      const end = newline < 0 ? this.#text.length : newline
      let at = start
      while (at < end && this.#text.charCodeAt(at) === space) at++
      const first = this.#text.charCodeAt(at)
      if (at < end && first !== hash && !(first === 0x0d && at + 1 === end)) {
        this.#end = end
        this.#at = at
        this.#indent = at - start
        return
      }
      start = end + 1
    }
    this.#indent = -1
  }

  #isOver(): boolean {
    return this.#indent === -1
  }

  /** A block mapping whose keys stand at this indentation; the reader is at its first key. */
  #mapping(indent: number, wanted: Wanted | undefined, place: number): Record<string, unknown> {
    const into = wanted?.kind === 'record' || wanted?.kind === 'map' ? wanted : undefined
    const value: Record<string, unknown> = {}
    const written: string[] = []
    while (this.#indent === indent && !this.#isItem()) {
      const start = this.#at
      const colon = this.#colon(start)
      const source = this.#text.slice(start, colon)
      if (!plainKey.test(source)) throw notPlain
      const key = String(plainScalar(source))
      if (key === '__proto__' || (source.charCodeAt(0) === dash && source.length === 1)) throw notPlain
      const inner =
        into === undefined
          ? undefined
          : into.kind === 'record'
            ? into.members.get(key)
            : key.startsWith(into.prefix)
              ? into.of
              : undefined
      // Keys that nobody wants may be there twice without notice: the parser's way does not look at them either.
      if (inner !== undefined) {
        if (written.includes(key)) this.#duplicates.push({ key, offset: start })
        written.push(key)
      }
      const member = inner === undefined || place === nowhere ? nowhere : this.#positions.add(place, key, start)
      const read = this.#member(indent, colon + 1, inner, member)
      if (inner !== undefined) value[key] = read
    }
    if (this.#indent > indent) throw notPlain
    return value
  }

  /** What stands behind `key:`, on its line or below it. */
  #member(indent: number, from: number, wanted: Wanted | undefined, place: number): unknown {
    const stop = this.#endOfContent(from)
    let at = from
    while (at < stop && this.#text.charCodeAt(at) === space) at++
    if (at < stop) return this.#inline(at, stop, indent, wanted)
    this.#next(this.#end + 1)
    if (this.#indent > indent) return this.#block(wanted, place)
    if (this.#indent === indent && this.#isItem()) return this.#sequence(indent, wanted, place)
    return null
  }

  #block(wanted: Wanted | undefined, place: number): unknown {
    return this.#isItem() ? this.#sequence(this.#indent, wanted, place) : this.#mapping(this.#indent, wanted, place)
  }

  #sequence(indent: number, wanted: Wanted | undefined, place: number): unknown {
    const of = wanted?.kind === 'list' ? wanted.of : undefined
    const value: unknown[] = []
    while (this.#indent === indent && this.#isItem()) {
      const line = this.#at - indent
      let at = this.#at + 1
      const stop = this.#endOfContent(at)
      while (at < stop && this.#text.charCodeAt(at) === space) at++
      if (at >= stop || (this.#text.charCodeAt(at) === dash && this.#text.charCodeAt(at + 1) === space)) throw notPlain
      const item = of === undefined || place === nowhere ? nowhere : this.#positions.add(place, value.length, at)
      if (this.#hasColon(at, stop)) {
        this.#at = at
        this.#indent = at - line
        const read = this.#mapping(this.#indent, of, item)
        if (of !== undefined) value.push(read)
      } else {
        const read = this.#inline(at, stop, indent, of)
        if (of !== undefined) value.push(read)
      }
    }
    if (this.#indent > indent) throw notPlain
    return wanted?.kind === 'list' ? value : wanted?.kind === 'presence' ? {} : []
  }

  /** A scalar on its line, and the step to the next. */
  #inline(at: number, stop: number, indent: number, wanted: Wanted | undefined): unknown {
    const value = this.#scalar(at, stop, wanted)
    if (value === blockScalar) {
      this.#passBlock(indent)
      return null
    }
    this.#next(this.#end + 1)
    // A deeper line would go on with the scalar.
    if (this.#indent > indent) throw notPlain
    return value
  }

  /** Passes the lines of a text that nobody wants: all are indented at least as far as its first. */
  #passBlock(indent: number): void {
    let first = 0
    let start = this.#end + 1
    for (let end; start < this.#text.length; start = end + 1) {
      const newline = this.#text.indexOf('\n', start)
      end = newline < 0 ? this.#text.length : newline
      let at = start
      while (at < end && this.#text.charCodeAt(at) === space) at++
      if (at === end || (this.#text.charCodeAt(at) === 0x0d && at + 1 === end)) {
        // A blank line that is longer than the indentation to come is one of the parser's cases.
        if (first === 0 && at > start) throw notPlain
        continue
      }
      if (at - start <= indent) break
      if (first === 0) first = at - start
      if (at - start < first) throw notPlain
    }
    this.#next(start)
  }

  #scalar(at: number, stop: number, wanted: Wanted | undefined): unknown {
    const source = this.#text.slice(at, stop)
    const first = source.charAt(0)
    if (first === '"' || first === "'") {
      const inner = source.slice(1, -1)
      if (source.length < 2 || !source.endsWith(first) || inner.includes(first) || (first === '"' && inner.includes('\\')))
        throw notPlain
      return inner
    }
    if (first === '[' || first === '{') {
      // The places of what is inside would be missing: only what nobody wants, or what is empty, is quick.
      if (wanted !== undefined && source !== '[]' && source !== '{}') throw notPlain
      const flow = quickFlow(source, wanted)
      if (flow === undefined) throw notPlain
      return flow.value
    }
    if ((source === '|' || source === '|-') && wanted === undefined) return blockScalar
    const begins = plainStart.test(first) || (first === '-' && source.length > 1 && source.charAt(1) !== ' ')
    if (!begins || source.includes(': ') || source.endsWith(':')) throw notPlain
    return wanted === undefined ? null : plainScalar(source)
  }

  #isItem(): boolean {
    if (this.#text.charCodeAt(this.#at) !== dash) return false
    const after = this.#text.charCodeAt(this.#at + 1)
    return this.#at + 1 >= this.#end || after === space || after === 0x0d
  }

  /** Where the content of the line ends: before a comment, trailing blanks and a carriage return. */
  #endOfContent(from: number): number {
    let stop = this.#end
    for (let i = this.#text.indexOf('#', from); i >= 0 && i < stop; i = this.#text.indexOf('#', i + 1)) {
      if (this.#text.charCodeAt(i - 1) !== space) continue
      // Within quotes it would be none; which, the parser shall say.
      if (/["']/.test(this.#text.slice(from, i))) throw notPlain
      stop = i
      break
    }
    if (stop > from && this.#text.charCodeAt(stop - 1) === 0x0d) stop--
    while (stop > from && this.#text.charCodeAt(stop - 1) === space) stop--
    return stop
  }

  #hasColon(at: number, stop: number): boolean {
    const first = this.#text.charAt(at)
    if (first === '"' || first === "'") {
      if (/["'] *:( |$)/.test(this.#text.slice(at, stop))) throw notPlain
      return false
    }
    const colon = this.#text.indexOf(':', at)
    for (let i = colon; i >= 0 && i < stop; i = this.#text.indexOf(':', i + 1)) {
      if (i + 1 === stop || this.#text.charCodeAt(i + 1) === space) return true
    }
    return false
  }

  /** The colon that ends the key. */
  #colon(start: number): number {
    const colon = this.#text.indexOf(':', start)
    if (colon < 0 || colon >= this.#end) throw notPlain
    const after = this.#text.charCodeAt(colon + 1)
    if (colon + 1 < this.#end && after !== space && after !== 0x0d) throw notPlain
    return colon
  }
}

/** Stands for a text of several lines that nobody wants. */
const blockScalar: unique symbol = Symbol('block scalar')
