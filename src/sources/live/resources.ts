// Which lists are read, and why each is: one table, from which both the requests and the ClusterRole that allows them are made.
import { customWorkloadKinds, tokenSecretType } from '../../kube/index.ts'

/** A list that is read. */
export interface ResourceRow {
  readonly group: string
  readonly version: string
  readonly kind: string
  /** The plural name in API paths. */
  readonly resource: string
  readonly namespaced: boolean
  /**
   * Whether whole objects are asked for, or only the metadata of those of one type. The API server then sends no more
   * than that, so a Secret's data never leaves the cluster.
   */
  readonly ask: { readonly kind: 'objects' } | { readonly kind: 'metadata'; readonly type: string }
  /** Whether it is read always, or only when some CSI driver asks for tokens: then it matters which driver serves a claim. */
  readonly when: 'always' | 'driversAskForTokens'
}

/** A group of lists that are read for one reason. */
export interface ResourceReason {
  /** Whole sentences, for the ClusterRole. */
  readonly why: readonly string[]
  readonly rows: readonly ResourceRow[]
}

function row(
  group: string,
  kind: string,
  resource: string,
  place: 'namespaced' | 'cluster',
  rest: Partial<ResourceRow> = {},
): ResourceRow {
  return {
    group,
    version: 'v1',
    kind,
    resource,
    namespaced: place === 'namespaced',
    ask: { kind: 'objects' },
    when: 'always',
    ...rest,
  }
}

const rbac = 'rbac.authorization.k8s.io'
const storage = 'storage.k8s.io'
const registration = 'admissionregistration.k8s.io'
const driversAsk = { when: 'driversAskForTokens' } as const

/** Every list of built-in kinds, in the order in which they are asked for: pods first, since that list is the longest. */
export const resourceReasons: readonly ResourceReason[] = [
  { why: ['What runs, and which tokens it carries.'], rows: [row('', 'Pod', 'pods', 'namespaced')] },
  {
    why: ['Which CSI drivers are handed tokens of the pods that use them.'],
    rows: [row(storage, 'CSIDriver', 'csidrivers', 'cluster')],
  },
  {
    why: ['What makes pods: this is where a token is switched off.'],
    rows: [
      row('apps', 'ReplicaSet', 'replicasets', 'namespaced'),
      row('apps', 'Deployment', 'deployments', 'namespaced'),
      row('apps', 'StatefulSet', 'statefulsets', 'namespaced'),
      row('apps', 'DaemonSet', 'daemonsets', 'namespaced'),
      row('', 'ReplicationController', 'replicationcontrollers', 'namespaced'),
      row('batch', 'Job', 'jobs', 'namespaced'),
      row('batch', 'CronJob', 'cronjobs', 'namespaced'),
    ],
  },
  {
    why: ['Whether an account hands its token to every pod.'],
    rows: [row('', 'ServiceAccount', 'serviceaccounts', 'namespaced')],
  },
  {
    why: ['What a token allows, and who can make new ones.'],
    rows: [
      row(rbac, 'Role', 'roles', 'namespaced'),
      row(rbac, 'ClusterRole', 'clusterroles', 'cluster'),
      row(rbac, 'RoleBinding', 'rolebindings', 'namespaced'),
      row(rbac, 'ClusterRoleBinding', 'clusterrolebindings', 'cluster'),
    ],
  },
  {
    why: [
      'Which Secrets hold tokens that never expire. Sparekey asks for the metadata of these Secrets only, so that the API',
      'server sends no data; but RBAC knows no such right: whoever may list Secrets may also read what is in them. Leave',
      'this rule out if that is too much: then these tokens are reported as not known.',
    ],
    rows: [row('', 'Secret', 'secrets', 'namespaced', { ask: { kind: 'metadata', type: tokenSecretType } })],
  },
  {
    why: ['Which policies of the API server itself keep tokens out, and whether the guard stands as it was installed.'],
    rows: [
      row(registration, 'ValidatingAdmissionPolicy', 'validatingadmissionpolicies', 'cluster'),
      row(registration, 'ValidatingAdmissionPolicyBinding', 'validatingadmissionpolicybindings', 'cluster'),
      row(registration, 'MutatingAdmissionPolicy', 'mutatingadmissionpolicies', 'cluster'),
      row(registration, 'MutatingAdmissionPolicyBinding', 'mutatingadmissionpolicybindings', 'cluster'),
    ],
  },
  {
    why: ['Which driver serves a volume; read only where some CSI driver asks for tokens.'],
    rows: [
      row('', 'PersistentVolumeClaim', 'persistentvolumeclaims', 'namespaced', driversAsk),
      row('', 'PersistentVolume', 'persistentvolumes', 'cluster', driversAsk),
      row(storage, 'StorageClass', 'storageclasses', 'cluster', driversAsk),
    ],
  },
]

/** All rows of the table, in its order. */
export const resourceRows: readonly ResourceRow[] = resourceReasons.flatMap((reason) => reason.rows)

/** A custom kind of workload in the version in which the server serves it. */
export function customRow(kind: (typeof customWorkloadKinds)[number], version: string): ResourceRow {
  return row(kind.group, kind.kind, kind.resource, 'namespaced', { version })
}

/** The name of a row in `complete` and in gaps: the plural name, and for custom kinds also the group (`jobs.batch.volcano.sh`). */
export function resourceName(asked: Pick<ResourceRow, 'group' | 'resource'>): string {
  const isCustom = customWorkloadKinds.some((kind) => kind.group === asked.group && kind.resource === asked.resource)
  return isCustom ? `${asked.resource}.${asked.group}` : asked.resource
}

/** The path of a row's list. */
export function listPath({ group, version, resource, namespaced }: ResourceRow, namespace: string | undefined): string {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
  return namespaced && namespace !== undefined
    ? `${root}/namespaces/${encodeURIComponent(namespace)}/${resource}`
    : `${root}/${resource}`
}

/** The one object that is read by name: since when the API server records the use of tokens of Secrets. */
export const legacyTracking = {
  namespace: 'kube-system',
  resource: 'configmaps',
  name: 'kube-apiserver-legacy-service-account-token-tracking',
} as const

/** Where the API server tells the issuer of its tokens. */
export const openIdConfiguration = '/.well-known/openid-configuration'
