// The walk while others write too, answers are lost and the API server goes away.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type JsonObject, SparekeyError } from '../base/index.ts'
import { apply, automount, field } from './applied.cases.ts'
import { applyPlan } from './apply.ts'
import { refOf } from './fake-objects.cases.ts'
import { FakeFile, processOn, usual } from './fake-world.cases.ts'
import { valueAt } from './pointer.ts'
import type { Cluster } from './ports.ts'
import { resumeRun } from './resume.ts'
import { clusterWith, newRun, switchStep, workload } from './shop.cases.ts'

test('an object that somebody else has changed in the very field is refused with three sides, and its batch is backed out', async () => {
  const [one, web] = [workload('a'), workload('web', { pod: { automountServiceAccountToken: true } })]
  const cluster = clusterWith(one, web)
  const applied = await apply(cluster, [switchStep(one, false), switchStep(web, false)], { canary: 2 })
  assert.equal(applied.outcome.kind, 'backedOut')
  assert.deepEqual(
    applied.outcome.refusals.map(({ conflicts }) => conflicts),
    [[{ path: automount, wanted: false, found: true }]],
  )
  assert.equal(await field(cluster, one), undefined)
})

test('an object of another uid than was audited is never written', async () => {
  const web = workload('web')
  const cluster = clusterWith(web)
  const applied = await apply(cluster, [{ ...switchStep(web, false), uid: 'of the audited one' }])
  assert.equal(applied.outcome.kind, 'backedOut')
  assert.match(applied.outcome.reason ?? '', /another object of the same name/)
  assert.deepEqual(cluster.effects, [])
})

test('a change of other fields between reading and writing is read again, and stays', async () => {
  const web = workload('web')
  const cluster = clusterWith(web)
  let times = 0
  const applied = await apply(cluster, [switchStep(web, false)], {}, (port) => ({
    ...port,
    async write(write) {
      if (times++ < 3) cluster.put({ ...web, metadata: { ...(web['metadata'] as JsonObject), labels: { times: String(times) } } })
      return await port.write(write)
    },
  }))
  assert.equal(applied.outcome.kind, 'complete')
  assert.equal(await field(cluster, web), false)
  assert.equal(await field(cluster, web, '/metadata/labels/times'), '3')
})

test('an object that never holds still is given up', async () => {
  const web = workload('web')
  const cluster = clusterWith(web)
  let times = 0
  const applied = await apply(cluster, [switchStep(web, false)], {}, (port) => ({
    ...port,
    async write(write) {
      cluster.put({ ...web, metadata: { ...(web['metadata'] as JsonObject), labels: { times: String(times++) } } })
      return await port.write(write)
    },
  }))
  assert.equal(applied.outcome.kind, 'backedOut')
  assert.match(applied.outcome.reason ?? '', /given up after 8 attempts: the object has been modified/)
})

test('a write that arrives after its connection was cut off is not made a second time', async () => {
  const web = workload('web')
  const cluster = clusterWith(web)
  let late: (() => Promise<unknown>) | undefined
  const file = new FakeFile()
  const { world } = processOn(cluster, file)
  const outcome = await applyPlan(
    newRun(switchStep(web, false)),
    {
      ...world,
      cluster: {
        ...world.cluster,
        async write(write) {
          if (late !== undefined) return await world.cluster.write(write)
          late = () => cluster.write(write)
          return { kind: 'unknown', message: 'connection reset' }
        },
      },
      clock: {
        ...world.clock,
        now: () => world.clock.now(),
        elapsed: () => world.clock.elapsed(),
        async pause(milliseconds) {
          await world.clock.pause(milliseconds)
          if (world.clock.elapsed() >= 1800) await late?.()
        },
      },
    },
    usual,
  )
  assert.equal(outcome.kind, 'complete')
  assert.equal(cluster.effects.length, 1)
  assert.equal(file.records().filter(({ record }) => record === 'intent').length, 1)
})

test('an answer that never comes, again and again, is given up with the object as it was', async () => {
  const web = workload('web')
  const cluster = clusterWith(web)
  const applied = await apply(cluster, [switchStep(web, false)], {}, (port) => ({
    ...port,
    write: async () => ({ kind: 'unknown', message: 'connection reset' }),
  }))
  assert.equal(applied.outcome.kind, 'backedOut')
  assert.match(applied.outcome.reason ?? '', /given up after 8 attempts: connection reset/)
})

test('admission that puts a field back is told, and its batch is backed out', async () => {
  const web = workload('web')
  const cluster = clusterWith(web)
  const applied = await apply(cluster, [switchStep(web, false)], {}, (port) => ({
    ...port,
    async write(write) {
      const outcome = await port.write(write)
      const { object } = (await cluster.read(refOf(web))) ?? { object: web }
      if ((await field(cluster, web)) !== false) return outcome
      const spec = valueAt(object, '/spec') as JsonObject
      cluster.put({ ...web, spec: { ...spec, template: (web['spec'] as JsonObject)['template'] ?? null } })
      return { kind: 'written', live: await cluster.read(refOf(web)) }
    },
  }))
  assert.equal(applied.outcome.kind, 'backedOut')
  assert.match(applied.outcome.reason ?? '', /made something else of it: `\/spec\/template\/spec\/automountServiceAccountToken`/)
})

test('what admission says is told in its words', async () => {
  const web = workload('web')
  const cluster = clusterWith(web)
  cluster.rules.refuse = () => 'admission webhook "x" denied the request: no changes on Friday'
  const { outcome } = await apply(cluster, [switchStep(web, false)])
  assert.match(outcome.reason ?? '', /no changes on Friday/)
})

test('an API server that restarts is asked again; one that stays away leaves the run open', async () => {
  const web = workload('web')
  for (const times of [3, Infinity]) {
    const cluster = clusterWith(web)
    let left = times
    const away = (): void => {
      if (left-- > 0) throw new SparekeyError('API_UNREACHABLE', 'no answer')
    }
    const applied = apply(cluster, [switchStep(web, false)], {}, (port) => ({
      ...port,
      async read(ref) {
        away()
        return await port.read(ref)
      },
    }))
    if (times === Infinity) await assert.rejects(applied, /no answer/)
    else assert.equal((await applied).outcome.kind, 'complete')
  }
})

test('an API server that is away while pods are waited for fails nobody, and leaves the run open', async () => {
  const web = workload('web')
  const cluster = clusterWith(web)
  const file = new FakeFile()
  const { world } = processOn(cluster, file)
  let looks = 0
  const port: Cluster = {
    ...world.cluster,
    async observe(refs) {
      if (looks++ > 2) throw new SparekeyError('API_UNREACHABLE', 'no answer')
      return await world.cluster.observe(refs)
    },
  }
  await assert.rejects(
    applyPlan(newRun(switchStep(web, false)), { ...world, cluster: port }, { ...usual, timeoutMs: 20_000 }),
    /no answer/,
  )
  assert.equal(await field(cluster, web), false)
  assert.equal((await resumeRun(file.records(), processOn(cluster, file).world, usual)).kind, 'complete')
})
