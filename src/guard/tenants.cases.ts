// Who asks in tests of the guard, with the rights that such people have in real clusters, and what stands in the namespace before it comes.
import type { KubeObject, TestClient } from '../../testbed/client.ts'
import { waitUntil } from '../../testbed/wait-until.ts'
import { exceptionInfix } from '../kube/index.ts'

const rbac = 'rbac.authorization.k8s.io'

/** The users of the control plane, with their groups. */
export const tenants: Readonly<Record<string, readonly string[]>> = {
  /** Holds upstream's ClusterRole `edit` in the namespace. */
  edit: [],
  /** Holds what the role "Azure Kubernetes Service RBAC Writer" gives there. */
  writer: [],
  /** May mint, for the account `app` alone. */
  minter: [],
  /** May write accounts, and approve exceptions. */
  approver: [],
  /** May write accounts, and approve exceptions of the account `app` alone. */
  'app-approver': [],
  'system:node:node-1': ['system:nodes'],
}

type Rule = Readonly<Record<'apiGroups' | 'resources' | 'verbs' | 'resourceNames', readonly string[] | undefined>>

const rule = (group: string, resources: string, verbs: string, resourceNames?: readonly string[]): Rule => ({
  apiGroups: [group],
  resources: resources.split(' '),
  verbs: verbs.split(' '),
  resourceNames,
})
const allVerbs = 'get list watch create update patch delete deletecollection'

/** Azure RBAC asks about no subresource but `pods/exec`: whoever may write a resource may write all of them. */
const writerRules: readonly Rule[] = [
  rule('', 'serviceaccounts serviceaccounts/token', `${allVerbs} impersonate`),
  rule('', 'secrets configmaps services persistentvolumeclaims replicationcontrollers endpoints', allVerbs),
  rule(
    '',
    'pods pods/exec pods/attach pods/portforward pods/proxy pods/ephemeralcontainers pods/eviction pods/binding pods/log bindings',
    allVerbs,
  ),
  rule('apps', 'deployments daemonsets statefulsets replicasets', allVerbs),
  rule('batch', 'jobs cronjobs', allVerbs),
]

/** Makes the roles of the tenants in a namespace, and waits until they count. */
export async function admitTenants(client: TestClient, namespace: string): Promise<void> {
  const role = async (name: string, rules: readonly Rule[]): Promise<void> => {
    await client.create({ apiVersion: `${rbac}/v1`, kind: 'Role', metadata: { name, namespace }, rules } as KubeObject)
    await bind(name, 'Role', name)
  }
  const bind = async (user: string, kind: string, name: string): Promise<void> => {
    await client.create({
      apiVersion: `${rbac}/v1`,
      kind: 'RoleBinding',
      metadata: { name: user, namespace },
      roleRef: { apiGroup: rbac, kind, name },
      subjects: [{ apiGroup: rbac, kind: 'User', name: user }],
    } as KubeObject)
  }
  await bind('edit', 'ClusterRole', 'edit')
  await role('writer', writerRules)
  await role('minter', [
    rule('', 'serviceaccounts/token', 'create'),
    rule('', 'serviceaccounts/token', 'mint', ['app']),
    rule('', 'secrets', 'create update patch'),
  ])
  await role('approver', [rule('', 'serviceaccounts', allVerbs), rule('sparekey.dev', 'tokenexceptions', 'approve')])
  await role('app-approver', [rule('', 'serviceaccounts', allVerbs), rule('sparekey.dev', 'tokenexceptions', 'approve', ['app'])])
  for (const [user, verb, resource] of [
    ['edit', 'create', 'pods'],
    ['writer', 'create', 'pods'],
    ['minter', 'create', 'secrets'],
    ['approver', 'patch', 'serviceaccounts'],
    ['app-approver', 'patch', 'serviceaccounts'],
  ] as const) {
    const spec = { user, resourceAttributes: { verb, resource, namespace } }
    await waitUntil(`the rights of ${user}`, async () => {
      const answer = await client.request<{ readonly status: { readonly allowed: boolean } }>(
        'POST',
        '/apis/authorization.k8s.io/v1/subjectaccessreviews',
        { spec },
      )
      return answer.body.status.allowed
    })
  }
}

/** The annotations of a whole exception on the account `default`. */
export function exceptionOf(account: string, more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const words = {
    'token-required': 'it watches ConfigMaps',
    'token-owner': 'team a',
    'token-until': '2099-12-31',
    ...more,
  }
  return Object.fromEntries(Object.entries(words).map(([word, said]) => [`${account}${exceptionInfix}${word}`, said]))
}

/** A pod that asks for nothing but its account. */
export function podOf(name: string, serviceAccountName: string, spec: object = {}): KubeObject & { readonly spec: object } {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { serviceAccountName, containers: [{ name: 'main', image: 'registry.example/app:1' }], ...spec },
  }
}

/** A token Secret of an account. */
export function tokenSecretOf(name: string, account: string, metadata: object = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, annotations: { 'kubernetes.io/service-account.name': account }, ...metadata },
    type: 'kubernetes.io/service-account-token',
  } as KubeObject
}
