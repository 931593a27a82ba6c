// The proof of a run, with real audits of the fake cluster before, after, and after the way back.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../base/index.ts'
import { takeInventory } from '../inventory/index.ts'
import { decodeObject } from '../kube/index.ts'
import { defaultApiAudiences } from '../tokens/index.ts'
import { audit, noRequirements, type AuditReport } from '../verdict/index.ts'
import { applyPlan } from './apply.ts'
import { backOut } from './back-out.ts'
import type { FakeCluster } from './fake-cluster.cases.ts'
import { refOf } from './fake-objects.cases.ts'
import { FakeFile, processOn, usual } from './fake-world.cases.ts'
import { heldOf, tokenOf } from './held-tokens.ts'
import { account, accountOff, clusterWith, holds, newRun, stepOf, switchStep, workload } from './shop.cases.ts'
import type { JournalRecord } from './journal.ts'
import type { RemovedToken, Step } from './step.ts'
import { verifyRun, type Verification } from './verify-run.ts'

const mount = '/var/run/secrets/kubernetes.io/serviceaccount/token'

function auditOf(cluster: FakeCluster): AuditReport {
  const objects = Object.values(cluster.contents()).map((value) => {
    const decoded = decodeObject(value)
    assert.ok(decoded.kind === 'object', JSON.stringify(decoded))
    return { object: decoded.object }
  })
  const complete = new Set([
    'serviceaccounts',
    'roles',
    'clusterroles',
    'rolebindings',
    'clusterrolebindings',
    'secrets',
    'csidrivers',
  ])
  return audit(takeInventory({ objects, complete, gaps: [], assumptions: new Set() }), {
    generatedAt: '2026-01-01T00:00:00Z',
    source: { kind: 'live', description: 'test' },
    apiAudiences: defaultApiAudiences,
    requirements: noRequirements,
  })
}

function removed(object: JsonObject, container = 'app', path: string | null = mount): RemovedToken {
  const { name } = refOf(object)
  return { workload: refOf(object), container, serviceAccount: `shop/${name}`, path }
}

function taking(object: JsonObject): Step {
  return { ...switchStep(object, false), removes: [removed(object)] }
}

async function applied(cluster: FakeCluster, ...steps: readonly Step[]): Promise<FakeFile> {
  const file = new FakeFile()
  const held = heldOf(auditOf(cluster))
  await applyPlan({ ...newRun(...steps), held }, processOn(cluster, file).world, usual)
  return file
}

/** What a verification says, in short. */
function short(verification: Verification): Readonly<Record<string, unknown>> {
  const names = (list: readonly { readonly workload: string }[]): readonly string[] => list.map(({ workload: name }) => name)
  const { kind, unchanged, gone, replaced, stillHeld, lost, gained, others } = verification
  const lists = { gone, replaced, stillHeld, lost, gained, others }
  return {
    kind,
    unchanged,
    ...Object.fromEntries(Object.entries(lists).flatMap(([key, list]) => (list.length === 0 ? [] : [[key, names(list)]]))),
  }
}

const [web, api] = [workload('web'), workload('api')]
const accounts = [account('web'), account('api')]

test('a held token is a line that tells it again, whatever its audience and place', () => {
  const report = auditOf(clusterWith(...accounts, web))
  assert.deepEqual(heldOf(report), { 'Deployment shop/web': [`app holds shop/web at ${mount}`] })
  assert.deepEqual(tokenOf(`app holds shop/web at ${mount}`), { container: 'app', serviceAccount: 'shop/web', place: mount })
  assert.deepEqual(tokenOf('a holds b/c from a Secret for "x \\" at y" at $V'), {
    container: 'a',
    serviceAccount: 'b/c',
    audience: 'x " at y',
    place: '$V',
  })
})

test('exactly the intended tokens are gone; after the way back all are as before', async () => {
  const cluster = clusterWith(...accounts, web, api)
  const file = await applied(cluster, taking(web))
  const proof = verifyRun(file.records(), auditOf(cluster))
  assert.deepEqual(short(proof), { kind: 'asIntended', unchanged: 1, gone: ['Deployment shop/web'] })
  assert.equal(proof.gone[0]?.step, 'template-off/Deployment/shop/web')
  await backOut(file.records(), processOn(cluster, file).world, usual)
  assert.deepEqual(short(verifyRun(file.records(), auditOf(cluster))), { kind: 'asIntended', unchanged: 2 })
})

test('a token that another change took away is lost, one that it gave is gained, and one that should be gone is still held', async () => {
  const cluster = clusterWith(...accounts, web, api, workload('calm', { pod: { automountServiceAccountToken: false } }))
  const file = await applied(cluster, taking(web))
  cluster.put(web)
  cluster.put(workload('api', { pod: { automountServiceAccountToken: false } }))
  cluster.put(workload('calm', { pod: { automountServiceAccountToken: true } }))
  const proof = verifyRun(file.records(), auditOf(cluster))
  assert.deepEqual(short(proof), {
    kind: 'differs',
    unchanged: 0,
    stillHeld: ['Deployment shop/web'],
    lost: ['Deployment shop/api'],
    gained: ['Deployment shop/calm'],
  })
  assert.match(proof.stillHeld[0]?.reason ?? '', /something restored it/)
})

