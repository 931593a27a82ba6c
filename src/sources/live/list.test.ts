// Lists against a server that pages, expires, is busy, breaks, and refuses.
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { SparekeyError } from '../../base/index.ts'
import { wantedOfObjects } from '../../kube/index.ts'
import { connect } from './connect.ts'
import { fakeApi, named, page, status, type Answers, type FakeApi, type Reply } from './fake-api.cases.ts'
import { listAll, type ListOutcome, type ListRequest } from './list.ts'

const { signal } = new AbortController()

interface Listed {
  readonly outcome: ListOutcome
  readonly api: FakeApi
  /** What the back-off was asked: which try had failed, and what the server asked for. */
  readonly waits: readonly (readonly [number, number | undefined])[]
  readonly progress: readonly number[]
}

async function list(
  t: TestContext,
  answers: Answers,
  more: Partial<ListRequest> & { readonly requestTimeoutMs?: number } = {},
): Promise<Listed> {
  const api = await fakeApi(t, answers)
  const { requestTimeoutMs = 10_000, ...rest } = more
  const connection = await connect({
    kubeconfig: api.kubeconfig({ token: 'first-token' }),
    signal,
    requestTimeoutMs,
    environment: {},
  })
  t.after(() => connection.close())
  const waits: [number, number | undefined][] = []
  const progress: number[] = []
  const outcome = await listAll(connection, {
    path: '/api/v1/pods',
    listKind: 'PodList',
    wanted: wantedOfObjects,
    stamp: { apiVersion: 'v1', kind: 'Pod' },
    resource: 'pods',
    signal,
    backoff(failed, retryAfterMs) {
      waits.push([failed, retryAfterMs])
      return 0
    },
    onPage: (read) => progress.push(read),
    ...rest,
  })
  return { outcome, api, waits, progress }
}

/** Answers one reply after the other, the last one for ever. */
function inOrder(...replies: readonly (Reply | undefined)[]): Answers {
  let at = 0
  return () => replies[Math.min(at++, replies.length - 1)]
}

function names(outcome: ListOutcome): readonly string[] {
  return outcome.kind === 'absent'
    ? []
    : outcome.items.map((item) => (item as { readonly metadata: { readonly name: string } }).metadata.name)
}

function gapOf(outcome: ListOutcome): unknown {
  return outcome.kind === 'incomplete' ? outcome.gap : outcome.kind
}

test('a list is read page by page, and its items learn what they are', async (t) => {
  const { outcome, api, progress } = await list(t, ({ query }) =>
    query['continue'] === undefined ? page('PodList', named('a', 'b'), 'two&=') : page('PodList', named('c')),
  )
  assert.equal(outcome.kind, 'complete')
  assert.deepEqual(names(outcome), ['a', 'b', 'c'])
  assert.deepEqual(
    api.asked.map(({ query }) => query),
    [{ limit: '500' }, { limit: '500', continue: 'two&=' }],
  )
  assert.deepEqual(outcome.items[0], { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'shop' } })
  assert.deepEqual(progress, [2, 3])
})

test('a long page comes compressed, over a connection that is kept', async (t) => {
  const many = named(...Array.from({ length: 500 }, (_, i) => `pod-${i}`))
  const { outcome, api } = await list(t, ({ query }) =>
    query['continue'] === undefined ? page('PodList', many, 'two') : page('PodList', many),
  )
  assert.equal(names(outcome).length, 1000)
  assert.equal(api.asked[0]?.headers['accept-encoding'], 'gzip')
  assert.equal(new Set(api.asked.map(({ port }) => port)).size, 1)
})

test('an empty list may have no items at all', async (t) => {
  const { outcome } = await list(t, () => ({ body: { kind: 'PodList', apiVersion: 'v1', metadata: {}, items: null } }))
  assert.deepEqual(outcome, { kind: 'complete', items: [] })
})

test('a token that expired is replaced by the one that the refusal offers, and nothing is read twice', async (t) => {
  const { outcome, api } = await list(
    t,
    inOrder(page('PodList', named('a'), 'old'), status(410, 'too old', { continue: 'fresh' }), page('PodList', named('b'))),
  )
  assert.equal(outcome.kind, 'complete')
  assert.deepEqual(names(outcome), ['a', 'b'])
  assert.deepEqual(
    api.asked.map(({ query }) => query['continue']),
    [undefined, 'old', 'fresh'],
  )
})

test('without such an offer the list starts again and what was read is dropped', async (t) => {
  const { outcome, progress } = await list(
    t,
    inOrder(
      page('PodList', named('gone'), 'old'),
      status(410, 'too old'),
      page('PodList', named('a'), 'new'),
      page('PodList', named('b')),
    ),
  )
  assert.equal(outcome.kind, 'complete')
  assert.deepEqual(names(outcome), ['a', 'b'])
  assert.deepEqual(progress, [1, 1, 2])
})

test('a fresh token that is refused at once leads to a new start as well', async (t) => {
  const refusal = status(410, 'too old', { continue: 'fresh' })
  const { outcome, api } = await list(
    t,
    inOrder(page('PodList', named('gone'), 'old'), refusal, refusal, page('PodList', named('a'))),
  )
  assert.deepEqual(names(outcome), ['a'])
  assert.deepEqual(
    api.asked.map(({ query }) => query['continue']),
    [undefined, 'old', 'fresh', undefined],
  )
})

test('a list that always expires is a gap after three new starts', async (t) => {
  const { outcome, api } = await list(t, ({ query }) =>
    query['continue'] === undefined ? page('PodList', named('a'), 'old') : status(410, 'too old'),
  )
  assert.deepEqual(gapOf(outcome), { kind: 'listFailed', resource: 'pods', message: 'the list expired 4 times under way' })
  assert.deepEqual(names(outcome), ['a'])
  assert.equal(api.asked.length, 8)
})

