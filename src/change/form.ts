// Strict forms of data that people may have edited: every member is known, nothing is guessed, and what is wrong is told with its place.
import type { Json } from '../base/index.ts'
import { isRecord } from '../kube/index.ts'

/** Something that is wrong with a value. */
export interface FormProblem {
  /** Member names and list indexes from the root. */
  readonly path: readonly (string | number)[]
  readonly message: string
  /** What to do. */
  readonly remedy: string
}

/** Tells a problem, with the path below the value that is being read. */
export type Tell = (message: string, remedy: string, ...path: readonly (string | number)[]) => void

/** Reads one value. Where it tells a problem its result is not to be used. */
export type Form<T> = (value: unknown, tell: Tell) => T

/** What a form gives back where it has told a problem; never seen by a caller that looks at the problems. */
const broken = undefined as never

/** A member of an object: always there, or perhaps not there. */
export interface MemberForm<T, Need extends 'required' | 'optional' = 'required' | 'optional'> {
  readonly need: Need
  readonly form: Form<T>
}

/** The members of an object `T`. */
export type MemberForms<T> = {
  readonly [K in keyof T]-?: undefined extends T[K]
    ? MemberForm<Exclude<T[K], undefined>, 'optional'>
    : MemberForm<T[K], 'required'>
}

/** A member that must be there. */
export function must<T>(form: Form<T>): MemberForm<T, 'required'> {
  return { need: 'required', form }
}

/** A member whose absence is a state of its own. */
export function may<T>(form: Form<T>): MemberForm<T, 'optional'> {
  return { need: 'optional', form }
}

/** A text. */
export const aText: Form<string> = scalar('a text', (value) => typeof value === 'string')

/** A text with something in it. */
export const aName: Form<string> = scalar('a text that is not empty', (value) => typeof value === 'string' && value !== '')

/** A whole number, zero or more. */
export const aCount: Form<number> = scalar('a whole number', (value) => Number.isSafeInteger(value) && (value as number) >= 0)

/** `true` or `false`. */
export const aFlag: Form<boolean> = scalar('`true` or `false`', (value) => typeof value === 'boolean')

/** A text, or `null`. */
export const aTextOrNull: Form<string | null> = scalar('a text, or `null`', (v) => v === null || typeof v === 'string')

/** One of some words. */
export function oneOf<T extends string>(words: readonly T[]): Form<T> {
  const known = words.map((word) => `\`${word}\``).join(', ')
  return scalar(words.length === 1 ? known : `one of ${known}`, (value) => (words as readonly unknown[]).includes(value))
}

/** A list. */
export function listOf<T>(form: Form<T>): Form<readonly T[]> {
  return (value, tell) => {
    if (!Array.isArray(value)) return refused(value, 'a list', tell)
    return value.map((item: unknown, i) => form(item, inside(tell, i)))
  }
}

/** An object with these members and no other. */
export function objectOf<T extends object>(members: MemberForms<T>): Form<T> {
  const entries = Object.entries<MemberForm<unknown>>(members)
  return (value, tell) => {
    if (!isRecord(value)) return refused(value, 'an object', tell)
    for (const key of Object.keys(value).filter((name) => !Object.hasOwn(members, name)))
      tell(`no such field: \`${key}\``, `take it out; known here are ${entries.map(([name]) => `\`${name}\``).join(', ')}`)
    const result: Record<string, unknown> = {}
    for (const [key, { need, form }] of entries) {
      if (Object.hasOwn(value, key)) result[key] = form(value[key], inside(tell, key))
      else if (need === 'required') tell(`the field \`${key}\` is missing`, 'put it back as the plan had it')
    }
    return result as T
  }
}

/** Objects of several forms, told apart by the word in one of their members. */
export function taggedBy<T extends object>(tag: keyof T & string, forms: Readonly<Record<string, Form<T>>>): Form<T> {
  const word = oneOf(Object.keys(forms))
  return (value, tell) => {
    if (!isRecord(value)) return refused(value, 'an object', tell)
    const said = Object.hasOwn(value, tag) ? value[tag] : undefined
    const form = typeof said === 'string' && Object.hasOwn(forms, said) ? forms[said] : undefined
    if (form !== undefined) return form(value, tell)
    word(said, inside(tell, tag))
    return broken
  }
}

/** How deep a value may be nested, and of how many parts it may be: no field of an object of Kubernetes comes near it. */
const deepest = 100
const most = 100_000

/** Any value that JSON has, but not `null`: a field that is absent is told by leaving its side out. */
export const aValue: Form<Exclude<Json, null>> = (value, tell) => {
  if (value === null || value === undefined) {
    tell('found nothing', 'leave the member out for a field that is not there')
    return broken
  }
  checkJson(value, tell, 0, { left: most })
  return value as Exclude<Json, null>
}

// A small file can unfold without end: YAML's aliases may lead back into themselves, or double at every level.
function checkJson(value: unknown, tell: Tell, depth: number, budget: { left: number }): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) return
  if (!Array.isArray(value) && !isRecord(value)) {
    refused(value, 'a value that JSON has', tell)
    return
  }
  budget.left--
  if (depth === deepest || budget.left === 0) tell('the value is too big', 'write it out without aliases')
  if (depth === deepest || budget.left <= 0) return
  for (const [key, below] of Object.entries(value))
    checkJson(below, inside(tell, Array.isArray(value) ? Number(key) : key), depth + 1, budget)
}

/** Reads a value, and collects what is wrong with it. */
export function readForm<T>(form: Form<T>, value: unknown): { readonly value: T; readonly problems: readonly FormProblem[] } {
  const problems: FormProblem[] = []
  const read = form(value, (message, remedy, ...path) => problems.push({ path, message, remedy }))
  return { value: read, problems }
}

function scalar<T>(expected: string, is: (value: unknown) => boolean): Form<T> {
  return (value, tell) => (is(value) ? (value as T) : refused(value, expected, tell))
}

function refused(value: unknown, expected: string, tell: Tell): never {
  tell(`expected ${expected}, found ${describe(value)}`, 'put it back as the plan had it')
  return broken
}

function inside(tell: Tell, step: string | number): Tell {
  return (message, remedy, ...path) => {
    tell(message, remedy, step, ...path)
  }
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return value.length > 60 ? 'another text' : `\`${value}\``
  if (typeof value === 'number' || typeof value === 'boolean') return `\`${String(value)}\``
  return 'an object'
}
