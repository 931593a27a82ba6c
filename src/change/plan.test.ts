// What a plan does about workloads and accounts, in which order, and what it leaves alone: each case planned, carried out on the plain
// objects, and audited again.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../base/index.ts'
import {
  account,
  audited,
  carriedOut,
  declared,
  deployment,
  ids,
  leftOf,
  planned,
  podOf,
  ref,
  rights,
  stepOf,
  workload,
  type CaseSource,
} from './plan.cases.ts'
import { defaultPlanOptions, planOf, valueAt } from './index.ts'

/** Verdicts by name once the plan is carried out. */
function verdictsAfter(objects: readonly JsonObject[], from: CaseSource = {}): Readonly<Record<string, string>> {
  const after = carriedOut(planned(objects, {}, from), objects)
  return Object.fromEntries(audited(after, from).report.workloads.map(({ name, verdict }) => [name, verdict]))
}

const two = { containers: [{ name: 'app', volumeMounts: [{ name: 'data', mountPath: '/data' }] }, { name: 'proxy' }] }

const crowd = [deployment('needs', {}, { meta: declared() }), deployment('web'), account('app'), ...rights]

test('an account is switched off after those who need its token have asked for it themselves', () => {
  const plan = planned(crowd)
  assert.deepEqual(ids(plan), ['opt-in/Deployment/shop/needs', 'account-off/ServiceAccount/shop/app'])
  const [optIn, off] = plan.steps
  assert.deepEqual(off?.requires, [optIn?.id])
  assert.deepEqual(off.change, { kind: 'edit', edits: [{ path: '/automountServiceAccountToken', to: false }] })
  assert.deepEqual(off.after, [{ kind: 'field', path: '/automountServiceAccountToken', value: false }])
  assert.deepEqual(off.removes, [
    {
      workload: ref('Deployment', 'web'),
      container: 'app',
      serviceAccount: 'shop/app',
      path: '/var/run/secrets/kubernetes.io/serviceaccount/token',
    },
  ])
  assert.deepEqual(off.alsoRemoves, ['ca.crt', 'namespace'])
  assert.deepEqual(off.effect, { when: 'nextPod' })
  assert.equal(off.risk.level, 'medium')
  assert.equal(off.group, optIn?.group)
  assert.equal(off.uid, 'uid-sa-app')
  assert.deepEqual(optIn?.after.at(-1), { kind: 'podsHold', workload: ref('Deployment', 'needs'), containers: ['app'] })
  assert.deepEqual(verdictsAfter(crowd), { needs: 'requiredByDeclaration', web: 'noApiToken' })
})

test('an account that says true is switched off from true', () => {
  const plan = planned([deployment('web'), account('app', true), ...rights])
  assert.deepEqual(stepOf(plan, 'account-off/ServiceAccount/shop/app').change, {
    kind: 'edit',
    edits: [{ path: '/automountServiceAccountToken', from: true, to: false }],
  })
})

test('every default account is switched off, whoever lives on it', () => {
  const plan = planned([account('default'), account('app')])
  assert.deepEqual(ids(plan), ['account-off/ServiceAccount/shop/default'])
  assert.equal(plan.steps[0]?.risk.level, 'low')
  assert.deepEqual(plan.steps[0].alsoRemoves, [])
})

test('the token of an account without rights goes at low risk', () => {
  const plan = planned([deployment('web'), account('app')], { maxRisk: 'low' })
  assert.deepEqual(ids(plan), ['account-off/ServiceAccount/shop/app'])
})

test('what is riskier than was asked for is said and left, with all that would serve it', () => {
  const plan = planned(crowd, { maxRisk: 'low' })
  assert.deepEqual(ids(plan), [])
  assert.match(leftOf(plan, 'app').join(), /^tooRisky: .*`account-off` is of medium risk/)
})

test('nobody who needs a token and cannot ask for it loses it with the account: the others refuse by themselves', () => {
  for (const kind of ['Job', 'Pod']) {
    const unmade = kind === 'Pod' ? { uid: null } : {}
    const objects = [
      workload(kind, 'needs', {}, { meta: { ...declared(), ...unmade } }),
      deployment('web'),
      account('app'),
      ...rights,
    ]
    const plan = planned(objects)
    assert.deepEqual(ids(plan), ['template-off/Deployment/shop/web'], kind)
    assert.match(leftOf(plan, 'app').join(), /^needsDecision: .* shop\/needs needs what it mounts/)
    assert.deepEqual(verdictsAfter(objects), { needs: 'requiredByDeclaration', web: 'noApiToken' })
  }
})

