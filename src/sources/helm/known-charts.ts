// Which values of known charts set the switch, for charts whose templates are not at hand: read from the charts' own templates, template by
// template. Only values that stand there alone count; where a template computes the switch (as KEDA's does), the chart is not here.

/** One chart. Templates and keys are as the chart has them. */
export interface KnownChart {
  /** Its name in `Chart.yaml`; `*` for any chart whose values have the key. */
  readonly chart: string
  /** Where that was read, with the commit. */
  readonly source: string
  readonly read: string
  /** The switch of ServiceAccounts, by template. */
  readonly accounts: Readonly<Record<string, string>>
  /** The switch of pods, by template. */
  readonly pods: Readonly<Record<string, string>>
}

const read = '2026-11-25'
const own = { accounts: { 'serviceaccount.yaml': 'serviceAccount.automountServiceAccountToken' } }

/** The switch of each component of Argo CD has the same name below the component's key. */
function argoCd(
  components: Readonly<Record<string, readonly [key: string, ...workloads: readonly string[]]>>,
): Pick<KnownChart, 'accounts' | 'pods'> {
  const all = Object.entries(components)
  return {
    accounts: Object.fromEntries(
      all.map(([folder, [key]]) => [`${folder}/serviceaccount.yaml`, `${key}.serviceAccount.automountServiceAccountToken`]),
    ),
    pods: Object.fromEntries(
      all.flatMap(([folder, [key, ...workloads]]) =>
        workloads.map((workload) => [`${folder}/${workload}.yaml`, `${key}.automountServiceAccountToken`]),
      ),
    ),
  }
}

