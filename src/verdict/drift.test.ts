// Pods that were made before something changed, through the whole audit: what outlives the change, what is lacking, what nobody knows.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { takeInventory } from '../inventory/index.ts'
import { decodeObject } from '../kube/index.ts'
import { defaultApiAudiences } from '../tokens/index.ts'
import { audit, noRequirements } from './index.ts'

type Plain = Readonly<Record<string, unknown>>

const mounts = { automountServiceAccountToken: true }
const doesNot = { automountServiceAccountToken: false }
const volume = {
  name: 'kube-api-access-bcdfg',
  projected: {
    sources: [
      { serviceAccountToken: { path: 'token', expirationSeconds: 3607 } },
      { configMap: { name: 'kube-root-ca.crt' } },
      { downwardAPI: {} },
    ],
  },
}
const path = '/var/run/secrets/kubernetes.io/serviceaccount'

const account = (own: object, name = 'app'): Plain => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace: 'shop' },
  ...own,
})
const template = (own: object = {}): Plain => ({
  template: { spec: { serviceAccountName: 'app', containers: [{ name: 'app' }], ...own } },
})
const deployment = (own: object = {}): Plain => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
  spec: template(own),
})
const training: Plain = {
  apiVersion: 'kubeflow.org/v1',
  kind: 'PyTorchJob',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { pytorchReplicaSpecs: { Master: template(mounts), Worker: template(doesNot) } },
}
/** A pod as admission left it, with the token or without. */
const pod = (holds: boolean, own: object = {}, owner: Plain = deployment(), phase = 'Running'): Plain => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'web-1',
    namespace: 'shop',
    uid: 'u',
    ownerReferences: [{ apiVersion: owner['apiVersion'], kind: owner['kind'], name: 'web', controller: true }],
  },
  spec: {
    serviceAccountName: 'app',
    volumes: holds ? [volume] : [],
    containers: [{ name: 'app', volumeMounts: holds ? [{ name: volume.name, mountPath: path }] : [] }],
    ...own,
  },
  status: { phase },
})

const outlives = '`app` holds an API token that the next pod will not get'
const lacks = '`app` lacks an API token that the next pod will get'

const cases: readonly { readonly says: string; readonly objects: readonly Plain[]; readonly drift?: string }[] = [
  { says: 'a pod like its template does not drift', objects: [deployment(), account({}), pod(true)] },
  {
    says: 'the account was switched off after the pod was made',
    objects: [deployment(), account(doesNot), pod(true)],
    drift: outlives,
  },
  { says: 'the account was switched on', objects: [deployment(), account(mounts), pod(false)], drift: lacks },
  { says: 'the template was switched off', objects: [deployment(doesNot), account({}), pod(true)], drift: outlives },
  { says: 'the template was switched on', objects: [deployment(mounts), account(doesNot), pod(false)], drift: lacks },
  {
    says: 'the pod’s own switch does not change what it holds',
    objects: [deployment(doesNot), account({}), pod(true, doesNot)],
    drift: outlives,
  },
  {
    says: 'the template names another account since',
    objects: [deployment({ serviceAccountName: 'new' }), account({}), account({}, 'new'), pod(true)],
    drift: `${outlives}; ${lacks}`,
  },
  {
    says: 'a pod that has ended holds nothing',
    objects: [deployment(), account(doesNot), pod(true, {}, deployment(), 'Failed')],
  },
  { says: 'where the account is not there, nobody knows what the next pod will get', objects: [deployment(), pod(true)] },
  { says: 'a worker is not held against the master’s template', objects: [training, account({}), pod(false, {}, training)] },
  { says: 'nor a master against the worker’s', objects: [training, account({}), pod(true, {}, training)] },
]

for (const { says, objects, drift } of cases) {
  test(says, () => {
    const inventory = takeInventory({
      objects: objects.map((value) => {
        const decoded = decodeObject(value)
        assert.ok(decoded.kind === 'object', JSON.stringify(decoded))
        return { object: decoded.object }
      }),
      complete: new Set(['secrets', 'csidrivers']),
      gaps: [],
      assumptions: new Set(),
    })
    const { workloads, findings } = audit(inventory, {
      generatedAt: '2026-11-24T08:00:00Z',
      source: { kind: 'live', description: 'test' },
      apiAudiences: defaultApiAudiences,
      requirements: noRequirements,
    })
    assert.equal(workloads.length, 1)
    assert.deepEqual(
      workloads[0]?.pods.drift.map(({ message }) => message),
      drift === undefined ? [] : [drift],
    )
    assert.equal(
      findings.some(({ id }) => id === 'token-outlives-change'),
      drift?.includes('will not get') === true,
    )
  })
}
