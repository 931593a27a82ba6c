// Whatever objects say, the audit ends in a report; a wrong type in any field that is read is a gap; the objects' order is nothing.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { takeInventory, type InputObject } from '../inventory/index.ts'
import { decodeObject, keys, workloadKinds, wantedOfObjects, type Gap, type TemplateForm, type Wanted } from '../kube/index.ts'
import { defaultApiAudiences } from '../tokens/index.ts'
import { audit, noRequirements, type AuditReport } from './index.ts'

type Plain = Readonly<Record<string, unknown>>
type Path = readonly (string | number)[]

const runs = Number(process.env['SPAREKEY_PROPERTY_RUNS'] ?? 300)
/** An order for as many things as a case has. */
const ranks = fc.array(fc.nat(), { minLength: 60, maxLength: 60 })

const metadata = {
  name: 'x',
  generateName: 'x-',
  namespace: 'ns',
  uid: 'u',
  creationTimestamp: '2026-01-01T00:00:00Z',
  deletionTimestamp: '2026-01-02T00:00:00Z',
  labels: { app: 'x' },
  annotations: Object.fromEntries(
    [
      keys.mirrorPod,
      keys.secretAccountName,
      keys.helmReleaseName,
      keys.helmReleaseNamespace,
      keys.requiredReason,
      keys.requiredOwner,
      keys.requiredUntil,
      keys.tokenNeeds,
      keys.tokenContainers,
      keys.tokenWorkloads,
      keys.renewedAt,
      keys.argoTracking,
      keys.configSync,
      keys.azureClientId,
      keys.guardTitle,
      keys.guardOptions,
      'web.exceptions.sparekey.dev/token-owner',
    ].map((key) => [key, 'x']),
  ),
  ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'x', controller: true }],
  managedFields: [{ fieldsV1: { 'f:spec': { 'f:volumes': { 'k:{"name":"kube-api-access-bcdfg"}': {} } } } }],
}
const items = [{ key: 'token', path: 'token', mode: 256 }]
const container = {
  name: 'app',
  restartPolicy: 'Always',
  volumeMounts: [{ name: 'v', mountPath: '/v', subPath: 's', subPathExpr: '$(X)' }],
  env: [{ name: 'T', valueFrom: { secretKeyRef: { name: 'x', key: 'token' } } }],
  envFrom: [{ prefix: 'X_', secretRef: { name: 'x' } }],
}
const podSpec = {
  serviceAccountName: 'x',
  serviceAccount: 'x',
  automountServiceAccountToken: true,
  shareProcessNamespace: true,
  hostPID: true,
  nodeName: 'node-1',
  volumes: [
    {
      name: 'v',
      projected: {
        sources: [
          {
            serviceAccountToken: { audience: 'a', expirationSeconds: 600, path: 'token' },
            secret: { name: 'x', items },
            configMap: { name: 'x', items },
            downwardAPI: { items: [{ path: 'p' }] },
            clusterTrustBundle: {},
            podCertificate: {},
          },
        ],
      },
      secret: { secretName: 'x', items, defaultMode: 420, optional: true },
      csi: { driver: 'x' },
      persistentVolumeClaim: { claimName: 'x' },
      ephemeral: { volumeClaimTemplate: { spec: { storageClassName: 'x' } } },
      hostPath: { path: '/' },
    },
  ],
  initContainers: [container],
  containers: [container],
  ephemeralContainers: [container],
}
const forms: Readonly<Record<TemplateForm, Plain>> = {
  template: { metadata, spec: podSpec },
  podSpec,
  account: {
    serviceAccountName: 'x',
    serviceAccount: 'x',
    automountServiceAccountToken: true,
    podTemplate: { automountServiceAccountToken: true },
  },
  virtualMachine: { volumes: [{ serviceAccount: { serviceAccountName: 'x' } }] },
}
const rules = [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'], resourceNames: ['x'], nonResourceURLs: ['/x'] }]
const selector = { matchLabels: { app: 'x' }, matchExpressions: [{ key: 'app', operator: 'In', values: ['x'] }] }
/** What holds a change back, each in a kind that knows it. */
const controls: Readonly<Record<string, Plain>> = {
  'apps/Deployment': { spec: { paused: true, replicas: 2 } },
  'apps/StatefulSet': { spec: { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } } } },
  'batch/CronJob': { spec: { suspend: true } },
}
const role = { rules, aggregationRule: { clusterRoleSelectors: [selector] } }
const binding = {
  subjects: [{ kind: 'ServiceAccount', apiGroup: '', name: 'x', namespace: 'ns' }],
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'x' },
}