/** By name. */
export const knownCharts: readonly KnownChart[] = [
  {
    chart: 'argo-cd',
    source: 'argoproj/argo-helm@af0a9310, charts/argo-cd',
    read,
    ...argoCd({
      'argocd-application-controller': ['controller', 'deployment', 'statefulset'],
      'argocd-applicationset': ['applicationSet', 'deployment'],
      'argocd-commit-server': ['commitServer', 'deployment'],
      'argocd-notifications': ['notifications', 'deployment'],
      'argocd-repo-server': ['repoServer', 'deployment'],
      'argocd-server': ['server', 'deployment'],
      dex: ['dex', 'deployment'],
      redis: ['redis', 'deployment'],
      'redis-secret-init': ['redisSecretInit'],
    }),
  },
  {
    chart: 'cert-manager',
    source: 'cert-manager/cert-manager@2d0d7f7f7, deploy/charts/cert-manager',
    read,
    accounts: {
      ...own.accounts,
      'cainjector-serviceaccount.yaml': 'cainjector.serviceAccount.automountServiceAccountToken',
      'startupapicheck-serviceaccount.yaml': 'startupapicheck.serviceAccount.automountServiceAccountToken',
      'webhook-serviceaccount.yaml': 'webhook.serviceAccount.automountServiceAccountToken',
    },
    pods: {
      'deployment.yaml': 'automountServiceAccountToken',
      'cainjector-deployment.yaml': 'cainjector.automountServiceAccountToken',
      'startupapicheck-job.yaml': 'startupapicheck.automountServiceAccountToken',
      'webhook-deployment.yaml': 'webhook.automountServiceAccountToken',
    },
  },
  {
    chart: 'external-dns',
    source: 'kubernetes-sigs/external-dns@2bf1bf8af, charts/external-dns',
    read,
    ...own,
    pods: { 'deployment.yaml': 'automountServiceAccountToken' },
  },
  {
    chart: 'external-secrets',
    source: 'external-secrets/external-secrets@cc5bfbc22, deploy/charts/external-secrets',
    read,
    accounts: {},
    pods: {
      'deployment.yaml': 'serviceAccount.automount',
      'cert-controller-deployment.yaml': 'certController.serviceAccount.automount',
      'webhook-deployment.yaml': 'webhook.serviceAccount.automount',
    },
  },
  {
    chart: 'ingress-nginx',
    source: 'kubernetes/ingress-nginx@dbb11b92d, charts/ingress-nginx',
    read,
    accounts: {
      'admission-webhooks/job-patch/serviceaccount.yaml':
        'controller.admissionWebhooks.patch.serviceAccount.automountServiceAccountToken',
      'controller-serviceaccount.yaml': 'serviceAccount.automountServiceAccountToken',
      'default-backend-serviceaccount.yaml': 'defaultBackend.serviceAccount.automountServiceAccountToken',
    },
    pods: {
      'admission-webhooks/job-patch/job-createSecret.yaml':
        'controller.admissionWebhooks.patch.serviceAccount.automountServiceAccountToken',
      'admission-webhooks/job-patch/job-patchWebhook.yaml':
        'controller.admissionWebhooks.patch.serviceAccount.automountServiceAccountToken',
      'controller-daemonset.yaml': 'serviceAccount.automountServiceAccountToken',
      'controller-deployment.yaml': 'serviceAccount.automountServiceAccountToken',
      'default-backend-deployment.yaml': 'defaultBackend.serviceAccount.automountServiceAccountToken',
    },
  },
  {
    chart: 'kube-state-metrics',
    source: 'prometheus-community/helm-charts@cf408a290, charts/kube-state-metrics',
    read,
    ...own,
    pods: { 'deployment.yaml': 'automountServiceAccountToken' },
  },
  {
    chart: 'oauth2-proxy',
    source: 'oauth2-proxy/manifests@fe328b0, helm/oauth2-proxy',
    read,
    ...own,
    pods: { 'deployment.yaml': 'serviceAccount.automountServiceAccountToken' },
  },
  ...bitnami(['keycloak', 'nginx', 'rabbitmq', 'wordpress'], {
    'deployment.yaml': 'automountServiceAccountToken',
    'statefulset.yaml': 'automountServiceAccountToken',
  }),
  ...bitnami(['mariadb', 'mysql'], {
    'primary/statefulset.yaml': 'primary.automountServiceAccountToken',
    'secondary/statefulset.yaml': 'secondary.automountServiceAccountToken',
  }),
  ...bitnami(['postgresql'], {
    'primary/statefulset.yaml': 'primary.automountServiceAccountToken',
    'read/statefulset.yaml': 'readReplicas.automountServiceAccountToken',
  }),
  ...bitnami(['mongodb'], {
    'arbiter/statefulset.yaml': 'arbiter.automountServiceAccountToken',
    'hidden/statefulset.yaml': 'hidden.automountServiceAccountToken',
    'replicaset/statefulset.yaml': 'automountServiceAccountToken',
    'standalone/dep-sts.yaml': 'automountServiceAccountToken',
  }),
  ...bitnami(
    ['redis'],
    {
      'master/application.yaml': 'master.automountServiceAccountToken',
      'replicas/application.yaml': 'replica.automountServiceAccountToken',
      'sentinel/statefulset.yaml': 'replica.automountServiceAccountToken',
    },
    {
      'master/serviceaccount.yaml': 'master.serviceAccount.automountServiceAccountToken',
      'replicas/serviceaccount.yaml': 'replica.serviceAccount.automountServiceAccountToken',
    },
  ),
  {
    // What `helm create` makes.
    chart: '*',
    source: 'helm/helm@e9b85e4de, pkg/chart/v2/util/create.go',
    read,
    accounts: { 'serviceaccount.yaml': 'serviceAccount.automount' },
    pods: {},
  },
]

function bitnami(
  charts: readonly string[],
  pods: Readonly<Record<string, string>>,
  accounts: Readonly<Record<string, string>> = {},
): readonly KnownChart[] {
  return charts.map((chart) => ({
    chart,
    source: `bitnami/charts@5165628ae0, bitnami/${chart}`,
    read,
    accounts: { ...own.accounts, ...accounts },
    pods,
  }))
}
