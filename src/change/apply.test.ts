// The walk forward, by example: the order, what is waited for, what is backed out by itself, and what somebody else does meanwhile.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SparekeyError, type JsonObject } from '../base/index.ts'
import { applyPlan } from './apply.ts'
import type { FakeCluster } from './fake-cluster.cases.ts'
import { refOf } from './fake-objects.cases.ts'
import { FakeFile, processOn, usual } from './fake-world.cases.ts'
import { valueAt } from './pointer.ts'
import type { Cluster } from './ports.ts'
import { resumeRun } from './resume.ts'
import { stateOf } from './run-state.ts'
import { account, accountOff, binding, clusterWith, newRun, renewed, role, stepOf, switchStep, workload } from './shop.cases.ts'
import type { Effect, Step } from './step.ts'
import type { WalkOptions, WalkOutcome } from './walk.ts'

interface Applied {
  readonly outcome: WalkOutcome
  readonly file: FakeFile
  /** What was told, in short. */
  readonly told: readonly string[]
}

async function apply(
  cluster: FakeCluster,
  steps: readonly Step[],
  options: Partial<WalkOptions> = {},
  port: (cluster: Cluster) => Cluster = (one) => one,
): Promise<Applied> {
  const file = new FakeFile()
  const process = processOn(cluster, file)
  const world = { ...process.world, cluster: port(process.world.cluster) }
  const outcome = await applyPlan(newRun(...steps), world, { ...usual, ...options })
  const told = process.events.flatMap((event) =>
    event.kind === 'step'
      ? [`${event.outcome} ${event.step.split('/').slice(0, 2).join(' ')}`]
      : event.kind === 'batch'
        ? [`batch ${event.number}/${event.of}`]
        : [],
  )
  return { outcome, file, told }
}

const automount = '/spec/template/spec/automountServiceAccountToken'

async function field(cluster: FakeCluster, object: JsonObject, path = automount): Promise<unknown> {
  return valueAt((await cluster.read(refOf(object)))?.object ?? {}, path)
}

function kindOf({ file }: Applied, step: Step): string {
  const state = stateOf(file.records()).steps.get(step.id)
  return state === undefined ? '' : 'arrival' in state ? `${state.kind}, ${state.arrival.kind}` : state.kind
}

test('an account is switched off only when the pods of the workload that opted in are there', async () => {
  const [sa, web] = [account('web'), workload('web', { needs: 'app' })]
  const cluster = clusterWith(sa, web)
  const optIn = switchStep(web, true)
  const off = accountOff(sa, optIn)
  const applied = await apply(cluster, [optIn, off])
  assert.deepEqual(applied.outcome, { kind: 'complete', refusals: [] })
  assert.deepEqual(applied.told, [
    'batch 1/1',
    'done opt-in Deployment',
    'effective opt-in Deployment',
    'done account-off ServiceAccount',
  ])
  cluster.deletePods(refOf(web))
  cluster.tick()
  assert.ok((await cluster.observe([refOf(web)]))[0]?.pods.every((pod) => pod.ready))
})

test('an account is switched off, and then the pods are renewed and hold nothing', async () => {
  const [sa, web] = [account('web'), workload('web')]
  const cluster = clusterWith(sa, web)
  const off = { ...accountOff(sa), removes: [{ workload: refOf(web), container: 'app', serviceAccount: 'shop/web', path: null }] }
  const again = renewed(web, off)
  const applied = await apply(cluster, [off, again])
  assert.equal(applied.outcome.kind, 'complete')
  assert.deepEqual([kindOf(applied, off), kindOf(applied, again)], ['made, effective', 'made, effective'])
  assert.deepEqual(Object.values(cluster.tokens()), [['', '']])
})

test('a workload that breaks without its token is backed out by itself, with its batch, and what was done before stays', async () => {
  const [safe, broken, beside, later] = [workload('a'), workload('b', { needs: 'app' }), workload('c'), workload('d')]
  const cluster = clusterWith(safe, broken, beside, later)
  const before = cluster.contents()
  const steps = [safe, broken, beside, later].map((one) => switchStep(one, false))
  const applied = await apply(cluster, steps, { canary: 1, batchSize: 2 })
  assert.equal(applied.outcome.kind, 'backedOut')
  assert.match(applied.outcome.reason ?? '', /^Deployment `shop\/b`: pod `b-0` waits: CrashLoopBackOff$/)
  assert.deepEqual(
    steps.map((step) => kindOf(applied, step).split(',')[0]),
    ['made', 'takenBack', 'takenBack', 'untouched'],
  )
  const after = cluster.contents()
  for (const [key, object] of Object.entries(before)) {
    if (!key.endsWith('a')) assert.deepEqual(after[key], object)
  }
  const [observed] = await cluster.observe([refOf(broken)])
  assert.ok(observed?.pods.every((pod) => pod.ready && pod.containersWithToken.includes('app')))
  assert.equal(stateOf(applied.file.records()).walk?.outcome, 'backedOut')
  assert.deepEqual(
    [steps[1], steps[2]].map((step) => step && kindOf(applied, step)),
    ['takenBack, effective', 'takenBack, effective'],
  )
})

