// The live cluster of the golden reports: every verdict, source, exposure and status.
import { accountObject } from '../kube/index.ts'
import type { AuditReport, BenchmarkReport, Finding, TokenReport, WorkloadReport } from '../verdict/index.ts'
import { appRef, automounted, container, projected, report, verdictFinding, workload } from './sample.cases.ts'
import { wholeCluster } from './who-can/sample.cases.ts'

const azureAudience = 'api://AzureADTokenExchange'

function secretToken(namespace: string, secretName: string, account: string, change: Partial<TokenReport> = {}): TokenReport {
  const object = appRef('StatefulSet', namespace, 'ledger')
  const field = 'spec.template.spec.containers[0].env[2].valueFrom.secretKeyRef'
  return {
    source: 'secret',
    serviceAccount: `${namespace}/${account}`,
    audience: null,
    apiServer: true,
    path: null,
    environment: 'CI_TOKEN',
    volume: null,
    expirationSeconds: null,
    decidedBy: { object, field, value: secretName },
    removal: {
      kind: 'edit',
      object,
      field,
      value: null,
      instruction: `remove \`env[2]\` from container \`ledger\`; Secret \`${secretName}\` stays`,
    },
    alsoRemoves: [],
    ...change,
  }
}

const cart = workload({
  namespace: 'shop',
  name: 'cart',
  labels: { 'app.kubernetes.io/name': 'cart', team: 'checkout' },
  containers: [
    { name: 'migrate', type: 'init', tokens: [automounted('shop')] },
    container('app', automounted('shop')),
    container(
      'istio-proxy',
      automounted('shop'),
      projected(appRef('Deployment', 'shop', 'cart'), 'istio-ca', {
        volume: 'istio-token',
        path: '/var/run/secrets/tokens/istio-token',
        expirationSeconds: 43200,
      }),
    ),
    container('metrics', automounted('shop')),
    { name: 'debugger-k2x', type: 'ephemeral', tokens: [] },
  ],
  pods: {
    running: 3,
    drift: [
      {
        pod: 'cart-6d9f7-x2x9k',
        message: 'started before the last change of the ServiceAccount: it holds a token that the next pod will not',
        containers: [container('app', automounted('shop'))],
      },
    ],
  },
})

const payments = workload({
  namespace: 'shop',
  name: 'payments',
  serviceAccount: 'shop/payments',
  containers: [
    container(
      'api',
      automounted('shop', 'payments', {
        decidedBy: {
          object: appRef('Deployment', 'shop', 'payments'),
          field: 'spec.template.spec.automountServiceAccountToken',
          value: true,
        },
      }),
      projected(appRef('Deployment', 'shop', 'payments'), azureAudience, {
        serviceAccount: 'shop/payments',
        volume: 'azure-identity-token',
        path: '/var/run/secrets/azure/wi/token/azure-identity-token',
      }),
    ),
  ],
  reason: 'holds an API token of an account that may read every Secret of the namespace, and nothing shows that it is required',
})

const ledger = workload({
  kind: 'StatefulSet',
  namespace: 'finance',
  name: 'ledger',
  containers: [container('ledger', secretToken('finance', 'ci-token', 'ci'))],
  exposures: [
    {
      kind: 'hostPath',
      object: appRef('StatefulSet', 'finance', 'ledger'),
      field: 'spec.template.spec.volumes[3].hostPath',
      message: 'reads `/var/lib/kubelet`, where the tokens of every pod of the node are',
    },
    {
      kind: 'sharedProcessNamespace',
      object: appRef('StatefulSet', 'finance', 'ledger'),
      field: 'spec.template.spec.shareProcessNamespace',
      message: "containers see each other's files through `/proc`",
    },
  ],
})

const backup: WorkloadReport = workload({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  namespace: 'finance',
  name: 'nightly-backup-of-all-ledgers-to-the-cold-storage-account',
  serviceAccount: 'finance/backup-operator-service-account',
  containers: [
    container('dump', automounted('finance', 'backup-operator-service-account')),
    container(
      'upload',
      projected(
        {
          apiVersion: 'batch/v1',
          kind: 'CronJob',
          namespace: 'finance',
          name: 'nightly-backup-of-all-ledgers-to-the-cold-storage-account',
        },
        null,
        { serviceAccount: 'finance/backup-operator-service-account' },
      ),
    ),
  ],
})

