// The test vectors of the semantics by name, through the whole path from plain objects: T20 to T30, and the precedence matrix.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { takeInventory } from '../inventory/index.ts'
import { decodeObject, type Gap } from '../kube/index.ts'
import { defaultApiAudiences, holdingOf, podSubject, templateSubject, type Holding } from './index.ts'

const path = '/var/run/secrets/kubernetes.io/serviceaccount'
const complete = new Set(['secrets', 'csidrivers'])

interface Case {
  readonly says: string
  /** A pod's specification; `containers` has one `app` where it names none. */
  readonly spec: Readonly<Record<string, unknown>>
  readonly account?: Readonly<Record<string, unknown>>
  readonly others?: readonly Readonly<Record<string, unknown>>[]
  /** `container: account audience place`, or `container: none`. */
  readonly holds: readonly string[]
  readonly decidedBy?: string
}

const projected = (extra: object = {}) => ({
  name: 't',
  projected: { sources: [{ serviceAccountToken: { path: 'token', ...extra } }] },
})
const mounts = (...volumeMounts: object[]) => ({ name: 'app', volumeMounts })
const automounted = `app: ns/default - ${path}/token`

const cases: readonly Case[] = [
  {
    says: 'T20 pod nil, account nil: mounted',
    spec: {},
    holds: [automounted],
    decidedBy: 'ServiceAccount automountServiceAccountToken null',
  },
  {
    says: 'T20 pod nil, account true: mounted',
    spec: {},
    account: { automountServiceAccountToken: true },
    holds: [automounted],
    decidedBy: 'ServiceAccount automountServiceAccountToken true',
  },
  {
    says: 'T20 pod nil, account false: not mounted',
    spec: {},
    account: { automountServiceAccountToken: false },
    holds: ['app: none'],
  },
  {
    says: 'T20 pod true, account nil: mounted',
    spec: { automountServiceAccountToken: true },
    holds: [automounted],
    decidedBy: 'Deployment spec.template.spec.automountServiceAccountToken true',
  },
  {
    says: 'T20 pod true, account true: mounted',
    spec: { automountServiceAccountToken: true },
    account: { automountServiceAccountToken: true },
    holds: [automounted],
  },
  {
    says: 'T20 pod true, account false: mounted',
    spec: { automountServiceAccountToken: true },
    account: { automountServiceAccountToken: false },
    holds: [automounted],
  },
  { says: 'T20 pod false, account nil: not mounted', spec: { automountServiceAccountToken: false }, holds: ['app: none'] },
  {
    says: 'T20 pod false, account true: not mounted',
    spec: { automountServiceAccountToken: false },
    account: { automountServiceAccountToken: true },
    holds: ['app: none'],
  },
  {
    says: 'T20 pod false, account false: not mounted',
    spec: { automountServiceAccountToken: false },
    account: { automountServiceAccountToken: false },
    holds: ['app: none'],
  },
  {
    says: 'T21 automount false and a hand-written projection for the default audience: exposed',
    spec: { automountServiceAccountToken: false, volumes: [projected()], containers: [mounts({ name: 't', mountPath: '/own' })] },
    holds: ['app: ns/default - /own/token'],
    decidedBy: 'Deployment spec.template.spec.volumes[0].projected.sources[0].serviceAccountToken null',
  },
  {
    says: 'T22 automount false and only an Azure audience: a token, but none for the API server',
    spec: {
      automountServiceAccountToken: false,
      volumes: [projected({ audience: 'api://AzureADTokenExchange' })],
      containers: [mounts({ name: 't', mountPath: '/az' })],
    },
    holds: ['app: ns/default api://AzureADTokenExchange(other) /az/token'],
  },
  {
    says: 'T22 an audience that the API server accepts, written out, is a key to the cluster all the same',
    spec: {
      automountServiceAccountToken: false,
      volumes: [projected({ audience: 'https://kubernetes.default.svc' })],
      containers: [mounts({ name: 't', mountPath: '/k' })],
    },
    holds: ['app: ns/default https://kubernetes.default.svc /k/token'],
  },
  {
    says: 'T23 a template volume named like an injected one, with automount false: hand-written, exposed',
    spec: {
      automountServiceAccountToken: false,
      volumes: [{ ...projected({ expirationSeconds: 3607 }), name: 'kube-api-access-abcde' }],
      containers: [mounts({ name: 'kube-api-access-abcde', mountPath: path })],
    },
    holds: [automounted],
    decidedBy: 'Deployment spec.template.spec.volumes[0].projected.sources[0].serviceAccountToken null',
  },
  {
    says: 'T24 an emptyDir named kube-api-access-x takes the token volume’s place: no token',
    spec: { volumes: [{ name: 'kube-api-access-x', emptyDir: {} }] },
    holds: ['app: none'],
  },
  {
    says: 'T25 a container with its own mount exactly at the path is passed over, the others are not',
    spec: { volumes: [{ name: 'own', emptyDir: {} }], containers: [mounts({ name: 'own', mountPath: path }), { name: 'side' }] },
    holds: ['app: none', `side: ns/default - ${path}/token`],
  },
  {
    says: 'T25 a trailing slash is another path: mounted as well',
    spec: { volumes: [{ name: 'own', emptyDir: {} }], containers: [mounts({ name: 'own', mountPath: `${path}/` })] },
    holds: [automounted],
  },
  {
    says: 'T26 where every container owns the path, nothing is mounted',
    spec: { volumes: [{ name: 'own', emptyDir: {} }], containers: [mounts({ name: 'own', mountPath: path })] },
    holds: ['app: none'],
  },
  {
    says: 'T27 a CSI driver with a token request for the default audience is handed a token',
    spec: {
      automountServiceAccountToken: false,
      volumes: [{ name: 'v', csi: { driver: 'csi.example' } }],
      containers: [mounts({ name: 'v', mountPath: '/csi' })],
    },
    others: [
      {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'CSIDriver',
        metadata: { name: 'csi.example' },
        spec: { tokenRequests: [{ audience: '' }] },
      },
    ],
    holds: ['app: ns/default - /csi'],
  },
  {
    says: 'T28 the token Secret of another account, by envFrom',
    spec: {
      automountServiceAccountToken: false,
      containers: [{ name: 'app', envFrom: [{ prefix: 'X_', secretRef: { name: 'legacy' } }] }],
    },
    others: [
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'legacy', namespace: 'ns', annotations: { 'kubernetes.io/service-account.name': 'boss' } },
        type: 'kubernetes.io/service-account-token',
      },
    ],
    holds: ['app: ns/boss - $X_token'],
  },
  {
    says: 'T28 and by one variable; its ca.crt is no token',
    spec: {
      automountServiceAccountToken: false,
      containers: [
        {
          name: 'app',
          env: [
            { name: 'T', valueFrom: { secretKeyRef: { name: 'legacy', key: 'token' } } },
            { name: 'C', valueFrom: { secretKeyRef: { name: 'legacy', key: 'ca.crt' } } },
          ],
        },
      ],
    },
    others: [
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'legacy', namespace: 'ns', annotations: { 'kubernetes.io/service-account.name': 'boss' } },
        type: 'kubernetes.io/service-account-token',
      },
    ],
    holds: ['app: ns/boss - $T'],
  },
  {
    says: 'T30 only the alias serviceAccount',
    spec: { serviceAccount: 'x' },
    others: [{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'x', namespace: 'ns' } }],
    holds: [`app: ns/x - ${path}/token`],
  },
  {
    says: 'T30 both set: serviceAccountName counts',
    spec: { serviceAccount: 'x', serviceAccountName: 'y' },
    others: [
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'y', namespace: 'ns' }, automountServiceAccountToken: false },
    ],
    holds: ['app: none'],
  },
]