const matched = [
  { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'], resourceNames: ['x'], scope: '*' },
]
const match = {
  matchPolicy: 'Equivalent',
  namespaceSelector: selector,
  objectSelector: selector,
  resourceRules: matched,
  excludeResourceRules: matched,
}
/** What each of the admission kinds has, all in one. */
const admission = {
  failurePolicy: 'Fail',
  reinvocationPolicy: 'Never',
  paramKind: { apiVersion: 'v1', kind: 'ServiceAccount' },
  matchConstraints: match,
  matchConditions: [{ name: 'x', expression: 'true' }],
  variables: [{ name: 'x', expression: 'true' }],
  validations: [{ expression: 'true', message: 'x', messageExpression: '"x"', reason: 'Invalid' }],
  auditAnnotations: [{ key: 'x', valueExpression: '"x"' }],
  mutations: [
    {
      patchType: 'JSONPatch',
      applyConfiguration: { name: 'x', expression: 'Object{}' },
      jsonPatch: { name: 'x', expression: '[]' },
    },
  ],
  policyName: 'x',
  paramRef: { name: 'x', namespace: 'ns', selector, parameterNotFoundAction: 'Deny' },
  matchResources: match,
  validationActions: ['Deny'],
}

/** One object of each kind that is read, with every field that is read of it, and no other. */
const samples: readonly Plain[] = [
  ...Object.entries({
    Pod: { spec: podSpec, status: { phase: 'Running' } },
    ServiceAccount: { automountServiceAccountToken: true, secrets: [{ name: 'x' }] },
    Secret: { type: 'kubernetes.io/service-account-token' },
    PersistentVolume: { spec: { csi: { driver: 'x' } } },
    PersistentVolumeClaim: { spec: { volumeName: 'x', storageClassName: 'x' } },
  }).map(([kind, body]) => ({ apiVersion: 'v1', kind, metadata, ...body })),
  ...Object.entries({ Role: role, ClusterRole: role, RoleBinding: binding, ClusterRoleBinding: binding }).map(([kind, body]) => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind,
    metadata,
    ...body,
  })),
  { apiVersion: 'storage.k8s.io/v1', kind: 'CSIDriver', metadata, spec: { tokenRequests: [{ audience: '' }] } },
  { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata, provisioner: 'x' },
  ...[
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
    'MutatingAdmissionPolicy',
    'MutatingAdmissionPolicyBinding',
  ].map((kind) => ({ apiVersion: 'admissionregistration.k8s.io/v1', kind, metadata, spec: admission })),
  ...workloadKinds.map(({ group, kind, places }) =>
    places.reduce<Plain>((object, { path, form }) => merge(object, path.reduceRight<unknown>(wrap, forms[form])) as Plain, {
      apiVersion: group === '' ? 'v1' : `${group}/v1`,
      kind,
      metadata,
      ...controls[`${group}/${kind}`],
    }),
  ),
]

function wrap(inner: unknown, step: string): unknown {
  return step === '[]' ? [inner] : { [step === '*' ? 'Worker' : step]: inner }
}

function merge(a: unknown, b: unknown): unknown {
  if (!isPlain(a) || !isPlain(b)) return b
  return { ...a, ...Object.fromEntries(Object.entries(b).map(([key, value]) => [key, key in a ? merge(a[key], value) : value])) }
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Every place in a value, its root left out. */
function placesIn(value: unknown, before: Path = []): readonly Path[] {
  const inner: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? value.map((item, i) => [i, item] as const)
    : isPlain(value)
      ? Object.entries(value)
      : []
  return inner.flatMap(([step, item]) => [[...before, step], ...placesIn(item, [...before, step])])
}

/** The value with another one at a place; `undefined` takes what is there away. */
function withAt(value: unknown, [step, ...rest]: Path, at: unknown): unknown {
  if (step === undefined) return at
  if (Array.isArray(value)) return value.map((item: unknown, i) => (i === step ? withAt(item, rest, at) : item))
  if (!isPlain(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]) => [key, key === step ? withAt(item, rest, at) : item] as const)
      .filter(([, item]) => item !== undefined),
  )
}

/** Fields of which only their presence is read, and those that tell the kind. */
const anyType = /(^apiVersion|^kind|\.clusterTrustBundle|\.podCertificate|\.k:\{.*\})$/

function typeOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : typeof value
}

function fieldOf(path: Path): string {
  return path.map((step, i) => (typeof step === 'number' ? `[${step}]` : i === 0 ? step : `.${step}`)).join('')
}

/** The whole way from plain values to the report, with refused objects as gaps, as every source hands them on. */
function reportOf(values: readonly unknown[]): AuditReport {
  const objects: InputObject[] = []
  const gaps: Gap[] = []
  for (const value of values) {
    const decoded = decodeObject(value)
    if (decoded.kind === 'object') objects.push({ object: decoded.object })
    if (decoded.kind === 'refused')
      for (const problem of decoded.problems) gaps.push({ kind: 'objectRefused', object: decoded.ref, ...problem })
  }
  const lists = ['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings']
  return audit(takeInventory({ objects, complete: new Set(lists), gaps, assumptions: new Set() }), {
    generatedAt: '2026-11-24T08:00:00Z',
    source: { kind: 'live', description: 'test' },
    apiAudiences: defaultApiAudiences,
    requirements: noRequirements,
  })
}

