// Holds a published JSON Schema to its contract, for the tests: same keys in the same order, nothing more, nothing less.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { AnyOrder } from './report-order.ts'

/** A JSON Schema, as far as the tests look into it. */
export type Schema = { readonly [key: string]: Schema } & {
  readonly $ref?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly oneOf?: readonly Schema[]
}

/** A schema out of `api/`, and what tells whether a value is valid. */
export function publishedSchema(file: string): {
  readonly schema: Schema
  readonly validate: ValidateFunction
  readonly errors: () => string
} {
  const schema = JSON.parse(readFileSync(new URL(`../../api/${file}`, import.meta.url), 'utf8')) as Schema
  const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true })
  addFormats.default(ajv)
  const validate = ajv.compile(schema)
  return { schema, validate, errors: () => ajv.errorsText(validate.errors) }
}

/** Fails where the schema has other keys than the contract, has them in another order, or lets others in. */
export function assertSameKeys(schema: Schema, order: AnyOrder, path: string, part: Schema = schema): void {
  const found = part.$ref === undefined ? part : (schema.$defs?.[part.$ref.replace('#/$defs/', '')] ?? assert.fail(path))
  if ((found.type as unknown) === 'array') {
    assertSameKeys(schema, order, `${path}[]`, found.items ?? assert.fail(path))
    return
  }
  if (order === 'leaf' || order === 'byKey') {
    assert.equal(found.properties, undefined, path)
    return
  }
  const branches = found.oneOf ?? [found]
  const keys = [...new Set(branches.flatMap((branch) => Object.keys(branch.properties ?? {})))]
  assert.deepEqual(keys, Object.keys(order), path)
  for (const branch of branches) {
    assert.equal(branch.additionalProperties, false, path)
    for (const [key, below] of Object.entries(branch.properties ?? {}))
      assertSameKeys(schema, order[key] ?? 'leaf', `${path}.${key}`, below)
  }
}

/** The named parts of a schema that do not say what they are. */
export function silentParts(part: object): string[] {
  return Object.entries(part).flatMap(([key, below]: [string, unknown]) => {
    if (typeof below !== 'object' || below === null || Array.isArray(below)) return []
    const named = key !== 'properties' && key !== '$defs'
    const said = !named || 'description' in below || '$ref' in below || key === 'items' || key === 'additionalProperties'
    return [...(said ? [] : [key]), ...silentParts(below)]
  })
}

/** A value that no schema of the contract may let pass, and what was done to it. */
export interface Mutant {
  readonly value: unknown
  readonly path: string
}

/**
 * One value for each object in it with a key more, and for each required key with that key less.
 *
 * @param isOptional - whether a key of the object at a path may be absent
 * @param isOpen - whether the object at a path takes any key
 */
export function mutantsOf(
  sample: unknown,
  isOptional: (key: string, path: string) => boolean,
  isOpen: (path: string) => boolean = () => false,
): readonly Mutant[] {
  const made: Mutant[] = []
  const walk = (value: unknown, path: string, put: (changed: unknown) => unknown): void => {
    if (Array.isArray(value)) {
      value.forEach((item: unknown, i) => walk(item, `${path}[${i}]`, (changed) => put(value.with(i, changed))))
    } else if (typeof value === 'object' && value !== null && !isOpen(path)) {
      made.push({ value: put({ ...value, surplus: 1 }), path: `${path} + surplus` })
      for (const [key, below] of Object.entries(value)) {
        const { [key]: _, ...rest } = value as Record<string, unknown>
        if (!isOptional(key, path)) made.push({ value: put(rest), path: `${path} - ${key}` })
        walk(below, `${path}.${key}`, (changed) => put({ ...value, [key]: changed }))
      }
    }
  }
  walk(sample, '', (changed) => changed)
  return made
}

/** A copy with the keys of every object the other way round. */
export function reversed<T>(value: T): T {
  if (Array.isArray(value)) return value.map(reversed) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  ) as T
}