test('a busy server is asked again when it says', async (t) => {
  const busy: Reply = { status: 429, headers: { 'retry-after': '7' }, body: 'busy' }
  const { outcome, waits } = await list(t, inOrder(busy, busy, page('PodList', named('a'))))
  assert.equal(outcome.kind, 'complete')
  assert.deepEqual(waits, [
    [1, 7000],
    [2, 7000],
  ])
})

test('a server that fails now and then is asked again', async (t) => {
  const { outcome, waits } = await list(
    t,
    inOrder(
      status(500, 'etcd'),
      status(503, 'no'),
      page('PodList', named('a'), 'two'),
      status(504, 'late'),
      page('PodList', named('b')),
    ),
  )
  assert.deepEqual(names(outcome), ['a', 'b'])
  assert.deepEqual(waits, [
    [1, undefined],
    [2, undefined],
    [1, undefined],
  ])
})

test('a server that always fails is a gap after five tries', async (t) => {
  const { outcome, api } = await list(t, () => status(500, 'etcdserver: request timed out'))
  assert.deepEqual(gapOf(outcome), {
    kind: 'listFailed',
    resource: 'pods',
    message: '500 Internal Server Error: etcdserver: request timed out',
  })
  assert.equal(api.asked.length, 5)
})

test('a page whose connection is lost is asked for again, and only that page', async (t) => {
  const { outcome, api } = await list(t, inOrder(page('PodList', named('a'), 'two'), { drop: true }, page('PodList', named('b'))))
  assert.equal(outcome.kind, 'complete')
  assert.deepEqual(names(outcome), ['a', 'b'])
  assert.deepEqual(
    api.asked.map(({ query }) => query['continue']),
    [undefined, 'two', 'two'],
  )
})

test('a connection that is always lost is a gap; what came before it stays', async (t) => {
  const { outcome, api } = await list(t, ({ query }) =>
    query['continue'] === undefined ? page('PodList', named('a'), 'two') : { drop: true },
  )
  assert.deepEqual(gapOf(outcome), {
    kind: 'listFailed',
    resource: 'pods',
    message: `no answer from \`127.0.0.1:${api.port}\`: the connection was lost`,
  })
  assert.deepEqual(names(outcome), ['a'])
  assert.equal(api.asked.length, 6)
})

test('a refused list is a gap with the words of the server, and is not asked for again', async (t) => {
  const message = 'pods is forbidden: User "system:anonymous" cannot list resource "pods"'
  const { outcome, api } = await list(t, () => status(403, message), { namespace: 'shop' })
  assert.deepEqual(gapOf(outcome), {
    kind: 'listForbidden',
    resource: 'pods',
    namespace: 'shop',
    message: `403 Forbidden: ${message}`,
  })
  assert.equal(api.asked.length, 1)
})

test('what the server does not serve does not exist', async (t) => {
  const { outcome } = await list(t, () => undefined)
  assert.deepEqual(outcome, { kind: 'absent' })
})

for (const [sentence, reply, message] of [
  ['an answer that is no JSON', { body: '<html>please log in</html>' }, 'the answer is not JSON'],
  ['a list of another kind', page('SecretList', []), 'the server answers with `SecretList` where a `PodList` is wanted'],
  ['a redirect', { status: 302, headers: { location: 'https://login.example' }, body: '' }, '302 Found'],
  ['a page that leads to itself', page('PodList', [], 'again'), 'the server gives the same page again and again'],
] as const) {
  test(`${sentence} is a gap`, async (t) => {
    const { outcome } = await list(t, () => reply)
    assert.deepEqual(gapOf(outcome), { kind: 'listFailed', resource: 'pods', message })
  })
}

for (const [sentence, reply] of [
  ['at once', { silent: true }],
  ['in the middle of a page', { stall: true }],
] as const) {
  test(`a server that falls silent ${sentence} is a gap and not a hang`, async (t) => {
    const { outcome } = await list(t, () => reply, { requestTimeoutMs: 100 })
    assert.match(JSON.stringify(gapOf(outcome)), /nothing came for 0\.1 s/)
  })

  test(`an interruption ends a list at once whose server falls silent ${sentence}`, { timeout: 30_000 }, async (t) => {
    const interrupt = new AbortController()
    const answers: Answers = () => {
      setImmediate(() => interrupt.abort(new Error('enough')))
      return reply
    }
    const running = list(t, answers, { signal: interrupt.signal, requestTimeoutMs: 3_600_000 })
    await assert.rejects(running, (error) => {
      assert.ok(error instanceof SparekeyError)
      assert.equal(error.code, 'INTERRUPTED')
      assert.equal((error.cause as Error).message, 'enough')
      return true
    })
  })
}

test('a server that is slow but speaks is waited for', async (t) => {
  const text = JSON.stringify({ kind: 'PodList', items: named('a') })
  const { outcome } = await list(t, () => ({ drip: text.match(/.{1,10}/g) ?? [], everyMs: 250 }), { requestTimeoutMs: 1000 })
  assert.deepEqual(names(outcome), ['a'])
})

test('an interruption also ends the wait for the next try', async (t) => {
  const interrupt = new AbortController()
  const backoff = (): number => {
    queueMicrotask(() => interrupt.abort())
    return 3_600_000
  }
  await assert.rejects(
    list(t, () => status(500, 'no'), { signal: interrupt.signal, backoff }),
    { code: 'INTERRUPTED' },
  )
})
