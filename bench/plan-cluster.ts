// A fleet to plan for: 20,000 workloads in 400 namespaces, each with a running pod, of which some declare a need, insist on their token,
// mount a Secret, or are kept by a chart; seeded.
import { seeded } from './random.ts'

type Json = Readonly<Record<string, unknown>>

const rbac = 'rbac.authorization.k8s.io/v1'
const looks = { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }
const kinds = ['Deployment', 'Deployment', 'Deployment', 'StatefulSet', 'DaemonSet'] as const
const declared = {
  'sparekey.dev/token-required': 'lists pods',
  'sparekey.dev/token-owner': 'team@example.com',
  'sparekey.dev/token-until': '2027-12-31',
}

/** @param workloads - how many */
export function planCluster(workloads: number): readonly Json[] {
  const random = seeded(20_261_125)
  const namespaces = Array.from({ length: Math.max(1, Math.round(workloads / 50)) }, (_, i) => `team-${i}`)
  const objects: Json[] = [{ apiVersion: rbac, kind: 'ClusterRole', metadata: { name: 'looks' }, rules: [looks] }]
  for (const namespace of namespaces) {
    for (const name of ['default', 'app', 'web', 'worker'])
      objects.push({
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name, namespace, uid: random.uuid() },
        ...(random.chance(0.2) ? { automountServiceAccountToken: random.chance(0.5) } : {}),
      })
    objects.push({
      apiVersion: rbac,
      kind: 'RoleBinding',
      metadata: { name: 'looks', namespace },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'looks' },
      subjects: ['app', 'web', 'gone'].map((name) => ({ kind: 'ServiceAccount', name, namespace })),
    })
    objects.push({
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'kubernetes.io/service-account-token',
      metadata: { name: 'app-token', namespace, annotations: { 'kubernetes.io/service-account.name': 'app' } },
    })
  }
  for (let i = 0; i < workloads; i++) {
    const namespace = namespaces[i % namespaces.length] ?? ''
    const serviceAccountName = random.pick(['default', 'app', 'web', 'worker'])
    const secret = random.chance(0.05)
    const name = `service-${i}`
    const kind = random.pick(kinds)
    const spec = {
      serviceAccountName,
      ...(random.chance(0.1) ? { automountServiceAccountToken: random.chance(0.7) } : {}),
      containers: ['app', 'metrics'].slice(0, 1 + random.below(2)).map((container) => ({
        name: container,
        volumeMounts: [
          { name: 'config', mountPath: '/etc/app', readOnly: true },
          ...(secret ? [{ name: 'creds', mountPath: '/creds', readOnly: true }] : []),
        ],
      })),
      volumes: [
        { name: 'config', configMap: { name: `${name}-config`, defaultMode: 420 } },
        ...(secret ? [{ name: 'creds', secret: { secretName: 'app-token', defaultMode: 420 } }] : []),
      ],
    }
    objects.push({
      apiVersion: 'apps/v1',
      kind,
      metadata: {
        name,
        namespace,
        uid: random.uuid(),
        labels: {
          'app.kubernetes.io/name': name,
          ...(random.chance(0.2) ? { 'app.kubernetes.io/managed-by': 'Helm', 'app.kubernetes.io/instance': name } : {}),
        },
        annotations: random.chance(0.15)
          ? { ...declared, ...(random.chance(0.3) ? { 'sparekey.dev/token-needs': 'files' } : {}) }
          : {},
      },
      spec: { replicas: 1, template: { metadata: { labels: { app: name } }, spec } },
    })
    objects.push({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: `${name}-${random.suffix(5)}`,
        namespace,
        uid: random.uuid(),
        ownerReferences: [{ apiVersion: 'apps/v1', kind, name, controller: true }],
      },
      spec,
      status: { phase: 'Running' },
    })
  }
  return objects
}
