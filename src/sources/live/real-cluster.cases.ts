// What a real control plane holds for the tests of reading one: some of every kind, more Roles than fit on a page, Secrets with a marked body.
import { load } from 'js-yaml'
import type { KubeObject, TestClient } from '../../../testbed/client.ts'
import { waitUntil } from '../../../testbed/wait-until.ts'
import { formatClusterRole } from './permissions.ts'

/** Stands in the body of every Secret, so that it can be looked for. */
export const markedBody = 'sesame-in-the-body'

/** More than one page holds. */
export const roleCount = 620

type Fields = Readonly<Record<string, unknown>>

function object(apiVersion: string, kind: string, name: string, fields: Fields = {}, metadata: Fields = {}): KubeObject {
  const isClusterScoped =
    kind.includes('AdmissionPolicy') ||
    ['Namespace', 'CSIDriver', 'PersistentVolume', 'StorageClass', 'CustomResourceDefinition'].includes(kind)
  return { apiVersion, kind, metadata: { name, ...(isClusterScoped ? {} : { namespace: 'shop' }), ...metadata }, ...fields }
}

const podSpec = { containers: [{ name: 'web', image: 'web' }] }
const template = { metadata: { labels: { app: 'web' } }, spec: podSpec }
const selected = { selector: { matchLabels: { app: 'web' } }, template }

const objects: readonly KubeObject[] = [
  object('v1', 'ServiceAccount', 'reader', { automountServiceAccountToken: false }),
  object(
    'v1',
    'Secret',
    'legacy',
    { type: 'kubernetes.io/service-account-token', stringData: { note: markedBody } },
    { annotations: { 'kubernetes.io/service-account.name': 'reader' } },
  ),
  object('v1', 'Secret', 'other', { stringData: { note: markedBody } }),
  object('apps/v1', 'Deployment', 'web', { spec: { replicas: 2, ...selected } }),
  object('apps/v1', 'StatefulSet', 'web', { spec: { serviceName: 'web', ...selected } }),
  object('apps/v1', 'DaemonSet', 'web', { spec: selected }),
  object('v1', 'ReplicationController', 'web', { spec: { replicas: 0, selector: { app: 'web' }, template } }),
  object('batch/v1', 'Job', 'once', { spec: { template: { spec: { ...podSpec, restartPolicy: 'Never' } } } }),
  object('batch/v1', 'CronJob', 'nightly', {
    spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template: { spec: { ...podSpec, restartPolicy: 'Never' } } } } },
  }),
  object('storage.k8s.io/v1', 'CSIDriver', 'vault.example', { spec: { tokenRequests: [{ audience: 'vault' }] } }),
  object('storage.k8s.io/v1', 'StorageClass', 'vault', { provisioner: 'vault.example' }),
  object('v1', 'PersistentVolume', 'disk', {
    spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], csi: { driver: 'vault.example', volumeHandle: 'x' } },
  }),
  object('v1', 'PersistentVolumeClaim', 'disk', {
    spec: { storageClassName: 'vault', accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  }),
  object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'rollouts.argoproj.io', {
    spec: {
      group: 'argoproj.io',
      scope: 'Namespaced',
      names: { plural: 'rollouts', singular: 'rollout', kind: 'Rollout', listKind: 'RolloutList' },
      versions: [
        {
          name: 'v1alpha1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      ],
    },
  }),
  object('rbac.authorization.k8s.io/v1', 'RoleBinding', 'readers', {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'role-0' },
    subjects: [{ kind: 'ServiceAccount', name: 'reader', namespace: 'shop' }],
  }),
]

const everything = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }
const registration = 'admissionregistration.k8s.io/v1'
const policies: readonly KubeObject[] = [
  object(registration, 'ValidatingAdmissionPolicy', 'any', {
    spec: { matchConstraints: { resourceRules: [everything] }, validations: [{ expression: 'true' }] },
  }),
  object(registration, 'ValidatingAdmissionPolicyBinding', 'any', { spec: { policyName: 'any', validationActions: ['Audit'] } }),
  object(registration, 'MutatingAdmissionPolicy', 'any', {
    spec: {
      matchConstraints: { resourceRules: [everything] },
      reinvocationPolicy: 'Never',
      mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression: 'Object{}' } }],
    },
  }),
  object(registration, 'MutatingAdmissionPolicyBinding', 'any', { spec: { policyName: 'any' } }),
]

/** Fills the cluster, and lets user `reader` have what the printed ClusterRole gives and nothing else. */
export async function fillCluster(client: TestClient, hasMutating = true): Promise<void> {
  await client.create(object('v1', 'Namespace', 'shop'))
  for (const each of [...objects, ...policies.filter(({ kind }) => hasMutating || !kind.startsWith('Mutating'))])
    await client.create(each)
  const roles = Array.from({ length: roleCount }, (_, i) =>
    object('rbac.authorization.k8s.io/v1', 'Role', `role-${i}`, {
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
    }),
  )
  for (let at = 0; at < roles.length; at += 50) await Promise.all(roles.slice(at, at + 50).map((role) => client.create(role)))
  await client.create(load(formatClusterRole()) as KubeObject)
  await client.create({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'reader' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'sparekey-reader' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'reader' }],
  } as KubeObject)
  const rollout = object('argoproj.io/v1alpha1', 'Rollout', 'canary', { spec: { template } })
  await waitUntil('the API server to serve Rollouts', async () => {
    const { status } = await client.request('POST', '/apis/argoproj.io/v1alpha1/namespaces/shop/rollouts', rollout)
    return status === 201 || status === 409
  })
  await waitUntil('the pods of the Deployment and the token of the Secret', async () => {
    const pods = await client.list('v1', 'Pod', 'shop')
    const secret = await client.get<{ readonly data?: Fields }>('v1', 'Secret', 'legacy', 'shop')
    return pods.length >= 3 && secret.data?.['token'] !== undefined
  })
}
