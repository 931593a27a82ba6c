// Which custom kinds are found, in which version, by both forms of discovery and when parts of it fail.
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { connect } from './connect.ts'
import { discover, type Discovered } from './discovery.ts'
import { fakeApi, named, page, status, type Answers, type FakeApi, type Reply } from './fake-api.cases.ts'
import { readCluster } from './read-cluster.ts'

const { signal } = new AbortController()

async function found(t: TestContext, answers: Answers): Promise<Discovered & { readonly api: FakeApi }> {
  const api = await fakeApi(t, answers)
  const connection = await connect({ kubeconfig: api.kubeconfig({}), signal, environment: {} })
  t.after(() => connection.close())
  return { ...(await discover(connection, signal, () => 0)), api }
}

/** The versions of a group, each with its plural names; `Stale` where its server is silent. */
type Versions = Readonly<Record<string, readonly string[] | 'Stale'>>

function aggregated(groups: Readonly<Record<string, Versions>>): Reply {
  const items = Object.entries(groups).map(([name, versions]) => ({
    metadata: { name },
    versions: Object.entries(versions).map(([version, resources]) =>
      resources === 'Stale'
        ? { version, freshness: 'Stale' }
        : {
            version,
            freshness: 'Current',
            resources: resources.map((resource) => ({ resource, scope: 'Namespaced', verbs: ['list'] })),
          },
    ),
  }))
  return { body: { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', items } }
}

function short({ rows }: Discovered): readonly string[] {
  return rows.map(({ group, version, resource }) => `${group}/${version}/${resource}`)
}

test('the version that the group prefers counts, and a kind that it lacks is taken from the next', async (t) => {
  const groups = {
    apps: { v1: ['deployments'] },
    'argoproj.io': { v1alpha1: ['applications', 'rollouts', 'workflows'] },
    'kubeflow.org': { v1: ['pytorchjobs'], v2beta1: ['mpijobs', 'pytorchjobs'] },
    'example.com': { v1: ['rollouts'] },
  }
  const discovered = await found(t, () => aggregated(groups))
  assert.deepEqual(short(discovered), [
    'argoproj.io/v1alpha1/rollouts',
    'argoproj.io/v1alpha1/workflows',
    'kubeflow.org/v1/pytorchjobs',
    'kubeflow.org/v2beta1/mpijobs',
  ])
  assert.deepEqual(discovered.gaps, [])
  assert.equal(discovered.api.asked.length, 1)
  assert.match(
    discovered.api.asked[0]?.headers.accept ?? '',
    /^application\/json;g=apidiscovery\.k8s\.io;v=v2;as=APIGroupDiscoveryList,/,
  )
})

test('a group whose server is silent is a gap, if it is one that matters', async (t) => {
  const discovered = await found(t, () =>
    aggregated({ 'apps.openshift.io': { v1: 'Stale' }, 'metrics.k8s.io': { v1beta1: 'Stale' } }),
  )
  assert.deepEqual(discovered.gaps, [
    { kind: 'listFailed', resource: 'apps.openshift.io/v1', message: 'the server behind this API group does not answer' },
  ])
})

test('an older server is asked group by group', async (t) => {
  const versions = ['v2', 'v1'].map((version) => ({ version, groupVersion: `agones.dev/${version}` }))
  const list = {
    kind: 'APIGroupList',
    groups: [
      { name: 'apps', versions: [{ version: 'v1' }] },
      { name: 'agones.dev', versions, preferredVersion: { version: 'v1' } },
    ],
  }
  const resources = (...names: readonly string[]): Reply => ({
    body: { kind: 'APIResourceList', resources: names.map((name) => ({ name })) },
  })
  const discovered = await found(t, ({ path }) => {
    if (path === '/apis') return { body: list }
    return path === '/apis/agones.dev/v1'
      ? resources('fleets', 'fleets/scale')
      : path === '/apis/agones.dev/v2'
        ? resources('fleets', 'gameservers')
        : undefined
  })
  assert.deepEqual(short(discovered), ['agones.dev/v1/fleets', 'agones.dev/v2/gameservers'])
  assert.deepEqual(discovered.api.asked.map(({ path }) => path).sort(), ['/apis', '/apis/agones.dev/v1', '/apis/agones.dev/v2'])
})

test('of an older server a group that fails is a gap beside the others', async (t) => {
  const group = (name: string): object => ({ name, versions: [{ version: 'v1' }], preferredVersion: { version: 'v1' } })
  const discovered = await found(t, ({ path }) => {
    if (path === '/apis')
      return { body: { kind: 'APIGroupList', groups: [group('agones.dev'), group('apps.openshift.io'), group('keda.sh')] } }
    if (path.includes('openshift')) return status(503, 'the server is currently unable to handle the request')
    return path.includes('keda')
      ? status(401, 'Unauthorized')
      : { body: { kind: 'APIResourceList', resources: [{ name: 'fleets' }] } }
  })
  assert.deepEqual(short(discovered), ['agones.dev/v1/fleets'])
  assert.deepEqual(
    discovered.gaps.map((gap) => ('resource' in gap ? gap.resource : '')),
    ['apps.openshift.io/v1', 'keda.sh/v1'],
  )
})

for (const [sentence, reply, kind] of [
  ['may not be used', status(403, 'forbidden'), 'listForbidden'],
  ['fails', status(500, 'no'), 'listFailed'],
  ['is no discovery', { body: '<html>' }, 'listFailed'],
] as const) {
  test(`discovery that ${sentence} is one gap`, async (t) => {
    const { rows, gaps } = await found(t, () => reply)
    assert.deepEqual(rows, [])
    assert.deepEqual(
      gaps.map((gap) => [gap.kind, 'resource' in gap ? gap.resource : '']),
      [[kind, 'custom workloads']],
    )
  })
}

test('custom workloads are read with the rest of a cluster, and one that refuses is a gap', async (t) => {
  const groups = aggregated({
    'argoproj.io': { v1alpha1: ['rollouts'] },
    'apps.openshift.io': { v1: ['deploymentconfigs'] },
    'batch.volcano.sh': { v1alpha1: ['jobs'] },
  })
  const api = await fakeApi(t, ({ path }) => {
    if (path === '/apis') return groups
    if (path === '/apis/apps.openshift.io/v1/deploymentconfigs') return status(401, 'Unauthorized')
    if (path === '/apis/argoproj.io/v1alpha1/rollouts') return page('RolloutList', named('r'))
    return path === '/apis/batch.volcano.sh/v1alpha1/jobs' ? page('JobList', named('v')) : undefined
  })
  const connection = await connect({ kubeconfig: api.kubeconfig({}), signal, environment: {} })
  t.after(() => connection.close())
  const read = await readCluster(connection, { signal, backoff: () => 0 })
  assert.deepEqual(
    read.objects
      .map((object) => object as { readonly apiVersion: string; readonly kind: string })
      .map(({ apiVersion, kind }) => `${apiVersion} ${kind}`),
    ['argoproj.io/v1alpha1 Rollout', 'batch.volcano.sh/v1alpha1 Job'],
  )
  assert.ok(
    read.complete.has('rollouts.argoproj.io') &&
      read.complete.has('jobs.batch.volcano.sh') &&
      !read.complete.has('deploymentconfigs.apps.openshift.io'),
  )
  const [gap, ...others] = read.gaps
  assert.deepEqual(
    [gap?.kind, gap !== undefined && 'resource' in gap && gap.resource, others],
    ['listFailed', 'deploymentconfigs.apps.openshift.io', []],
  )
})
