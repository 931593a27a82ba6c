// Writes against a server that answers as it is told to: what is sent, and what each answer is taken for.
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { Cluster, Write, WriteOutcome } from '../../change/index.ts'
import { changeCluster } from './change-cluster.ts'
import { connectForChange } from './connect-for-change.ts'
import { fakeApi, status, type Answers, type FakeApi, type Reply } from './fake-api.cases.ts'

interface Open {
  readonly cluster: Cluster
  readonly api: FakeApi
  readonly waits: readonly (number | undefined)[]
}

async function open(t: TestContext, answers: Answers, signal = new AbortController().signal): Promise<Open> {
  const api = await fakeApi(t, answers)
  const kubeconfig = api.kubeconfig({ token: 'first-token' })
  const connection = await connectForChange({ kubeconfig, signal, requestTimeoutMs: 2000, environment: {} })
  t.after(() => connection.close())
  const waits: (number | undefined)[] = []
  const cluster = changeCluster(connection, {
    containersWithToken: () => [],
    audit: () => assert.fail('nobody audits here'),
    signal,
    backoff: (_, retryAfterMs) => {
      waits.push(retryAfterMs)
      return 0
    },
  })
  return { cluster, api, waits }
}

const account = { apiVersion: 'v1', kind: 'ServiceAccount', namespace: 'shop', name: 'web' }
const secret = { apiVersion: 'v1', kind: 'Secret', namespace: 'shop', name: 'legacy' }
const object = (ref: typeof account, more: object = {}): object => ({
  apiVersion: ref.apiVersion,
  kind: ref.kind,
  metadata: { name: ref.name, namespace: ref.namespace, uid: 'u-1', resourceVersion: '8' },
  ...more,
})
const patch: Write = {
  kind: 'patch',
  ref: account,
  uid: 'u-1',
  resourceVersion: '7',
  patch: [{ op: 'add', path: '/automountServiceAccountToken', value: false }],
}
const place = '/api/v1/namespaces/shop/serviceaccounts'

test('a patch tests the object before it changes it, and its answer is read', async (t) => {
  const { cluster, api } = await open(t, () => ({ body: object(account, { automountServiceAccountToken: false }) }))
  const outcome = await cluster.write(patch)
  assert.deepEqual(outcome, {
    kind: 'written',
    live: { uid: 'u-1', resourceVersion: '8', object: object(account, { automountServiceAccountToken: false }) },
  })
  const { method, path, query, headers, body } = api.asked[0]!
  assert.deepEqual([method, path, query], ['PATCH', `${place}/web`, { fieldManager: 'sparekey' }])
  assert.deepEqual([headers['content-type'], headers.accept], ['application/json-patch+json', 'application/json'])
  assert.deepEqual(body, [
    { op: 'test', path: '/metadata/uid', value: 'u-1' },
    { op: 'test', path: '/metadata/resourceVersion', value: '7' },
    { op: 'add', path: '/automountServiceAccountToken', value: false },
  ])
})

test('a creation and a deletion say what they are about', async (t) => {
  const { cluster, api } = await open(t, () => ({ status: 201, body: object(account) }))
  const made = await cluster.write({ kind: 'create', ref: account, object: { apiVersion: 'v1', kind: 'ServiceAccount' } })
  const gone = await cluster.write({ kind: 'delete', ref: account, uid: 'u-1', resourceVersion: '7' })
  assert.deepEqual([made.kind, gone], ['written', { kind: 'written', live: undefined }])
  assert.deepEqual(
    api.asked.map(({ method, path, query, body }) => [method, path, query, body]),
    [
      ['POST', place, { fieldManager: 'sparekey' }, { apiVersion: 'v1', kind: 'ServiceAccount' }],
      [
        'DELETE',
        `${place}/web`,
        {},
        {
          apiVersion: 'v1',
          kind: 'DeleteOptions',
          preconditions: { uid: 'u-1', resourceVersion: '7' },
          propagationPolicy: 'Background',
        },
      ],
    ],
  )
})

test('a trial is the same request, and says that nothing is to be kept', async (t) => {
  const { cluster, api } = await open(t, () => ({ body: object(account) }))
  for (const write of [
    patch,
    { kind: 'create', ref: account, object: {} },
    { kind: 'delete', ref: account, uid: 'u', resourceVersion: '7' },
  ] satisfies readonly Write[])
    await cluster.tryWrite(write)
  assert.deepEqual(
    api.asked.map(({ method, query, body }) => [
      method,
      method === 'DELETE' ? (body as { dryRun: unknown }).dryRun : query['dryRun'],
    ]),
    [
      ['PATCH', 'All'],
      ['POST', 'All'],
      // With a body, its query would not be looked at.
      ['DELETE', ['All']],
    ],
  )
})

