// The fake cluster is held to what the API server does: a walk that is proved on a wrong one is not proved.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FakeCluster } from './fake-cluster.cases.ts'
import { refOf } from './fake-objects.cases.ts'
import type { PatchOperation } from './edit.ts'
import type { LiveObject, WriteOutcome } from './ports.ts'
import { account, binding, clusterWith, role, workload } from './shop.cases.ts'
import { valueAt } from './pointer.ts'

const web = workload('web')

async function live(cluster: FakeCluster, object = web): Promise<LiveObject> {
  const found = await cluster.read(refOf(object))
  assert.ok(found)
  return found
}

async function patch(
  cluster: FakeCluster,
  operations: readonly PatchOperation[],
  seen: Partial<LiveObject> = {},
  object = web,
): Promise<WriteOutcome> {
  const { uid, resourceVersion } = { ...(await live(cluster, object)), ...seen }
  return await cluster.write({ kind: 'patch', ref: refOf(object), uid, resourceVersion, patch: operations })
}

const off: PatchOperation = { op: 'add', path: '/spec/template/spec/automountServiceAccountToken', value: false }

test('a patch of an older version or another uid is a conflict, and changes nothing', async () => {
  const cluster = clusterWith(web)
  const { resourceVersion } = await live(cluster)
  assert.equal((await patch(cluster, [off])).kind, 'written')
  for (const older of [{ resourceVersion }, { uid: 'other' }]) {
    const outcome = await patch(cluster, [{ ...off, value: true }], older)
    assert.deepEqual([outcome.kind, outcome.kind === 'refused' && outcome.conflict], ['refused', true])
  }
  assert.equal(cluster.effects.length, 1)
})

test('a test in a patch that fails refuses all of it', async () => {
  const cluster = clusterWith(web)
  const outcome = await patch(cluster, [off, { op: 'test', path: '/spec/replicas', value: 7 }])
  assert.equal(outcome.kind, 'refused')
  assert.equal(valueAt((await live(cluster)).object, off.path), undefined)
})

test('half of the alias of an account brings the other half back', async () => {
  const cluster = clusterWith(web)
  const spec = '/spec/template/spec'
  assert.equal(valueAt((await live(cluster)).object, `${spec}/serviceAccount`), 'web')
  await patch(cluster, [{ op: 'remove', path: `${spec}/serviceAccountName` }])
  assert.equal(valueAt((await live(cluster)).object, `${spec}/serviceAccountName`), 'web')
  await patch(cluster, [
    { op: 'remove', path: `${spec}/serviceAccountName` },
    { op: 'remove', path: `${spec}/serviceAccount` },
  ])
  assert.equal(valueAt((await live(cluster)).object, `${spec}/serviceAccountName`), undefined)
})

test('empty maps and lists are not kept, and volumes get their defaults', async () => {
  const cluster = clusterWith(
    workload('web', { pod: { volumes: [{ name: 't', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } }] } }),
  )
  await patch(cluster, [{ op: 'add', path: '/metadata/annotations', value: {} }])
  assert.equal(valueAt((await live(cluster)).object, '/metadata/annotations'), undefined)
  assert.equal(valueAt((await live(cluster)).object, '/spec/template/spec/volumes/0/projected/defaultMode'), 420)
})

test('a patch that changes nothing is no write, and a status keeps the generation', async () => {
  const cluster = clusterWith(web)
  const before = await live(cluster)
  await patch(cluster, [{ op: 'replace', path: '/spec/replicas', value: 2 }])
  assert.equal((await live(cluster)).resourceVersion, before.resourceVersion)
  await patch(cluster, [{ op: 'add', path: '/metadata/labels', value: { a: 'b' } }])
  const after = await live(cluster)
  assert.notEqual(after.resourceVersion, before.resourceVersion)
  assert.equal(valueAt(after.object, '/metadata/generation'), valueAt(before.object, '/metadata/generation'))
  assert.equal(cluster.effects.length, 1)
})

test('a dry run answers as the write would, and changes nothing', async () => {
  const cluster = clusterWith(web)
  const before = cluster.contents()
  const { uid, resourceVersion } = await live(cluster)
  const outcome = await cluster.tryWrite({ kind: 'patch', ref: refOf(web), uid, resourceVersion, patch: [off] })
  assert.equal(outcome.kind === 'written' && valueAt(outcome.live?.object ?? {}, off.path), false)
  await cluster.tryWrite({ kind: 'delete', ref: refOf(web), uid, resourceVersion })
  await cluster.tryWrite({ kind: 'create', ref: refOf(role('r')), object: role('r') })
  assert.deepEqual(cluster.contents(), before)
  assert.deepEqual(cluster.effects, [])
})

test('an object that is made anew has another uid; one that exists is a conflict', async () => {
  const cluster = clusterWith(role('r'))
  const { uid, resourceVersion } = await live(cluster, role('r'))
  const create = { kind: 'create', ref: refOf(role('r')), object: role('r') } as const
  const again = await cluster.write(create)
  assert.equal(again.kind === 'refused' && again.conflict, true)
  await cluster.write({ kind: 'delete', ref: refOf(role('r')), uid, resourceVersion })
  assert.equal((await cluster.write(create)).kind, 'written')
  assert.notEqual((await live(cluster, role('r'))).uid, uid)
})

