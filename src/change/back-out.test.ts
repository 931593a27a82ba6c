// The way back, by example: its order, what goes together, what somebody else has changed since, and the way back from the way back.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../base/index.ts'
import { applied, automount, back, complete, copyOf, meddle, template } from './applied.cases.ts'
import { refOf } from './fake-objects.cases.ts'
import { valueAt } from './pointer.ts'
import { stateOf } from './run-state.ts'
import { account, accountOff, binding, clusterWith, renewed, role, secret, stepOf, switchStep, workload } from './shop.cases.ts'

test('by kind: account, Secret, role, binding, workload, whatever the way forward was; and what was made goes last', async () => {
  const [sa, web, token, edit, made, gone] = [
    account('web'),
    workload('web'),
    secret('t'),
    role('edit'),
    role('narrow'),
    binding('b', 'edit', 'ann'),
  ]
  const cluster = clusterWith(sa, web, token, edit, gone)
  const before = cluster.contents()
  const atOnce = { when: 'atOnce' } as const
  const narrow = binding('n', 'narrow', 'ann')
  const label = { kind: 'edit', edits: [{ path: '/metadata/labels/x', to: 'y' }] } as const
  const file = await applied(
    cluster,
    stepOf('narrow-role-created', made, { kind: 'create', object: made }, atOnce, 'g'),
    switchStep(web, false),
    accountOff(sa),
    stepOf('legacy-invalidated', token, label, atOnce, 's'),
    stepOf(
      'minting-narrowed',
      edit,
      { kind: 'edit', edits: [{ path: '/rules', remove: { verbs: ['create'] }, at: 0 }] },
      atOnce,
      'r',
    ),
    stepOf('binding-replaced', narrow, { kind: 'create', object: narrow }, atOnce, 'g'),
    stepOf('dangling-removed', gone, { kind: 'delete', expect: [] }, atOnce, 'g'),
  )
  const count = cluster.effects.length
  assert.deepEqual(await back(cluster, file, { parallel: 1 }), complete)
  const names = cluster.effects.slice(count).map(({ kind, key }) => `${kind} ${key.split('\u0000').slice(1).join(' ')}`)
  assert.deepEqual(names, [
    'patch ServiceAccount shop web',
    'patch Secret shop t',
    'patch Role shop edit',
    'create RoleBinding shop b',
    'patch Deployment shop web',
    'delete RoleBinding shop n',
    'delete Role shop narrow',
  ])
  assert.deepEqual(cluster.contents(), before)
})

test('pods that are renewed on the way back get their token again', async () => {
  const [sa, web] = [account('web'), workload('web')]
  const cluster = clusterWith(sa, web)
  const off = accountOff(sa)
  const file = await applied(cluster, off, renewed(web, off))
  assert.deepEqual(Object.values(cluster.tokens()), [['', '']])
  assert.deepEqual(await back(cluster, file), complete)
  assert.deepEqual(Object.values(cluster.tokens()), [['app', 'app']])
  assert.deepEqual(
    [...stateOf(file.records()).steps.values()].map((state) => 'arrival' in state && state.arrival.kind),
    ['effective', 'effective'],
  )
})

test('a step that others require is not taken back alone: they are named', async () => {
  const [sa, web, other] = [account('web'), workload('web'), workload('other')]
  const cluster = clusterWith(sa, web, other)
  const optIn = switchStep(web, true)
  const off = accountOff(sa, optIn)
  const file = await applied(cluster, optIn, switchStep(other, false), off)
  const alone = await back(cluster, file, { steps: [optIn.id] })
  assert.equal(alone.kind, 'stopped')
  assert.equal(alone.reason, `say these steps too, they go with it: \`${off.id}\``)
  assert.deepEqual(await back(cluster, file, { steps: [off.id] }), complete)
  assert.deepEqual(await back(cluster, file, { steps: [optIn.id] }), complete)
  assert.equal(valueAt((await cluster.read(refOf(other)))?.object ?? {}, automount), false)
  const again = await back(cluster, file, { redo: true, steps: [off.id] })
  assert.equal(again.reason, `say these steps too, they go with it: \`${optIn.id}\``)
})

