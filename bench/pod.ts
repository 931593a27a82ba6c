// One made-up pod, as the API server stores it and kubectl prints it: keys sorted, managedFields left in (shortened: a real one is often longer).
import { seeded, type Random } from './random.ts'

/** The made-up cluster: what pods have in common. */
export interface Cluster {
  readonly apps: readonly App[]
}

/** A workload that makes pods; all its pods have one template. */
export interface App {
  readonly name: string
  readonly namespace: string
  readonly account: string
  readonly owner: { readonly apiVersion: string; readonly kind: string; readonly name: string; readonly uid: string }
  readonly hash: string
  readonly containers: readonly AppContainer[]
  readonly automount: boolean | undefined
  readonly helm: boolean
  readonly seed: number
  /** Whether to leave to the API server what its admission plugins add. */
  readonly bare?: boolean
}

/** A pod, as far as a caller looks into it. */
export interface MadePod {
  readonly metadata: {
    readonly name: string
    readonly namespace: string
    readonly labels: Readonly<Record<string, string>>
    readonly annotations: Readonly<Record<string, string>>
    readonly [others: string]: unknown
  }
  readonly spec: object
  readonly [others: string]: unknown
}

interface AppContainer {
  readonly name: string
  readonly image: string
  readonly port: number
  readonly env: readonly (readonly [name: string, value: string | { readonly secret: string; readonly key: string }])[]
  readonly config: string | undefined
  readonly probe: boolean
}

const domains = [
  'shop',
  'billing',
  'search',
  'ledger',
  'media',
  'mail',
  'auth',
  'orders',
  'stock',
  'fraud',
  'maps',
  'chat',
  'ads',
]
const parts = ['api', 'worker', 'web', 'cache', 'sync', 'gateway', 'indexer', 'cron', 'proxy', 'store', 'events', 'admin']
const sidecars = ['istio-proxy', 'vault-agent', 'log-shipper', 'metrics']
const settings = [
  'LOG_LEVEL',
  'REGION',
  'POOL_SIZE',
  'CACHE_URL',
  'TIMEOUT',
  'FEATURE_FLAGS',
  'JAVA_OPTS',
  'QUEUE_NAME',
  'TRACE_RATIO',
]

/**
 * A cluster of 25 namespaces, 500 accounts and 2,000 workloads.
 *
 * @param random - decides everything
 */
export function makeCluster(random: Random): Cluster {
  const namespaces = Array.from(
    { length: 25 },
    (_, i) => `${domains[i % domains.length]}-${i < domains.length ? 'prod' : 'stage'}`,
  )
  const apps = Array.from({ length: 2000 }, (_, i): App => {
    const name = `${random.pick(domains)}-${random.pick(parts)}-${i}`
    const kind = random.chance(0.9) ? 'ReplicaSet' : random.pick(['StatefulSet', 'DaemonSet', 'Job'])
    const hash = random.suffix(9)
    return {
      name,
      namespace: namespaces[i % namespaces.length] ?? 'default',
      account: random.chance(0.15) ? 'default' : `sa-${i % 500}`,
      owner: {
        apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1',
        kind,
        name: kind === 'ReplicaSet' ? `${name}-${hash}` : name,
        uid: random.uuid(),
      },
      hash,
      containers: containersOf(random, name),
      automount: random.chance(0.2) ? random.chance(0.3) : undefined,
      helm: random.chance(0.4),
      seed: random.below(2 ** 31),
    }
  })
  return { apps }
}

function containersOf(random: Random, app: string): AppContainer[] {
  const names = random.chance(0.06) ? [app, random.pick(sidecars)] : [app]
  return names.map((name) => ({
    name,
    image: `registry.example.com/${app}/${name}:v${1 + random.below(9)}.${random.below(40)}.${random.below(10)}`,
    port: 8000 + random.below(1000),
    env: Array.from({ length: random.below(3) }, (_, i) => [
      settings[(i * 2 + random.below(2)) % settings.length] ?? 'MODE',
      random.chance(0.2) ? { secret: `${app}-secrets`, key: 'password' } : `${random.suffix(6)}-${random.below(1000)}`,
    ]),
    config: random.chance(0.2) ? `${app}-config` : undefined,
    probe: random.chance(0.5),
  }))
}

/** What the API server sorts pods by: namespace and name. */
export function podKey(app: App, index: number): string {
  return `${app.namespace}/${podName(app, randomOf(app, index))}`
}

function podName(app: App, random: Random): string {
  return `${app.owner.name}-${random.suffix(5)}`
}

function randomOf(app: App, index: number): Random {
  return seeded(app.seed ^ Math.imul(index, 0x9e3779b1))
}

/**
 * One pod of a workload.
 *
 * @param index - makes the pod's own names and addresses; the same index gives the same pod
 */