for (const { says, spec, account = {}, others = [], holds, decidedBy } of cases) {
  test(says, () => {
    const { holding, gaps } = hold('Deployment', spec, [
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'ns' }, ...account },
      ...others,
    ])
    assert.deepEqual(gaps, [])
    assert.deepEqual(linesOf(holding), holds)
    if (decidedBy === undefined) return
    const by = holding.containers[0]?.tokens[0]?.decidedBy
    assert.equal(`${by?.object.kind} ${by?.field} ${String(by?.value)}`, decidedBy)
  })
}

test('T29 a mirror pod never has a token', () => {
  const { holding } = hold('Pod', { volumes: [projected()], containers: [mounts({ name: 't', mountPath: '/own' })] }, [], {
    uid: 'u',
    annotations: { 'kubernetes.io/config.mirror': 'hash' },
  })
  assert.deepEqual(linesOf(holding), ['app: none'])
})

test('a ServiceAccount that is not in the input is a gap, not a guess', () => {
  const { holding, gaps } = hold('Deployment', { serviceAccountName: 'elsewhere' }, [])
  assert.deepEqual(linesOf(holding), ['app: none'])
  assert.equal(holding.automount.kind, 'undecided')
  assert.deepEqual(gaps, [{ kind: 'accountMissing', account: { namespace: 'ns', name: 'elsewhere' } }])
})