const withCause = { details: { causes: [{ field: 'metadata.labels', message: 'no' }] } }
const refusal = (code: number, more: object = {}): Reply => ({ status: code, body: { kind: 'Status', message: 'no', ...more } })

const answers: readonly (readonly [says: string, answer: Reply | undefined, outcome: string])[] = [
  ['409, a precondition', refusal(409), 'conflict'],
  ['422 without a cause, a test of the patch', refusal(422, { details: {} }), 'conflict'],
  ['422 with a cause, a value that is not valid', refusal(422, withCause), 'refused'],
  ['403', refusal(403), 'refused'],
  ['400', refusal(400), 'refused'],
  ['404, the object is gone', refusal(404), 'conflict'],
  ['500', refusal(500), 'unknown'],
  ['502 of a proxy', { status: 502, body: 'bad gateway' }, 'unknown'],
  ['504', refusal(504), 'unknown'],
  ['half an answer', { drop: true }, 'unknown'],
  ['no answer', { silent: true }, 'unknown'],
]

for (const [says, answer, expected] of answers)
  test(`${says}: ${expected}, and nothing is sent again`, async (t) => {
    const { cluster, api } = await open(t, () => answer)
    const outcome = await cluster.write(patch)
    assert.equal(told(outcome), expected)
    assert.equal(api.asked.length, 1)
  })

function told(outcome: WriteOutcome): string {
  if (outcome.kind !== 'refused') return outcome.kind
  return outcome.conflict ? 'conflict' : 'refused'
}

test('a name that is taken is a conflict of a creation, a namespace that is missing is not', async (t) => {
  for (const [code, expected] of [
    [409, 'conflict'],
    [404, 'refused'],
    [422, 'refused'],
  ] as const) {
    const { cluster } = await open(t, () => refusal(code))
    assert.equal(told(await cluster.write({ kind: 'create', ref: account, object: {} })), expected)
  }
})

test('a busy server is asked again, after the time that it wants', async (t) => {
  let asked = 0
  const { cluster, waits } = await open(t, () => {
    asked += 1
    return asked < 3 ? { ...status(429, 'busy'), headers: { 'retry-after': '2' } } : { body: object(account) }
  })
  assert.equal((await cluster.write(patch)).kind, 'written')
  assert.deepEqual(waits, [2000, 2000])
})

test('a 401 is answered by logging in once more, and is a refusal then', async (t) => {
  const { cluster, api } = await open(t, () => status(401, 'Unauthorized'))
  assert.equal(told(await cluster.write(patch)), 'refused')
  assert.equal(api.asked.length, 2)
})

test('an interruption lets a write finish, and ends a read', { timeout: 30_000 }, async (t) => {
  const interrupt = new AbortController()
  const { cluster } = await open(
    t,
    async ({ method }) => {
      interrupt.abort()
      await new Promise((resolve) => setTimeout(resolve, 50))
      return method === 'PATCH' ? { body: object(account) } : { silent: true }
    },
    interrupt.signal,
  )
  assert.equal((await cluster.write(patch)).kind, 'written')
  await assert.rejects(cluster.read(account), { code: 'INTERRUPTED' })
})

test('an object is read, and told from none', async (t) => {
  const { cluster } = await open(t, ({ path }) => (path.endsWith('/web') ? { body: object(account) } : status(404, 'not found')))
  assert.deepEqual(await cluster.read(account), { uid: 'u-1', resourceVersion: '8', object: object(account) })
  assert.equal(await cluster.read({ ...account, name: 'gone' }), undefined)
})

test('a read that is refused says what to grant, and a broken server is asked again', async (t) => {
  const { cluster } = await open(t, () => status(403, 'no'))
  await assert.rejects(cluster.read(account), { code: 'API_REFUSED', hint: /rbac --for apply/ })
  let asked = 0
  const second = await open(t, () => {
    asked += 1
    return asked === 1 ? status(503, 'soon') : { body: object(account) }
  })
  assert.equal((await second.cluster.read(account))?.uid, 'u-1')
})

