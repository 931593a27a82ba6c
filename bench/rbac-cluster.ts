// A big cluster's RBAC objects, accounts and pods, seeded: 2,000 namespaces, 20,000 accounts, 50,000 pods, 35,000 bindings, 4 % of rules risky.
import { seeded, type Random } from './random.ts'

type Json = Readonly<Record<string, unknown>>

const rbac = 'rbac.authorization.k8s.io/v1'
const verbs = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete']
const tameResources = ['configmaps', 'services', 'endpoints', 'events', 'ingresses', 'leases', 'horizontalpodautoscalers']

/** Rules of which each opens some route. */
const risky: readonly Json[] = [
  { apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] },
  { apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'], resourceNames: ['sa-1', 'sa-2'] },
  { apiGroups: [''], resources: ['serviceaccounts'], verbs: ['impersonate'] },
  { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'watch'] },
  { apiGroups: [''], resources: ['secrets'], verbs: ['create', 'get', 'patch'] },
  { apiGroups: [''], resources: ['pods'], verbs: ['create'] },
  { apiGroups: [''], resources: ['pods/exec'], verbs: ['create'] },
  { apiGroups: [''], resources: ['pods'], verbs: ['patch'] },
  { apiGroups: ['apps'], resources: ['deployments'], verbs: ['create', 'update', 'patch'] },
  { apiGroups: ['batch'], resources: ['jobs', 'cronjobs'], verbs: ['create'] },
  { apiGroups: [''], resources: ['nodes/proxy'], verbs: ['get'] },
  { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
]

/** @param scale - 1 for the whole cluster, ¼ for a quarter of everything */
export function rbacCluster(scale: number): readonly Json[] {
  const random = seeded(20_261_124)
  const count = (whole: number): number => Math.round(whole * scale)
  const namespaces = Array.from({ length: count(2_000) }, (_, i) => `ns-${i}`)
  const objects: Json[] = []
  const accounts = Array.from({ length: count(20_000) }, (_, i) => ({
    namespace: namespaces[i % namespaces.length] ?? '',
    name: `sa-${Math.floor(i / namespaces.length)}`,
  }))
  for (const metadata of accounts) objects.push({ apiVersion: 'v1', kind: 'ServiceAccount', metadata })
  for (let i = 0; i < count(50_000); i++) {
    const { namespace, name } = random.pick(accounts)
    objects.push({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { namespace, name: `pod-${i}` },
      spec: { serviceAccountName: name, nodeName: `node-${i % 1_000}`, containers: [{ name: 'main' }] },
    })
  }
  for (let i = 0; i < count(5_000); i++)
    objects.push({
      apiVersion: rbac,
      kind: 'Role',
      metadata: { namespace: random.pick(namespaces), name: `role-${i}` },
      rules: rules(random),
    })
  for (let i = 0; i < count(600); i++)
    objects.push({ apiVersion: rbac, kind: 'ClusterRole', metadata: { name: `role-${i}` }, rules: rules(random) })
  const roles = objects.filter((object) => object['kind'] === 'Role')
  for (let i = 0; i < count(30_000); i++) {
    const role = random.pick(roles)['metadata'] as { readonly namespace: string; readonly name: string }
    const local = random.chance(0.6)
    objects.push({
      apiVersion: rbac,
      kind: 'RoleBinding',
      metadata: { namespace: role.namespace, name: `binding-${i}` },
      subjects: subjects(random, accounts, role.namespace),
      roleRef: local
        ? { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: role.name }
        : { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: `role-${random.below(count(600))}` },
    })
  }
  for (let i = 0; i < count(3_000); i++)
    objects.push({
      apiVersion: rbac,
      kind: 'ClusterRoleBinding',
      metadata: { name: `binding-${i}` },
      subjects: subjects(random, accounts, random.pick(namespaces)),
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: `role-${random.below(count(600))}` },
    })
  return objects
}

function rules(random: Random): readonly Json[] {
  return Array.from({ length: 1 + random.below(5) }, () =>
    random.chance(0.04)
      ? random.pick(risky)
      : {
          apiGroups: [random.pick(['', 'apps', 'batch', 'networking.k8s.io'])],
          resources: Array.from({ length: 1 + random.below(3) }, () => random.pick(tameResources)),
          verbs: Array.from({ length: 1 + random.below(4) }, () => random.pick(verbs)),
        },
  )
}

function subjects(random: Random, accounts: readonly Json[], namespace: string): readonly Json[] {
  return Array.from({ length: 1 + random.below(2) }, () => {
    const kind = random.below(20)
    if (kind < 13) return { kind: 'ServiceAccount', ...random.pick(accounts) }
    if (kind < 16) return { kind: 'User', name: `user-${random.below(2_000)}` }
    if (kind < 19) return { kind: 'Group', name: `group-${random.below(200)}` }
    return { kind: 'Group', name: `system:serviceaccounts:${namespace}` }
  })
}