const vault = workload({
  kind: 'DaemonSet',
  namespace: 'platform',
  name: 'vault-csi',
  verdict: 'couldNotTell',
  reason: 'CSIDriver `secrets-store.csi.k8s.io` is not in the input: it may ask for tokens',
  containers: [
    container('agent', {
      source: 'csi',
      serviceAccount: 'platform/default',
      audience: null,
      apiServer: true,
      path: '/mnt/secrets',
      volume: 'store',
      expirationSeconds: 3600,
      decidedBy: {
        object: { apiVersion: 'storage.k8s.io/v1', kind: 'CSIDriver', name: 'secrets-store.csi.k8s.io' },
        field: 'spec.tokenRequests[0]',
        value: '',
      },
      removal: { kind: 'none', reason: 'the driver asks for it, and every volume of the driver gets one' },
      alsoRemoves: [],
    }),
  ],
})

const liveWorkloads: readonly WorkloadReport[] = [
  ledger,
  backup,
  workload({
    kind: 'DaemonSet',
    namespace: 'kube-system',
    name: 'cilium',
    serviceAccount: 'kube-system/cilium',
    verdict: 'platformOwned',
    reason: 'owned by the platform: label `addonmanager.kubernetes.io/mode`',
    containers: [
      container('agent', automounted('kube-system', 'cilium')),
      { name: 'mount-bpf-fs', type: 'init', tokens: [automounted('kube-system', 'cilium')] },
    ],
  }),
  workload({
    namespace: 'kube-system',
    name: 'coredns',
    serviceAccount: 'kube-system/coredns',
    verdict: 'platformOwned',
    reason: 'owned by the platform: label `kubernetes.azure.com/managedby`',
    containers: [container('coredns', automounted('kube-system', 'coredns'))],
  }),
  vault,
  workload({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    namespace: 'platform',
    name: 'portal',
    verdict: 'powerless',
    reason: 'its account is allowed nothing beyond what every authenticated user is',
  }),
  workload({
    namespace: 'platform',
    name: 'prometheus',
    serviceAccount: 'platform/prometheus',
    verdict: 'requiredByDeclaration',
    reason: 'declared as required until 2027-03-31',
    containers: [
      container('prometheus', automounted('platform', 'prometheus')),
      { name: 'reloader', type: 'sidecar', tokens: [] },
    ],
    declaration: {
      reason: 'discovers scrape targets',
      owner: 'team-observability',
      until: '2027-03-31',
      from: 'ServiceAccount platform/prometheus',
    },
  }),
  cart,
  workload({
    namespace: 'shop',
    name: 'frontend',
    verdict: 'noApiToken',
    reason: 'every container is without an API token',
    containers: [container('nginx')],
  }),
  payments,
  workload({
    apiVersion: 'tekton.dev/v1',
    kind: 'PipelineRun',
    namespace: 'shop',
    name: 'build-7',
    verdict: 'noApiToken',
    reason: 'its pods are made by the operator',
    containers: [],
    pods: { running: 0, drift: [] },
  }),
  workload({
    apiVersion: 'v1',
    kind: 'Pod',
    namespace: 'shop',
    name: 'spark-driver-1',
    verdict: 'powerless',
    reason: 'its account is allowed nothing',
    ownedBy: { apiVersion: 'sparkoperator.k8s.io/v1', kind: 'SparkApplication', namespace: 'shop', name: 'spark' },
  }),
]