test('a field that somebody else has changed is refused with what was before, what was made and what is there now', async () => {
  const web = workload('web')
  const cluster = clusterWith(web)
  const file = await applied(cluster, switchStep(web, false))
  await meddle(cluster, web, (now) => template(now, (pod) => ({ ...pod, automountServiceAccountToken: true })))
  const outcome = await back(cluster, file)
  assert.equal(outcome.kind, 'stopped')
  assert.deepEqual(outcome.refusals[0]?.conflicts, [{ path: automount, expected: false, found: true }])
  assert.deepEqual(await back(cluster, file, { force: true }), complete)
  assert.equal(valueAt((await cluster.read(refOf(web)))?.object ?? {}, automount), undefined)
})

test('fields that were not touched never stand in the way, nor does a list that was moved about', async () => {
  const web = workload('web', { pod: { containers: [{ name: 'app' }, { name: 'proxy' }] } })
  const cluster = clusterWith(web)
  const mounts = '/spec/template/spec/containers/0/volumeMounts'
  const step = stepOf(
    'one-container',
    web,
    { kind: 'edit', edits: [{ path: mounts, append: { name: 't', mountPath: '/t' } }] },
    { when: 'rollout' },
    'g',
  )
  const file = await applied(cluster, step)
  await meddle(cluster, web, (now) =>
    template(now, (pod) => ({ ...pod, hostname: 'x', containers: [...(pod['containers'] as JsonObject[])].reverse() })),
  )
  assert.deepEqual(await back(cluster, file), complete)
  const pod = valueAt((await cluster.read(refOf(web)))?.object ?? {}, '/spec/template/spec') as JsonObject
  assert.deepEqual([pod['containers'], pod['hostname']], [[{ name: 'proxy' }, { name: 'app' }], 'x'])
})

test('a list that somebody else has added to is refused whole, and overwritten by choice', async () => {
  const object = binding('b', 'edit', 'ann', 'bob')
  const cluster = clusterWith(object)
  const edits = [{ path: '/subjects', remove: { kind: 'User', name: 'ann' }, at: 0 }]
  const file = await applied(cluster, stepOf('minting-narrowed', object, { kind: 'edit', edits }, { when: 'atOnce' }, 'g'))
  await meddle(cluster, object, (now) => ({
    ...now,
    subjects: [...(now['subjects'] as JsonObject[]), { kind: 'User', name: 'eve' }],
  }))
  const outcome = await back(cluster, file)
  assert.deepEqual(
    outcome.refusals[0]?.conflicts.map(({ expected, found, wanted }) =>
      [expected, found, wanted].map((side) => (side as JsonObject[]).map(({ name }) => name)),
    ),
    [[['bob'], ['bob', 'eve'], ['ann', 'bob']]],
  )
  assert.deepEqual(await back(cluster, file, { force: true }), complete)
})

test('what somebody else has put back already is not written again', async () => {
  const web = workload('web')
  const cluster = clusterWith(web)
  const file = await applied(cluster, switchStep(web, false))
  await meddle(cluster, web, (now) => template(now, ({ automountServiceAccountToken: _, ...pod }) => pod))
  const count = cluster.effects.length
  assert.deepEqual(await back(cluster, file), complete)
  assert.equal(cluster.effects.length, count)
})

test('an object that is gone, or another of its name, is refused; with force it is let go, or changed', async () => {
  const web = workload('web')
  for (const isReplaced of [false, true]) {
    const cluster = clusterWith(web)
    const file = await applied(cluster, switchStep(web, false))
    cluster.remove(refOf(web))
    if (isReplaced) cluster.put(template(web, (pod) => ({ ...pod, automountServiceAccountToken: false })))
    const outcome = await back(cluster, file)
    assert.match(outcome.refusals[0]?.message ?? '', isReplaced ? /another object of the same name/ : /not there any more/)
    assert.deepEqual(await back(cluster, file, { force: true }), complete)
    if (isReplaced) assert.equal(valueAt((await cluster.read(refOf(web)))?.object ?? {}, automount), undefined)
  }
})

