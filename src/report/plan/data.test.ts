// The plan as data: the same plan back through our own reader, in one order, as its schema has it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { load } from 'js-yaml'
import { auditRemedies, readPlan, type Plan } from '../../change/index.ts'
import { assertSameKeys, mutantsOf, publishedSchema, reversed, silentParts } from '../schema.cases.ts'
import { hostileNames } from '../sample-stories.cases.ts'
import { renderPlanJson, renderPlanYaml } from './data.ts'
import { planOrder } from './plan-order.ts'
import { blindPlan, emptyPlan, onePlan, plan, step } from './sample.cases.ts'
import { hostilePlan } from './sample-hostile.cases.ts'
import { wholePlan } from './sample-whole.cases.ts'

const options = { color: false, width: 100 }
const json = (sample: Plan): string => renderPlanJson(sample, options)
const yaml = (sample: Plan): string => renderPlanYaml(sample, options)
const { schema, validate, errors } = publishedSchema('plan.schema.json')
const samples = [wholePlan, onePlan, emptyPlan, blindPlan, hostilePlan(hostileNames)]

test('the sample has every remedy, effect, risk, kind of change and reason to leave something alone', () => {
  const seen = (words: readonly string[]): readonly string[] => [...new Set(words)].sort()
  const { steps, left } = wholePlan
  assert.deepEqual(seen(steps.map(({ remedy }) => remedy)), seen(auditRemedies))
  assert.equal(seen(steps.map(({ effect }) => effect.when)).length, 8)
  assert.deepEqual(seen(steps.map(({ risk }) => risk.level)), ['high', 'low', 'medium'])
  assert.deepEqual(seen(steps.map(({ change }) => change.kind)), ['create', 'delete', 'edit'])
  assert.equal(seen(left.map(({ kind }) => kind)).length, 6)
})

test('every sample is valid, as JSON and as YAML, and is read back as what it was', () => {
  for (const sample of samples) {
    for (const read of [JSON.parse(json(sample)) as unknown, load(yaml(sample))]) {
      assert.ok(validate(read), errors())
      assert.deepEqual(readPlan(read), { kind: 'plan', plan: sample })
    }
  }
})

// JSON text has no negative zero.
const value = fc
  .jsonValue({ maxDepth: 3 })
  .filter((json) => json !== null)
  .map((json) => JSON.parse(JSON.stringify(json)) as unknown)

test('any names and values come back as they were', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), value, value, (name, from, to) => {
      const edits = [
        { path: '/spec/a', from, to },
        { path: '/spec/b', remove: from, at: 3 },
        { path: '/spec/b', append: to },
      ] as Extract<Plan['steps'][number]['change'], { readonly kind: 'edit' }>['edits']
      const { steps, ...rest } = hostilePlan([name])
      const object = { apiVersion: 'v1', kind: 'ServiceAccount', namespace: 'shop', name: 'web' }
      const sample = plan({ ...rest, steps: [step({ remedy: 'opt-in', object, change: { kind: 'edit', edits } }), ...steps] })
      for (const text of [json(sample), yaml(sample)]) assert.deepEqual(readPlan(load(text)), { kind: 'plan', plan: sample })
    }),
  )
})

test('keys stand as the contract has them, however the plan was built', () => {
  for (const sample of samples) assert.equal(json(reversed(sample)), json(sample))
})

test('what the contract does not name is not written', () => {
  const leaky = { ...wholePlan, source: { ...wholePlan.source, token: 'eyJhbGciOi' } }
  assert.equal(json(leaky), json(wholePlan))
})

test('the schema names the keys of the contract, in its order', () => {
  assertSameKeys(schema, planOrder, 'Plan')
})

const optional = new Set(['from', 'location', 'namespace', 'namespaces', 'serverVersion', 'takenAt', 'to', 'uid'])
const isOptional = (key: string, path: string): boolean =>
  optional.has(key) || (key === 'value' && /\.(?:before|after|expect)\[\d+\]$/.test(path))
const isOpen = (path: string): boolean => /\.(?:change\.object|append|remove|from|to|value)(?:[.[]|$)/.test(path)

test('the schema refuses a key too many and a key too few, everywhere, and so does the reader', () => {
  const broken = [wholePlan, onePlan].flatMap((sample) => mutantsOf(JSON.parse(json(sample)), isOptional, isOpen))
  assert.ok(broken.length > 500)
  for (const { value: mutant, path } of broken) {
    assert.equal(validate(mutant), false, path)
    assert.equal(readPlan(mutant).kind, 'problems', path)
  }
})

test('every part of the schema says what it is', () => {
  assert.deepEqual(silentParts(schema), [])
})

test('the yaml begins with what it is and how it is carried out', () => {
  const comments = yaml(onePlan)
    .split('\n')
    .filter((line) => line.startsWith('#'))
  assert.equal(comments.length, 3)
  assert.match(comments.join('\n'), /sparekey apply FILE/)
})
