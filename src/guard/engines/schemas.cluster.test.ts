// The renderings for Kyverno and Gatekeeper against the schemas that those projects publish, on a real API server which refuses fields that
// it does not know; and the question for a right that Kyverno asks, put to that server.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { loadAll } from 'js-yaml'
import { gatekeeperVersion } from '../../../testbed/gator.ts'
import { kyvernoVersion } from '../../../testbed/kyverno-cli.ts'
import { goSources } from '../../../testbed/go-sources.ts'
import { clusterSuite } from '../../../testbed/suite.ts'
import { waitUntil } from '../../../testbed/wait-until.ts'
import { engineOf, guardOptions, renderEngine } from '../index.ts'
import { answerOf, never, policyOf, Resource, type Review } from './kyverno-answers.cases.ts'

interface Crd {
  readonly spec: {
    readonly group: string
    readonly names: { readonly kind: string; readonly plural: string }
    readonly versions: readonly { readonly name: string }[]
  }
}

/** By where they are published: the CRDs that renderings use. */
const published = [
  {
    module: `github.com/kyverno/kyverno@${kyvernoVersion}`,
    folder: 'config/crds/policies.kyverno.io',
    kinds: ['ValidatingPolicy', 'MutatingPolicy'],
  },
  { module: `github.com/kyverno/kyverno@${kyvernoVersion}`, folder: 'config/crds/kyverno', kinds: ['ClusterPolicy'] },
  {
    module: `github.com/open-policy-agent/gatekeeper/v3@${gatekeeperVersion}`,
    folder: 'charts/gatekeeper/crds',
    kinds: ['ConstraintTemplate', 'SyncSet'],
  },
]

clusterSuite('renderings for other engines, against published schemas', {}, (cluster) => {
  const paths = new Map<string, string>()

  before(async () => {
    for (const { module, folder, kinds } of published) {
      const found = crdsIn(join(await goSources(module), folder)).filter(({ spec }) => kinds.includes(spec.names.kind))
      assert.deepEqual(found.map(({ spec }) => spec.names.kind).toSorted(), kinds.toSorted())
      for (const crd of found) {
        const answer = await cluster.client.request('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', crd)
        assert.equal(answer.status, 201, JSON.stringify(answer.body).slice(0, 500))
        for (const { name } of crd.spec.versions)
          paths.set(
            `${crd.spec.group}/${name} ${crd.spec.names.kind}`,
            `/apis/${crd.spec.group}/${name}/${crd.spec.names.plural}`,
          )
      }
    }
    for (const path of paths.values())
      await waitUntil(`${path} to be served`, async () => (await cluster.client.request('GET', path)).status === 200)
  })

  for (const id of ['kyverno', 'kyverno-classic', 'gatekeeper', 'gatekeeper-cel'])
    test(`${id}: every object is of its schema, with no field that it does not know`, async () => {
      const { documents } = renderEngine(engineOf(id) ?? assert.fail(id), guardOptions(36))
      const objects = documents.map(({ object }) => object)
      // Gatekeeper makes the kinds of constraints of its templates.
      const checked = objects.filter(({ apiVersion }) => apiVersion !== 'constraints.gatekeeper.sh/v1beta1')
      for (const object of checked) {
        const path =
          paths.get(`${object['apiVersion'] as string} ${object['kind'] as string}`) ??
          '/apis/rbac.authorization.k8s.io/v1/clusterroles'
        const answer = await cluster.client.request('POST', `${path}?fieldValidation=Strict&dryRun=All`, object)
        assert.equal(answer.status, 201, JSON.stringify([answer.body, object], null, 1))
      }
      assert.ok(checked.length >= 2)
      console.log(`${id}: ${checked.length} of ${objects.length} objects against published schemas`)
    })

  test('kyverno: the question for `mint` is one that the API server answers', async () => {
    const { client } = cluster
    const role = { kind: 'ClusterRole', apiGroup: 'rbac.authorization.k8s.io', name: 'minter' }
    const rules = [{ apiGroups: [''], resources: ['serviceaccounts/token'], resourceNames: ['web'], verbs: ['create', 'mint'] }]
    await client.create({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'minter' }, rules })
    for (const [user, roleRef] of [
      ['ci', role],
      ['bob', { ...role, name: 'edit' }],
    ] as const)
      await client.create({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: { name: user, namespace: 'default' },
        roleRef,
        subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: user }],
      })
    const allowed = async (user: string, name: string): Promise<unknown> => {
      const reviews: Review[] = []
      const resource = new Resource(never, (review) => reviews.push(review) > 0)
      const userInfo = { username: user, groups: ['system:authenticated'] }
      answerOf(policyOf('deny.minting.sparekey.dev'), {
        object: { spec: {} },
        resource,
        request: { operation: 'CREATE', namespace: 'default', name, userInfo },
      })
      const path = '/apis/authorization.k8s.io/v1/subjectaccessreviews?fieldValidation=Strict'
      const answer = await client.request<{ readonly status?: { readonly allowed?: boolean } }>('POST', path, reviews[0])
      assert.equal(answer.status, 201, JSON.stringify(answer.body))
      return answer.body.status?.allowed
    }
    await waitUntil('the authorizer to know the bindings', async () => (await allowed('ci', 'web')) === true)
    assert.deepEqual([await allowed('ci', 'api'), await allowed('bob', 'web')], [false, false])
  })

  test('a field that is not of the schema is seen', async () => {
    const path = paths.get('policies.kyverno.io/v1 ValidatingPolicy') ?? assert.fail()
    const { documents } = renderEngine(engineOf('kyverno') ?? assert.fail(), guardOptions(36))
    const { object } = documents.find(({ object }) => object['kind'] === 'ValidatingPolicy') ?? assert.fail()
    const wrong = { ...object, spec: { ...(object['spec'] as object), validationAction: ['Deny'] } }
    const answer = await cluster.client.request<{ readonly message: string }>(
      'POST',
      `${path}?fieldValidation=Strict&dryRun=All`,
      wrong,
    )
    assert.equal(answer.status, 400)
    assert.match(answer.body.message, /unknown field "spec.validationAction"/)
  })
})

function crdsIn(folder: string): readonly Crd[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => loadAll(readFileSync(join(folder, name), 'utf8')) as Crd[])
}