test('pods that were not ready before are not held against the change', async () => {
  const web = workload('web', { needs: 'proxy' })
  const cluster = clusterWith(web)
  const step = switchStep(web, false)
  const applied = await apply(cluster, [step])
  assert.equal(applied.outcome.kind, 'complete')
  assert.equal(kindOf(applied, step), 'made, pending')
})

test('a pod that never gets ready in time fails its batch', async () => {
  const web = workload('web')
  const cluster = clusterWith(web)
  const applied = await apply(cluster, [switchStep(web, false)], { timeoutMs: 5_000 }, (port) => ({
    ...port,
    observe: async (refs) =>
      (await port.observe(refs)).map((one) => ({
        ...one,
        pods: one.pods.map((pod) => ({ ...pod, ready: pod.containersWithToken.length > 0 })),
      })),
  }))
  assert.equal(applied.outcome.kind, 'backedOut')
  assert.match(applied.outcome.reason ?? '', /not ready.* after 5 s$/)
  assert.equal(await field(cluster, web), undefined)
})

test('a token that is still there when the change has arrived fails its batch', async () => {
  const web = workload('web', {
    pod: {
      volumes: [{ name: 't', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } }],
      containers: [{ name: 'app', volumeMounts: [{ name: 't', mountPath: '/t' }] }],
    },
  })
  const applied = await apply(clusterWith(web), [switchStep(web, false)], { timeoutMs: 5_000 })
  assert.equal(applied.outcome.kind, 'backedOut')
  assert.match(applied.outcome.reason ?? '', /`app` of `web-0` holds a token/)
})

for (const [name, effect, traits, isSafe] of [
  ['OnDelete', { when: 'onDelete' }, { kind: 'StatefulSet', spec: { updateStrategy: { type: 'OnDelete' } } }, true],
  [
    'partition',
    { when: 'partition', partition: 1 },
    { kind: 'StatefulSet', spec: { updateStrategy: { rollingUpdate: { partition: 1 } } } },
    false,
  ],
  ['paused', { when: 'paused' }, { spec: { paused: true } }, false],
  ['Job', { when: 'nextJob' }, { kind: 'ReplicaSet' }, false],
  ['operator', { when: 'operator' }, { kind: 'ReplicaSet' }, false],
  ['ReplicaSet', { when: 'nextPod' }, { kind: 'ReplicaSet' }, true],
] as const satisfies readonly (readonly [string, Effect, object, boolean])[]) {
  test(`T32: ${name}: applied, not effective, and what requires it ${isSafe ? 'is taken, since new pods follow it' : 'waits'}`, async () => {
    const [sa, web] = [account('web'), workload('web', traits)]
    const cluster = clusterWith(sa, web)
    const optIn = switchStep(web, true, effect)
    const off = accountOff(sa, optIn)
    const applied = await apply(cluster, [optIn, off])
    assert.equal(applied.outcome.kind, isSafe ? 'complete' : 'stopped')
    assert.equal(kindOf(applied, optIn), 'made, pending')
    assert.equal(kindOf(applied, off).split(',')[0], isSafe ? 'made' : 'untouched')
    assert.equal(applied.outcome.refusals.length, isSafe ? 0 : 1)
    const resumed = await resumeRun(applied.file.records(), processOn(cluster, applied.file).world, usual)
    assert.equal(resumed.kind, isSafe ? 'complete' : 'stopped')
    assert.equal(kindOf(applied, optIn), 'made, pending')
    // Somebody replaces the pods, and for a partition lowers it.
    cluster.deletePods(refOf(web))
    cluster.tick()
    const last = await resumeRun(applied.file.records(), processOn(cluster, applied.file).world, usual)
    assert.equal(last.kind, 'complete')
    assert.deepEqual([kindOf(applied, optIn), kindOf(applied, off).split(',')[0]], ['made, effective', 'made'])
  })
}

