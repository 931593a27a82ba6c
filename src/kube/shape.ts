// Shapes decode untrusted values into the narrow types of this room; wrong types are reported with their place, never guessed.
import type { Wanted } from './wanted.ts'

/** A value that the API server would refuse at this place, as "expected a boolean, found a string". */
export interface DecodeProblem {
  /** Member names and list indexes from the object's root. */
  readonly path: readonly (string | number)[]
  readonly expected: string
  readonly found: string
}

/** How one part of an object is read: which fields, and into what. */
export interface Shape<T> {
  readonly wanted: Wanted
  /**
   * @param value - anything
   * @param problems - gets an entry for each wrong type; the result is then not to be used
   */
  decode(value: unknown, problems: DecodeProblem[]): T
}

/** What a shape gives back where it has already reported a problem; never seen by a caller that looks at the problems. */
const broken = undefined as never

/** What a value is, as messages call it. */
export function describe(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  return typeof value === 'boolean' ? 'a boolean' : `a ${typeof value}`
}

function scalar<T>(expected: string, is: (value: unknown) => value is T): Shape<T> {
  return {
    wanted: { kind: 'scalar' },
    decode(value, problems) {
      if (is(value)) return value
      problems.push({ path: [], expected, found: describe(value) })
      return broken
    },
  }
}

/** A text. */
export const text: Shape<string> = scalar('a string', (value) => typeof value === 'string')

/** `true` or `false`; a quoted `"true"` is a text and refused, as the API server refuses it. */
export const flag: Shape<boolean> = scalar('a boolean', (value) => typeof value === 'boolean')

/** A whole number. */
export const integer: Shape<number> = scalar('an integer', (value): value is number => Number.isInteger(value))

/** That something is there, whatever it holds. */
export const presence: Shape<true> = { wanted: { kind: 'presence' }, decode: () => true }

/** A list; `null` and absence are the empty list, as they are to the API server. */
export function list<T>(of: Shape<T>): Shape<readonly T[]> {
  return {
    wanted: { kind: 'list', of: of.wanted },
    decode(value, problems) {
      if (!Array.isArray(value)) {
        problems.push({ path: [], expected: 'a list', found: describe(value) })
        return broken
      }
      return value.map((item: unknown, i) => inside(i, of, item, problems))
    },
  }
}

/** A map from any key that begins with the prefix to values of one shape. */
export function mapOf<T>(of: Shape<T>, prefix = ''): Shape<ReadonlyMap<string, T>> {
  return {
    wanted: { kind: 'map', prefix, of: of.wanted },
    decode(value, problems) {
      if (!isRecord(value)) {
        problems.push({ path: [], expected: 'an object', found: describe(value) })
        return broken
      }
      const entries: [string, T][] = []
      for (const key of Object.keys(value)) {
        if (!key.startsWith(prefix) || value[key] === null) continue
        entries.push([key, inside(key, of, value[key], problems)])
      }
      return new Map(entries)
    },
  }
}

/** How many values of one shape are remembered: about as many as one pod has of a thing. */
const remembered = 16

/**
 * The same shape, decoding a value once while it keeps coming: the pods of one workload repeat each other, and readers hand over
 * one and the same value for bytes that repeat. Decoded values are read-only, so nobody can tell.
 */
export function recurring<T>(shape: Shape<T>): Shape<T> {
  const values: unknown[] = []
  const results: T[] = []
  let next = 0
  return {
    wanted: shape.wanted,
    decode(value, problems) {
      if (typeof value !== 'object' || value === null) return shape.decode(value, problems)
      const known = values.indexOf(value)
      if (known >= 0) return results[known] as T
      const before = problems.length
      const result = shape.decode(value, problems)
      if (problems.length > before) return result
      values[next] = value
      results[next] = result
      next = (next + 1) % remembered
      return result
    },
  }
}

/** A member of a record: always there, there with a default, or perhaps not there. */
export type Member<T> =
  | { readonly need: 'required' | 'optional'; readonly shape: Shape<T> }
  | { readonly need: 'defaulted'; readonly shape: Shape<T>; readonly absent: T }

type MemberOf<T, K extends keyof T> = undefined extends T[K]
  ? { readonly need: 'optional'; readonly shape: Shape<Exclude<T[K], undefined>> }
  : | { readonly need: 'required'; readonly shape: Shape<T[K]> }
    | { readonly need: 'defaulted'; readonly shape: Shape<T[K]>; readonly absent: T[K] }

/** The members of a record `T`: its optional ones optional, the others required or with a default. */
export type Members<T> = { readonly [K in keyof T]-?: MemberOf<T, K> }

/** A member that the API server refuses to do without. */
export function required<T>(shape: Shape<T>): { readonly need: 'required'; readonly shape: Shape<T> } {
  return { need: 'required', shape }
}

/** A member whose absence (or `null`) is a state of its own. */
export function optional<T>(shape: Shape<T>): { readonly need: 'optional'; readonly shape: Shape<T> } {
  return { need: 'optional', shape }
}

/** A member whose absence (or `null`) means a known value. */
export function defaulted<T>(
  shape: Shape<T>,
  absent: T,
): { readonly need: 'defaulted'; readonly shape: Shape<T>; readonly absent: T } {
  return { need: 'defaulted', shape, absent }
}

/** An object with known members; others are neither read nor complained about. */
export function record<T extends object>(members: Members<T>): Shape<T> {
  const entries = Object.entries<Member<unknown>>(members)
  return {
    wanted: { kind: 'record', members: new Map(entries.map(([key, member]) => [key, member.shape.wanted])) },
    decode(value, problems) {
      if (!isRecord(value)) {
        problems.push({ path: [], expected: 'an object', found: describe(value) })
        return broken
      }
      const result: Record<string, unknown> = {}
      for (const [key, member] of entries) {
        const given = Object.hasOwn(value, key) ? value[key] : undefined
        if (given !== undefined && given !== null) result[key] = inside(key, member.shape, given, problems)
        else if (member.need === 'defaulted') result[key] = member.absent
        else if (member.need === 'required') problems.push({ path: [key], expected: 'a value', found: 'nothing' })
      }
      return result as T
    },
  }
}

/** A record that has members of names that nobody can list as well: all with a text in their name. */
export function recordAlso<T extends object, A>(
  base: Shape<T>,
  infix: string,
  of: Shape<A>,
): Shape<T & Readonly<Record<string, A>>> {
  if (base.wanted.kind !== 'record') throw new TypeError('only a record has more members')
  return {
    wanted: { ...base.wanted, also: { infix, of: of.wanted } },
    decode(value, problems) {
      const result = base.decode(value, problems) as T & Record<string, A>
      if (!isRecord(value)) return result
      for (const key of Object.keys(value).filter((one) => one.includes(infix) && value[one] !== null))
        Object.assign(result, { [key]: inside(key, of, value[key], problems) })
      return result
    },
  }
}

// Problems learn their path on the way out, so that a sound object costs no path at all.
function inside<T>(step: string | number, shape: Shape<T>, value: unknown, problems: DecodeProblem[]): T {
  const before = problems.length
  const result = shape.decode(value, problems)
  for (let i = before; i < problems.length; i++) {
    const problem = problems[i]
    if (problem !== undefined) problems[i] = { ...problem, path: [step, ...problem.path] }
  }
  return result
}

/** Whether a value is an object with members (no list, no `null`). */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