test('a rollout that is held back goes on making pods of the former template: its account stays on', () => {
  const held: readonly JsonObject[] = [
    workload('Deployment', 'needs', {}, { meta: declared(), spec: { paused: true } }),
    workload(
      'StatefulSet',
      'needs',
      {},
      {
        meta: declared(),
        spec: { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } } },
      },
    ),
  ]
  for (const needs of held)
    assert.deepEqual(ids(planned([needs, deployment('web'), account('app'), ...rights])), ['template-off/Deployment/shop/web'])
  const free = workload('DaemonSet', 'needs', {}, { meta: declared(), spec: { updateStrategy: { type: 'OnDelete' } } })
  assert.deepEqual(ids(planned([free, deployment('web'), account('app'), ...rights])), [
    'opt-in/DaemonSet/shop/needs',
    'account-off/ServiceAccount/shop/app',
  ])
})

test('the platform keeps its account, and so does a workload of which too little is known', () => {
  const platform = { namespace: 'kube-system', labels: { 'kubernetes.azure.com/managedby': 'aks' } }
  const inSystem = (object: JsonObject): JsonObject => ({
    ...object,
    metadata: { ...(object['metadata'] as JsonObject), namespace: 'kube-system' },
  })
  const own = [deployment('theirs', {}, { meta: platform }), inSystem(deployment('ours')), inSystem(account('app'))]
  const plan = planned(own)
  assert.deepEqual(ids(plan), ['template-off/Deployment/kube-system/ours'])
  assert.match(leftOf(plan, 'theirs').join(), /^platform: /)
  assert.match(leftOf(plan, 'app').join(), /^platform: Deployment kube-system\/theirs/)
  const secret = { containers: [{ name: 'app', env: [{ name: 'T', valueFrom: { secretKeyRef: { name: 'x', key: 'token' } } }] }] }
  const unknown = deployment('unknown', { automountServiceAccountToken: false, ...secret })
  const open = planned(
    [unknown, deployment('web'), account('app'), ...rights],
    {},
    { complete: ['serviceaccounts', 'roles', 'clusterroles', 'rolebindings', 'clusterrolebindings', 'csidrivers'] },
  )
  assert.deepEqual(ids(open), ['template-off/Deployment/shop/web'])
  assert.match(leftOf(open, 'unknown').join(), /^couldNotTell: /)
  assert.match(leftOf(open, 'app').join(), /^couldNotTell: whether Deployment shop\/unknown needs its token/)
})

test('a template that asks for the token itself is switched off there', () => {
  const objects = [deployment('web', { automountServiceAccountToken: true }), account('app'), ...rights]
  const step = stepOf(planned(objects), 'template-off/Deployment/shop/web')
  assert.deepEqual(step.change, {
    kind: 'edit',
    edits: [{ path: '/spec/template/spec/automountServiceAccountToken', from: true, to: false }],
  })
  assert.deepEqual(step.after.at(-1), { kind: 'podsHold', workload: ref('Deployment', 'web'), containers: [] })
  assert.deepEqual(verdictsAfter(objects), { web: 'noApiToken' })
})

test('where a list was refused or an object not read, no account is switched off by what is not known', () => {
  const objects = [deployment('web'), account('app'), ...rights]
  const gaps: readonly CaseSource[] = [
    { gaps: [{ kind: 'listForbidden', resource: 'cronjobs', message: 'no' }] },
    { gaps: [{ kind: 'listFailed', resource: 'pods', namespace: 'shop', message: 'no' }] },
    {
      gaps: [
        {
          kind: 'objectRefused',
          object: { apiVersion: 'batch/v1', kind: 'CronJob', namespace: 'shop', name: 'x' },
          field: 'spec',
          message: 'no',
        },
      ],
    },
  ]
  for (const from of gaps) {
    const plan = planned(objects, {}, from)
    assert.deepEqual(ids(plan), ['template-off/Deployment/shop/web'])
    assert.match(leftOf(plan, 'app').join(), /^couldNotTell: a workload that needs it may not have been seen/)
  }
  const elsewhere = planned(objects, {}, { gaps: [{ kind: 'listFailed', resource: 'pods', namespace: 'far', message: 'no' }] })
  assert.deepEqual(ids(elsewhere), ['account-off/ServiceAccount/shop/app'])
})

test('an account that the input does not have is left, and each template refuses by itself', () => {
  const plan = planned([deployment('web'), ...rights], {}, { assumeAccounts: true, complete: [] })
  assert.deepEqual(ids(plan), ['template-off/Deployment/shop/web'])
  assert.match(leftOf(plan, 'app').join(), /it is not in the input/)
})

