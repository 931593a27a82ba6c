// The objects that the whole sample plan is about, as a real API server takes them; the first one is the kind of another.
import { mount } from './sample.cases.ts'

const rbac = 'rbac.authorization.k8s.io/v1'
const named = (namespace: string, name: string, more: object = {}) => ({ metadata: { namespace, name, ...more } })
const pods = (spec: object, annotations?: object): object => ({
  metadata: { labels: { app: 'a' }, ...(annotations === undefined ? {} : { annotations }) },
  spec: { containers: [{ name: 'app', image: 'pause' }], ...spec },
})
const workload = (kind: string, namespace: string, name: string, spec: object, template: object): object => ({
  apiVersion: 'apps/v1',
  kind,
  ...named(namespace, name),
  spec: { selector: { matchLabels: { app: 'a' } }, template, ...spec },
})
const token = (namespace: string, name: string, labels?: object): object => ({
  apiVersion: 'v1',
  kind: 'Secret',
  ...named(namespace, name, {
    annotations: { 'kubernetes.io/service-account.name': 'deployer' },
    ...(labels === undefined ? {} : { labels }),
  }),
  type: 'kubernetes.io/service-account-token',
})
const two = {
  containers: [
    { name: 'app', image: 'pause' },
    { name: 'proxy', image: 'pause' },
  ],
}
const group = (name: string): object => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name })
const roleRef = (kind: string, name: string): object => ({ apiGroup: 'rbac.authorization.k8s.io', kind, name })

/** Everything that the steps of the whole sample need. */
export const wholeCluster: readonly object[] = [
  {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'rollouts.argoproj.io' },
    spec: {
      group: 'argoproj.io',
      scope: 'Namespaced',
      names: { kind: 'Rollout', plural: 'rollouts', singular: 'rollout', listKind: 'RolloutList' },
      versions: [
        {
          name: 'v1alpha1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      ],
    },
  },
  ...['shop', 'ci', 'batch', 'data'].map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
  { apiVersion: 'v1', kind: 'ServiceAccount', ...named('shop', 'web') },
  ...['ci', 'data'].map((namespace) => ({ apiVersion: 'v1', kind: 'ServiceAccount', ...named(namespace, 'deployer') })),
  token('ci', 'ci-legacy'),
  token('data', 'etl-token-x7k2p', { 'kubernetes.io/legacy-token-invalid-since': '2026-08-01' }),
  workload(
    'StatefulSet',
    'ci',
    'runner',
    { serviceName: 'runner', replicas: 1, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } },
    pods({
      containers: [{ name: 'runner', image: 'pause', volumeMounts: [{ name: 'ci-token', mountPath: '/ci' }] }],
      volumes: [
        { name: 'a', emptyDir: {} },
        { name: 'b', emptyDir: {} },
        { name: 'ci-token', secret: { secretName: 'ci-legacy' } },
      ],
    }),
  ),
  workload('Deployment', 'shop', 'web', {}, pods(two)),
  workload('Deployment', 'shop', 'api', {}, pods({ ...two, automountServiceAccountToken: true })),
  workload(
    'DaemonSet',
    'shop',
    'agent',
    { updateStrategy: { type: 'OnDelete' } },
    pods({
      containers: [{ name: 'app', image: 'pause', volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }] }],
      volumes: [{ name: 'tmp', emptyDir: {} }],
    }),
  ),
  workload('Deployment', 'shop', 'cart', {}, pods({})),
  workload(
    'Deployment',
    'shop',
    'old',
    { paused: true },
    pods({}, { 'sparekey.dev/renewed-at': '2026-01-02T03:04:05Z', other: mount }),
  ),
  {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    ...named('shop', 'canary'),
    spec: { template: pods({ automountServiceAccountToken: true }) },
  },
  {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    ...named('batch', 'report'),
    spec: {
      schedule: '0 0 1 1 *',
      jobTemplate: { spec: { template: pods({ automountServiceAccountToken: true, restartPolicy: 'Never' }) } },
    },
  },
  {
    apiVersion: rbac,
    kind: 'Role',
    ...named('ci', 'token-makers'),
    rules: [
      { apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] },
      { apiGroups: [''], resources: ['pods'], verbs: ['get'] },
    ],
  },
  {
    apiVersion: rbac,
    kind: 'RoleBinding',
    ...named('shop', 'devs-edit', { annotations: { why: 'because' } }),
    roleRef: roleRef('ClusterRole', 'edit'),
    subjects: [group('devs')],
  },
  {
    apiVersion: rbac,
    kind: 'ClusterRoleBinding',
    metadata: { name: 'system:ci-minters' },
    roleRef: roleRef('ClusterRole', 'view'),
    subjects: [group('ci'), { kind: 'ServiceAccount', name: 'gone', namespace: 'ci' }],
  },
  { apiVersion: rbac, kind: 'RoleBinding', ...named('data', 'nobody'), roleRef: roleRef('Role', 'none') },
]