test('a binding that was deleted comes back with all that it said, and can be deleted again', async () => {
  const plain = binding('b', 'edit', 'ann')
  const marked: JsonObject = {
    ...plain,
    metadata: {
      ...(plain['metadata'] as JsonObject),
      labels: { a: 'b' },
      annotations: { c: 'd' },
      finalizers: ['f'],
      ownerReferences: [{ uid: 'o' }],
    },
  }
  const cluster = clusterWith(marked)
  const uid = (await cluster.read(refOf(plain)))?.uid
  const step = {
    ...stepOf('dangling-removed', plain, { kind: 'delete', expect: [] }, { when: 'atOnce' }, 'g'),
    ...(uid === undefined ? {} : { uid }),
  }
  const file = await applied(cluster, step)
  assert.deepEqual(cluster.contents(), {})
  assert.deepEqual(await back(cluster, file), complete)
  assert.deepEqual(Object.values(cluster.contents()), [marked])
  assert.notEqual((await cluster.read(refOf(plain)))?.uid, uid)
  assert.deepEqual(await back(cluster, file, { redo: true }), complete)
  assert.deepEqual(cluster.contents(), {})
  assert.deepEqual(await back(cluster, file), complete)
  assert.deepEqual(Object.values(cluster.contents()), [marked])
})

test('another binding of the same name is left to whoever made it, with force too', async () => {
  const object = binding('b', 'edit', 'ann')
  const cluster = clusterWith(object)
  const file = await applied(cluster, stepOf('dangling-removed', object, { kind: 'delete', expect: [] }, { when: 'atOnce' }, 'g'))
  cluster.put(binding('b', 'view', 'ann'))
  for (const force of [false, true])
    assert.match((await back(cluster, file, { force })).refusals[0]?.message ?? '', /somebody has made another/)
})

test('a Secret that was deleted is not put back, and the rest is', async () => {
  const [token, web] = [secret('t'), workload('web')]
  const cluster = clusterWith(token, web)
  const file = await applied(
    cluster,
    switchStep(web, false),
    stepOf('legacy-deleted', token, { kind: 'delete', expect: [] }, { when: 'atOnce' }, 's'),
  )
  const outcome = await back(cluster, file)
  assert.deepEqual(
    outcome.refusals.map(({ message }) => message),
    ['a deleted Secret `shop/t` is not put back: its body was never read'],
  )
  assert.equal(valueAt((await cluster.read(refOf(web)))?.object ?? {}, automount), undefined)
})

test('a role that was made is deleted, unless somebody has changed it since', async () => {
  const made = role('narrow')
  const step = stepOf('narrow-role-created', made, { kind: 'create', object: made }, { when: 'atOnce' }, 'g')
  const cluster = clusterWith()
  const file = await applied(cluster, step)
  await meddle(cluster, made, (now) => ({ ...now, metadata: { ...(now['metadata'] as JsonObject), labels: { x: 'y' } } }))
  assert.deepEqual(await back(cluster.copy(), copyOf(file)), complete)
  await meddle(cluster, made, (now) => ({ ...now, rules: [] }))
  const outcome = await back(cluster, file)
  assert.deepEqual(outcome.refusals[0]?.conflicts, [{ path: '/rules', expected: made['rules'] }])
  assert.deepEqual(await back(cluster, file, { force: true }), complete)
  assert.deepEqual(cluster.contents(), {})
})

test('a step is held where one that goes with it could not be taken back', async () => {
  const [sa, web] = [account('web'), workload('web')]
  const cluster = clusterWith(sa, web)
  const optIn = switchStep(web, true)
  const file = await applied(cluster, optIn, accountOff(sa, optIn))
  await meddle(cluster, sa, (now) => ({ ...now, automountServiceAccountToken: true }))
  const outcome = await back(cluster, file)
  assert.equal(outcome.refusals.length, 2)
  assert.match(outcome.refusals[1]?.message ?? '', /^ServiceAccount `shop\/web`, which goes with it, could not be taken back/)
  assert.equal(valueAt((await cluster.read(refOf(web)))?.object ?? {}, automount), true)
  assert.deepEqual(await back(cluster, file, { force: true }), complete)
})

test('lists get the defaults of the API server, and come back all the same', async () => {
  const web = workload('web')
  const cluster = clusterWith(web)
  const before = cluster.contents()
  const volume = { name: 't', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } }
  const step = stepOf(
    'one-container',
    web,
    { kind: 'edit', edits: [{ path: '/spec/template/spec/volumes', append: volume }] },
    { when: 'rollout' },
    'g',
  )
  const file = await applied(cluster, step)
  assert.equal(
    valueAt((await cluster.read(refOf(web)))?.object ?? {}, '/spec/template/spec/volumes/0/projected/defaultMode'),
    420,
  )
  assert.deepEqual(await back(cluster, file), complete)
  assert.deepEqual(cluster.contents(), before)
})