test('pods that outlive a change are replaced after it, and once', () => {
  const web = deployment('web')
  const objects = [web, podOf(web, 'web-1', true), account('app'), ...rights]
  const plan = planned(objects)
  assert.deepEqual(ids(plan), ['account-off/ServiceAccount/shop/app', 'pods-renewed/Deployment/shop/web'])
  const renewed = stepOf(plan, 'pods-renewed/Deployment/shop/web')
  assert.deepEqual(renewed.requires, ['account-off/ServiceAccount/shop/app'])
  assert.deepEqual(renewed.change, {
    kind: 'edit',
    edits: [{ path: '/spec/template/metadata/annotations/sparekey.dev~1renewed-at', to: '2026-11-24T08:00:00Z' }],
  })
  assert.deepEqual(renewed.effect, { when: 'rollout' })
  assert.deepEqual(renewed.after.at(-1), { kind: 'podsHold', workload: ref('Deployment', 'web'), containers: [] })
  assert.deepEqual(ids(planned(objects, { renewPods: false })), ['account-off/ServiceAccount/shop/app'])
})

test('drift is cured by a renewal alone, which says what the pods hold and the next will not', () => {
  const web = deployment('web')
  const objects = [web, podOf(web, 'web-1', true), account('app', false), ...rights]
  const plan = planned(objects)
  assert.deepEqual(ids(plan), ['pods-renewed/Deployment/shop/web'])
  assert.deepEqual(
    plan.steps[0]?.removes.map(({ container }) => container),
    ['app'],
  )
  assert.deepEqual(plan.steps[0].after.at(-1), { kind: 'podsHold', workload: ref('Deployment', 'web'), containers: [] })
})

test('a declared workload whose account went off before asks for its token before its pods are replaced', () => {
  const web = deployment('web', {}, { meta: declared() })
  const objects = [web, podOf(web, 'web-1', true), account('app', false), ...rights]
  const plan = planned(objects)
  assert.deepEqual(ids(plan), ['opt-in/Deployment/shop/web'])
  assert.match(plan.steps[0]?.reason ?? '', /was switched off before/)
  assert.deepEqual(plan.steps[0]?.removes, [])
  const files = deployment('web', two, { meta: declared({ 'sparekey.dev/token-needs': 'files' }) })
  assert.deepEqual(ids(planned([files, podOf(files, 'web-1', true), account('app', false), ...rights])), [
    'files-only/Deployment/shop/web',
  ])
})

test('where pods hold what is declared and the template refuses it, nobody replaces them unasked', () => {
  const web = deployment('web', { automountServiceAccountToken: false }, { meta: declared() })
  const plan = planned([web, podOf(web, 'web-1', true), account('app', false), ...rights])
  assert.deepEqual(ids(plan), [])
  assert.match(leftOf(plan, 'web').join(), /^needsDecision: its pods hold a token that is declared as needed, and its template/)
})

test('pods that are newer than their renewal hold what somebody puts in: they are not renewed for ever', () => {
  const web = deployment(
    'web',
    {},
    {
      spec: {
        template: {
          metadata: { annotations: { 'sparekey.dev/renewed-at': '2026-11-02T00:00:00Z' } },
          spec: { serviceAccountName: 'app', containers: [{ name: 'app' }] },
        },
      },
    },
  )
  const pod = (made: string) => podOf(web, 'web-1', true, { creationTimestamp: made })
  const plan = planned([web, pod('2026-11-03T00:00:00Z'), account('app', false), ...rights])
  assert.deepEqual(ids(plan), [])
  assert.match(leftOf(plan, 'web').join(), /^couldNotTell: its pods hold tokens that its template does not give/)
  const again = planned([web, pod('2026-11-01T00:00:00Z'), account('app', false), ...rights])
  assert.deepEqual(again.steps[0]?.change, {
    kind: 'edit',
    edits: [
      {
        path: '/spec/template/metadata/annotations/sparekey.dev~1renewed-at',
        from: '2026-11-02T00:00:00Z',
        to: '2026-11-24T08:00:00Z',
      },
    ],
  })
})