test('it is no gap where the pod decides by itself, or where the mount would carry nothing', () => {
  for (const spec of [{ automountServiceAccountToken: false }, { volumes: [{ name: 'kube-api-access-x', emptyDir: {} }] }]) {
    assert.deepEqual(hold('Deployment', spec, []).gaps, [])
  }
})

test('a volume that admission put into a Pod is told from one that somebody wrote', () => {
  const injected = {
    name: 'kube-api-access-bcdfg',
    projected: {
      sources: [
        { serviceAccountToken: { path: 'token', expirationSeconds: 3607 } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        { downwardAPI: { items: [{ path: 'namespace' }] } },
      ],
    },
  }
  const spec = { volumes: [injected], containers: [mounts({ name: injected.name, mountPath: path })] }
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'ns' } }
  const sourceOf = (metadata: object) => hold('Pod', spec, [account], metadata).holding.containers[0]?.tokens[0]?.source
  assert.equal(sourceOf({ uid: 'u' }), 'automount')
  const written = { 'f:spec': { 'f:volumes': { [`k:{"name":"${injected.name}"}`]: {} } } }
  assert.equal(sourceOf({ uid: 'u', managedFields: [{ fieldsV1: written }] }), 'projected')
})

function hold(
  kind: 'Deployment' | 'Pod',
  spec: Readonly<Record<string, unknown>>,
  others: readonly unknown[],
  metadata: object = {},
): { readonly holding: Holding; readonly gaps: readonly Gap[] } {
  const whole = { containers: [{ name: 'app' }], ...spec }
  const object =
    kind === 'Pod'
      ? { apiVersion: 'v1', kind, metadata: { name: 'p', namespace: 'ns', ...metadata }, spec: whole }
      : { apiVersion: 'apps/v1', kind, metadata: { name: 'w', namespace: 'ns' }, spec: { template: { spec: whole } } }
  const decode = (value: unknown) => {
    const decoded = decodeObject(value)
    assert.ok(decoded.kind === 'object', JSON.stringify(decoded))
    return decoded.object
  }
  const inventory = takeInventory({
    objects: others.map((other) => ({ object: decode(other) })),
    complete,
    gaps: [],
    assumptions: new Set(),
  })
  const decoded = decode(object)
  assert.ok(decoded.is === 'pod' || decoded.is === 'workload')
  const placed = decoded.is === 'workload' ? decoded.templates[0] : undefined
  assert.ok(decoded.is === 'pod' || placed !== undefined)
  const subject =
    decoded.is === 'pod' || placed === undefined ? podSubject(decoded as never) : templateSubject(decoded.ref, placed)
  const answer = holdingOf(subject, { ...inventory, apiAudiences: defaultApiAudiences })
  return { holding: answer.value, gaps: answer.gaps }
}

function linesOf(holding: Holding): readonly string[] {
  return holding.containers.flatMap((container) => {
    if (container.tokens.length === 0) return [`${container.name}: none`]
    return container.tokens.map((token) => {
      const place = token.place.kind === 'file' ? token.place.path : `$${token.place.variable}`
      return `${container.name}: ${token.account.namespace}/${token.account.name} ${token.audience ?? '-'}${token.apiServer ? '' : '(other)'} ${place}`
    })
  })
}
