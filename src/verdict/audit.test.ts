// Verdicts and findings, through the whole audit: rights, declarations, platform, legacy Secrets, gaps; and the tables behind them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { takeInventory } from '../inventory/index.ts'
import { decodeObject } from '../kube/index.ts'
import { defaultApiAudiences } from '../tokens/index.ts'
import { audit, benchmarks, checks, noRequirements, readRequirements, type AuditReport } from './index.ts'

const lists = ['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings', 'secrets', 'csidrivers']
const rbac = 'rbac.authorization.k8s.io/v1'
type Plain = Readonly<Record<string, unknown>>

const deployment = (metadata: object = {}, spec: object = {}): Plain => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', ...metadata },
  spec: { template: { spec: { serviceAccountName: 'app', containers: [{ name: 'app' }], ...spec } } },
})
const account = (metadata: object = {}): Plain => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: 'app', namespace: 'shop', ...metadata },
})
const role = (rules: readonly object[], extra: object = {}): Plain => ({
  apiVersion: rbac,
  kind: 'ClusterRole',
  metadata: { name: 'r' },
  rules,
  ...extra,
})
const bound = (subject: object, namespace?: string): Plain => ({
  apiVersion: rbac,
  kind: namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
  metadata: { name: 'b', ...(namespace === undefined ? {} : { namespace }) },
  roleRef: { kind: 'ClusterRole', name: 'r' },
  subjects: [subject],
})
const getPods = [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }]
const declared = {
  'sparekey.dev/token-required': 'lists pods',
  'sparekey.dev/token-owner': 'team',
  'sparekey.dev/token-until': '2026-12-31',
}
const everyone = { kind: 'Group', name: 'system:authenticated' }

function report(
  objects: readonly Plain[],
  options: { readonly complete?: readonly string[]; readonly since?: string; readonly today?: string } = {},
): AuditReport {
  const inventory = takeInventory({
    objects: objects.map((value) => {
      const decoded = decodeObject(value)
      assert.ok(decoded.kind === 'object', JSON.stringify(decoded))
      return { object: decoded.object }
    }),
    complete: new Set(options.complete ?? lists),
    gaps: [],
    assumptions: new Set(),
    ...(options.since === undefined ? {} : { legacyTrackingSince: options.since }),
  })
  return audit(inventory, {
    generatedAt: `${options.today ?? '2026-11-24'}T08:00:00Z`,
    source: { kind: 'live', description: 'test' },
    apiAudiences: defaultApiAudiences,
    requirements: noRequirements,
  })
}

