// The process is killed at every moment of a run: before and after every call to the API server, before, in the middle of and after every
// record of the journal. Whatever it left, going on ends in the plan's after, and taking it back in the world's before, and no write is
// made twice.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SparekeyError } from '../base/index.ts'
import { applyPlan } from './apply.ts'
import { backOut } from './back-out.ts'
import type { FakeCluster } from './fake-cluster.cases.ts'
import { Death, FakeFile, processOn, usual, type Fate, type FakeProcess } from './fake-world.cases.ts'
import { clusterOf, sceneWith, type Scene } from './random-world.cases.ts'
import { resumeRun } from './resume.ts'
import { newRun, switchStep, workload } from './shop.cases.ts'
import type { WalkOutcome } from './walk.ts'

const opening = { run: 'test', server: 'https://test', held: {} }
/** `npm run prove` takes its time. */
const isProof = process.env['SPAREKEY_PROPERTY_RUNS'] !== undefined

/** A run from its beginning, on a cluster of its own. */
interface Trial {
  readonly cluster: FakeCluster
  readonly file: FakeFile
  readonly before: Readonly<Record<string, unknown>>
}

/** Each scene's cluster, with its pods running. */
const clusters = new Map<Scene, FakeCluster>()

function trialOf(scene: Scene): Trial {
  const ready = clusters.get(scene) ?? clusterOf(scene)
  clusters.set(scene, ready)
  const cluster = ready.copy()
  return { cluster, file: new FakeFile(), before: cluster.contents() }
}

function copyOf({ cluster, file, before }: Trial): Trial {
  const copy = new FakeFile()
  copy.text = file.text
  return { cluster: cluster.copy(), file: copy, before }
}

const continuations = {
  resume: ({ file }: Trial, { world }: FakeProcess): Promise<WalkOutcome> => resumeRun(file.records(), world, usual),
  'back out': ({ file }: Trial, { world }: FakeProcess): Promise<WalkOutcome> => backOut(file.records(), world, usual),
}

/** @returns whether it came to its end */
async function survives(work: Promise<WalkOutcome>): Promise<boolean> {
  try {
    await work
    return true
  } catch (error) {
    if (error instanceof Death || (error instanceof SparekeyError && error.code === 'OUTPUT_NOT_WRITTEN')) return false
    throw error
  }
}

function start(scene: Scene, trial: Trial, fate: Fate): Promise<WalkOutcome> {
  return applyPlan({ plan: scene.plan, ...opening }, processOn(trial.cluster, trial.file, fate).world, usual)
}

/** What a run that nothing disturbs comes to. */
async function undisturbed(
  scene: Scene,
): Promise<{ readonly after: unknown; readonly moments: number; readonly outcome: WalkOutcome }> {
  const { cluster, file } = trialOf(scene)
  const process = processOn(cluster, file)
  const outcome = await applyPlan({ plan: scene.plan, ...opening }, process.world, usual)
  return { after: cluster.contents(), moments: process.moments(), outcome }
}

/** No object was written more than once on the way forward, nor more than once on the way back. */
function assertNothingTwice({ cluster }: Trial, ways: number, where: string): void {
  const counts = new Map<string, number>()
  for (const { key } of cluster.effects) counts.set(key, (counts.get(key) ?? 0) + 1)
  for (const [key, count] of counts) assert.ok(count <= ways, `${where}: ${key} was written ${count} times`)
}

/** Goes on, or takes it back, and holds the end against what it must be. */
async function assertEnd(trial: Trial, how: keyof typeof continuations, after: unknown, where: string): Promise<void> {
  const isBegun = trial.file.records().length > 0
  if (!isBegun) {
    assert.deepEqual(trial.cluster.contents(), trial.before, where)
    return
  }
  const outcome = await continuations[how](trial, processOn(trial.cluster, trial.file))
  assert.notEqual(outcome.kind, 'backedOut', `${where}: ${outcome.reason}`)
  assert.deepEqual(trial.cluster.contents(), how === 'resume' ? after : trial.before, where)
  assertNothingTwice(trial, how === 'resume' ? 1 : 2, where)
  if (how === 'back out') return
  const back = await backOut(trial.file.records(), processOn(trial.cluster, trial.file).world, usual)
  assert.deepEqual(back, { kind: 'complete', refusals: [] }, where)
  assert.deepEqual(trial.cluster.contents(), trial.before, where)
  assertNothingTwice(trial, 2, where)
}

const hows = ['resume', 'back out'] as const
const thirty = sceneWith(3, 30)
const small = Array.from({ length: isProof ? 30 : 2 }, (_, seed) => sceneWith(seed + 100, 8))

