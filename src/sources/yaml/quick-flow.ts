// Flow collections on one line, as far as they are plain: `[a, "b"]`, `{cpu: 100m}`. Anything else is left to the parser.
import type { Wanted } from '../../kube/index.ts'
import { plainScalar } from './plain-scalar.ts'

/** @returns the value, or `undefined` where the parser has to look */
export function quickFlow(source: string, wanted: Wanted | undefined): { readonly value: unknown } | undefined {
  const tokens = source.match(token)
  // Every character has to be part of a token, or something stands here that is not known.
  if (tokens === null || tokens.reduce((sum, t) => sum + t.length, 0) !== source.length) return undefined
  const reader = new FlowReader(tokens.map((t) => t.trim()).filter((t) => t !== ''))
  const value = reader.value(wanted)
  return reader.done ? { value } : undefined
}

/** Brackets and commas, a key's colon with its space, quoted texts without escapes, and words. */
const token = /[[\]{},] *|: +|"[^"\\]*" *|'[^']*' *|[A-Za-z0-9_./$][A-Za-z0-9_./$=+-]* *(?=[[\]{},]|: |$)/g

class FlowReader {
  readonly #tokens: readonly string[]
  #at = 0
  #failed = false

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens
  }

  get done(): boolean {
    return !this.#failed && this.#at === this.#tokens.length
  }

  value(wanted: Wanted | undefined): unknown {
    const first = this.#tokens[this.#at++]
    if (first === '[') return this.#list(wanted)
    if (first === '{') return this.#record(wanted)
    return this.#scalar(first)
  }

  #list(wanted: Wanted | undefined): unknown {
    const value: unknown[] = []
    while (!this.#failed && !this.#takes(']')) {
      value.push(this.value(wanted?.kind === 'list' ? wanted.of : undefined))
      if (!this.#takes(',') && this.#tokens[this.#at] !== ']') this.#failed = true
    }
    return wanted?.kind === 'list' ? value : wanted?.kind === 'presence' ? {} : []
  }

  #record(wanted: Wanted | undefined): unknown {
    const value: Record<string, unknown> = {}
    while (!this.#failed && !this.#takes('}')) {
      const key = String(this.#scalar(this.#tokens[this.#at++]))
      // A key twice, or one that JavaScript gives a meaning of its own, is for the parser.
      if (!this.#takes(':') || key === '__proto__' || Object.hasOwn(value, key)) this.#failed = true
      const inner =
        wanted?.kind === 'record'
          ? wanted.members.get(key)
          : wanted?.kind === 'map' && key.startsWith(wanted.prefix)
            ? wanted.of
            : undefined
      const read = this.value(inner)
      if (inner !== undefined) value[key] = read
      if (!this.#takes(',') && this.#tokens[this.#at] !== '}') this.#failed = true
    }
    return value
  }

  #scalar(source: string | undefined): unknown {
    if (source === undefined || /^[[\]{},:]/.test(source)) {
      this.#failed = true
      return null
    }
    return /^["']/.test(source) ? source.slice(1, -1) : plainScalar(source)
  }

  #takes(mark: string): boolean {
    if (this.#tokens[this.#at] !== mark) return false
    this.#at++
    return true
  }
}
