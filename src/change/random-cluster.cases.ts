// Random clusters, as the API server would show them: workloads of all kinds and all three states of the switch, with pods that run,
// of which some are older than the last change. What admission does to a pod is written here a second time, apart from the code.
import fc from 'fast-check'
import type { Json, JsonObject } from '../base/index.ts'
import { binding, podOf, role, tokenSecret, user, workload } from './plan.cases.ts'

const tokenPath = '/var/run/secrets/kubernetes.io/serviceaccount'
const namespaces = ['shop', 'kube-system'] as const
const accountNames = ['default', 'app', 'other'] as const
const maybe = fc.constantFrom<boolean | undefined>(undefined, undefined, true, false)

/** A switch of each account, by `namespace/name`. */
export type Switches = Readonly<Record<string, boolean | undefined>>

/** A cluster. */
export interface RandomCluster {
  readonly objects: readonly JsonObject[]
  /** `Kind namespace/name` of the workloads that have pods. */
  readonly running: readonly string[]
}

const volume = fc.constantFrom<JsonObject>(
  {
    name: 'vault',
    projected: {
      defaultMode: 420,
      sources: [{ serviceAccountToken: { audience: 'vault', expirationSeconds: 600, path: 'jwt' } }],
    },
  },
  {
    name: 'api',
    projected: { defaultMode: 420, sources: [{ serviceAccountToken: { expirationSeconds: 3600, path: 'token' } }] },
  },
  { name: 'own-secret', secret: { secretName: 'app-token', defaultMode: 420 } },
  {
    name: 'some-keys',
    secret: {
      secretName: 'app-token',
      defaultMode: 256,
      items: [
        { key: 'token', path: 'jwt' },
        { key: 'ca.crt', path: 'ca' },
      ],
    },
  },
  { name: 'other-secret', secret: { secretName: 'other-token', defaultMode: 420 } },
  { name: 'sparekey-token', emptyDir: {} },
  { name: 'data', emptyDir: {} },
)

const declaration = fc.constantFrom<Readonly<Record<string, string>> | undefined>(
  undefined,
  undefined,
  {},
  { 'sparekey.dev/token-needs': 'files' },
  { 'sparekey.dev/token-containers': 'a' },
  { 'sparekey.dev/token-containers': 'a,b' },
  { 'sparekey.dev/token-containers': 'z' },
  { 'sparekey.dev/token-until': '2026-01-01' },
)

const kinds = fc.constantFrom<readonly [string, JsonObject]>(
  ['Deployment', {}],
  ['Deployment', {}],
  ['Deployment', { paused: true }],
  ['StatefulSet', { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } } }],
  ['StatefulSet', { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } } }],
  ['DaemonSet', { updateStrategy: { type: 'OnDelete' } }],
  ['DaemonSet', {}],
  ['CronJob', {}],
  ['Job', {}],
  ['ReplicaSet', {}],
  ['ReplicationController', {}],
)

const randomWorkload: fc.Arbitrary<Made> = fc.record({
  kind: kinds,
  namespace: fc.constantFrom(...namespaces, 'shop' as const),
  account: fc.constantFrom<string | undefined>(undefined, 'app', 'app', 'other'),
  alias: fc.boolean(),
  automount: maybe,
  containers: fc.subarray(['a', 'b', 'c'], { minLength: 1 }),
  init: fc.boolean(),
  ownsPath: fc.integer({ min: -1, max: 5 }),
  volumes: fc.uniqueArray(volume, { maxLength: 3, selector: ({ name }) => name }),
  env: fc.integer({ min: 0, max: 6 }),
  declaration,
  mark: fc.constantFrom<JsonObject>(
    {},
    {},
    {},
    { labels: { 'kubernetes.azure.com/managedby': 'aks' } },
    { labels: { 'app.kubernetes.io/managed-by': 'Helm', 'app.kubernetes.io/instance': 'web' } },
    { ownerReferences: [{ apiVersion: 'example.com/v1', kind: 'Shop', name: 'x', controller: true }] },
  ),
  pods: fc.constantFrom<'none' | 'fresh' | 'stale'>('none', 'none', 'fresh', 'fresh', 'stale'),
})