test('killed at every moment of a plan of 30 steps', async (t) => {
  const { after, moments, outcome } = await undisturbed(thirty)
  assert.equal(outcome.kind, 'complete', outcome.reason)
  assert.notDeepEqual(after, trialOf(thirty).before)
  for (let at = 0; at < moments; at++) {
    for (const how of hows) {
      const trial = trialOf(thirty)
      assert.equal(await survives(start(thirty, trial, { kind: 'dies', at })), false, `moment ${at}`)
      await assertEnd(trial, how, after, `moment ${at}, ${how}`)
    }
  }
  t.diagnostic(`${moments} moments, each gone on with and taken back`)
  assert.ok(moments > 300, `${moments} moments`)
})

test('killed at every moment of random plans', async (t) => {
  let count = 0
  for (const [number, scene] of small.entries()) {
    const { after, moments } = await undisturbed(scene)
    for (let at = 0; at < moments; at++) {
      for (const how of hows) {
        const trial = trialOf(scene)
        assert.equal(await survives(start(scene, trial, { kind: 'dies', at })), false, `plan ${number}, moment ${at}`)
        await assertEnd(trial, how, after, `plan ${number}, moment ${at}, ${how}`)
        count++
      }
    }
  }
  t.diagnostic(`${count} deaths`)
})

/** A plan whose second batch breaks a program that needs its token. */
const breaking: Scene = (() => {
  const objects = [workload('a'), workload('b', { needs: 'app' }), workload('c'), workload('d')]
  return { objects, plan: newRun(...objects.map((object) => switchStep(object, false))).plan }
})()

test('killed at every moment of a run whose batch goes wrong: it is taken back, and not tried again', async () => {
  const { after, moments, outcome } = await undisturbed(breaking)
  assert.equal(outcome.kind, 'backedOut')
  for (let at = 0; at < moments; at++) {
    for (const how of hows) {
      const trial = trialOf(breaking)
      assert.equal(await survives(start(breaking, trial, { kind: 'dies', at })), false, `moment ${at}`)
      const where = `moment ${at}, ${how}`
      if (trial.file.records().some(({ record }) => record === 'closed')) continue
      const isBegun = trial.file.records().length > 0
      if (isBegun) await continuations[how](trial, processOn(trial.cluster, trial.file))
      assert.deepEqual(trial.cluster.contents(), how === 'resume' && isBegun ? after : trial.before, where)
      assertNothingTwice(trial, 2, where)
    }
  }
})

test('killed again at every moment of the recovery', async (t) => {
  let count = 0
  const [scene = thirty] = small
  const { after, moments } = await undisturbed(scene)
  for (let first = 3; first < moments; first += isProof ? 2 : 19) {
    for (const how of hows) {
      for (let second = 0, hasDied = true; hasDied; second++) {
        const trial = trialOf(scene)
        await survives(start(scene, trial, { kind: 'dies', at: first }))
        if (trial.file.records().length === 0) break
        const process = processOn(trial.cluster, trial.file, { kind: 'dies', at: second })
        hasDied = !(await survives(continuations[how](trial, process)))
        const where = `moments ${first} and ${second}, ${how}`
        // Taking it back is open to both; going on goes on with whatever was begun last.
        const isForward =
          how === 'resume' || !trial.file.records().some((record) => record.record === 'walk' && record.direction === 'back')
        for (const next of isForward ? hows : (['back out'] as const))
          await assertEnd(copyOf(trial), next, after, `${where}, ${next}`)
        if (!isForward) {
          const resumed = copyOf(trial)
          await resumeRun(resumed.file.records(), processOn(resumed.cluster, resumed.file).world, usual)
          assert.deepEqual(resumed.cluster.contents(), trial.before, `${where}, resumed back`)
        }
        count++
      }
    }
  }
  t.diagnostic(`${count} second deaths`)
})

test('the disk is full at every record', async (t) => {
  let count = 0
  for (const scene of [thirty, ...small]) {
    const { after } = await undisturbed(scene)
    for (let room = 0; ; room++) {
      const trial = trialOf(scene)
      trial.file.room = room
      const isWhole = await survives(start(scene, trial, { kind: 'lives' }))
      if (isWhole) break
      for (const how of hows) {
        const copy = copyOf(trial)
        await assertEnd(copy, how, after, `room for ${room} records, ${how}`)
        count++
      }
    }
  }
  t.diagnostic(`${count} full disks`)
})

test('every answer is lost once, whether the write was made or not', async (t) => {
  let lost = 0
  for (const scene of [thirty, ...small]) {
    const { after, moments, outcome: usually } = await undisturbed(scene)
    for (let at = 0; at < moments; at++) {
      const trial = trialOf(scene)
      const outcome = await start(scene, trial, { kind: 'hearsNothing', at })
      assert.equal(outcome.refusals.length, usually.refusals.length, `moment ${at}: ${outcome.reason}`)
      assert.deepEqual(trial.cluster.contents(), after, `moment ${at}`)
      assertNothingTwice(trial, 1, `moment ${at}`)
      lost++
    }
  }
  t.diagnostic(`${lost} moments`)
})
