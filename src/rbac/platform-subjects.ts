// Who mints and reads tokens because the cluster could not run otherwise, as data: shown apart, never hidden.
import type { GrantSubject } from './identity.ts'

interface PlatformSubjects {
  readonly source: string
  /** User names; `*` at the end stands for any rest. */
  readonly users: readonly string[]
  readonly groups: readonly string[]
  /** Names of accounts, by namespace. */
  readonly accounts: Readonly<Record<string, readonly string[]>>
}

/** Kubernetes itself: its administrators' group, control plane, nodes, and the controllers of kube-controller-manager. */
const kubernetes: PlatformSubjects = {
  source: 'kubernetes/kubernetes v1.36 plugin/pkg/auth/authorizer/rbac/bootstrappolicy',
  users: ['system:kube-controller-manager', 'system:kube-scheduler', 'system:kube-proxy', 'system:apiserver', 'system:node:*'],
  groups: ['system:masters', 'system:nodes', 'system:monitoring'],
  accounts: {
    'kube-system': [
      'attachdetach-controller',
      'bootstrap-signer',
      'certificate-controller',
      'clusterrole-aggregation-controller',
      'cronjob-controller',
      'daemon-set-controller',
      'deployment-controller',
      'device-taint-eviction-controller',
      'disruption-controller',
      'endpoint-controller',
      'endpointslice-controller',
      'endpointslicemirroring-controller',
      'ephemeral-volume-controller',
      'expand-controller',
      'generic-garbage-collector',
      'horizontal-pod-autoscaler',
      'job-controller',
      'legacy-service-account-token-cleaner',
      'namespace-controller',
      'node-controller',
      'persistent-volume-binder',
      'pod-garbage-collector',
      'pv-protection-controller',
      'pvc-protection-controller',
      'replicaset-controller',
      'replication-controller',
      'resource-claim-controller',
      'resourcequota-controller',
      'root-ca-cert-publisher',
      'route-controller',
      'selinux-warning-controller',
      'service-account-controller',
      'service-cidrs-controller',
      'service-controller',
      'statefulset-controller',
      'storage-version-migrator-controller',
      'token-cleaner',
      'ttl-after-finished-controller',
      'ttl-controller',
      'validatingadmissionpolicy-status-controller',
      'volumeattributesclass-protection-controller',
    ],
  },
}

/** Azure Kubernetes Service: the identities of its own control plane, and of the components that it runs in kube-system. */
const aks: PlatformSubjects = {
  source: 'Elastic rule 4df91789 exclusions and Azure/AKS CHANGELOG (read 2026-11-23)',
  users: ['aksService', 'aks-service', 'aks-support', 'masterclient', 'nodeclient', 'clusterAdmin'],
  groups: ['system:aks:*'],
  accounts: {
    'kube-system': [
      'addon-manager',
      'ama-logs',
      'ama-metrics-serviceaccount',
      'azure-cloud-provider',
      'azure-policy',
      'cloud-node-manager',
      'coredns',
      'coredns-autoscaler',
      'csi-azuredisk-node-sa',
      'csi-azurefile-node-sa',
      'csi-blob-node-sa',
      'konnectivity-agent',
      'kube-proxy',
      'metrics-server',
      'aks-secrets-store-csi-driver',
      'aks-secrets-store-provider-azure',
      'azure-wi-webhook-admin',
    ],
  },
}

const all: readonly PlatformSubjects[] = [kubernetes, aks]

/** Whether a subject is the platform's own; what somebody else was given is not, even through a role of the platform's. */
export function isPlatformSubject(subject: GrantSubject): boolean {
  return all.some(({ users, groups, accounts }) => {
    if (subject.kind === 'ServiceAccount') return accounts[subject.namespace]?.includes(subject.name) === true
    return (subject.kind === 'User' ? users : groups).some((pattern) => matches(pattern, subject.name))
  })
}

function matches(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern
}
