// What the guard would say before it is there, workload by workload.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { takeInventory } from '../inventory/index.ts'
import { decodeObject, type KubeObject } from '../kube/index.ts'
import { foresee, guardOptions, trialPod, type Foreseen, type GuardOptions } from './index.ts'

const today = '2026-11-25'
const account = (name: string, more: object = {}, metadata: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace: 'shop', ...metadata },
  ...more,
})
const workload = (kind: string, name: string, spec: object, namespace = 'shop'): object => {
  const template = { template: { spec: { containers: [{ name: 'main' }], ...spec } } }
  const body = kind === 'CronJob' ? { jobTemplate: { spec: template } } : template
  return { apiVersion: kind === 'CronJob' ? 'batch/v1' : 'apps/v1', kind, metadata: { name, namespace }, spec: body }
}
const stated = (more: object = {}): object => ({
  annotations: {
    'sparekey.dev/token-required': 'why',
    'sparekey.dev/token-owner': 'who',
    'sparekey.dev/token-until': '2026-12-31',
    ...more,
  },
})

const cases: readonly (readonly [says: string, objects: readonly object[], expected: string])[] = [
  [
    'a pod of an account that says nothing',
    [account('a'), workload('Deployment', 'web', { serviceAccountName: 'a' })],
    'refused',
  ],
  [
    'a pod that says no',
    [account('a'), workload('Deployment', 'web', { serviceAccountName: 'a', automountServiceAccountToken: false })],
    'passes',
  ],
  [
    'a pod whose account says no',
    [account('a', { automountServiceAccountToken: false }), workload('StatefulSet', 'db', { serviceAccountName: 'a' })],
    'passes',
  ],
  ['an excepted account', [account('a', {}, stated()), workload('Deployment', 'web', { serviceAccountName: 'a' })], 'passes'],
  [
    'an exception for another workload',
    [
      account('a', {}, stated({ 'sparekey.dev/token-workloads': 'Deployment/other' })),
      workload('Deployment', 'web', { serviceAccountName: 'a' }),
    ],
    'refused',
  ],
  [
    'an exception for this CronJob',
    [
      account('a', {}, stated({ 'sparekey.dev/token-workloads': 'CronJob/nightly' })),
      workload('CronJob', 'nightly', { serviceAccountName: 'a' }),
    ],
    'passes',
  ],
  [
    'a statement of the workload itself, which is no approval',
    [
      account('a'),
      {
        ...workload('Deployment', 'web', { serviceAccountName: 'a' }),
        metadata: { name: 'web', namespace: 'shop', ...stated() },
      },
    ],
    'refused',
  ],
  ['a platform namespace', [workload('Deployment', 'dns', {}, 'kube-system')], 'excluded'],
  ['an account that is not there', [workload('Deployment', 'web', { serviceAccountName: 'gone' })], 'unknown'],
]

const foreseen = (objects: readonly object[], exceptions: GuardOptions['exceptions']): readonly Foreseen[] => {
  const inventory = takeInventory({
    objects: objects.map((object) => ({ object: decoded(object) })),
    complete: new Set(),
    gaps: [],
    assumptions: new Set(),
  })
  return foresee(inventory, guardOptions(36, { exceptions }), today)
}

for (const exceptions of ['account', 'index'] as const)
  for (const [says, objects, expected] of cases)
    test(`${says}, exceptions by ${exceptions}: ${expected}`, () => {
      const [first, ...more] = foreseen(exceptions === 'account' ? objects : indexed(objects), exceptions)
      assert.equal(first?.kind, expected, JSON.stringify(first))
      assert.deepEqual(more, [])
    })

test('where `default` is not in the input, a pod without a token passes, and of one with a token nobody knows', () => {
  const answers = [false, true].map(
    (automountServiceAccountToken) =>
      foreseen(
        [account('a'), workload('Deployment', 'web', { serviceAccountName: 'a', automountServiceAccountToken })],
        'index',
      )[0],
  )
  assert.deepEqual(
    answers.map((answer) => answer?.kind),
    ['passes', 'unknown'],
  )
})

/** The same with what is stated on accounts on the account `default`. */
function indexed(objects: readonly object[]): readonly object[] {
  const stated = objects.flatMap((object) => {
    const { kind, metadata } = object as { kind: string; metadata: { name: string; annotations?: Record<string, string> } }
    if (kind !== 'ServiceAccount') return []
    const { annotations = {}, name } = metadata
    return Object.entries(annotations).map(([key, said]) => [`${name}.exceptions.${key}`, said])
  })
  return [
    ...objects.map(withoutStatement),
    account('default', {}, { annotations: Object.fromEntries(stated) as Record<string, string> }),
  ]
}

function withoutStatement(object: object): object {
  if ((object as { kind: string }).kind !== 'ServiceAccount') return object
  const { annotations, ...metadata } = (object as { metadata: { annotations?: object } }).metadata
  return annotations === undefined ? object : { ...object, metadata }
}

test('the pod of a workload with the longest name is tried under a name that the API server takes', () => {
  for (const kind of ['Deployment', 'CronJob', 'StatefulSet']) {
    const name = `${'a'.repeat(243)}.${'b'.repeat(9)}`
    const pod = trialPod({ apiVersion: 'apps/v1', kind, namespace: 'shop', name }, { spec: {} })
    const { name: tried } = pod['metadata'] as { readonly name: string }
    assert.ok(tried.length <= 253 && /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(tried) && !/[.]-|-[.]/.test(tried), tried)
  }
})

function decoded(value: unknown): KubeObject {
  const found = decodeObject(value)
  assert.equal(found.kind, 'object', JSON.stringify(found))
  return found.object
}