test('the samples show every field that is read', () => {
  const told = (path: Path) => path.map((step) => (typeof step === 'number' ? '[]' : step)).join('/')
  const shown = new Set(samples.flatMap((sample) => placesIn(sample).map(told)))
  const missing = (wanted: Wanted, before: Path): readonly string[] => {
    const here = before.length === 0 || shown.has(told(before)) ? [] : [told(before)]
    if (wanted.kind === 'record') {
      const { infix } = wanted.also ?? {}
      const also = infix === undefined || [...shown].some((path) => path.startsWith(`${told(before)}/`) && path.includes(infix))
      return [
        ...here,
        ...[...wanted.members].flatMap(([key, of]) => missing(of, [...before, key])),
        ...(also ? [] : [`${told(before)}/*${infix}*`]),
      ]
    }
    if (wanted.kind === 'list') return [...here, ...missing(wanted.of, [...before, 0])]
    if (wanted.kind !== 'map') return here
    const inside = [...shown].find((path) => path.startsWith(`${told(before)}/${wanted.prefix}`))
    return [...here, ...missing(wanted.of, [...before, inside?.slice(told(before).length + 1).split('/')[0] ?? '*'])]
  }
  assert.deepEqual(missing(wantedOfObjects, []), [])
  for (const sample of samples) assert.equal(decodeObject(sample).kind, 'object', String(sample['kind']))
})

test('a wrong type in any field that is read refuses the object, and the report has a gap that names the field', () => {
  for (const sample of samples) {
    for (const path of placesIn(sample)) {
      const right = typeOf(path.reduce<unknown>((value, step) => (value as Plain)[step], sample))
      const field = fieldOf(path)
      if (anyType.test(field)) continue
      for (const wrong of ['text', 7.5, true, [], {}]) {
        if (typeOf(wrong) === right && wrong !== 7.5) continue
        const { gaps, workloads } = reportOf([withAt(sample, path, wrong)])
        const says = `${String(sample['kind'])} ${field}: ${JSON.stringify(wrong)}`
        assert.ok(
          gaps.some((gap) => gap.kind === 'objectRefused' && gap.message.includes(`\`${field}\`: expected`)),
          says,
        )
        assert.deepEqual(workloads, [], says)
      }
    }
  }
})

test('junk at any depth never stops the audit', () => {
  const junk = fc.oneof(fc.jsonValue(), fc.anything({ withNullPrototype: true, withBigInt: true, withMap: true, withDate: true }))
  const head = fc.constantFrom(...samples.map(({ apiVersion, kind }) => ({ apiVersion, kind })))
  fc.assert(
    fc.property(fc.array(fc.oneof(junk, fc.record({ head, metadata: junk, spec: junk, rules: junk }))), (values) => {
      reportOf(values.map((value) => (isPlain(value) && isPlain(value['head']) ? { ...value, ...value['head'] } : value)))
    }),
    { numRuns: runs, seed: 20261124 },
  )
})

/** Any of the samples, each changed in a few places: mostly in ways that leave it readable. */
const cluster = fc.shuffledSubarray([...samples], { minLength: 1 }).chain((chosen) =>
  fc.tuple(
    ...chosen.map((sample) => {
      const place = fc.constantFrom(...placesIn(sample).filter(([root]) => root !== 'apiVersion' && root !== 'kind'))
      const value = fc.constantFrom<unknown>(undefined, null, '', 'x', 'y', '__proto__', '\u0000', true, false, 0, [], {})
      return fc
        .array(fc.tuple(place, value), { maxLength: 6 })
        .map((changes) => changes.reduce<unknown>((object, [path, at]) => withAt(object, path, at), sample))
    }),
  ),
)

test('whatever is left out or odd in whichever object, the audit ends, and the order of the objects is nothing', () => {
  let judged = 0
  fc.assert(
    fc.property(cluster, ranks, (objects, random) => {
      const report = reportOf(objects)
      judged += report.workloads.length
      const shuffled = objects
        .map((object, i) => ({ object, at: random[i] ?? 0 }))
        .sort((a, b) => a.at - b.at)
        .map(({ object }) => object)
      assert.equal(JSON.stringify(reportOf(shuffled)), JSON.stringify(report))
    }),
    { numRuns: runs, seed: 20261124 },
  )
  assert.ok(judged > runs, `only ${judged} workloads judged`)
})