test('a token that only pods from before a change held does not come back with them, and the reason is told', () => {
  const step: Step = { ...taking(web), id: 'pods-renewed/Deployment/shop/web', remedy: 'pods-renewed' }
  const run = newRun(step)
  const records: readonly JournalRecord[] = [
    { record: 'opened', at: run.plan.generatedAt, ...run, held: { 'Deployment shop/web': [`app holds shop/web at ${mount}`] } },
    { record: 'walk', direction: 'forward', at: run.plan.generatedAt, steps: [step.id] },
    { record: 'intent', step: step.id, direction: 'forward', change: { kind: 'edit', edits: [] } },
    { record: 'done', step: step.id, direction: 'forward' },
    { record: 'closed', direction: 'forward', at: run.plan.generatedAt, outcome: 'complete' },
    { record: 'walk', direction: 'back', at: run.plan.generatedAt, steps: [step.id] },
    { record: 'intent', step: step.id, direction: 'back', change: { kind: 'edit', edits: [] } },
    { record: 'done', step: step.id, direction: 'back' },
  ]
  const off = workload('web', { pod: { automountServiceAccountToken: false } })
  const [lost] = verifyRun(records, auditOf(clusterWith(...accounts, off))).lost
  assert.equal(lost?.step, step.id)
  assert.match(lost.reason, /from before a change that this run has not made/)
})

test('a plan that takes more than it says does not verify', async () => {
  const cluster = clusterWith(...accounts, web, api)
  const file = await applied(cluster, { ...taking(web), removes: [] })
  assert.deepEqual(short(verifyRun(file.records(), auditOf(cluster))), {
    kind: 'differs',
    unchanged: 1,
    lost: ['Deployment shop/web'],
  })
})

test('a token that waits for its pods is still held, with what it waits for', async () => {
  const set = workload('set', { kind: 'StatefulSet', spec: { updateStrategy: { type: 'OnDelete' } } })
  const cluster = clusterWith(account('set'), set)
  const file = await applied(cluster, { ...switchStep(set, false, { when: 'onDelete' }), removes: [removed(set)] })
  cluster.put(set)
  const proof = verifyRun(file.records(), auditOf(cluster))
  assert.match(proof.stillHeld[0]?.reason ?? '', /somebody to delete its pods/)
})

test('a projection in the place of a legacy Secret is a replacement, at the same path or another', async () => {
  const path = '/keys/token'
  const mounts = [{ name: 'app', volumeMounts: [{ name: 'key', mountPath: '/keys' }] }]
  const off = { automountServiceAccountToken: false, containers: mounts }
  const legacy = workload('old', { pod: { ...off, volumes: [{ name: 'key', secret: { secretName: 'old-token' } }] } })
  const secret: JsonObject = {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kubernetes.io/service-account-token',
    metadata: { namespace: 'shop', name: 'old-token', annotations: { 'kubernetes.io/service-account.name': 'old' } },
  }
  const cluster = clusterWith(account('old'), secret, legacy)
  const edits = [
    { path: '/spec/template/spec/volumes', remove: { name: 'key' }, at: 0 },
    {
      path: '/spec/template/spec/volumes',
      append: { name: 'key', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } },
    },
  ]
  const plain = stepOf('legacy-replaced', legacy, { kind: 'edit', edits }, { when: 'rollout' }, 'g')
  const step: Step = { ...plain, removes: [removed(legacy, 'app', path)], after: [holds(legacy, 'app')] }
  const file = await applied(cluster, step)
  assert.deepEqual(short(verifyRun(file.records(), auditOf(cluster))), {
    kind: 'asIntended',
    unchanged: 0,
    gone: ['Deployment shop/old'],
    replaced: ['Deployment shop/old'],
  })
})

test('workloads that came and went are told, and not held against the run', async () => {
  const cluster = clusterWith(...accounts, web, api)
  const file = await applied(cluster, taking(web))
  cluster.remove(refOf(api))
  cluster.put(account('new'))
  cluster.put(workload('new'))
  assert.deepEqual(short(verifyRun(file.records(), auditOf(cluster))), {
    kind: 'asIntended',
    unchanged: 0,
    gone: ['Deployment shop/web'],
    others: ['Deployment shop/api', 'Deployment shop/new'],
  })
})

test('an account that is switched off takes the token of each of its workloads', async () => {
  const [sa] = accounts
  assert.ok(sa)
  const cluster = clusterWith(...accounts, web, api)
  const file = await applied(cluster, { ...accountOff(sa), removes: [removed(web)] })
  assert.deepEqual(short(verifyRun(file.records(), auditOf(cluster))), {
    kind: 'asIntended',
    unchanged: 1,
    gone: ['Deployment shop/web'],
  })
})

test('an audit with a gap that the plan did not have proves nothing', async () => {
  const cluster = clusterWith(...accounts, web)
  const file = await applied(cluster, taking(web))
  const gap = { kind: 'listForbidden', message: 'pods can not be listed', remedy: 'grant it' }
  const proof = verifyRun(file.records(), { ...auditOf(cluster), gaps: [gap] })
  assert.equal(proof.kind, 'couldNotTell')
  assert.deepEqual(proof.gaps, [gap])
})
