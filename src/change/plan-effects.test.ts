// When a planned change counts, and where it has to be made instead of in the cluster.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../base/index.ts'
import { account, declared, deployment, ids, leftOf, planned, podOf, rights, stepOf, workload } from './plan.cases.ts'
import { waitsFor } from './effects.ts'
import type { Effect } from './index.ts'

const loud = { automountServiceAccountToken: true }
const rolling = (rollingUpdate: JsonObject) => ({ spec: { updateStrategy: { type: 'RollingUpdate', rollingUpdate } } })

const cases: readonly {
  readonly says: string
  readonly object: JsonObject
  readonly effect: Effect
  readonly waits?: RegExp
}[] = [
  { says: 'a Deployment rolls out', object: workload('Deployment', 'x', loud), effect: { when: 'rollout' } },
  {
    says: 'T32: a paused Deployment is applied, not effective',
    object: workload('Deployment', 'x', loud, { spec: { paused: true } }),
    effect: { when: 'paused' },
    waits: /resume/,
  },
  {
    says: 'a StatefulSet rolls out',
    object: workload('StatefulSet', 'x', loud, rolling({ partition: 0 })),
    effect: { when: 'rollout' },
  },
  {
    says: 'T32: a partition keeps what is below it',
    object: workload('StatefulSet', 'x', loud, rolling({ partition: 2 })),
    effect: { when: 'partition', partition: 2 },
    waits: /below 2/,
  },
  {
    says: 'T32: a StatefulSet with OnDelete waits for somebody',
    object: workload('StatefulSet', 'x', loud, { spec: { updateStrategy: { type: 'OnDelete' } } }),
    effect: { when: 'onDelete' },
    waits: /OnDelete/,
  },
  {
    says: 'T32: a DaemonSet with OnDelete waits for somebody',
    object: workload('DaemonSet', 'x', loud, { spec: { updateStrategy: { type: 'OnDelete' } } }),
    effect: { when: 'onDelete' },
    waits: /OnDelete/,
  },
  {
    says: 'a DaemonSet rolls out',
    object: workload('DaemonSet', 'x', loud, rolling({ maxUnavailable: 1 })),
    effect: { when: 'rollout' },
  },
  {
    says: 'a CronJob counts from its next Job on',
    object: workload('CronJob', 'x', loud),
    effect: { when: 'nextJob' },
    waits: /next Job/,
  },
  {
    says: 'a ReplicationController replaces nothing by itself',
    object: workload('ReplicationController', 'x', loud),
    effect: { when: 'nextPod' },
    waits: /delete its pods/,
  },
  {
    says: 'a ReplicaSet of its own neither',
    object: workload('ReplicaSet', 'x', loud),
    effect: { when: 'nextPod' },
    waits: /delete/,
  },
]

for (const { says, object, effect, waits } of cases) {
  test(says, () => {
    const plan = planned([object, account('app', false), ...rights])
    const [step] = plan.steps
    assert.equal(step?.remedy, 'template-off')
    assert.deepEqual(step.effect, effect)
    const told = waitsFor(effect)
    if (waits === undefined) assert.equal(told, undefined)
    else assert.match(told ?? '', waits)
  })
}

test("T32: a Job's template cannot be changed: it is left, with what a person can do", () => {
  const plan = planned([workload('Job', 'x', loud), account('app', false), ...rights])
  assert.deepEqual(ids(plan), [])
  assert.deepEqual(leftOf(plan, 'x'), ['immutable: the pod template of a Job cannot be changed'])
})

test('pods of a held-back rollout are not renewed by a mark: a person is told how', () => {
  for (const [spec, says] of [
    [{ paused: true }, /resume/],
    [{ updateStrategy: { type: 'OnDelete' } }, /OnDelete/],
  ] as const) {
    const kind = 'paused' in spec ? 'Deployment' : 'DaemonSet'
    const web = workload(kind, 'web', {}, { spec })
    const plan = planned([web, podOf(web, 'web-1', true), account('app'), ...rights])
    assert.deepEqual(ids(plan), ['account-off/ServiceAccount/shop/app'])
    assert.match(plan.left.find(({ object }) => object.name === 'web')?.remedy ?? '', says)
  }
})

test('what is scaled to nothing loses its token at low risk', () => {
  const plan = planned([deployment('x', loud, { spec: { replicas: 0 } }), account('app', false), ...rights])
  assert.equal(plan.steps[0]?.risk.level, 'low')
})

