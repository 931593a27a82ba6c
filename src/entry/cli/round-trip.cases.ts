// Seeded random worlds for the proof on a real API server that what was taken away can be put back: one namespace each, with every
// kind of workload, all three states of the switch, both spellings of the account, and updates that wait for somebody.
import { seeded, type Random } from '../../../bench/random.ts'
import type { KubeObject } from '../../../testbed/client.ts'

type Fields = Readonly<Record<string, unknown>>

/** What a world is made of, in the order in which it is created. */
export interface RandomWorld {
  readonly namespace: string
  readonly objects: readonly KubeObject[]
}

const rbac = 'rbac.authorization.k8s.io'
const apiGroup = { apiGroup: rbac }

/** The world of a number: the same for the same seed. */
export function worldOf(seed: number, index: number): RandomWorld {
  const chance = seeded(seed * 1_000_003 + index)
  const namespace = `world-${index}`
  const accounts = ['default', ...Array.from({ length: 1 + chance.below(3) }, (_, i) => `app-${i}`)]
  const object = (apiVersion: string, kind: string, name: string, fields: Fields = {}, metadata: Fields = {}): KubeObject => ({
    apiVersion,
    kind,
    metadata: { name, namespace, ...metadata },
    ...fields,
  })
  const secrets = accounts.filter(() => chance.chance(0.25))
  const workloads = Array.from({ length: 2 + chance.below(5) }, (_, i) => workload(chance, object, `w-${i}`, accounts, secrets))
  return {
    namespace,
    objects: [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
      ...accounts.map((name) => object('v1', 'ServiceAccount', name, switchOf(chance), marks(chance))),
      ...secrets.map((account) =>
        object(
          'v1',
          'Secret',
          `${account}-token`,
          { type: 'kubernetes.io/service-account-token' },
          { annotations: { 'kubernetes.io/service-account.name': account } },
        ),
      ),
      ...rights(chance, object, accounts),
      ...workloads,
    ],
  }
}

/** Absent, false or true. */
function switchOf(chance: Random): Fields {
  return chance.pick([{}, {}, { automountServiceAccountToken: false }, { automountServiceAccountToken: true }])
}

/** Labels and annotations that are somebody else's, and sometimes a sign of Helm, which would take a change back. */
function marks(chance: Random): Fields {
  if (chance.chance(0.1))
    return {
      labels: { 'app.kubernetes.io/managed-by': 'Helm' },
      annotations: { 'meta.helm.sh/release-name': 'app', 'meta.helm.sh/release-namespace': 'default' },
    }
  return chance.pick([{}, { labels: { team: 'a' } }, { annotations: { 'example.com/note': 'kept' } }])
}

type Make = (apiVersion: string, kind: string, name: string, fields?: Fields, metadata?: Fields) => KubeObject