const liveFindings: readonly Finding[] = [
  verdictFinding(payments, 'critical'),
  {
    id: 'legacy-token-secret',
    severity: 'high',
    object: { apiVersion: 'v1', kind: 'Secret', namespace: 'finance', name: 'ci-token' },
    message: 'holds a token of ServiceAccount `finance/ci` that never expires; last use seen 2026-11-20',
    controls: ['cis-aks-1.8/4.1.12'],
    remedy: 'set label `kubernetes.io/legacy-token-invalid-since`, watch, then delete the Secret',
  },
  {
    id: 'legacy-token-secret',
    severity: 'high',
    object: { apiVersion: 'v1', kind: 'Secret', namespace: 'shop', name: 'old-deployer' },
    message: 'holds a token of ServiceAccount `shop/deployer` that never expires; no use seen since 2026-06-01',
    controls: ['cis-aks-1.8/4.1.12'],
    remedy: 'set label `kubernetes.io/legacy-token-invalid-since`, watch, then delete the Secret',
  },
  verdictFinding(ledger, 'high'),
  verdictFinding(backup, 'medium'),
  verdictFinding(cart, 'medium'),
  {
    id: 'default-account-automounts',
    severity: 'medium',
    object: accountObject({ namespace: 'shop', name: 'default' }),
    message:
      'ServiceAccount `shop/default` does not set `automountServiceAccountToken`: every pod that names no account gets a token',
    controls: ['cis-aks-1.8/4.1.5', 'cis-k8s-2.0.1/5.1.5'],
    remedy: 'set `automountServiceAccountToken: false` on it',
  },
  {
    id: 'pod-drift',
    severity: 'low',
    object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'cart' },
    message: 'pod `cart-6d9f7-x2x9k` holds a token that the next pod will not',
    controls: [],
    remedy: 'restart the workload when it suits',
  },
  {
    id: 'declaration-expired',
    severity: 'low',
    object: accountObject({ namespace: 'platform', name: 'grafana' }),
    message: 'the declaration ended on 2026-10-31',
    controls: [],
    remedy: 'declare it anew, or take the token away',
  },
]

const aksBenchmark: BenchmarkReport = {
  id: 'cis-aks-1.8',
  title: 'CIS AKS Benchmark',
  version: '1.8',
  controls: [
    {
      id: '4.1.5',
      title: 'default service accounts are not actively used',
      status: 'fail',
      findings: 1,
      note: '1 default account automounts its token',
    },
    {
      id: '4.1.6',
      title: 'tokens are mounted only where necessary',
      status: 'couldNotTell',
      findings: 4,
      note: 'and 1 workload could not be told',
    },
    {
      id: '4.1.7',
      title: 'limit use of the bind, impersonate and escalate permissions',
      status: 'notAssessed',
      findings: 0,
      note: 'this version has no check for it',
    },
    { id: '4.1.12', title: 'minimize access to the service account token creation', status: 'fail', findings: 2, note: '' },
  ],
}

const kubernetesBenchmark: BenchmarkReport = {
  id: 'cis-k8s-2.0.1',
  title: 'CIS Kubernetes Benchmark',
  version: '2.0.1',
  controls: [
    { id: '5.1.5', title: 'default service accounts are not actively used', status: 'pass', findings: 0, note: '' },
    {
      id: '5.1.6',
      title: 'tokens are mounted only where necessary',
      status: 'accepted',
      findings: 0,
      note: 'only declared and platform-owned tokens are left',
    },
  ],
}

/** A live cluster: every verdict, source, exposure and status. */
export const liveCluster: AuditReport = report({
  source: {
    serverVersion: 'v1.36.3',
    namespaces: ['finance', 'kube-system', 'platform', 'shop'],
    apiAudiences: ['https://kubernetes.default.svc'],
  },
  workloads: liveWorkloads,
  findings: liveFindings,
  gaps: [
    {
      kind: 'driverUnknown',
      message: 'CSIDriver `secrets-store.csi.k8s.io` is not in the input: it may ask for tokens of the pods that use it',
      remedy: 'add the CSIDriver to the input, or say `--assume drivers`',
    },
    {
      kind: 'listForbidden',
      message: 'not allowed to list clusterroles: User "jane@example.com" cannot list resource',
      remedy: 'grant the ClusterRole that `sparekey rbac` prints',
    },
  ],
  benchmarks: [aksBenchmark, kubernetesBenchmark],
  grants: wholeCluster.grants,
})