const helm = {
  labels: { 'app.kubernetes.io/managed-by': 'Helm' },
  annotations: { 'meta.helm.sh/release-name': 'web', 'meta.helm.sh/release-namespace': 'shop' },
}
const marks: readonly (readonly [string, JsonObject, RegExp])[] = [
  ['Helm', helm, /^Helm release shop\/web$/],
  ['Helm by its label', { labels: { ...helm.labels, 'app.kubernetes.io/instance': 'web' } }, /^Helm release web$/],
  [
    'Argo CD',
    { annotations: { 'argocd.argoproj.io/tracking-id': 'shop-app:apps/Deployment:shop/x' } },
    /^Argo CD application shop-app$/,
  ],
  ['Argo CD by a label', { labels: { 'argocd.argoproj.io/instance': 'shop-app' } }, /^Argo CD application shop-app$/],
  [
    'Flux',
    { labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' } },
    /^Flux Kustomization flux-system\/apps$/,
  ],
  [
    'Flux above Helm',
    { ...helm, labels: { 'helm.toolkit.fluxcd.io/name': 'web', 'helm.toolkit.fluxcd.io/namespace': 'shop' } },
    /^Flux HelmRelease shop\/web$/,
  ],
  ['Config Sync', { annotations: { 'configmanagement.gke.io/managed': 'enabled' } }, /^Config Sync$/],
  ['Fleet', { labels: { 'objectset.rio.cattle.io/hash': 'abc' } }, /Fleet/],
  ['kapp', { labels: { 'kapp.k14s.io/app': '1557433075084066000' } }, /^kapp app 1557/],
  ['OLM', { labels: { 'olm.owner': 'web.v1' } }, /^Operator Lifecycle Manager \(web.v1\)$/],
  ['the addon manager', { labels: { 'addonmanager.kubernetes.io/mode': 'Reconcile' } }, /^the addon manager$/],
  ['Pulumi', { labels: { 'app.kubernetes.io/managed-by': 'pulumi' } }, /^Pulumi$/],
]

for (const [who, meta, by] of marks) {
  test(`what ${who} keeps is not changed in the cluster: the change is given for its source`, () => {
    const plan = planned([deployment('x', loud, { meta }), account('app', false), ...rights])
    assert.deepEqual(ids(plan), [])
    const [patch] = plan.sourcePatches
    assert.match(patch?.by ?? '', by)
    assert.ok((patch?.where ?? '') !== '')
    assert.deepEqual(patch?.edits, [{ path: '/spec/template/spec/automountServiceAccountToken', from: true, to: false }])
  })
}

test('marks of what keeps nothing are no reason to hold back', () => {
  for (const meta of [
    { labels: { 'addonmanager.kubernetes.io/mode': 'EnsureExists' } },
    { labels: { 'app.kubernetes.io/managed-by': 'kustomize' } },
    { annotations: { 'configmanagement.gke.io/managed': 'disabled' } },
  ])
    assert.equal(
      planned([deployment('x', loud, { meta }), account('app', false), ...rights]).steps.length,
      1,
      JSON.stringify(meta),
    )
})

test('an operator that the input does not show makes the object again: that is told, and nothing is given to patch', () => {
  const ownerReferences = [{ apiVersion: 'example.com/v1', kind: 'Shop', name: 'mine', controller: true }]
  const plan = planned([deployment('x', loud, { meta: { ownerReferences } }), account('app', false), ...rights])
  assert.deepEqual(ids(plan), [])
  assert.deepEqual(plan.sourcePatches, [])
  assert.deepEqual(leftOf(plan, 'x'), ['reverted: Shop mine makes it, and would take the change back'])
})

test('a folder of manifests is the source itself: marks of tools in it hold nothing back', () => {
  const plan = planned(
    [deployment('x', loud, { meta: helm }), account('app', false), ...rights],
    {},
    { source: { kind: 'manifests' } },
  )
  assert.deepEqual(ids(plan), ['template-off/Deployment/shop/x'])
})

test('a chart with its account gets both changes for its source; others on the account refuse by themselves', () => {
  const objects = [
    deployment(
      'needs',
      {},
      { meta: { ...helm, annotations: { ...helm.annotations, ...(declared()['annotations'] as JsonObject) } } },
    ),
    deployment('theirs', {}, { meta: helm }),
    deployment('ours'),
    account('app', undefined, helm),
    ...rights,
  ]
  const plan = planned(objects)
  assert.deepEqual(ids(plan), ['template-off/Deployment/shop/ours'])
  assert.deepEqual(
    plan.sourcePatches.map(({ object }) => `${object.kind} ${object.name}`),
    ['Deployment needs', 'ServiceAccount app'],
  )
})

test('a declared workload whose source is elsewhere keeps an account on that could be switched off here', () => {
  const objects = [
    deployment(
      'needs',
      {},
      { meta: { ...helm, annotations: { ...helm.annotations, ...(declared()['annotations'] as JsonObject) } } },
    ),
    deployment('ours'),
    account('app'),
    ...rights,
  ]
  const plan = planned(objects)
  assert.deepEqual(ids(plan), ['template-off/Deployment/shop/ours'])
  assert.match(leftOf(plan, 'app').join(), /Deployment shop\/needs needs what it mounts/)
})

test('pods of what a chart keeps are renewed all the same: the mark is no part of the chart', () => {
  const web = deployment('web', {}, { meta: helm })
  const plan = planned([web, podOf(web, 'web-1', true), account('app'), ...rights])
  assert.deepEqual(ids(plan), ['account-off/ServiceAccount/shop/app', 'pods-renewed/Deployment/shop/web'])
  assert.equal(stepOf(plan, 'pods-renewed/Deployment/shop/web').effect.when, 'rollout')
})
