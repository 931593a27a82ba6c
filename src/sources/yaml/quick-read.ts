// A short cut for the YAML that people write: plain block mappings and lists in ASCII, one scalar a line. Whatever is not surely
// that (anchors, nested lines of flow, block scalars in wanted places, tabs, odd indentation …) it leaves to the parser. Where it
// answers, the answer is the parser's, value and places: a property test holds the two together.
import { wantedMember, type Wanted } from '../../kube/index.ts'
import { plainKey } from './mapping-key.ts'
import { plainScalar } from './plain-scalar.ts'
import { Positions } from './positions.ts'
import { quickFlow } from './quick-flow.ts'
import { code, notPlain, QuickLine } from './quick-line.ts'

/** What a document came to on the short cut. */
export interface QuickRead {
  readonly value: unknown
  readonly positions: Positions
  readonly duplicates: readonly { readonly key: string; readonly offset: number }[]
}

/** @returns `undefined` where the document wants the parser */
export function quickRead(text: string, wanted: Wanted): QuickRead | undefined {
  if (/[^\n\r\x20-\x7e]|\r(?!\n)/.test(text)) return undefined
  try {
    return new QuickReader(text).document(wanted)
  } catch (error) {
    if (error === notPlain) return undefined
    throw error
  }
}

const nowhere = -1

/** Beyond this the parser has to look: it refuses what is nested too deep. */
const deepestIndent = 180

class QuickReader {
  readonly #line: QuickLine
  readonly #text: string
  readonly #positions = new Positions()
  readonly #duplicates: { readonly key: string; readonly offset: number }[] = []

  constructor(text: string) {
    this.#text = text
    this.#line = new QuickLine(text)
  }