test('whoever holds neither bind nor the rules may drop a binding and not make it', async () => {
  const cluster = clusterWith(binding('b', 'edit', 'ann', 'bob'))
  cluster.rules.holdsRules = false
  cluster.rules.may = (right) => right.verb !== 'bind'
  const object = binding('b', 'edit', 'ann', 'bob')
  assert.equal((await patch(cluster, [{ op: 'remove', path: '/subjects/0' }], {}, object)).kind, 'refused')
  assert.equal((await patch(cluster, [{ op: 'add', path: '/metadata/labels', value: { a: 'b' } }], {}, object)).kind, 'written')
  const { uid, resourceVersion } = await live(cluster, object)
  assert.equal((await cluster.write({ kind: 'delete', ref: refOf(object), uid, resourceVersion })).kind, 'written')
  const made = await cluster.write({ kind: 'create', ref: refOf(object), object })
  assert.equal(made.kind === 'refused' && !made.conflict, true)
})

test('a right that is missing is a refusal, as is what admission says', async () => {
  const cluster = clusterWith(web)
  cluster.rules.may = () => false
  assert.equal((await patch(cluster, [off])).kind, 'refused')
  cluster.rules.may = () => true
  cluster.rules.refuse = () => 'denied by policy'
  assert.deepEqual(await patch(cluster, [off]), { kind: 'refused', conflict: false, message: 'denied by policy' })
})

async function pods(cluster: FakeCluster, object = web): Promise<readonly string[]> {
  const [observed] = await cluster.observe([refOf(object)])
  return (
    observed?.pods.map(
      ({ uid, containersWithToken, ready, ending }) =>
        `${uid} ${containersWithToken.join()} ${ready ? 'ready' : ending ? 'ending' : 'starting'}`,
    ) ?? []
  )
}

test('a Deployment replaces its pods one by one, and says when it has', async () => {
  const cluster = clusterWith(account('web'), web)
  const before = await pods(cluster)
  assert.equal(before.length, 2)
  assert.ok(before.every((pod) => pod.endsWith('app ready')))
  await patch(cluster, [off])
  assert.equal((await cluster.observe([refOf(web)]))[0]?.upToDate, false)
  assert.deepEqual(await pods(cluster), before)
  cluster.tick()
  assert.equal((await pods(cluster)).filter((pod) => pod.endsWith(' ending')).length, 1)
  for (let i = 0; i < 5; i++) cluster.tick()
  assert.equal((await cluster.observe([refOf(web)]))[0]?.upToDate, true)
  assert.ok((await pods(cluster)).every((pod) => pod.endsWith('  ready')))
})

for (const [name, traits] of [
  ['a paused Deployment', { spec: { paused: true } }],
  ['a StatefulSet that is updated on deletion', { kind: 'StatefulSet', spec: { updateStrategy: { type: 'OnDelete' } } }],
  ['a ReplicaSet', { kind: 'ReplicaSet' }],
] as const) {
  test(`${name} keeps its pods until they are deleted`, async () => {
    const object = workload('web', traits)
    const cluster = clusterWith(account('web'), object)
    const before = await pods(cluster, object)
    await patch(cluster, [off], {}, object)
    for (let i = 0; i < 5; i++) cluster.tick()
    assert.deepEqual(await pods(cluster, object), before)
    cluster.deletePods(refOf(object))
    cluster.tick()
    assert.ok((await pods(cluster, object)).every((pod) => pod.endsWith('  ready')))
  })
}

test("a pod gets a token by its own switch, else its account's, else by default; and by a projection of its own", async () => {
  for (const [own, accounts, held] of [
    [undefined, undefined, 'app'],
    [undefined, false, ''],
    [true, false, 'app'],
    [false, true, ''],
  ] as const) {
    const object = workload('web', { replicas: 1, pod: own === undefined ? {} : { automountServiceAccountToken: own } })
    assert.match((await pods(clusterWith(account('web', accounts), object)))[0] ?? '', new RegExp(` ${held} ready$`))
  }
  const volumes = [{ name: 't', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } }]
  const containers = [{ name: 'app', volumeMounts: [{ name: 't', mountPath: '/t' }] }, { name: 'proxy' }]
  const object = workload('web', { replicas: 1, pod: { automountServiceAccountToken: false, volumes, containers } })
  assert.match((await pods(clusterWith(object)))[0] ?? '', / app ready$/)
})

test('a program that needs its token crashes without it', async () => {
  const cluster = clusterWith(account('web', false), workload('web', { needs: 'app' }))
  const [observed] = await cluster.observe([refOf(web)])
  assert.ok(observed?.pods.every(({ ready, restarts, waiting }) => !ready && restarts > 0 && waiting === 'CrashLoopBackOff'))
})
