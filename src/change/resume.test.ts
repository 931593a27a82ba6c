// Going on after a crash or a stop: writes that arrive late, writes that can't be told, walks that were refused in part.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../base/index.ts'
import { applied, automount, back, complete, copyOf, meddle } from './applied.cases.ts'
import { applyPlan } from './apply.ts'
import { backOut } from './back-out.ts'
import type { FakeCluster } from './fake-cluster.cases.ts'
import { refOf } from './fake-objects.cases.ts'
import { Death, FakeFile, processOn, usual } from './fake-world.cases.ts'
import { pointer, valueAt } from './pointer.ts'
import { resumeRun } from './resume.ts'
import { stateOf } from './run-state.ts'
import { clusterWith, newRun, stepOf, switchStep, workload } from './shop.cases.ts'
import type { Step } from './step.ts'
import type { World } from './walk.ts'

/** A run that is killed at the moment when its only write has been made, or when it is still on its way. */
async function killed(
  cluster: FakeCluster,
  step: Step,
  isSent: boolean,
): Promise<{ readonly file: FakeFile; readonly late: () => Promise<unknown> }> {
  const file = new FakeFile()
  const { world } = processOn(cluster, file)
  let late: () => Promise<unknown> = () => Promise.resolve()
  const port: World['cluster'] = {
    ...world.cluster,
    async write(write) {
      if (isSent) await cluster.write(write)
      else late = () => cluster.write(write)
      throw new Death()
    },
  }
  await assert.rejects(applyPlan(newRun(step), { ...world, cluster: port }, usual), Death)
  return { file, late: () => late() }
}

for (const [name, go] of [
  ['resumed', resumeRun],
  ['backed out', backOut],
] as const) {
  test(`a write that arrives after its process was killed is seen when the run is ${name}`, async () => {
    const web = workload('web')
    const cluster = clusterWith(web)
    const before = cluster.contents()
    const { file, late } = await killed(cluster, switchStep(web, false), false)
    const { world } = processOn(cluster, file)
    const { clock } = world
    let isLate = true
    const slow = {
      now: () => clock.now(),
      elapsed: () => clock.elapsed(),
      pause: async (ms: number) => {
        if (isLate) await late()
        isLate = false
        await clock.pause(ms)
      },
    }
    assert.deepEqual(await go(file.records(), { ...world, clock: slow }, usual), complete)
    assert.deepEqual(cluster.effects.length, name === 'resumed' ? 1 : 2)
    if (name === 'backed out') assert.deepEqual(cluster.contents(), before)
  })
}

test('whether a write was made is not guessed where somebody else has changed its field since', async () => {
  const web = workload('web')
  const cluster = clusterWith(web)
  const step = stepOf(
    'pods-renewed',
    web,
    { kind: 'edit', edits: [{ path: pointer('metadata', 'annotations', 'a'), to: '1' }] },
    { when: 'atOnce' },
    'g',
  )
  const { file } = await killed(cluster, step, true)
  await meddle(cluster, web, (now) => ({ ...now, metadata: { ...(now['metadata'] as JsonObject), annotations: { a: '2' } } }))
  for (const go of [resumeRun, backOut]) {
    const copy = copyOf(file)
    const outcome = await go(copy.records(), processOn(cluster, copy).world, usual)
    assert.equal(outcome.kind, 'stopped')
    assert.deepEqual(outcome.refusals[0]?.conflicts, [{ path: '/metadata/annotations/a', expected: '1', found: '2' }])
    assert.equal(stateOf(copy.records()).steps.get(step.id)?.kind, 'intended')
  }
  assert.deepEqual(await back(cluster, file, { force: true }), complete)
  assert.equal(valueAt((await cluster.read(refOf(web)))?.object ?? {}, '/metadata/annotations'), undefined)
})

test('a run that was taken back is not gone on with, and one that is complete has nothing left', async () => {
  const web = workload('web')
  const cluster = clusterWith(web)
  const file = await applied(cluster, switchStep(web, false))
  const whole = file.text
  assert.deepEqual(await resumeRun(file.records(), processOn(cluster, file).world, usual), complete)
  assert.equal(file.text, whole)
  await back(cluster, file)
  const count = cluster.effects.length
  assert.deepEqual(await resumeRun(file.records(), processOn(cluster, file).world, usual), complete)
  assert.equal(cluster.effects.length, count)
})

test('a way back that was refused in part is gone on with once it can be', async () => {
  const web = workload('web')
  const cluster = clusterWith(web)
  const before = cluster.contents()
  const file = await applied(cluster, switchStep(web, false))
  cluster.rules.refuse = () => 'no changes on Friday'
  assert.equal((await back(cluster, file)).kind, 'stopped')
  cluster.rules.refuse = () => undefined
  assert.deepEqual(await resumeRun(file.records(), processOn(cluster, file).world, usual), complete)
  assert.deepEqual(cluster.contents(), before)
})

test('a batch that was backed out is tried again when the run is gone on with', async () => {
  const web = workload('web')
  const cluster = clusterWith(web)
  cluster.rules.refuse = () => 'no changes on Friday'
  const file = new FakeFile()
  assert.equal((await applyPlan(newRun(switchStep(web, false)), processOn(cluster, file).world, usual)).kind, 'backedOut')
  cluster.rules.refuse = () => undefined
  assert.deepEqual(await resumeRun(file.records(), processOn(cluster, file).world, usual), complete)
  assert.equal(valueAt((await cluster.read(refOf(web)))?.object ?? {}, automount), false)
})