function makeWorkload(one: Made, i: number): JsonObject {
  const [kind, spec] = one.kind
  const mounts = one.volumes.map(({ name }): JsonObject => ({ name: name, mountPath: `/mnt/${name as string}` }))
  const container = (name: string, at: number): JsonObject => ({
    name,
    volumeMounts: [
      ...(at === 0 ? mounts : mounts.slice(1)),
      ...(one.ownsPath === at ? [{ name: 'scratch', mountPath: tokenPath }] : []),
    ],
    ...(one.env === at ? { env: [{ name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'app-token', key: 'token' } } }] } : {}),
  })
  const account = one.account === undefined ? {} : { [one.alias ? 'serviceAccount' : 'serviceAccountName']: one.account }
  const said: JsonObject =
    one.declaration === undefined
      ? {}
      : {
          annotations: {
            'sparekey.dev/token-required': 'r',
            'sparekey.dev/token-owner': 'o',
            'sparekey.dev/token-until': '2026-12-31',
            ...one.declaration,
          },
        }
  return workload(
    kind,
    `w${i}`,
    {
      serviceAccountName: undefined,
      ...account,
      ...(one.automount === undefined ? {} : { automountServiceAccountToken: one.automount }),
      containers: one.containers.map(container),
      ...(one.init ? { initContainers: [container('init', 4)] } : {}),
      volumes: [...one.volumes, { name: 'scratch', emptyDir: {} }],
    },
    { meta: { namespace: one.namespace, ...one.mark, ...said }, spec },
  )
}

interface Made {
  readonly kind: readonly [string, JsonObject]
  readonly namespace: string
  readonly account: string | undefined
  readonly alias: boolean
  readonly automount: boolean | undefined
  readonly containers: readonly string[]
  readonly init: boolean
  readonly ownsPath: number
  readonly volumes: readonly JsonObject[]
  readonly env: number
  readonly declaration: Readonly<Record<string, string>> | undefined
  readonly mark: JsonObject
  readonly pods: 'none' | 'fresh' | 'stale'
}

/** The pod template of a workload. */
export function templateOf(object: JsonObject): JsonObject {
  const spec = object['spec'] as JsonObject
  const inner = object['kind'] === 'CronJob' ? ((spec['jobTemplate'] as JsonObject)['spec'] as JsonObject) : spec
  return inner['template'] as JsonObject
}

/** The pod that a controller makes of a workload while the accounts stand so. */
export function freshPod(owner: JsonObject, switches: Switches): JsonObject {
  const { name, namespace } = owner['metadata'] as unknown as { readonly name: string; readonly namespace: string }
  const spec = templateOf(owner)['spec'] as JsonObject
  const account =
    [spec['serviceAccountName'], spec['serviceAccount']].find((text) => typeof text === 'string' && text !== '') ?? 'default'
  const mounts =
    (spec['automountServiceAccountToken'] as boolean | undefined) ?? switches[`${namespace}/${account as string}`] ?? true
  const admitted: JsonObject = { ...spec, serviceAccountName: account, serviceAccount: account }
  const pod = podOf({ ...owner, spec: { template: { spec: admitted } } }, `${name}-1`, mounts, { namespace })
  return mounts ? withMountsOnlyWhereNone(pod) : pod
}

/** Admission leaves a container alone that has something at the path already. */
function withMountsOnlyWhereNone(pod: JsonObject): JsonObject {
  const spec = pod['spec'] as JsonObject
  const each = (list: Json | undefined): readonly JsonObject[] =>
    ((list ?? []) as readonly JsonObject[]).map((container) => {
      const mounts = ((container['volumeMounts'] ?? []) as readonly JsonObject[]).filter(
        ({ name }) => name !== 'kube-api-access-bcdfg',
      )
      const owns = mounts.some(({ mountPath }) => mountPath === tokenPath)
      const added = { name: 'kube-api-access-bcdfg', readOnly: true, mountPath: tokenPath }
      return { ...container, volumeMounts: owns ? mounts : [...mounts, added] }
    })
  const containers = each(spec['containers'])
  const initContainers = each(spec['initContainers'])
  const used = [...containers, ...initContainers].some(({ volumeMounts }) =>
    (volumeMounts as readonly JsonObject[]).some(({ name }) => name === 'kube-api-access-bcdfg'),
  )
  const volumes = (spec['volumes'] as readonly JsonObject[]).filter(({ name }) => used || name !== 'kube-api-access-bcdfg')
  return { ...pod, spec: { ...spec, containers, ...(spec['initContainers'] === undefined ? {} : { initContainers }), volumes } }
}

