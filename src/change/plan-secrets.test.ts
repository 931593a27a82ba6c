// Tokens of Secrets: replaced where a projection can give the same files, made invalid when nobody in the cluster takes them, and deleted
// only when they were quiet for long enough.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Json, JsonObject } from '../base/index.ts'
import {
  account,
  audited,
  carriedOut,
  declared,
  deployment,
  ids,
  leftOf,
  planned,
  ref,
  rights,
  stepOf,
  tokenSecret,
  workload,
  type CaseSource,
} from './plan.cases.ts'
import { valueAt, type PlanOptions } from './index.ts'

const off = account('app', false)
const mounting = (secret: JsonObject, more: JsonObject = {}): JsonObject => ({
  volumes: [
    { name: 'data', emptyDir: {} },
    { name: 'creds', secret },
  ],
  containers: [{ name: 'app', volumeMounts: [{ name: 'creds', mountPath: '/creds', readOnly: true }] }],
  ...more,
})
const high: Partial<PlanOptions> = { maxRisk: 'high' }

test('a mounted token Secret of the own account becomes a projection of the same files, and then invalid', () => {
  const objects = [
    deployment('web', mounting({ secretName: 'app-token', defaultMode: 0o400 })),
    tokenSecret('app-token', 'app'),
    off,
    ...rights,
  ]
  const plan = planned(objects, high)
  assert.deepEqual(ids(plan), ['legacy-replaced/Deployment/shop/web', 'legacy-invalidated/Secret/shop/app-token'])
  const [replaced, invalidated] = plan.steps
  assert.deepEqual(invalidated?.requires, [replaced?.id])
  assert.equal(invalidated.group, replaced?.group)
  assert.equal(invalidated.risk.level, 'high')
  assert.deepEqual(invalidated.change, {
    kind: 'edit',
    edits: [{ path: '/metadata/labels/kubernetes.io~1legacy-token-invalid-since', to: '2026-11-24' }],
  })
  assert.deepEqual(replaced?.after.at(-1), { kind: 'podsHold', workload: ref('Deployment', 'web'), containers: ['app'] })
  const after = carriedOut(plan, objects)
  assert.deepEqual(valueAt(after[0] ?? {}, '/spec/template/spec/volumes'), [
    { name: 'data', emptyDir: {} },
    {
      name: 'creds',
      projected: {
        defaultMode: 0o400,
        sources: [
          { serviceAccountToken: { expirationSeconds: 3600, path: 'token' } },
          { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
          { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
        ],
      },
    },
  ])
  const [token] = audited(after).report.workloads[0]?.containers[0]?.tokens ?? []
  assert.deepEqual([token?.source, token?.path, token?.expirationSeconds], ['projected', '/creds/token', 3600])
})

test('chosen files keep their names and modes', () => {
  const items: readonly Json[] = [
    { key: 'token', path: 'jwt' },
    { key: 'ca.crt', path: 'tls/ca.pem', mode: 0o444 },
  ]
  const objects = [
    deployment('web', mounting({ secretName: 'app-token', items })),
    tokenSecret('app-token', 'app'),
    off,
    ...rights,
  ]
  const after = carriedOut(planned(objects), objects)
  assert.deepEqual(valueAt(after[0] ?? {}, '/spec/template/spec/volumes/1/projected/sources'), [
    { serviceAccountToken: { expirationSeconds: 3600, path: 'jwt' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'tls/ca.pem', mode: 0o444 }] } },
  ])
})