test('of Secrets metadata is asked for, whatever is done with them', async (t) => {
  const answer = { body: { ...object(secret), kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' } }
  const { cluster, api } = await open(t, () => answer)
  await cluster.read(secret)
  await cluster.write({ ...patch, ref: secret, patch: [{ op: 'add', path: '/metadata/labels', value: { a: 'b' } }] })
  await cluster.write({ kind: 'create', ref: secret, object: { metadata: { name: 'legacy' }, type: 'x' } })
  await cluster.write({ kind: 'delete', ref: secret, uid: 'u-1', resourceVersion: '7' })
  assert.deepEqual(
    api.asked.map(({ headers }) => headers.accept),
    Array.from({ length: 4 }, () => 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1'),
  )
})

test('the body of a Secret is not sent, tested or copied', async (t) => {
  const { cluster, api } = await open(t, () => ({ body: object(secret) }))
  const bodies: readonly Write[] = [
    { ...patch, ref: secret, patch: [{ op: 'test', path: '/data/token', value: 'x' }] },
    { ...patch, ref: secret, patch: [{ op: 'replace', path: '/metadatax', value: 'x' }] },
    { ...patch, ref: secret, patch: [{ op: 'copy', from: '/data/token', path: '/metadata/labels/x' } as never] },
    { kind: 'create', ref: secret, object: { stringData: { a: 'b' } } },
  ]
  for (const write of bodies) {
    const outcome = await cluster.write(write)
    assert.equal(told(outcome), 'refused')
    assert.match('message' in outcome ? outcome.message : '', /only its metadata is ever changed/)
  }
  assert.equal(api.asked.length, 0)
})

test('a whole Secret that a server sends all the same is not read', async (t) => {
  const { cluster } = await open(t, () => ({ body: object(secret, { data: { token: 'c2VzYW1l' } }) }))
  await assert.rejects(cluster.read(secret), { code: 'API_UNREACHABLE' })
  assert.deepEqual(await cluster.write({ ...patch, ref: secret, patch: [] }), { kind: 'written', live: undefined })
})

test('no name leads to the subresource by which tokens are minted', async (t) => {
  const { cluster, api } = await open(t, () => ({ status: 201, body: {} }))
  for (const name of ['web/token', 'web%2Ftoken', 'web%2ftoken']) {
    assert.equal(told(await cluster.write({ ...patch, ref: { ...account, name } })), 'refused')
    await assert.rejects(cluster.read({ ...account, name }), { code: 'USAGE' })
  }
  const odd: Write = { kind: 'create', ref: { ...account, namespace: 'shop/serviceaccounts/web' }, object: {} }
  assert.equal(told(await cluster.write(odd)), 'refused')
  assert.equal(api.asked.length, 0)
})

test('the server says whether one may, for each right as it is', async (t) => {
  const { cluster, api } = await open(t, ({ body }) => {
    const { spec } = body as { readonly spec: { readonly resourceAttributes: { readonly verb: string } } }
    return { status: 201, body: { status: { allowed: spec.resourceAttributes.verb === 'bind' } } }
  })
  const right = { verb: 'bind', apiGroup: 'rbac.authorization.k8s.io', resource: 'roles', namespace: 'shop', name: 'x' }
  assert.deepEqual([await cluster.may(right), await cluster.may({ ...right, verb: 'escalate', subresource: 'y' })], [true, false])
  assert.deepEqual(
    api.asked.map(({ method, path }) => [method, path]),
    Array.from({ length: 2 }, () => ['POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews']),
  )
  const { apiGroup: group, ...attributes } = right
  assert.deepEqual((api.asked[0]?.body as { readonly spec: unknown }).spec, { resourceAttributes: { ...attributes, group } })
})

test('plural names come from the tables, and else from the server, once', async (t) => {
  const { cluster, api } = await open(t, ({ path }) => {
    if (path !== '/apis/widgets.example/v1') return undefined
    const resources = [
      { name: 'widgetry', kind: 'Widget' },
      { name: 'widgetry/status', kind: 'Widget' },
    ]
    return { body: { kind: 'APIResourceList', resources } }
  })
  const widget = { apiVersion: 'widgets.example/v1', kind: 'Widget', namespace: 'shop', name: 'x' }
  assert.equal(await cluster.resourceOf(account), 'serviceaccounts')
  assert.equal(await cluster.resourceOf({ ...widget, apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' }), 'rollouts')
  assert.equal(api.asked.length, 0)
  assert.equal(await cluster.resourceOf(widget), 'widgetry')
  assert.equal(await cluster.read(widget), undefined)
  assert.deepEqual(
    api.asked.map(({ path }) => path),
    ['/apis/widgets.example/v1', '/apis/widgets.example/v1/namespaces/shop/widgetry/x'],
  )
  await assert.rejects(cluster.resourceOf({ ...widget, kind: 'Gadget' }), { code: 'INPUT_NOT_FOUND' })
  assert.equal(told(await cluster.write({ ...patch, ref: { ...widget, kind: 'Gadget' } })), 'conflict')
})