const verdicts: readonly {
  readonly says: string
  readonly objects: readonly Plain[]
  readonly complete?: readonly string[]
  readonly verdict: string
  readonly severity?: string
}[] = [
  { says: 'an account without rights is powerless', objects: [deployment(), account()], verdict: 'powerless' },
  {
    says: 'where roles are not known nobody is powerless',
    objects: [deployment(), account()],
    complete: ['secrets', 'csidrivers'],
    verdict: 'notProvenRequired',
  },
  {
    says: 'a right by name',
    objects: [deployment(), account(), role(getPods), bound({ kind: 'ServiceAccount', name: 'app', namespace: 'shop' })],
    verdict: 'notProvenRequired',
    severity: 'medium',
  },
  {
    says: 'a right by user name',
    objects: [deployment(), account(), role(getPods), bound({ kind: 'User', name: 'system:serviceaccount:shop:app' })],
    verdict: 'notProvenRequired',
  },
  {
    says: 'a right by the namespace’s group',
    objects: [deployment(), account(), role(getPods), bound({ kind: 'Group', name: 'system:serviceaccounts:shop' })],
    verdict: 'notProvenRequired',
  },
  {
    says: 'the group of another namespace gives nothing',
    objects: [deployment(), account(), role(getPods), bound({ kind: 'Group', name: 'system:serviceaccounts:other' })],
    verdict: 'powerless',
  },
  {
    says: 'what a cluster itself gives to everyone is a right',
    objects: [deployment(), account(), role(getPods), bound(everyone)],
    verdict: 'notProvenRequired',
  },
  {
    says: 'upstream’s defaults for everyone are none',
    objects: [
      deployment(),
      account(),
      role([
        { verbs: ['get'], nonResourceURLs: ['/api', '/version'] },
        { verbs: ['create'], apiGroups: ['authorization.k8s.io'], resources: ['selfsubjectaccessreviews'] },
      ]),
      bound(everyone),
    ],
    verdict: 'powerless',
  },
  {
    says: 'a subject without namespace means the RoleBinding’s',
    objects: [deployment(), account(), role(getPods), bound({ kind: 'ServiceAccount', name: 'app' }, 'shop')],
    verdict: 'notProvenRequired',
  },
  {
    says: 'in a ClusterRoleBinding it means nobody',
    objects: [deployment(), account(), role(getPods), bound({ kind: 'ServiceAccount', name: 'app' })],
    verdict: 'powerless',
  },
  {
    says: 'a URL by a RoleBinding gives nothing',
    objects: [
      deployment(),
      account(),
      role([{ verbs: ['get'], nonResourceURLs: ['/metrics'] }]),
      bound({ kind: 'ServiceAccount', name: 'app' }, 'shop'),
    ],
    verdict: 'powerless',
  },
  {
    says: 'a role that does not exist gives nothing',
    objects: [deployment(), account(), bound({ kind: 'ServiceAccount', name: 'app', namespace: 'shop' })],
    verdict: 'powerless',
  },
  {
    says: 'everything is critical',
    objects: [
      deployment(),
      account(),
      role([{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }]),
      bound({ kind: 'ServiceAccount', name: 'app', namespace: 'shop' }),
    ],
    verdict: 'notProvenRequired',
    severity: 'critical',
  },
  {
    says: 'an aggregated role without rules is filled in from labels',
    objects: [
      deployment(),
      account(),
      role([], { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { into: 'r' } }] } }),
      { apiVersion: rbac, kind: 'ClusterRole', metadata: { name: 'part', labels: { into: 'r' } }, rules: getPods },
      bound({ kind: 'ServiceAccount', name: 'app', namespace: 'shop' }),
    ],
    verdict: 'notProvenRequired',
  },
  {
    says: 'declared on the workload',
    objects: [deployment({ annotations: declared }), account()],
    verdict: 'requiredByDeclaration',
  },
  {
    says: 'declared on the account',
    objects: [deployment(), account({ annotations: declared })],
    verdict: 'requiredByDeclaration',
  },
  {
    says: 'platform: label and namespace',
    objects: [
      { ...deployment({ namespace: 'kube-system', labels: { 'kubernetes.azure.com/managedby': 'aks' } }) },
      account({ namespace: 'kube-system' }),
    ],
    verdict: 'platformOwned',
  },
  {
    says: 'platform: the label alone does not do',
    objects: [deployment({ labels: { 'kubernetes.azure.com/managedby': 'aks' } }), account()],
    verdict: 'powerless',
  },
  { says: 'an account that is not there is no verdict', objects: [deployment()], verdict: 'couldNotTell' },
  { says: 'no token is no token', objects: [deployment({}, { automountServiceAccountToken: false })], verdict: 'noApiToken' },
]

for (const { says, objects, complete, verdict, severity } of verdicts) {
  test(says, () => {
    const result = report(objects, complete === undefined ? {} : { complete })
    assert.equal(result.workloads[0]?.verdict, verdict)
    const own = result.findings.filter((finding) => finding.id === 'token-not-proven-required')
    assert.equal(own.length, verdict === 'notProvenRequired' ? 1 : 0)
    if (severity !== undefined) assert.equal(own[0]?.severity, severity)
  })
}

test('a declaration that ran out, or lacks an owner, counts for nothing and is found', () => {
  const expired = report([deployment({ annotations: declared }), account()], { today: '2027-01-01' })
  assert.equal(expired.workloads[0]?.verdict, 'powerless')
  assert.ok(expired.findings.some((finding) => finding.id === 'declaration-expired'))
  const { 'sparekey.dev/token-owner': _, ...ownerless } = declared
  const incomplete = report([deployment({ annotations: ownerless }), account()])
  assert.ok(
    incomplete.findings.some((finding) => finding.id === 'declaration-incomplete' && finding.message.includes('token-owner')),
  )
  assert.equal(
    report([deployment({ annotations: declared }), account()], { today: '2026-12-31' }).workloads[0]?.verdict,
    'requiredByDeclaration',
  )
})

