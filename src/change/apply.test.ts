// The walk forward, by example: the order, what is waited for, what is backed out by itself, and what somebody else does meanwhile.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SparekeyError } from '../base/index.ts'
import { apply, field, kindOf } from './applied.cases.ts'
import { applyPlan } from './apply.ts'
import { refOf } from './fake-objects.cases.ts'
import { FakeFile, processOn, usual } from './fake-world.cases.ts'
import { resumeRun } from './resume.ts'
import { stateOf } from './run-state.ts'
import {
  account,
  accountOff,
  binding,
  clusterWith,
  holds,
  newRun,
  renewed,
  role,
  stepOf,
  switchStep,
  workload,
} from './shop.cases.ts'
import type { Effect, Step } from './step.ts'

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

test('a step that waits for somebody has arrived when pods show what it and the later steps of the plan come to', async () => {
  const [sa, web] = [account('web'), workload('web', { kind: 'StatefulSet', spec: { updateStrategy: { type: 'OnDelete' } } })]
  const cluster = clusterWith(sa, web)
  // Of itself it leaves the token to the account; the account goes off later.
  const marked = { ...renewed(web), effect: { when: 'onDelete' }, after: [holds(web, 'app')] } as const satisfies Step
  const off = { ...accountOff(sa), before: [holds(web, 'app')], after: [holds(web)] }
  const applied = await apply(cluster, [marked, off])
  assert.equal(kindOf(applied, marked), 'made, pending')
  cluster.deletePods(refOf(web))
  cluster.tick()
  assert.deepEqual(Object.values(cluster.tokens()), [['', '']])
  await resumeRun(applied.file.records(), processOn(cluster, applied.file).world, usual)
  assert.equal(kindOf(applied, marked), 'made, effective')
})

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
