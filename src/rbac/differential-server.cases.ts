// Puts roles and bindings into a real API server, waits until its authorizer knows them, and asks it for decisions.
import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import type { SuiteCluster } from '../../testbed/suite.ts'
import { waitUntil } from '../../testbed/wait-until.ts'
import { namespaces, worldLabel, type Question, type WrittenObject } from './differential.cases.ts'

const apiVersion = 'rbac.authorization.k8s.io/v1'
const kinds = ['ClusterRole', 'Role', 'ClusterRoleBinding', 'RoleBinding'] as const
const root = `/apis/${apiVersion}`

/** The server's answer to a question. */
export interface Review {
  readonly allowed: boolean
  readonly reason?: string
}

/** Asks the server's authorizer. */
export async function review({ client }: SuiteCluster, { user, request }: Question): Promise<Review> {
  const { verb } = request
  const attributes =
    request.kind === 'nonResource'
      ? { nonResourceAttributes: { verb, path: request.path } }
      : {
          resourceAttributes: {
            verb,
            group: request.apiGroup,
            resource: request.resource,
            subresource: request.subresource,
            namespace: request.namespace,
            name: request.name,
          },
        }
  const { status, body } = await client.request<{ readonly status: Review }>(
    'POST',
    '/apis/authorization.k8s.io/v1/subjectaccessreviews',
    { spec: { user: user.name, groups: user.groups, ...attributes } },
  )
  assert.equal(status, 201, JSON.stringify(body))
  return body.status
}

/** All roles and bindings, as the server has them. */
export async function readWorld({ client }: SuiteCluster): Promise<readonly WrittenObject[]> {
  const lists = await Promise.all(
    kinds.map(async (kind) =>
      // The items of a list do not say what they are.
      (await client.list<WrittenObject>(apiVersion, kind)).map((item) => ({ ...item, apiVersion, kind })),
    ),
  )
  return lists.flat()
}

/** Creates the objects and waits until they count. */
export async function createWorld(cluster: SuiteCluster, objects: readonly WrittenObject[], name: string): Promise<void> {
  await Promise.all(objects.map((object) => cluster.client.create(object)))
  await rolesAggregated(cluster)
  await authorizerKnows(cluster, name)
}

/** Takes every world away, and what the controller had aggregated from it. */
export async function removeWorlds(cluster: SuiteCluster): Promise<void> {
  const places = ['', ...namespaces.map((namespace) => `namespaces/${namespace}/`)].flatMap((place) =>
    place === '' ? ['clusterrolebindings', 'clusterroles'] : [`${place}rolebindings`, `${place}roles`],
  )
  for (const place of places) {
    const { status, body } = await cluster.client.request('DELETE', `${root}/${place}?labelSelector=${worldLabel}`)
    assert.equal(status, 200, JSON.stringify(body))
  }
  // Upstream's roles may have been in a ring with roles that are gone: they shrink before others are made.
  await rolesAggregated(cluster)
}

/** Waits until every aggregated role has the rules of the roles that the server itself finds by its selectors. */
export async function rolesAggregated({ client }: SuiteCluster): Promise<void> {
  await waitUntil('the rules of aggregated roles', async () => {
    const roles = await client.list<WrittenObject>(apiVersion, 'ClusterRole')
    const filled = await Promise.all(
      roles.map(async ({ metadata, aggregationRule, rules }) => {
        const selectors = aggregationRule?.clusterRoleSelectors ?? []
        const found = await Promise.all(selectors.map((selector) => namesSelected(client, selector)))
        const names = new Set(found.flat().filter((name) => name !== metadata.name))
        const due = roles.filter((role) => names.has(role.metadata.name)).flatMap((role) => role.rules ?? [])
        return aggregationRule === undefined || isDeepStrictEqual(new Set(due.map(words)), new Set((rules ?? []).map(words)))
      }),
    )
    return filled.every((done) => done)
  })
}

// The controller leaves out rules that it has already.
const words = (rule: object): string => JSON.stringify(rule)

type Selector = NonNullable<WrittenObject['aggregationRule']>['clusterRoleSelectors'][number]

async function namesSelected(client: SuiteCluster['client'], selector: Selector): Promise<readonly string[]> {
  const requirements = [
    ...Object.entries(selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`),
    ...(selector.matchExpressions ?? []).map(({ key, operator, values }) => {
      if (operator === 'Exists') return key
      if (operator === 'DoesNotExist') return `!${key}`
      return `${key} ${operator.toLowerCase()} (${values?.join() ?? ''})`
    }),
  ]
  const { body } = await client.request<{ readonly items: readonly WrittenObject[] }>(
    'GET',
    `${root}/clusterroles?labelSelector=${encodeURIComponent(requirements.join())}`,
  )
  return body.items.map((role) => role.metadata.name)
}

/** Waits until the authorizer knows the last object of each kind: it hears of the others of that kind before. */
export async function authorizerKnows(cluster: SuiteCluster, name: string): Promise<void> {
  const labels = { [worldLabel]: 'true' }
  const subjects = [{ kind: 'User', name }]
  const rules = [{ verbs: ['get'], apiGroups: [''], resources: [name] }]
  for (const namespace of [undefined, 'a']) {
    const metadata = { name, labels, ...(namespace === undefined ? {} : { namespace }) }
    const kind = namespace === undefined ? 'ClusterRole' : 'Role'
    await cluster.client.create({ apiVersion, kind, metadata, rules })
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind, name }
    await cluster.client.create({ apiVersion, kind: `${kind}Binding`, metadata, roleRef, subjects })
    const request = { kind: 'resource', verb: 'get', apiGroup: '', resource: name, subresource: '', name: '' } as const
    await waitUntil(`the authorizer to know ${kind} ${name}`, async () => {
      const answer = await review(cluster, {
        user: { name, groups: [] },
        request: { ...request, namespace: namespace ?? 'elsewhere' },
      })
      return answer.allowed
    })
  }
}
