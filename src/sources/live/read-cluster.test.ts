// Whole clusters, as a fake API server has them: what is asked for, what is not, and what happens when parts fail.
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { SparekeyError } from '../../base/index.ts'
import { connect } from './connect.ts'
import { fakeApi, named, page, status, type Answers, type Asked, type FakeApi, type Reply } from './fake-api.cases.ts'
import { readCluster, type ClusterRead, type ReadClusterOptions } from './read-cluster.ts'
import { resourceRows } from './resources.ts'

const secrets = '/api/v1/secrets'
const storage = '/apis/storage.k8s.io/v1'
const core = [
  'Pod',
  'ReplicaSet',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicationController',
  'Job',
  'CronJob',
  'ServiceAccount',
]
const rbac = ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding']
const admission = ['ValidatingAdmissionPolicy', 'MutatingAdmissionPolicy'].flatMap((kind) => [kind, `${kind}Binding`])
const always = [...core, ...rbac, ...admission, 'Secret', 'CSIDriver']
const plural = (kind: string): string => `${kind.toLowerCase()}s`.replace(/ys$/, 'ies')

/** A cluster with one object of each kind, named for it; the replies given take the place of its own. */
function cluster(replies: Readonly<Record<string, Reply | undefined>> = {}): (asked: Asked) => Reply | undefined {
  const lists = new Map<string, Reply>()
  for (const { group, version, kind, resource, ask } of resourceRows) {
    const items = named(kind.toLowerCase())
    const path = group === '' ? `/api/${version}/${resource}` : `/apis/${group}/${version}/${resource}`
    // More than a real server sends: it is to be left unread.
    const more = { type: 'Opaque', data: { token: 'c2VzYW1l' }, secrets: [{ name: 'x' }], spec: {} }
    const asMetadata = items.map((item) => ({ kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', ...more, ...item }))
    lists.set(path, ask.kind === 'metadata' ? page('PartialObjectMetadataList', asMetadata) : page(`${kind}List`, items))
  }
  lists.set('/version', { body: { gitVersion: 'v1.36.3' } })
  lists.set('/apis', { body: { kind: 'APIGroupDiscoveryList', items: [] } })
  lists.set('/.well-known/openid-configuration', {
    body: { issuer: 'https://issuer.example', jwks_uri: 'https://issuer.example/keys' },
  })
  lists.set('/api/v1/namespaces/kube-system/configmaps/kube-apiserver-legacy-service-account-token-tracking', {
    body: { kind: 'ConfigMap', data: { since: '2024-05-01', other: 'not read' } },
  })
  const all = new Map([...lists, ...Object.entries(replies)])
  return ({ path }) => all.get(path)
}

interface Read {
  readonly read: ClusterRead
  readonly api: FakeApi
}

async function open(
  t: TestContext,
  answers: Answers,
  options: Partial<ReadClusterOptions> & { readonly as?: string } = {},
): Promise<{ readonly api: FakeApi; readonly running: Promise<ClusterRead> }> {
  const { signal = new AbortController().signal, as, ...rest } = options
  const api = await fakeApi(t, answers)
  const connection = await connect({
    kubeconfig: api.kubeconfig({ token: 'first-token' }),
    signal,
    environment: {},
    requestTimeoutMs: 10_000,
    ...(as === undefined ? {} : { as }),
  })
  t.after(() => connection.close())
  return { api, running: readCluster(connection, { signal, backoff: () => 0, ...rest }) }
}

async function readOf(t: TestContext, answers: Answers, options: Partial<ReadClusterOptions> = {}): Promise<Read> {
  const { api, running } = await open(t, answers, options)
  return { api, read: await running }
}

function kinds(read: ClusterRead): readonly string[] {
  return read.objects.map((object) => (object as { readonly kind: string }).kind)
}

test('a cluster is read whole: every kind, its version, its issuer, and since when old tokens are tracked', async (t) => {
  const { read } = await readOf(t, cluster())
  assert.deepEqual([...kinds(read)].sort(), [...always].sort())
  assert.deepEqual([...read.complete].sort(), always.map(plural).sort())
  assert.deepEqual(read.gaps, [])
  assert.deepEqual(
    [read.serverVersion, read.apiAudiences, read.legacyTrackingSince],
    ['v1.36.3', ['https://issuer.example'], '2024-05-01'],
  )
  assert.deepEqual(read.objects[0], { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'pod', namespace: 'shop' } })
})

test('objects come in the same order whichever list ends first', async (t) => {
  const { read } = await readOf(t, cluster())
  let turn = 0
  const slow = cluster()
  // Busy answers in another order each time shuffle which list ends when.
  const { read: again } = await readOf(t, (asked) =>
    turn++ % 3 === 0 && asked.path !== '/version' ? { status: 429, body: '' } : slow(asked),
  )
  assert.deepEqual(again.objects, read.objects)
})

test('of Secrets only metadata is asked for, and only of those that hold tokens', async (t) => {
  const { read, api } = await readOf(t, cluster())
  const asked = api.asked.filter(({ path }) => path.includes('secrets'))
  assert.deepEqual(
    asked.map(({ path, query, headers }) => [path, query['fieldSelector'], headers.accept]),
    [[secrets, 'type=kubernetes.io/service-account-token', 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1']],
  )
  const found = read.objects.find((object) => (object as { readonly kind: string }).kind === 'Secret')
  assert.deepEqual(found, {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kubernetes.io/service-account-token',
    metadata: { name: 'secret', namespace: 'shop' },
  })
})

test('nothing but GET is asked, and no token is requested or reviewed', async (t) => {
  const { api } = await readOf(t, cluster())
  assert.deepEqual(
    api.asked.filter(({ path }) => /token$|tokenreviews|\/secrets\/./.test(path)),
    [],
  )
})

for (const [sentence, reply, message] of [
  [
    'a full list of Secrets',
    page('SecretList', [{ metadata: { name: 's' }, data: { token: 'c2VzYW1l' } }]),
    /answers with `SecretList` where only a `PartialObjectMetadataList` is wanted: it was not read/,
  ],
  [
    'a refusal to send metadata only',
    status(406, 'only the following media types are accepted: application/json'),
    /^406 Not Acceptable/,
  ],
] as const) {
  test(`${sentence} is a gap, and nothing of it is kept`, async (t) => {
    const { read } = await readOf(t, cluster({ [secrets]: reply }))
    const [gap, ...others] = read.gaps
    assert.deepEqual(others, [])
    assert.ok(gap?.kind === 'listFailed' && gap.resource === 'secrets')
    assert.match(gap.message, message)
    assert.ok(!read.complete.has('secrets'))
    assert.doesNotMatch(JSON.stringify(read), /c2VzYW1l|"Secret"/)
  })
}

test('what may not be read is a gap, and the rest is read', async (t) => {
  const { read } = await readOf(t, cluster({ '/api/v1/pods': status(403, 'pods is forbidden') }))
  assert.deepEqual(read.gaps, [{ kind: 'listForbidden', resource: 'pods', message: '403 Forbidden: pods is forbidden' }])
  assert.deepEqual([read.complete.has('pods'), read.complete.has('deployments')], [false, true])
  assert.equal(read.objects.length, always.length - 1)
})

test('who may read nothing gets a gap for each list, and no error', async (t) => {
  const { read } = await readOf(t, ({ path }) =>
    path === '/version' ? { body: { gitVersion: 'v1.36.3' } } : status(403, 'forbidden'),
  )
  assert.deepEqual(
    [...read.gaps.map((gap) => ('resource' in gap ? gap.resource : ''))].sort(),
    [...always.map(plural), 'custom workloads'].sort(),
  )
  assert.deepEqual([read.objects, [...read.complete], read.apiAudiences], [[], [], []])
  assert.ok(!('legacyTrackingSince' in read))
})

test('with a namespace, namespaced lists are asked for within it and the others whole', async (t) => {
  const { api, read } = await readOf(
    t,
    ({ path, ...rest }) =>
      path.includes('/namespaces/shop/pods')
        ? status(403, 'no')
        : cluster()({ path: path.replace('/namespaces/shop', ''), ...rest }),
    { namespace: 'shop' },
  )
  const paths = api.asked.map(({ path }) => path)
  assert.ok(
    paths.includes('/api/v1/namespaces/shop/secrets') && paths.includes('/apis/rbac.authorization.k8s.io/v1/clusterroles'),
  )
  assert.deepEqual(
    paths.filter((path) => /\/(pods|roles|jobs|secrets)$/.test(path) && !path.includes('/namespaces/shop/')),
    [],
  )
  assert.deepEqual(read.gaps, [{ kind: 'listForbidden', resource: 'pods', namespace: 'shop', message: '403 Forbidden: no' }])
  // A binding of another namespace may give rights to an account of this one.
  assert.deepEqual(
    ['roles', 'rolebindings', 'serviceaccounts', 'clusterroles', 'secrets'].map((name) => read.complete.has(name)),
    [false, false, false, true, true],
  )
})

test('volumes are read only where some driver asks for tokens', async (t) => {
  const without = await readOf(t, cluster())
  assert.deepEqual(
    without.api.asked.filter(({ path }) => /persistent|storageclasses/.test(path)),
    [],
  )
  const driver = { metadata: { name: 'vault' }, spec: { tokenRequests: [{ audience: 'vault' }] } }
  const { read } = await readOf(t, cluster({ [`${storage}/csidrivers`]: page('CSIDriverList', [driver]) }))
  assert.deepEqual(
    kinds(read).filter((kind) => !always.includes(kind)),
    ['PersistentVolumeClaim', 'PersistentVolume', 'StorageClass'],
  )
  assert.ok(['persistentvolumeclaims', 'persistentvolumes', 'storageclasses'].every((name) => read.complete.has(name)))
})

test('no more than six connections are made, and pods are asked for among the first', async (t) => {
  const { api } = await readOf(t, cluster())
  assert.ok(new Set(api.asked.map(({ port }) => port)).size <= 6)
  assert.ok(api.asked.slice(0, 7).some(({ path }) => path === '/api/v1/pods'))
})

test('progress is told for each list', async (t) => {
  const told = new Map<string, number>()
  const pages: Answers = (asked) =>
    asked.path !== '/api/v1/pods'
      ? cluster()(asked)
      : asked.query['continue'] === undefined
        ? page('PodList', named('a', 'b'), 'two')
        : page('PodList', named('c'))
  await readOf(t, pages, { onProgress: ({ resource, read }) => told.set(resource, read) })
  assert.deepEqual([told.get('pods'), told.get('clusterroles'), told.size], [3, 1, always.length])
})

async function refusal(running: Promise<unknown>): Promise<SparekeyError> {
  const error: unknown = await running.then(
    () => assert.fail('it did not fail'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof SparekeyError, String(error))
  return error
}

test('credentials that expire under way end the whole reading', async (t) => {
  const { running } = await open(t, (asked) => (asked.path.includes('roles') ? status(401, 'Unauthorized') : cluster()(asked)))
  assert.equal((await refusal(running)).code, 'API_REFUSED')
})

test('a server that is gone is told at once, without trying again', async (t) => {
  const { api, running } = await open(t, () => ({ drop: true }))
  assert.equal((await refusal(running)).code, 'API_UNREACHABLE')
  assert.equal(api.asked.length, 1)
})

test('who may not act for another is told, and nothing is read', async (t) => {
  const message =
    'users "bob" is forbidden: User "tester" cannot impersonate resource "users" in API group "" at the cluster scope'
  const { api, running } = await open(t, () => status(403, message), { as: 'bob' })
  const error = await refusal(running)
  assert.deepEqual([error.code, error.message], ['API_REFUSED', `not allowed to act for others: 403 Forbidden: ${message}`])
  assert.equal(api.asked.length, 1)
})

test('an interruption ends the reading', async (t) => {
  const interrupt = new AbortController()
  const answers: Answers = (asked) => {
    if (asked.path !== '/api/v1/pods') return cluster()(asked)
    interrupt.abort()
    return { silent: true }
  }
  const { running } = await open(t, answers, { signal: interrupt.signal })
  assert.equal((await refusal(running)).code, 'INTERRUPTED')
})

test('facts that are not there are left out', async (t) => {
  const since = { body: { kind: 'ConfigMap', data: { since: 'yesterday' } } }
  const tracking = '/api/v1/namespaces/kube-system/configmaps/kube-apiserver-legacy-service-account-token-tracking'
  const { read } = await readOf(
    t,
    cluster({ '/version': status(404, 'no'), '/.well-known/openid-configuration': { drop: true }, [tracking]: since }),
  )
  assert.deepEqual(['serverVersion' in read, read.apiAudiences, 'legacyTrackingSince' in read], [false, [], false])
  assert.deepEqual(read.gaps, [])
})
