// The machine formats: the same data back, in one order, and as `api/audit-report.schema.json` has it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { load } from 'js-yaml'
import type { AuditReport } from '../verdict/index.ts'
import { renderJson } from './json.ts'
import { reportOrder, type AnyOrder } from './report-order.ts'
import { emptySnapshot, hostileCluster, liveCluster, manifestFolder } from './sample-stories.cases.ts'
import { renderYaml } from './yaml.ts'

type Schema = { readonly [key: string]: Schema } & {
  readonly $ref?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly oneOf?: readonly Schema[]
}

const options = { color: false, width: 80 }
const schema = JSON.parse(readFileSync(new URL('../../api/audit-report.schema.json', import.meta.url), 'utf8')) as Schema
const ajv = new Ajv2020({ strict: true, allErrors: true, allowUnionTypes: true })
addFormats.default(ajv)
const validate = ajv.compile(schema)
const samples: readonly AuditReport[] = [liveCluster, manifestFolder, emptySnapshot, hostileCluster()]

test('every sample is valid, as JSON and as YAML, and is what went in', () => {
  for (const sample of samples) {
    for (const read of [JSON.parse(renderJson(sample, options)) as unknown, load(renderYaml(sample, options))]) {
      assert.ok(validate(read), ajv.errorsText(validate.errors))
      assert.deepEqual(read, sample)
    }
  }
})

test('any names come back as they were', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (name) => {
      const sample = hostileCluster([name])
      assert.deepEqual(JSON.parse(renderJson(sample, options)), sample)
      assert.deepEqual(load(renderYaml(sample, options)), sample)
    }),
  )
})

test('keys stand as the contract has them, however the report was built', () => {
  assert.equal(renderJson(reversed(liveCluster), options), renderJson(liveCluster, options))
  assert.equal(renderYaml(reversed(liveCluster), options), renderYaml(liveCluster, options))
})

test('what the contract does not name is not written', () => {
  const leaky = { ...liveCluster, source: { ...liveCluster.source, token: 'eyJhbGciOi' } }
  assert.equal(renderJson(leaky, options), renderJson(liveCluster, options))
})

test('the schema names the keys of the contract, in its order, and requires all that are not optional', () => {
  compare(schema, reportOrder, 'AuditReport')
})

test('the schema refuses a key too many and a key too few, everywhere', () => {
  const broken = [liveCluster, manifestFolder].flatMap((sample) => mutants(sample))
  assert.ok(broken.length > 1000)
  for (const { value, path } of broken) assert.equal(validate(value), false, path)
})

test('every part of the schema says what it is', () => {
  const silent = (part: object): string[] =>
    Object.entries(part).flatMap(([key, below]: [string, unknown]) => {
      if (typeof below !== 'object' || below === null || Array.isArray(below)) return []
      const named = key !== 'properties' && key !== '$defs'
      const said = !named || 'description' in below || '$ref' in below || key === 'items' || key === 'additionalProperties'
      return [...(said ? [] : [key]), ...silent(below)]
    })
  assert.deepEqual(silent(schema), [])
})

function compare(part: Schema, order: AnyOrder, path: string): void {
  const found = part.$ref === undefined ? part : (schema.$defs?.[part.$ref.replace('#/$defs/', '')] ?? assert.fail(path))
  if ((found.type as unknown) === 'array') return compare(found.items ?? assert.fail(path), order, `${path}[]`)
  if (order === 'leaf' || order === 'byKey') return assert.equal(found.properties, undefined, path)
  const branches = found.oneOf ?? [found]
  const keys = [...new Set(branches.flatMap((branch) => Object.keys(branch.properties ?? {})))]
  assert.deepEqual(keys, Object.keys(order), path)
  for (const branch of branches) {
    assert.equal(branch.additionalProperties, false, path)
    for (const [key, below] of Object.entries(branch.properties ?? {})) compare(below, order[key] ?? 'leaf', `${path}.${key}`)
  }
}

const optional = new Set([
  'namespace',
  'environment',
  'declaration',
  'ownedBy',
  'location',
  'serverVersion',
  'takenAt',
  'namespaces',
])

// One report for each object in it with a key more, and for each required key with that key less.
function mutants(sample: AuditReport): { readonly value: unknown; readonly path: string }[] {
  const made: { value: unknown; path: string }[] = []
  const walk = (value: unknown, path: string, put: (changed: unknown) => unknown): void => {
    if (Array.isArray(value)) {
      value.forEach((item: unknown, i) => walk(item, `${path}[${i}]`, (changed) => put(value.with(i, changed))))
    } else if (typeof value === 'object' && value !== null && !path.endsWith('.labels')) {
      made.push({ value: put({ ...value, surplus: 1 }), path: `${path} + surplus` })
      for (const [key, below] of Object.entries(value)) {
        const { [key]: _, ...rest } = value as Record<string, unknown>
        if (!optional.has(key) && !(key === 'decidedBy' && path.endsWith('.automount')))
          made.push({ value: put(rest), path: `${path} - ${key}` })
        walk(below, `${path}.${key}`, (changed) => put({ ...value, [key]: changed }))
      }
    }
  }
  walk(JSON.parse(renderJson(sample, options)), '', (changed) => changed)
  return made
}

function reversed<T>(value: T): T {
  if (Array.isArray(value)) return value.map(reversed) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  ) as T
}