test('a program that needs only the files gets them without the token, before its account is switched off', () => {
  const needs = declared({ 'sparekey.dev/token-needs': 'files' })
  const volumes = [
    { name: 'data', emptyDir: {} },
    { name: 'sparekey-files', emptyDir: {} },
  ]
  const objects = [deployment('files', { ...two, volumes }, { meta: needs }), deployment('web'), account('app'), ...rights]
  const plan = planned(objects)
  assert.deepEqual(ids(plan), ['files-only/Deployment/shop/files', 'account-off/ServiceAccount/shop/app'])
  assert.deepEqual(plan.steps[1]?.requires, ['files-only/Deployment/shop/files'])
  assert.equal(plan.steps[0]?.risk.level, 'low')
  assert.deepEqual(plan.steps[0].alsoRemoves, [])
  assert.deepEqual(verdictsAfter(objects), { files: 'noApiToken', web: 'noApiToken' })
  const [after] = carriedOut(plan, objects).filter(({ metadata }) => (metadata as JsonObject)['name'] === 'files')
  assert.deepEqual(valueAt(after ?? {}, '/spec/template/spec/volumes/2'), {
    name: 'sparekey-files-2',
    projected: {
      defaultMode: 420,
      sources: [
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
      ],
    },
  })
  for (const i of [0, 1])
    assert.deepEqual((valueAt(after ?? {}, `/spec/template/spec/containers/${i}/volumeMounts`) as readonly JsonObject[]).at(-1), {
      name: 'sparekey-files-2',
      readOnly: true,
      mountPath: '/var/run/secrets/kubernetes.io/serviceaccount',
    })
})

test('one container keeps its token where the declaration names it, and the other loses everything', () => {
  const objects = [
    deployment('some', two, { meta: declared({ 'sparekey.dev/token-containers': 'proxy' }) }),
    account('app'),
    ...rights,
  ]
  const plan = planned(objects)
  assert.deepEqual(ids(plan), ['one-container/Deployment/shop/some'])
  const [step] = plan.steps
  assert.deepEqual(
    step?.removes.map(({ container }) => container),
    ['app'],
  )
  assert.deepEqual(step.alsoRemoves, ['ca.crt', 'namespace'])
  assert.deepEqual(step.after.at(-1), { kind: 'podsHold', workload: ref('Deployment', 'some'), containers: ['proxy'] })
  assert.deepEqual(step.before.filter(({ kind }) => kind === 'field').at(-1), {
    kind: 'field',
    path: '/spec/template/spec/containers/1/name',
    value: 'proxy',
  })
  const { report } = audited(carriedOut(plan, objects))
  const [workloadAfter] = report.workloads
  assert.equal(workloadAfter?.verdict, 'requiredByDeclaration')
  assert.deepEqual(
    workloadAfter.containers.map(({ name, tokens }) => [
      name,
      tokens.map(({ source, expirationSeconds }) => [source, expirationSeconds]),
    ]),
    [
      ['app', []],
      ['proxy', [['projected', 3600]]],
    ],
  )
  assert.deepEqual(ids(planned(carriedOut(plan, objects))), [])
})

test('a declaration for a container that is not in the template keeps the account, and is left to a person', () => {
  const web = deployment('web', two, { meta: declared({ 'sparekey.dev/token-containers': 'istio-proxy' }) })
  const injected = podOf(
    {
      ...web,
      spec: { template: { spec: { serviceAccountName: 'app', containers: [...two.containers, { name: 'istio-proxy' }] } } },
    },
    'web-1',
    true,
  )
  const plan = planned([web, injected, deployment('other'), account('app'), ...rights])
  assert.deepEqual(ids(plan), ['template-off/Deployment/shop/other'])
  assert.match(leftOf(plan, 'web').join(), /names a container that is not in its template/)
})

test('the same objects in another order give the same bytes', () => {
  const web = deployment('web')
  const objects = [
    ...crowd,
    podOf(web, 'web-1', true),
    account('default'),
    deployment('loud', { automountServiceAccountToken: true }),
  ]
  assert.equal(JSON.stringify(planned([...objects].reverse())), JSON.stringify(planned(objects)))
})

test('remedies that were not asked for are not planned, nor what waits for them', () => {
  assert.deepEqual(ids(planned(crowd, { skip: ['account-off'] })), [])
  const plan = planned(crowd, { only: ['account-off'] })
  assert.deepEqual(ids(plan), [])
  assert.match(leftOf(plan, 'app').join(), /^needsDecision: it waits for `opt-in` of Deployment shop\/needs/)
})

test('only objects of the namespaces that were asked for are changed', () => {
  const far = { ...deployment('far'), metadata: { name: 'far', namespace: 'far' } }
  const objects = [...crowd, far, { ...account('app'), metadata: { name: 'app', namespace: 'far' } }]
  assert.ok(ids(planned(objects)).some((id) => id.includes('/far/')))
  assert.ok(ids(planned(objects, { namespaces: ['shop'] })).every((id) => id.includes('/shop/')))
})

test('an audit of some workloads only turns no account off under the others', () => {
  const { inventory, report } = audited(crowd)
  const some = { ...report, workloads: report.workloads.filter(({ name }) => name === 'web') }
  assert.deepEqual(ids(planOf(inventory, some, defaultPlanOptions)), ['template-off/Deployment/shop/web'])
})