  document(wanted: Wanted): QuickRead {
    const line = this.#line
    if (line.indent === 0 && this.#text.startsWith('---', line.at) && line.stop === line.at + 3) line.goOn()
    if (line.indent !== 0) throw notPlain
    const value = this.#mapping(0, wanted, this.#positions.add(0, '', line.at))
    if (this.#line.indent >= 0) throw notPlain
    return { value, positions: this.#positions, duplicates: this.#duplicates }
  }

  /** A block mapping whose keys stand at this indentation; the line is at its first key. */
  #mapping(indent: number, wanted: Wanted | undefined, place: number): Record<string, unknown> {
    const line = this.#line
    // The parser says what is nested too deep.
    if (indent > deepestIndent) throw notPlain
    const into = wanted?.kind === 'record' || wanted?.kind === 'map' ? wanted : undefined
    const value: Record<string, unknown> = {}
    const written: string[] = []
    while (line.indent === indent && !line.isItem()) {
      const start = line.at
      const end = line.colon
      const key = end < start ? undefined : keyOf(this.#text.slice(start, end))
      if (key === undefined) throw notPlain
      const inner = into === undefined ? undefined : wantedMember(into, key)
      // Keys that nobody wants may be there twice without notice: the parser's way does not look at them either.
      if (inner === undefined) {
        this.#member(indent, end + 1, undefined, nowhere)
        continue
      }
      if (written.includes(key)) this.#duplicates.push({ key, offset: start })
      written.push(key)
      value[key] = this.#member(indent, end + 1, inner, place === nowhere ? nowhere : this.#positions.add(place, key, start))
    }
    if (line.indent > indent) throw notPlain
    return value
  }

  /** What stands behind `key:`, on its line or below it. */
  #member(indent: number, from: number, wanted: Wanted | undefined, place: number): unknown {
    const line = this.#line
    const at = this.#passSpaces(from)
    if (at < line.stop) return this.#inline(at, indent, wanted, place)
    line.goOn()
    if (line.indent > indent)
      return line.isItem() ? this.#sequence(line.indent, wanted, place) : this.#mapping(line.indent, wanted, place)
    if (line.indent === indent && line.isItem()) return this.#sequence(indent, wanted, place)
    return null
  }

  #sequence(indent: number, wanted: Wanted | undefined, place: number): unknown {
    const line = this.#line
    const of = wanted?.kind === 'list' ? wanted.of : undefined
    const value: unknown[] = []
    while (line.indent === indent && line.isItem()) {
      const at = this.#passSpaces(line.at + 1)
      if (at >= line.stop || (this.#text.charCodeAt(at) === code.dash && this.#text.charCodeAt(at + 1) === code.space))
        throw notPlain
      const item = of === undefined || place === nowhere ? nowhere : this.#positions.add(place, value.length, at)
      let read: unknown
      if (this.#opensMapping(at)) {
        line.enterItem(at)
        read = this.#mapping(line.indent, of, item)
      } else {
        // The colon that was seen is a scalar's own then, and the parser's business.
        const flow = this.#text.charCodeAt(at) === code.openBracket || this.#text.charCodeAt(at) === code.openBrace
        if (line.colon >= at && !line.quoted && !flow) throw notPlain
        read = this.#inline(at, indent, of, item)
      }
      if (of !== undefined) value.push(read)
    }
    if (line.indent > indent) throw notPlain
    return wanted?.kind === 'list' ? value : wanted?.kind === 'presence' ? {} : []
  }

  /** Whether an item is a mapping that begins on its line. */
  #opensMapping(at: number): boolean {
    const line = this.#line
    const first = this.#text.charCodeAt(at)
    if (first === code.doubleQuote || first === code.singleQuote) {
      if (/["'] *:( |$)/.test(this.#text.slice(at, line.stop))) throw notPlain
      return false
    }
    if (first === code.openBracket || first === code.openBrace) return false
    return line.colon >= at
  }

  /** A scalar on its line, and the step to the next. */
  #inline(at: number, indent: number, wanted: Wanted | undefined, place: number): unknown {
    const line = this.#line
    const value = this.#scalar(at, line.stop, wanted, place)
    if (value === blockScalar) {
      line.passBlockScalar(indent)
      return null
    }
    line.goOn()
    // A deeper line would go on with the scalar.
    if (line.indent > indent) throw notPlain
    return value
  }

  #scalar(at: number, stop: number, wanted: Wanted | undefined, place: number): unknown {
    const text = this.#text
    const first = text.charCodeAt(at)
    if (first === code.doubleQuote || first === code.singleQuote) return quotedText(text.slice(at, stop), first)
    if (first === code.openBracket || first === code.openBrace) {
      const source = text.slice(at, stop)
      if (wanted === undefined) {
        if (!isPlainFlow(source)) throw notPlain
        return null
      }
      const flow = quickFlow(
        source,
        wanted,
        place === nowhere ? undefined : { positions: this.#positions, around: place, offset: at },
      )
      if (flow === undefined) throw notPlain
      return flow.value
    }
    if (wanted === undefined && isBlockHeader(text, at, stop)) return blockScalar
    const begins = beginsPlain[first] === 1 || (first === code.dash && stop > at + 1 && text.charCodeAt(at + 1) !== code.space)
    if (!begins || this.#line.again || text.charCodeAt(stop - 1) === code.colon) throw notPlain
    if (wanted === undefined) return null
    const value = plainScalar(text.slice(at, stop))
    // The parser says which numbers JSON has not.
    if (typeof value === 'number' && !Number.isFinite(value)) throw notPlain
    return value
  }

  #passSpaces(from: number): number {
    let at = from
    while (at < this.#line.stop && this.#text.charCodeAt(at) === code.space) at++
    return at
  }
}

/** Stands for a text of several lines that nobody wants. */
const blockScalar: unique symbol = Symbol('block scalar')

function isBlockHeader(text: string, at: number, stop: number): boolean {
  return text.charAt(at) === '|' && (stop === at + 1 || (stop === at + 2 && text.charAt(at + 1) === '-'))
}

function quotedText(source: string, quote: number): string {
  const inner = source.slice(1, -1)
  const closed = source.length > 1 && source.charCodeAt(source.length - 1) === quote
  if (!closed || inner.includes(String.fromCharCode(quote)) || (quote === code.doubleQuote && inner.includes('\\')))
    throw notPlain
  return inner
}

/** Letters, digits and what else may begin a plain scalar without any meaning of its own. */
const beginsPlain = new Uint8Array(128)
for (const c of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._~$(+<=\\;^') beginsPlain[c.charCodeAt(0)] = 1

const surelyKey = /^(?!-$)[A-Za-z0-9_./$+-]+$/

/** How many texts are remembered: keys and collections come again and again. */
const mostKnown = 5000
const knownKeys = new Map<string, string | undefined>()
const knownFlows = new Map<string, boolean>()

/** What a key means; `undefined` where the parser has to look. */
function keyOf(source: string): string | undefined {
  if (knownKeys.has(source)) return knownKeys.get(source)
  const key = surelyKey.test(source) && source !== '__proto__' ? plainKey(source) : undefined
  if (knownKeys.size < mostKnown) knownKeys.set(source, key)
  return key
}

function isPlainFlow(source: string): boolean {
  const known = knownFlows.get(source)
  if (known !== undefined) return known
  const plain = quickFlow(source, undefined) !== undefined
  if (knownFlows.size < mostKnown) knownFlows.set(source, plain)
  return plain
}