test('without waiting, a step that requires another is taken as soon as that is written', async () => {
  const [sa, web] = [account('web'), workload('web', { spec: { paused: true } })]
  const optIn = switchStep(web, true, { when: 'paused' })
  const off = accountOff(sa, optIn)
  const applied = await apply(clusterWith(sa, web), [optIn, off], { wait: false })
  assert.equal(applied.outcome.kind, 'complete')
  assert.equal(kindOf(applied, optIn), 'made, pending')
})

test('what is so already is not written, and not taken back', async () => {
  const web = workload('web', { pod: { automountServiceAccountToken: false } })
  const cluster = clusterWith(web)
  const step = switchStep(web, false)
  const applied = await apply(cluster, [step])
  assert.deepEqual([applied.outcome.kind, kindOf(applied, step), cluster.effects], ['complete', 'alreadySo', []])
})

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

test('only the steps that were chosen are taken, with what they require', async () => {
  const [sa, web, other] = [account('web'), workload('web'), workload('other')]
  const optIn = switchStep(web, true)
  const steps = [optIn, switchStep(other, false), accountOff(sa, optIn)]
  const cluster = clusterWith(sa, web, other)
  const alone = await apply(cluster, steps, { steps: [steps[2]?.id ?? ''] })
  assert.equal(alone.outcome.kind, 'stopped')
  assert.deepEqual(
    alone.outcome.refusals.map(({ step }) => step),
    [optIn.id],
  )
  assert.equal(alone.file.text, '')
  const both = await apply(cluster, steps, { steps: [optIn.id, steps[2]?.id ?? ''] })
  assert.equal(both.outcome.kind, 'complete')
  assert.equal(await field(cluster, other), undefined)
  assert.match((await apply(cluster, steps, { steps: ['no such'] })).outcome.reason ?? '', /`no such`/)
})

test('a plan that contradicts itself is not begun', async () => {
  const web = workload('web')
  const [off, on] = [switchStep(web, false), switchStep(web, true)]
  const isInvalid = (error: unknown): boolean => error instanceof SparekeyError && error.code === 'PLAN_INVALID'
  for (const steps of [[off, off], [off, on], [accountOff(account('web'), on)], [{ ...off, requires: [off.id] }]]) {
    const file = new FakeFile()
    await assert.rejects(applyPlan(newRun(...steps), processOn(clusterWith(web), file).world, usual), isInvalid)
    assert.equal(file.text, '')
  }
})

test('an object is made with a role before its binding, and one that is there as it should be is left', async () => {
  const [made, bound] = [role('narrow'), binding('narrow', 'narrow', 'ann')]
  const first = stepOf('narrow-role-created', made, { kind: 'create', object: made }, { when: 'atOnce' }, 'g')
  const second = {
    ...stepOf('minting-narrowed', bound, { kind: 'create', object: bound }, { when: 'atOnce' }, 'g'),
    requires: [first.id],
  }
  const cluster = clusterWith()
  const applied = await apply(cluster, [first, second])
  assert.equal(applied.outcome.kind, 'complete')
  assert.deepEqual(
    cluster.effects.map(({ kind }) => kind),
    ['create', 'create'],
  )
  const again = await apply(cluster, [first, second])
  assert.deepEqual([kindOf(again, first), kindOf(again, second)], ['alreadySo', 'alreadySo'])
  assert.equal((await apply(clusterWith(binding('narrow', 'edit', 'ann')), [first, second])).outcome.kind, 'backedOut')
})

test('a step whose conditions on other objects do not hold is not taken', async () => {
  const web = workload('web')
  const step: Step = { ...switchStep(web, false), before: [{ kind: 'exists', object: refOf(role('narrow')) }] }
  const applied = await apply(clusterWith(web), [step])
  assert.equal(applied.outcome.kind, 'stopped')
  assert.match(applied.outcome.refusals[0]?.message ?? '', /Role `shop\/narrow` is not there/)
  assert.equal((await apply(clusterWith(web, role('narrow')), [step])).outcome.kind, 'complete')
})

test('an object is deleted only while it says what the plan expects', async () => {
  const object = binding('b', 'edit', 'ann')
  const step = stepOf(
    'dangling-removed',
    object,
    { kind: 'delete', expect: [{ path: '/roleRef/name', value: 'edit' }] },
    { when: 'atOnce' },
    'g',
  )
  assert.equal((await apply(clusterWith(object), [step])).outcome.kind, 'complete')
  assert.equal(kindOf(await apply(clusterWith(), [step]), step), 'alreadySo')
  const other = clusterWith(binding('b', 'view', 'ann'))
  assert.equal((await apply(other, [step])).outcome.kind, 'backedOut')
  assert.deepEqual(other.effects, [])
})