const mints: JsonObject = { apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] }
const looks: JsonObject = { apiGroups: [''], resources: ['pods'], verbs: ['get'] }
const subject = (namespace: string, name: string): JsonObject => ({ kind: 'ServiceAccount', namespace, name })

const rbac = fc.subarray<JsonObject>([
  binding('looks-app', 'looks', [subject('shop', 'app')]),
  binding('looks-other', 'looks', [subject('shop', 'other'), subject('shop', 'gone')]),
  binding('looks-default', 'looks', [subject('shop', 'default')]),
  binding('looks-system', 'looks', [subject('kube-system', 'app')], { namespace: 'kube-system' }),
  binding('mint', 'mint', [subject('shop', 'app')]),
  binding('devs', 'edit', [user('alice'), subject('shop', 'gone')]),
  binding('gone', 'looks', [subject('shop', 'gone')]),
  binding('roleless', 'missing', [user('alice')]),
  role('restrict-token', [looks], { namespace: 'shop' }),
])

/** Any cluster. */
export const randomCluster: fc.Arbitrary<RandomCluster> = fc
  .record({
    workloads: fc.array(randomWorkload, { minLength: 1, maxLength: 7 }),
    switches: fc.array(maybe, { minLength: 6, maxLength: 6 }),
    helmAccount: fc.integer({ min: 0, max: 12 }),
    rbac,
    labels: fc.constantFrom<Readonly<Record<string, string>>>({}, { 'kubernetes.io/legacy-token-last-used': '2026-11-20' }),
  })
  .map(({ workloads, switches, helmAccount, rbac: bindings, labels }) => {
    const names = namespaces.flatMap((namespace) => accountNames.map((name) => `${namespace}/${name}`))
    const states = Object.fromEntries(names.map((name, i) => [name, switches[i]]))
    const made = workloads.map((one, i) => ({ one, object: makeWorkload(one, i) }))
    const pods = made.flatMap(({ one, object }) =>
      one.pods === 'none' ? [] : [freshPod(object, one.pods === 'stale' ? {} : states)],
    )
    return {
      objects: [
        ...names.map((full, i) => accountObject(full, states[full], i === helmAccount)),
        ...made.map(({ object }) => object),
        ...pods,
        tokenSecret('app-token', 'app', labels),
        tokenSecret('other-token', 'other'),
        role('looks', [looks]),
        role('mint', [mints]),
        role('edit', [mints, looks], { labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' } }),
        ...bindings,
      ],
      running: made.filter(({ one }) => one.pods !== 'none').map(({ object }) => nameOf(object)),
    }
  })

function accountObject(full: string, automount: boolean | undefined, helm: boolean): JsonObject {
  const [namespace = '', name = ''] = full.split('/')
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace, uid: `uid-${full}`, ...(helm ? { labels: { 'app.kubernetes.io/managed-by': 'Helm' } } : {}) },
    ...(automount === undefined ? {} : { automountServiceAccountToken: automount }),
  }
}

/** `Kind namespace/name`. */
export function nameOf(object: JsonObject): string {
  const { name, namespace } = object['metadata'] as unknown as { readonly name: string; readonly namespace?: string }
  return `${object['kind'] as string} ${namespace ?? ''}/${name}`
}

/** The switches of the accounts among some objects. */
export function switchesOf(objects: readonly JsonObject[]): Switches {
  return Object.fromEntries(
    objects
      .filter(({ kind }) => kind === 'ServiceAccount')
      .map((object) => [
        nameOf(object).slice('ServiceAccount '.length),
        object['automountServiceAccountToken'] as boolean | undefined,
      ]),
  )
}
