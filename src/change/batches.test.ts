// Batches: whole groups, what is required first, the least risky as canary; waves within them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { batchesOf, wavesOf } from './batches.ts'
import { ranksBack } from './back-order.ts'
import { scenes } from './random-world.cases.ts'
import { stepOf, workload } from './shop.cases.ts'
import type { RiskLevel, Step } from './step.ts'

const runs = Number(process.env['SPAREKEY_PROPERTY_RUNS'] ?? 300)

function step(
  name: string,
  group: string,
  requires: readonly string[] = [],
  level: RiskLevel = 'low',
  remedy: Step['remedy'] = 'template-off',
): Step {
  const plain = stepOf(remedy, workload(name), { kind: 'edit', edits: [] }, { when: 'rollout' }, group)
  return { ...plain, id: name, requires, risk: { level, why: 'a test' } }
}

function namesOf(batches: readonly (readonly Step[])[]): readonly string[] {
  return batches.map((batch) => batch.map(({ id }) => id).join(' '))
}

const sizes = { canary: 1, batchSize: 2 }
const none = (): number => 0

test('the canary is of the least risk, and of the fewest pods among those', () => {
  const steps = [step('a', 'a', [], 'high'), step('b', 'b'), step('c', 'c'), step('d', 'd', [], 'medium')]
  assert.deepEqual(namesOf(batchesOf(steps, sizes, ({ id }) => (id === 'b' ? 3 : 1))), ['c', 'b d', 'a'])
})

test('a group is whole, as risky as its riskiest step, and in the order of the plan', () => {
  const steps = [step('a1', 'a'), step('b1', 'b', [], 'medium'), step('a2', 'a', [], 'high')]
  assert.deepEqual(namesOf(batchesOf(steps, sizes, none)), ['b1', 'a1 a2'])
})

test('a group comes after those that it requires, however little risk it has', () => {
  const steps = [step('a', 'a', [], 'high'), step('b', 'b', ['a']), step('c', 'c', ['b'])]
  assert.deepEqual(namesOf(batchesOf(steps, { canary: 3, batchSize: 3 }, none)), ['a', 'b', 'c'])
})

test('groups that require each other are one, and what depends on them comes later', () => {
  const steps = [step('a1', 'a'), step('b1', 'b', ['a1']), step('a2', 'a', ['b1']), step('c', 'c', ['a2']), step('d', 'd')]
  assert.deepEqual(namesOf(batchesOf(steps, sizes, ({ id }) => (id === 'd' ? 9 : 0))), ['a1 b1 a2', 'c d'])
})

test('what was begun is the first batch, whole, with all that it requires', () => {
  const steps = [
    step('a', 'a', [], 'high'),
    step('b', 'b', ['a']),
    step('c', 'c', [], 'high'),
    step('c2', 'c'),
    step('d', 'd'),
    step('e', 'e'),
  ]
  const isBegun = ({ id }: Step): boolean => id === 'b' || id === 'c'
  assert.deepEqual(namesOf(batchesOf(steps, sizes, none, isBegun)), ['a b c c2', 'd e'])
})

test('a requirement outside of what is taken is no obstacle', () => {
  assert.deepEqual(namesOf(batchesOf([step('b', 'b', ['a'])], sizes, none)), ['b'])
})

test('waves part where a step requires another, and where the remedy changes', () => {
  const steps = [
    step('a', 'g', [], 'low', 'opt-in'),
    step('b', 'g', [], 'low', 'opt-in'),
    step('c', 'g', [], 'low', 'account-off'),
    step('d', 'g', [], 'low', 'template-off'),
    step('e', 'g', ['d'], 'low', 'template-off'),
  ]
  assert.deepEqual(namesOf(wavesOf(steps)), ['a b', 'c', 'd', 'e'])
  assert.deepEqual(wavesOf([]), [])
})

test('every step is in one batch and one wave, after all that it requires, with its group; and in one rank back', () => {
  fc.assert(
    fc.property(
      scenes,
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 4 }),
      ({ plan: { steps } }, canary, batchSize) => {
        const batches = batchesOf(steps, { canary, batchSize }, none)
        const order = batches.flatMap((batch) => wavesOf(batch).flat())
        assert.deepEqual(new Set(order), new Set(steps))
        assert.equal(order.length, steps.length)
        const batchOf = new Map(batches.flatMap((batch, i) => batch.map(({ id }) => [id, i] as const)))
        for (const [place, { id, requires }] of order.entries()) {
          for (const needed of requires) assert.ok(order.findIndex((one) => one.id === needed) < place, `${id} before ${needed}`)
        }
        for (const one of steps)
          for (const other of steps) if (one.group === other.group) assert.equal(batchOf.get(one.id), batchOf.get(other.id))
        assert.deepEqual(new Set(ranksBack(steps).flat()), new Set(steps))
        assert.equal(ranksBack(steps).flat().length, steps.length)
      },
    ),
    { numRuns: runs },
  )
})
