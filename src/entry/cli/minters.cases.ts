// A small cluster for tests of `who-can` and `explain`: one subject for each way to have the right to mint, or to lack it by a hair.
import { load } from 'js-yaml'
import type { KubeObject } from '../../../testbed/client.ts'
import type { SuiteCluster } from '../../../testbed/suite.ts'
import { waitUntil } from '../../../testbed/wait-until.ts'
import { formatClusterRole } from '../../sources/live/index.ts'

type Fields = Readonly<Record<string, unknown>>

const group = 'rbac.authorization.k8s.io'

function object(apiVersion: string, kind: string, namespace: string, name: string, fields: Fields = {}): KubeObject {
  return { apiVersion, kind, metadata: { name, ...(namespace === '' ? {} : { namespace }) }, ...fields }
}

/** A role; without a namespace a ClusterRole. */
function role(
  namespace: string,
  name: string,
  resources: readonly string[],
  verbs: readonly string[],
  more: Fields = {},
): KubeObject {
  const rules = [{ apiGroups: [''], resources, verbs, ...more }]
  return object(`${group}/v1`, namespace === '' ? 'ClusterRole' : 'Role', namespace, name, { rules })
}

/** A binding named for its subject, as `user/alice`, `group/devs` or `sa/b/x`. */
function binding(namespace: string, subject: string, roleRef: string): KubeObject {
  const [sort, first = '', second] = subject.split('/')
  const [kind, name] = roleRef.split('/')
  const named =
    sort === 'sa'
      ? { kind: 'ServiceAccount', namespace: first, name: second }
      : { kind: sort === 'user' ? 'User' : 'Group', apiGroup: group, name: first }
  return object(
    `${group}/v1`,
    namespace === '' ? 'ClusterRoleBinding' : 'RoleBinding',
    namespace,
    subject.replaceAll(/[/:]/g, '-'),
    {
      roleRef: { apiGroup: group, kind, name },
      subjects: [named],
    },
  )
}

const token = ['serviceaccounts/token']

const objects: readonly KubeObject[] = [
  ...['a', 'b'].map((name) => object('v1', 'Namespace', '', name)),
  object('v1', 'ServiceAccount', 'a', 'x'),
  object('v1', 'ServiceAccount', 'a', 'y'),
  object('v1', 'ServiceAccount', 'b', 'x'),
  object('v1', 'Pod', 'a', 'web', { spec: { serviceAccountName: 'x', containers: [{ name: 'web', image: 'web' }] } }),
  {
    ...object('v1', 'Secret', 'a', 'x-token', { type: 'kubernetes.io/service-account-token' }),
    metadata: { namespace: 'a', name: 'x-token', annotations: { 'kubernetes.io/service-account.name': 'x' } },
  },
  role('', 'minter', token, ['create']),
  role('', 'minter-of-x', token, ['create'], { resourceNames: ['x'] }),
  role('a', 'minter-of-y', token, ['create'], { resourceNames: ['y'] }),
  role('', 'other-group', token, ['create'], { apiGroups: ['authentication.k8s.io'] }),
  role('', 'no-pattern', ['serviceaccounts', 'serviceaccounts/*'], ['create']),
  role('', 'wrong-verb', token, ['get', 'update']),
  role('a', 'executor', ['pods/exec'], ['create']),
  role('a', 'secret-reader', ['secrets'], ['get']),
  binding('a', 'user/alice', 'ClusterRole/minter'),
  binding('', 'group/devs', 'ClusterRole/minter-of-x'),
  binding('a', 'sa/a/y', 'Role/minter-of-y'),
  binding('b', 'sa/b/x', 'ClusterRole/minter'),
  binding('a', 'group/system:serviceaccounts:b', 'ClusterRole/minter-of-x'),
  binding('a', 'user/erin', 'ClusterRole/edit'),
  binding('', 'user/frank', 'ClusterRole/no-pattern'),
  binding('', 'user/grace', 'ClusterRole/other-group'),
  binding('', 'user/heidi', 'ClusterRole/wrong-verb'),
  binding('a', 'user/ivan', 'Role/executor'),
  binding('a', 'user/judy', 'Role/secret-reader'),
  binding('', 'user/reader', 'ClusterRole/sparekey-reader'),
]

/** The accounts that tests ask about, as `namespace/name`. */
export const accounts: readonly string[] = ['a/x', 'a/y', 'b/x']

/** Fills a cluster, and waits until its authorizer and its token controller have seen all of it. */
export async function fillWithMinters({ client }: SuiteCluster): Promise<void> {
  await client.create(load(formatClusterRole()) as KubeObject)
  for (const each of objects) await client.create(each)
  await waitUntil('the last binding, the aggregated role and the token of the Secret', async () => {
    const edit = await client.get<{ readonly rules?: readonly unknown[] }>(`${group}/v1`, 'ClusterRole', 'edit')
    const secret = await client.get<{ readonly data?: Fields }>('v1', 'Secret', 'x-token', 'a')
    const roles = await client.request('GET', `/apis/${group}/v1/clusterroles`, undefined, { user: 'reader' })
    return (edit.rules ?? []).length > 0 && secret.data?.['token'] !== undefined && roles.status === 200
  })
}