function rights(chance: Random, object: Make, accounts: readonly string[]): readonly KubeObject[] {
  const bind = (name: string, kind: string, role: string, subjects: readonly Fields[]) =>
    object(`${rbac}/v1`, 'RoleBinding', name, { roleRef: { ...apiGroup, kind, name: role }, subjects })
  const alice = { kind: 'User', name: 'alice', ...apiGroup }
  const role = (name: string, rule: Fields) => object(`${rbac}/v1`, 'Role', name, { rules: [rule] })
  return [
    role('reader', { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list'] }),
    bind(
      'readers',
      'Role',
      'reader',
      accounts.filter(() => chance.chance(0.7)).map((name) => ({ kind: 'ServiceAccount', name })),
    ),
    ...(chance.chance(0.3)
      ? [bind('half-dangling', 'Role', 'reader', [alice, { kind: 'ServiceAccount', name: 'nobody', namespace: 'nowhere-to-be' }])]
      : []),
    ...(chance.chance(0.3) ? [bind('no-role', 'Role', 'never-made', [alice])] : []),
    ...(chance.chance(0.3)
      ? [role('restrict-token-creation', { apiGroups: [''], resources: ['serviceaccounttokens'], verbs: ['get', 'list'] })]
      : []),
    ...(chance.chance(0.3)
      ? [bind('editors', 'ClusterRole', 'edit', [alice, { kind: 'Group', name: 'devs', ...apiGroup }])]
      : []),
    ...(chance.chance(0.2)
      ? [
          role('minter', { apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] }),
          bind('minters', 'Role', 'minter', [alice]),
        ]
      : []),
  ]
}

/** What a workload's pods are made of. */
function podSpec(chance: Random, accounts: readonly string[], secrets: readonly string[], job: boolean): Fields {
  const account = chance.pick(accounts)
  const named = chance.pick<Fields>([
    { serviceAccountName: account },
    { serviceAccount: account },
    { serviceAccountName: account, serviceAccount: account },
    {},
  ])
  const vault = { name: 'vault', projected: { sources: [{ serviceAccountToken: { path: 'token', audience: 'vault' } }] } }
  const legacy = secrets.includes(account) && chance.chance(0.6)
  const volumes = [
    ...(chance.chance(0.3) ? [vault] : []),
    ...(chance.chance(0.3) ? [{ name: 'scratch', emptyDir: {} }] : []),
    ...(legacy ? [{ name: 'legacy', secret: { secretName: `${account}-token` } }] : []),
  ]
  const container = (name: string) => ({
    name,
    image: 'registry.example/app:1',
    ...(volumes.length > 0 && chance.chance(0.8)
      ? { volumeMounts: volumes.map((volume) => ({ name: volume.name, mountPath: `/var/${volume.name}` })) }
      : {}),
  })
  return {
    ...named,
    ...switchOf(chance),
    ...(job ? { restartPolicy: 'Never' } : {}),
    ...(volumes.length > 0 ? { volumes } : {}),
    ...(chance.chance(0.2) ? { initContainers: [container('first')] } : {}),
    containers: [container('main'), ...(chance.chance(0.4) ? [container('side')] : [])],
  }
}

/** A statement of need: for all of the pod, for one container, for the files alone, or none. */
function declared(chance: Random): Fields {
  const said = {
    'sparekey.dev/token-required': 'it watches ConfigMaps',
    'sparekey.dev/token-owner': 'team a',
    'sparekey.dev/token-until': '2099-12-31',
  }
  return chance.pick<Fields>([
    {},
    {},
    {},
    { annotations: said },
    { annotations: { ...said, 'sparekey.dev/token-containers': 'main' } },
    { annotations: { ...said, 'sparekey.dev/token-needs': 'files' } },
  ])
}

function workload(
  chance: Random,
  object: Make,
  name: string,
  accounts: readonly string[],
  secrets: readonly string[],
): KubeObject {
  const labels = { app: name }
  const template = (job = false) => ({
    metadata: { labels, ...(chance.chance(0.3) ? { annotations: { 'example.com/build': '7' } } : {}) },
    spec: podSpec(chance, accounts, secrets, job),
  })
  const selected = () => ({ selector: { matchLabels: labels }, template: template() })
  const replicas = chance.below(3)
  const metadata = { ...marks(chance), ...declared(chance) }
  const made = (apiVersion: string, kind: string, spec: Fields) => object(apiVersion, kind, name, { spec }, metadata)
  const kinds: readonly (() => KubeObject)[] = [
    () => made('apps/v1', 'Deployment', { replicas, ...selected() }),
    () => made('apps/v1', 'Deployment', { replicas, ...selected(), strategy: { type: 'Recreate' } }),
    () => made('apps/v1', 'Deployment', { replicas, ...selected(), paused: true }),
    () => made('apps/v1', 'StatefulSet', { replicas, serviceName: name, ...selected() }),
    () => made('apps/v1', 'StatefulSet', { replicas, serviceName: name, ...selected(), updateStrategy: { type: 'OnDelete' } }),
    () =>
      made('apps/v1', 'StatefulSet', {
        replicas: 2,
        serviceName: name,
        ...selected(),
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } },
      }),
    () => made('apps/v1', 'DaemonSet', selected()),
    () => made('apps/v1', 'DaemonSet', { ...selected(), updateStrategy: { type: 'OnDelete' } }),
    () => made('apps/v1', 'ReplicaSet', { replicas, ...selected() }),
    () => made('batch/v1', 'Job', { template: template(true) }),
    () => made('batch/v1', 'CronJob', { schedule: '0 3 1 1 *', jobTemplate: { spec: { template: template(true) } } }),
    () => object('v1', 'Pod', name, { spec: podSpec(chance, accounts, secrets, false) }, metadata),
  ]
  return chance.pick(kinds)()
}
