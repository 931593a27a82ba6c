// Flow collections on one line, as far as they are plain: `[a, "b"]`, `{cpu: 100m}`. Anything else is left to the parser.
import { wantedMember, type Wanted } from '../../kube/index.ts'
import { plainKey } from './mapping-key.ts'
import { plainScalar } from './plain-scalar.ts'
import type { Positions } from './positions.ts'

/** Where the places of what is inside go: into which list, under which node, counted from which offset of the text. */
export interface FlowPlace {
  readonly positions: Positions
  readonly around: number
  readonly offset: number
}

/** @returns the value, or `undefined` where the parser has to look */
export function quickFlow(
  source: string,
  wanted: Wanted | undefined,
  place?: FlowPlace,
): { readonly value: unknown } | undefined {
  // Nobody writes more on one line; what is longer may be nested deeper than a stack goes.
  if (source.length > 2000) return undefined
  const tokens: Token[] = []
  let end = 0
  for (const match of source.matchAll(token)) {
    // Every character has to be part of a token, or something stands here that is not known.
    if (match.index !== end) return undefined
    end += match[0].length
    tokens.push({ text: match[0].trim(), at: match.index })
  }
  if (end !== source.length) return undefined
  const reader = new FlowReader(tokens, place)
  const value = reader.value(wanted, place?.around)
  return reader.done ? { value } : undefined
}

interface Token {
  readonly text: string
  readonly at: number
}

/** Brackets and commas, a key's colon with its space, quoted texts without escapes, and words. */
const token = /[[\]{},] *|: +|"[^"\\]*" *|'[^']*' *|[A-Za-z0-9_./$][A-Za-z0-9_./$=+-]* *(?=[[\]{},]|: |$)/g

class FlowReader {
  readonly #tokens: readonly Token[]
  readonly #place: FlowPlace | undefined
  #at = 0
  #failed = false

  constructor(tokens: readonly Token[], place: FlowPlace | undefined) {
    this.#tokens = tokens
    this.#place = place
  }

  get done(): boolean {
    return !this.#failed && this.#at === this.#tokens.length
  }

  /** @param around - the number of this value's own place; `undefined` where places are not kept */
  value(wanted: Wanted | undefined, around: number | undefined): unknown {
    const first = this.#tokens[this.#at++]?.text
    if (first === '[') return this.#list(wanted, around)
    if (first === '{') return this.#record(wanted, around)
    const scalar = this.#scalar(first)
    // The parser says which numbers JSON has not.
    if (typeof scalar === 'number' && !Number.isFinite(scalar)) this.#failed = true
    return scalar
  }

  #list(wanted: Wanted | undefined, around: number | undefined): unknown {
    const value: unknown[] = []
    const of = wanted?.kind === 'list' ? wanted.of : undefined
    while (!this.#failed && !this.#takes(']')) {
      value.push(this.value(of, of === undefined ? undefined : this.#add(around, value.length, this.#tokens[this.#at])))
      if (!this.#takes(',') && this.#tokens[this.#at]?.text !== ']') this.#failed = true
    }
    return wanted?.kind === 'list' ? value : wanted?.kind === 'presence' ? {} : []
  }

  #record(wanted: Wanted | undefined, around: number | undefined): unknown {
    const value: Record<string, unknown> = {}
    const seen = new Set<string>()
    while (!this.#failed && !this.#takes('}')) {
      const start = this.#tokens[this.#at]
      const key = this.#key(this.#tokens[this.#at++]?.text)
      // A key twice, or one that JavaScript gives a meaning of its own, is for the parser.
      if (!this.#takes(':') || key === '__proto__' || seen.has(key)) this.#failed = true
      seen.add(key)
      const inner = wanted?.kind === 'record' || wanted?.kind === 'map' ? wantedMember(wanted, key) : undefined
      const read = this.value(inner, inner === undefined ? undefined : this.#add(around, key, start))
      if (inner !== undefined) value[key] = read
      if (!this.#takes(',') && this.#tokens[this.#at]?.text !== '}') this.#failed = true
    }
    return value
  }

  #add(around: number | undefined, key: string | number, start: Token | undefined): number | undefined {
    if (around === undefined || this.#place === undefined || start === undefined) return undefined
    return this.#place.positions.add(around, key, this.#place.offset + start.at)
  }

  #key(source: string | undefined): string {
    const scalar = this.#scalar(source)
    const key = source === undefined || isQuoted(source) ? String(scalar) : plainKey(source)
    if (key === undefined) this.#failed = true
    return key ?? ''
  }

  #scalar(source: string | undefined): unknown {
    if (source === undefined || /^[[\]{},:]/.test(source)) {
      this.#failed = true
      return null
    }
    return isQuoted(source) ? source.slice(1, -1) : plainScalar(source)
  }

  #takes(mark: string): boolean {
    if (this.#tokens[this.#at]?.text !== mark) return false
    this.#at++
    return true
  }
}

function isQuoted(source: string): boolean {
  return source.startsWith('"') || source.startsWith("'")
}