test('T35 a legacy Secret that nobody was seen to use is unknown while records are a day old, and never called more than not seen', () => {
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's', namespace: 'shop', annotations: { 'kubernetes.io/service-account.name': 'app' } },
    type: 'kubernetes.io/service-account-token',
  }
  const message = (since: string | undefined) =>
    report([secret], since === undefined ? {} : { since }).findings.find((f) => f.id === 'legacy-token-secret')?.message ?? ''
  assert.match(message('2026-11-23'), /is not known/)
  assert.match(message(undefined), /is not known/)
  assert.match(message('2026-01-01'), /not seen in use since 2026-01-01/)
  assert.doesNotMatch(JSON.stringify(report([secret], { since: '2026-01-01' })), /unused/)
})

test('a pod keeps the token of its making, and that is told', () => {
  const injected = {
    name: 'kube-api-access-bcdfg',
    projected: {
      sources: [
        { serviceAccountToken: { path: 'token', expirationSeconds: 3607 } },
        { configMap: { name: 'kube-root-ca.crt' } },
        { downwardAPI: {} },
      ],
    },
  }
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'web-1',
      namespace: 'shop',
      uid: 'u',
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', controller: true }],
    },
    spec: {
      serviceAccountName: 'app',
      volumes: [injected],
      containers: [
        { name: 'app', volumeMounts: [{ name: injected.name, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }] },
      ],
    },
  }
  const result = report([deployment(), { ...account(), automountServiceAccountToken: false }, pod])
  assert.deepEqual(
    result.findings.map((finding) => finding.id),
    ['token-outlives-change'],
  )
  assert.equal(result.workloads[0]?.pods.drift.length, 1)
  assert.equal(
    report([deployment(), { ...account(), automountServiceAccountToken: false }, { ...pod, status: { phase: 'Succeeded' } }])
      .findings.length,
    0,
  )
})

test('the tables hold together: ids once, controls known, each check says what it looks for', () => {
  for (const ids of [checks.map((check) => check.id), benchmarks.map((benchmark) => benchmark.id)])
    assert.equal(new Set(ids).size, ids.length)
  const known = new Set(benchmarks.flatMap((benchmark) => benchmark.controls.map((control) => `${benchmark.id}/${control.id}`)))
  const result = report([deployment(), account(), role(getPods), bound(everyone), account({ name: 'default' })])
  for (const finding of result.findings) for (const control of finding.controls) assert.ok(known.has(control), control)
  for (const check of checks) assert.ok(check.title.length > 10, check.id)
})

test('a benchmark never passes what was not looked at', () => {
  const cis = report([deployment({}, { automountServiceAccountToken: false }), account()]).benchmarks.find(
    (benchmark) => benchmark.id === 'cis-aks-1.8',
  )
  assert.deepEqual(
    cis?.controls.map((control) => [control.id, control.status]),
    [
      ['4.1.5', 'pass'],
      ['4.1.6', 'pass'],
      ['4.1.12', 'pass'],
      // Their neighbours ask about more than tokens.
      ...['4.1.1', '4.1.2', '4.1.4', '4.1.7', '4.1.8', '4.1.9', '4.1.10', '4.1.11'].map((id) => [id, 'notAssessed']),
    ],
  )
})

test('sparekey.yaml: exact names, globs that are said to be globs, and no unknown fields', () => {
  const entry = { namespace: { glob: 'ci-*' }, name: 'runner', reason: 'r', owner: 'o', until: '2027-01-01' }
  const file = (required: object) => ({ apiVersion: 'sparekey.dev/v1', kind: 'TokenRequirements', required: [required] })
  assert.deepEqual(readRequirements(file(entry)).problems, [])
  assert.match(readRequirements(file({ ...entry, nmae: 'x' })).problems.join(), /no such field: `nmae`/)
  assert.match(readRequirements(file({ namespace: 'a' })).problems.join(), /name a workload/)
  assert.match(readRequirements('text').problems.join(), /expected an object/)
})