test('what a projection cannot give is left, with what to do, and the Secret with it', () => {
  const other = tokenSecret('app-token', 'other')
  const own = tokenSecret('app-token', 'app')
  const env = {
    containers: [{ name: 'app', env: [{ name: 'T', valueFrom: { secretKeyRef: { name: 'app-token', key: 'token' } } }] }],
  }
  const from = { containers: [{ name: 'app', envFrom: [{ secretRef: { name: 'app-token' } }] }] }
  const projected = {
    volumes: [{ name: 'p', projected: { sources: [{ secret: { name: 'app-token' } }] } }],
    containers: [{ name: 'app', volumeMounts: [{ name: 'p', mountPath: '/p' }] }],
  }
  const mode = mounting({ secretName: 'app-token', items: [{ key: 'token', path: 't', mode: 256 }] })
  const stranger = mounting({
    secretName: 'app-token',
    items: [
      { key: 'token', path: 't' },
      { key: 'password', path: 'p' },
    ],
  })
  const cases: readonly (readonly [JsonObject, JsonObject, RegExp])[] = [
    [mounting({ secretName: 'app-token' }), other, /run it as that account/],
    [env, own, /is a file/],
    [from, own, /is a file/],
    [projected, own, /mount a projected token/],
    [mode, own, /mount a projected token/],
    [stranger, own, /mount a projected token/],
  ]
  for (const [spec, secret, says] of cases) {
    const plan = planned([deployment('web', spec), secret, off, account('other', false), ...rights], high)
    assert.deepEqual(ids(plan), [], JSON.stringify(spec))
    assert.match(plan.left.find(({ object }) => object.name === 'web')?.remedy ?? '', says)
    assert.match(leftOf(plan, 'app-token').join(), /^needsDecision: Deployment shop\/web takes its token/)
  }
})

test('a Job that takes the Secret cannot be changed, so the Secret stays good', () => {
  const plan = planned(
    [workload('Job', 'web', mounting({ secretName: 'app-token' })), tokenSecret('app-token', 'app'), off, ...rights],
    high,
  )
  assert.deepEqual(ids(plan), [])
  assert.match(
    leftOf(plan, 'web').join(),
    /^immutable: it takes the token of Secret `app-token` at .*: the pod template of a Job/,
  )
  assert.match(leftOf(plan, 'app-token').join(), /takes its token/)
})

test('who needs only the files gets the Secret replaced by files', () => {
  const needs = { meta: declared({ 'sparekey.dev/token-needs': 'files' }) }
  const objects = [
    deployment('web', mounting({ secretName: 'app-token' }), needs),
    tokenSecret('app-token', 'app'),
    off,
    ...rights,
  ]
  const plan = planned(objects)
  assert.deepEqual(plan.steps[0]?.after.at(-1), { kind: 'podsHold', workload: ref('Deployment', 'web'), containers: [] })
  assert.equal(audited(carriedOut(plan, objects)).report.workloads[0]?.verdict, 'noApiToken')
})

test('a container that loses both of its tokens to one step holds none after it', () => {
  const needs = { meta: declared({ 'sparekey.dev/token-needs': 'files' }) }
  const objects = [
    deployment('web', mounting({ secretName: 'app-token' }), needs),
    tokenSecret('app-token', 'app'),
    account('app'),
    ...rights,
  ]
  const step = stepOf(planned(objects), 'legacy-replaced/Deployment/shop/web')
  assert.equal(step.removes.length, 2)
  assert.deepEqual(step.after.at(-1), { kind: 'podsHold', workload: ref('Deployment', 'web'), containers: [] })
})

test('replacing a Secret and losing the mounted token are one step, taken after the account', () => {
  const web = deployment('web', mounting({ secretName: 'app-token' }))
  const objects = [
    web,
    deployment('loud', mounting({ secretName: 'app-token' }, { automountServiceAccountToken: true })),
    tokenSecret('app-token', 'app'),
    account('app'),
    ...rights,
  ]
  const plan = planned(objects)
  assert.deepEqual(ids(plan), [
    'legacy-replaced/Deployment/shop/web',
    'account-off/ServiceAccount/shop/app',
    'legacy-replaced/Deployment/shop/loud',
  ])
  const merged = stepOf(plan, 'legacy-replaced/Deployment/shop/loud')
  assert.match(merged.reason, /never ends; nothing shows that it needs its token/)
  assert.equal(merged.change.kind === 'edit' && merged.change.edits.length, 3)
  carriedOut(plan, objects)
})

