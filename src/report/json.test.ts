// The machine formats: the same data back, in one order, and as `api/audit-report.schema.json` has it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { load } from 'js-yaml'
import type { AuditReport } from '../verdict/index.ts'
import { renderJson } from './json.ts'
import { reportOrder } from './report-order.ts'
import { watchedCluster } from './sample-evidence.cases.ts'
import { assertSameKeys, mutantsOf, publishedSchema, reversed, silentParts } from './schema.cases.ts'
import { emptySnapshot, hostileCluster, liveCluster, manifestFolder } from './sample-stories.cases.ts'
import { renderYaml } from './yaml.ts'

const options = { color: false, width: 80 }
const { schema, validate, errors } = publishedSchema('audit-report.schema.json')
const samples: readonly AuditReport[] = [liveCluster, manifestFolder, emptySnapshot, watchedCluster, hostileCluster()]

test('every sample is valid, as JSON and as YAML, and is what went in', () => {
  for (const sample of samples) {
    for (const read of [JSON.parse(renderJson(sample, options)) as unknown, load(renderYaml(sample, options))]) {
      assert.ok(validate(read), errors())
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
  assertSameKeys(schema, reportOrder, 'AuditReport')
})

test('the schema refuses a key too many and a key too few, everywhere', () => {
  const broken = [liveCluster, manifestFolder, watchedCluster].flatMap((sample) =>
    mutantsOf(JSON.parse(renderJson(sample, options)), isOptional, (path) => path.endsWith('.labels')),
  )
  assert.ok(broken.length > 1000)
  for (const { value, path } of broken) assert.equal(validate(value), false, path)
})

test('every part of the schema says what it is', () => {
  assert.deepEqual(silentParts(schema), [])
})

const optional = new Set([
  'assumed',
  'besides',
  'chain',
  'declaration',
  'environment',
  'evidence',
  'hint',
  'identity',
  'location',
  'made',
  'memberOf',
  'namespace',
  'namespaces',
  'ownedBy',
  'rule',
  'serverVersion',
  'since',
  'takenAt',
  'until',
  'versions',
])

function isOptional(key: string, path: string): boolean {
  return optional.has(key) || (key === 'decidedBy' && path.endsWith('.automount')) || (key === 'name' && path.endsWith('.target'))
}