export function makePod(app: App, index: number): MadePod {
  const random = randomOf(app, index)
  const name = podName(app, random)
  const created = new Date(Date.UTC(2026, 0, 1) + index * 37_000).toISOString().replace('.000Z', 'Z')
  const node = `node-${index % 400}`
  const token = `kube-api-access-${random.suffix(5)}`
  const mountsToken = app.automount !== false && app.bare !== true
  const configs = [...new Set(app.containers.flatMap((c) => (c.config === undefined ? [] : [c.config])))]
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      annotations: {
        'checksum/config': `${app.hash}${app.hash}`,
        ...(app.helm ? { 'meta.helm.sh/release-name': app.name } : {}),
        'prometheus.io/scrape': 'true',
      },
      creationTimestamp: created,
      generateName: `${app.owner.name}-`,
      labels: { app: app.name, 'pod-template-hash': app.hash },
      managedFields: managedFields(app, created),
      name,
      namespace: app.namespace,
      ownerReferences: [
        {
          apiVersion: app.owner.apiVersion,
          blockOwnerDeletion: true,
          controller: true,
          kind: app.owner.kind,
          name: app.owner.name,
          uid: app.owner.uid,
        },
      ],
      resourceVersion: String(1_000_000 + index * 7),
      uid: random.uuid(),
    },
    spec: {
      ...(app.automount === undefined ? {} : { automountServiceAccountToken: app.automount }),
      containers: app.containers.map((container) => containerSpec(container, mountsToken ? token : undefined)),
      dnsPolicy: 'ClusterFirst',
      enableServiceLinks: true,
      nodeName: node,
      preemptionPolicy: 'PreemptLowerPriority',
      priority: 0,
      restartPolicy: app.owner.kind === 'Job' ? 'OnFailure' : 'Always',
      schedulerName: 'default-scheduler',
      securityContext: {},
      serviceAccount: app.account,
      serviceAccountName: app.account,
      terminationGracePeriodSeconds: 30,
      tolerations: ['not-ready', 'unreachable'].map((taint) => ({
        effect: 'NoExecute',
        key: `node.kubernetes.io/${taint}`,
        operator: 'Exists',
        tolerationSeconds: 300,
      })),
      volumes: [
        ...configs.map((config) => ({ configMap: { defaultMode: 420, name: config }, name: config })),
        ...(mountsToken ? [tokenVolume(token)] : []),
      ],
    },
    status: status(app, index, created, node, random),
  }
}

function containerSpec(container: AppContainer, token: string | undefined): object {
  const env = container.env.map(([name, value]) =>
    typeof value === 'string' ? { name, value } : { name, valueFrom: { secretKeyRef: { key: value.key, name: value.secret } } },
  )
  return {
    ...(env.length === 0 ? {} : { env }),
    image: container.image,
    imagePullPolicy: 'IfNotPresent',
    ...(container.probe
      ? { livenessProbe: { httpGet: { path: '/healthz', port: container.port, scheme: 'HTTP' }, periodSeconds: 10 } }
      : {}),
    name: container.name,
    ...(container.probe ? { ports: [{ containerPort: container.port, protocol: 'TCP' }] } : {}),
    resources: container.probe ? { requests: { cpu: '100m', memory: '256Mi' } } : {},
    terminationMessagePath: '/dev/termination-log',
    ...(container.config === undefined && token === undefined ? {} : { volumeMounts: mounts(container, token) }),
  }
}

function mounts(container: AppContainer, token: string | undefined): object[] {
  return [
    ...(container.config === undefined ? [] : [{ mountPath: '/etc/app', name: container.config, readOnly: true }]),
    ...(token === undefined ? [] : [{ mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', name: token, readOnly: true }]),
  ]
}

function tokenVolume(name: string): object {
  return {
    name,
    projected: {
      defaultMode: 420,
      sources: [
        { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
        { configMap: { items: [{ key: 'ca.crt', path: 'ca.crt' }], name: 'kube-root-ca.crt' } },
        { downwardAPI: { items: [{ fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' }, path: 'namespace' }] } },
      ],
    },
  }
}

function managedFields(app: App, time: string): object[] {
  const config = app.containers[0]?.config
  return [
    {
      apiVersion: 'v1',
      fieldsType: 'FieldsV1',
      fieldsV1: {
        'f:metadata': { 'f:labels': {} },
        'f:spec': {
          'f:containers': Object.fromEntries(
            app.containers.map((c) => [`k:{"name":"${c.name}"}`, { '.': {}, 'f:image': {}, 'f:name': {} }]),
          ),
          ...(config === undefined ? {} : { 'f:volumes': { '.': {}, [`k:{"name":"${config}"}`]: { '.': {}, 'f:name': {} } } }),
        },
      },
      manager: 'kube-controller-manager',
      operation: 'Update',
      time,
    },
  ]
}

function status(app: App, index: number, time: string, node: string, random: Random): object {
  const done = app.owner.kind === 'Job' && random.chance(0.7)
  const podIP = `10.${index % 200}.${(index >> 8) % 250}.${index % 250}`
  return {
    conditions: ['Ready'].map((type) => ({
      lastProbeTime: null,
      lastTransitionTime: time,
      status: 'True',
      type,
    })),
    containerStatuses: app.containers.map((container) => ({
      containerID: `containerd://${random.uuid().replaceAll('-', '')}${random.uuid().replaceAll('-', '')}`,
      image: container.image,
      imageID: `${container.image.replace(/:.*/, '')}@sha256:${random.uuid().replaceAll('-', '')}${random.uuid().replaceAll('-', '')}`,
      name: container.name,
      ready: !done,
      restartCount: random.chance(0.2) ? random.below(9) : 0,
      started: !done,
      state: done
        ? { terminated: { exitCode: 0, finishedAt: time, reason: 'Completed', startedAt: time } }
        : { running: { startedAt: time } },
    })),
    hostIP: `172.16.${index % 4}.${node.length + (index % 200)}`,
    phase: done ? 'Succeeded' : 'Running',
    podIP,
    podIPs: [{ ip: podIP }],
    qosClass: 'Burstable',
    startTime: time,
  }
}
