// Random worlds: a plan that is applied and backed out leaves every object as it was, and made again it is what it was made before.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { applyPlan } from './apply.ts'
import { backOut } from './back-out.ts'
import { FakeFile, processOn } from './fake-world.cases.ts'
import type { WalkOptions } from './walk.ts'
import { clusterOf, scenes, type Scene } from './random-world.cases.ts'
import { stateOf } from './run-state.ts'

/** A tenth of what the proofs ask for: each is three whole walks. */
const runs = Math.ceil(Number(process.env['SPAREKEY_PROPERTY_RUNS'] ?? 1500) / 10)
const opening = { run: 'test', server: 'https://test', held: {} }

const options: fc.Arbitrary<WalkOptions> = fc.record({
  canary: fc.integer({ min: 1, max: 3 }),
  batchSize: fc.integer({ min: 1, max: 4 }),
  parallel: fc.integer({ min: 1, max: 4 }),
  timeoutMs: fc.constant(60_000),
  wait: fc.boolean(),
  force: fc.constant(false),
})

test('applied and backed out, all objects are as they were; backed out and made again, as they were made', async () => {
  await fc.assert(
    fc.asyncProperty(scenes, options, async (scene: Scene, how) => {
      const cluster = clusterOf(scene)
      const file = new FakeFile()
      const before = cluster.contents()
      const forward = await applyPlan({ plan: scene.plan, ...opening }, processOn(cluster, file).world, how)
      assert.notEqual(forward.kind, 'backedOut', forward.reason)
      const after = cluster.contents()
      const done = [...stateOf(file.records()).steps.values()].filter(({ kind }) => kind === 'made').length
      assert.equal(cluster.effects.length, done)
      const back = await backOut(file.records(), processOn(cluster, file).world, how)
      assert.deepEqual(back, { kind: 'complete', refusals: [] })
      assert.deepEqual(cluster.contents(), before)
      assert.equal(cluster.effects.length, 2 * done)
      const again = await backOut(file.records(), processOn(cluster, file).world, { ...how, redo: true })
      assert.equal(again.refusals.length, 0, JSON.stringify(again))
      assert.deepEqual(cluster.contents(), after)
      assert.equal(cluster.effects.length, 3 * done)
    }),
    { numRuns: runs },
  )
})
