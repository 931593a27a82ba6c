// The formats for programs: the same data back, in one order, as their schemas and standards have them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { load } from 'js-yaml'
import type { Log } from 'sarif'
import type { WhoCanReport } from '../../verdict/index.ts'
import { whoCanOrder } from '../report-order.ts'
import { assertSameKeys, mutantsOf, publishedSchema, reversed, silentParts } from '../schema.cases.ts'
import { hostileNames } from '../sample-stories.cases.ts'
import { whoCanFormats } from './formats.ts'
import {
  emptyAnswer,
  grant,
  hostileAnswer,
  ofBob,
  onePayments,
  whoCanReport,
  wholeCluster,
  withAssumedRole,
  withGaps,
} from './sample.cases.ts'

const options = { color: false, width: 100 }
const { json, yaml, sarif, csv } = whoCanFormats
const { schema, validate, errors } = publishedSchema('who-can-report.schema.json')
const samples: readonly WhoCanReport[] = [
  onePayments,
  wholeCluster,
  withGaps,
  withAssumedRole,
  emptyAnswer,
  ofBob,
  hostileAnswer(hostileNames),
]

test('every sample is valid, as JSON and as YAML, and is what went in', () => {
  for (const sample of samples) {
    for (const read of [JSON.parse(json(sample, options)) as unknown, load(yaml(sample, options))]) {
      assert.ok(validate(read), errors())
      assert.deepEqual(read, sample)
    }
  }
})

test('any names come back as they were', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (name) => {
      const sample = hostileAnswer([name])
      assert.deepEqual(JSON.parse(json(sample, options)), sample)
      assert.deepEqual(load(yaml(sample, options)), sample)
    }),
  )
})

test('keys stand as the contract has them, however the report was built', () => {
  for (const sample of samples) assert.equal(json(reversed(sample), options), json(sample, options))
})

test('what the contract does not name is not written', () => {
  const leaky = { ...onePayments, source: { ...onePayments.source, token: 'eyJhbGciOi' } }
  assert.equal(json(leaky, options), json(onePayments, options))
})

test('the schema names the keys of the contract, in its order', () => {
  assertSameKeys(schema, whoCanOrder, 'WhoCanReport')
})

const optional = new Set([
  'assumed',
  'besides',
  'bindings',
  'chain',
  'cut',
  'identity',
  'location',
  'made',
  'memberOf',
  'namespace',
  'namespaces',
  'rule',
  'serverVersion',
  'since',
  'takenAt',
  'until',
  'verification',
  'versions',
])

test('the schema refuses a key too many and a key too few, everywhere', () => {
  const broken = [onePayments, wholeCluster, withGaps, withAssumedRole, ofBob].flatMap((sample) =>
    mutantsOf(JSON.parse(json(sample, options)), isOptional),
  )
  assert.ok(broken.length > 1000)
  for (const { value, path } of broken) assert.equal(validate(value), false, path)
})

test('every part of the schema says what it is', () => {
  assert.deepEqual(silentParts(schema), [])
})

test('sarif has a rule for each route, called as the route is, and a result for each grant beside the platform', () => {
  for (const sample of samples) {
    const [run] = (JSON.parse(sarif(sample, options)) as Log).runs
    const others = sample.grants.filter((one) => !one.platform)
    const rules = run?.tool.driver.rules ?? []
    assert.deepEqual(rules.map((rule) => rule.id).sort(), [...new Set(others.map((one) => one.route))].sort())
    assert.equal(run?.results?.length, others.length)
    for (const result of run.results) {
      assert.equal(rules[result.ruleIndex ?? -1]?.id, result.ruleId)
      assert.equal(result.locations?.[0]?.logicalLocations?.length, 1)
    }
  }
  const [run] = (JSON.parse(sarif(onePayments, options)) as Log).runs
  assert.equal(run?.tool.driver.rules?.[0]?.shortDescription?.text.startsWith('Takes the way'), true)
  assert.equal(run.results?.[0]?.locations?.[0]?.logicalLocations?.[0]?.fullyQualifiedName, 'shop/RoleBinding/deployers')
})

test('the fingerprint of a result stays when another subject of its binding goes', () => {
  const bob = grant({ subject: { kind: 'User', name: 'bob' } })
  const printsOf = (grants: WhoCanReport['grants']): unknown[] =>
    (JSON.parse(sarif(whoCanReport({ grants }), options)) as Log).runs[0]?.results?.map((one) => one.partialFingerprints) ?? []
  assert.deepEqual(printsOf([bob]), printsOf([grant(), bob]).slice(1))
})

test('csv has a row for each grant and rule, each with as many cells as there are titles', () => {
  const [titles = '', ...rows] = csv(wholeCluster, options).trimEnd().split('\r\n')
  assert.equal(rows.length, wholeCluster.grants.flatMap((one) => one.via).length)
  for (const row of rows) assert.equal(row.replace(/"[^"]*"/g, '').split(',').length, titles.split(',').length)
})

test('csv: no cell of a name is a formula', () => {
  const armed = csv(hostileAnswer(['=cmd()']), options)
  assert.doesNotMatch(armed, /(?:^|,|")=/m)
})

function isOptional(key: string, path: string): boolean {
  return optional.has(key) || (key === 'name' && path.endsWith('.target'))
}
