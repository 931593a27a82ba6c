// Objects as the change room sees them: what is taken out of them, and what stays.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { liveObjectOf, readLiveObject } from './live-object.ts'

const secret = { apiVersion: 'v1', kind: 'Secret' }
const deployment = { apiVersion: 'apps/v1', kind: 'Deployment' }
const metadata = { name: 'web', namespace: 'shop', uid: 'u-1', resourceVersion: '7' }
const sesame = 'sesame'
const copy = { 'kubectl.kubernetes.io/last-applied-configuration': `{"value":"${sesame}"}` }

const bytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value))

const container = {
  name: 'web',
  env: [
    { name: 'PASSWORD', value: sesame },
    { name: 'FROM', valueFrom: { secretKeyRef: { name: 'db', key: 'p' } } },
  ],
}

test('a workload comes without values of variables, managers and copies of itself, and with everything else', () => {
  const live = liveObjectOf(
    bytes({
      ...deployment,
      metadata: { ...metadata, managedFields: [{ manager: 'kubectl' }], annotations: { ...copy, kept: 'yes' } },
      spec: { replicas: 2, template: { spec: { containers: [container], initContainers: [container] } } },
    }),
    deployment,
  )
  const bare = {
    name: 'web',
    env: [{ name: 'PASSWORD' }, { name: 'FROM', valueFrom: { secretKeyRef: { name: 'db', key: 'p' } } }],
  }
  assert.deepEqual(live, {
    uid: 'u-1',
    resourceVersion: '7',
    object: {
      ...deployment,
      metadata: { ...metadata, annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '', kept: 'yes' } },
      spec: { replicas: 2, template: { spec: { containers: [bare], initContainers: [bare] } } },
    },
  })
})

test('variables of operators are left out too, as maps and deep inside', () => {
  const spark = { apiVersion: 'sparkoperator.k8s.io/v1beta2', kind: 'SparkApplication' }
  const live = liveObjectOf(
    bytes({
      ...spark,
      metadata,
      spec: { driver: { envVars: { PASSWORD: sesame } }, steps: [[{ env: [{ name: 'A', value: sesame }] }]] },
    }),
    spark,
  )
  assert.ok(!JSON.stringify(live).includes(sesame))
})

test('a value that stands elsewhere than in a variable stays', () => {
  const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role' }
  const given = { ...role, metadata: { ...metadata, annotations: copy }, value: 'x', list: [{ name: 'env', value: 'y' }] }
  // A role's copy of itself repeats nothing that it does not say openly, and comes back with it.
  assert.deepEqual(liveObjectOf(bytes(given), role).object, given)
})

test('of a Secret there is metadata alone, and only where the server sent no more', () => {
  const partial = { apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata', metadata: { ...metadata, annotations: copy } }
  const live = liveObjectOf(bytes(partial), secret)
  assert.deepEqual(Object.keys(live.object).sort(), ['apiVersion', 'kind', 'metadata'])
  assert.equal(live.object['kind'], 'Secret')
  assert.ok(!JSON.stringify(live).includes(sesame))
  assert.equal(readLiveObject(bytes({ ...secret, metadata, data: { p: sesame } }), secret), undefined)
})

test('the bytes of an answer are blank afterwards', () => {
  const body = bytes({ ...deployment, metadata, value: sesame })
  liveObjectOf(body, deployment)
  assert.ok(body.every((byte) => byte === 0))
})

for (const broken of ['', 'no JSON', '[]', '{}', '{"metadata":{"uid":"u"}}', '{"metadata":7}'])
  test(`\`${broken}\` is no object`, () => {
    assert.throws(() => liveObjectOf(Buffer.from(broken), deployment), { code: 'API_UNREACHABLE' })
  })