test('a Secret that nobody in the cluster takes is made invalid by itself, and the risk says what is known of its use', () => {
  const says = (labels: Readonly<Record<string, Json>>, from: CaseSource = {}) =>
    planned([tokenSecret('app-token', 'app', labels), off], high, from).steps[0]?.risk.why ?? ''
  assert.match(says({ 'kubernetes.io/legacy-token-last-used': '2026-11-20' }), /last used on 2026-11-20/)
  assert.match(says({}, { legacyTrackingSince: '2026-01-01' }), /not seen in use since 2026-01-01/)
  assert.match(says({}), /whether it is used is not known/)
  const listed = { ...off, secrets: [{ name: 'app-token' }] }
  assert.match(planned([tokenSecret('app-token', 'app'), listed], high).steps[0]?.risk.why ?? '', /deletes it a year after/)
})

test('before 1.29 the label does nothing, so it is not set', () => {
  const plan = planned([tokenSecret('app-token', 'app'), off], high, { source: { serverVersion: 'v1.28.9' } })
  assert.deepEqual(ids(plan), [])
  assert.match(leftOf(plan, 'app-token').join(), /only from 1.29 on/)
})

test('at the usual risk no Secret is touched', () => {
  const plan = planned([tokenSecret('app-token', 'app'), off])
  assert.deepEqual(ids(plan), [])
  assert.match(leftOf(plan, 'app-token').join(), /^tooRisky: /)
})

const since = 'kubernetes.io/legacy-token-invalid-since'
const lastUsed = 'kubernetes.io/legacy-token-last-used'
const quiet: Partial<PlanOptions> = { maxRisk: 'high', deleteQuietSecrets: { days: 30 } }
const tracked: CaseSource = { legacyTrackingSince: '2026-01-01' }

test('a Secret that was invalid and quiet for long enough is deleted, if that is asked for', () => {
  const labels = { [since]: '2026-10-01', [lastUsed]: '2026-09-30' }
  const objects = [tokenSecret('app-token', 'app', labels), off]
  assert.deepEqual(ids(planned(objects, high, tracked)), [])
  const plan = planned(objects, quiet, tracked)
  assert.deepEqual(ids(plan), ['legacy-deleted/Secret/shop/app-token'])
  assert.deepEqual(plan.steps[0]?.change, {
    kind: 'delete',
    expect: [
      { path: '/metadata/labels/kubernetes.io~1legacy-token-invalid-since', value: '2026-10-01' },
      { path: '/metadata/labels/kubernetes.io~1legacy-token-last-used', value: '2026-09-30' },
    ],
  })
  assert.match(plan.steps[0].risk.why, /cannot be had again/)
})

test('it is not deleted where somebody may miss it, or where that is not known', () => {
  const cases: readonly (readonly [Readonly<Record<string, string>>, CaseSource, RegExp])[] = [
    [{ [since]: '2026-11-01' }, tracked, /^needsDecision: it is invalid for 23 days, and is to be quiet for 30/],
    [{ [since]: '2026-10-01', [lastUsed]: '2026-10-20' }, tracked, /^needsDecision: its token was tried on 2026-10-20/],
    [{ [since]: '2026-10-01', [lastUsed]: '2026-10-01' }, tracked, /^couldNotTell: .*the very day/],
    [{ [since]: '2026-10-01' }, {}, /^couldNotTell: whether the API server records/],
    [{ [since]: '2026-10-01' }, { legacyTrackingSince: '2026-10-01' }, /^couldNotTell: .*only since 2026-10-01/],
    [{ [since]: 'yes' }, tracked, /^couldNotTell: .*is no day/],
  ]
  for (const [labels, from, says] of cases) {
    const plan = planned([tokenSecret('app-token', 'app', labels), off], quiet, from)
    assert.deepEqual(ids(plan), [], JSON.stringify(labels))
    assert.match(leftOf(plan, 'app-token').join(), says)
  }
  const mounted = deployment('web', mounting({ secretName: 'app-token', items: [{ key: 'ca.crt', path: 'ca' }] }))
  const plan = planned([mounted, tokenSecret('app-token', 'app', { [since]: '2026-10-01' }), off, ...rights], quiet, tracked)
  assert.match(leftOf(plan, 'app-token').join(), /Deployment shop\/web refers to it/)
})
