// What is asked of a Kusto, and what is done about each way in which it does not answer whole.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SparekeyError } from '../../base/index.ts'
import { kustoKql, QueryFold, type QueryAsked, type QueryFolded } from '../../evidence/index.ts'
import { fakeKusto, frames, rowsFor, tables, type KustoAsked, type KustoReply } from './fake-kusto.cases.ts'
import { queryKusto, type KustoPlace } from './index.ts'

const asked: QueryAsked = {
  source: 'the table',
  from: '2026-11-01',
  to: '2026-11-03',
  given: { cluster: '', category: '' },
  shortcomings: ['impersonationHidden'],
}

interface Told {
  readonly folded: QueryFolded
  readonly requests: readonly KustoAsked[]
  readonly waits: readonly number[]
}

async function told(
  answer: (one: KustoAsked, nth: number) => KustoReply | Promise<KustoReply>,
  where: 'workspace' | 'database' = 'workspace',
  signal = new AbortController().signal,
): Promise<Told> {
  const { endpoint, asked: requests } = await fakeKusto(answer)
  const place: KustoPlace =
    where === 'workspace' ? { kind: where, endpoint, workspace: 'w-1' } : { kind: where, endpoint, database: 'logs' }
  const fold = new QueryFold(asked)
  const waits: number[] = []
  await queryKusto({
    place,
    token: () => Promise.resolve('a-token'),
    query: (stretch) => kustoKql('AKSAudit', asked, stretch),
    from: asked.from,
    to: asked.to,
    signal,
    take: (result) => {
      fold.take(result)
    },
    largest: 1 << 20,
    wait: (milliseconds) => {
      waits.push(milliseconds)
      return Promise.resolve()
    },
  })
  return { folded: fold.finish((text) => text), requests, waits }
}

async function refusal(
  answer: (one: KustoAsked) => KustoReply,
  where: 'workspace' | 'database' = 'workspace',
): Promise<SparekeyError> {
  try {
    await told(answer, where)
  } catch (error) {
    if (error instanceof SparekeyError) return error
    throw error
  }
  return assert.fail('not refused')
}

const hours = ({ folded }: Told): readonly number[] =>
  folded.blocks.flatMap(({ sections }) => sections.flatMap((section) => section.hours.map(([, events]) => events)))

test('a workspace is asked day by day, with the token, and each day is a block', async () => {
  const all = await told((one) => tables(rowsFor(one)))
  assert.deepEqual(
    all.requests.map(({ path, authorization, since, until }) => [path, authorization, until - since]),
    Array.from({ length: 2 }, () => ['/v1/workspaces/w-1/query', 'Bearer a-token', 86_400_000]),
  )
  assert.deepEqual(hours(all), [3, 3])
  assert.deepEqual(
    all.folded.blocks.map(({ sections }) => [sections[0]?.shortcomings, sections[0]?.tables.uses[0]?.key.slice(0, 5)]),
    Array.from({ length: 2 }, () => [['impersonationHidden'], ['shop/web', 'web-1', 'u', 'pod', 'list']]),
  )
})

test('a database of Azure Data Explorer is asked in its way', async () => {
  const all = await told((one) => frames(rowsFor(one)), 'database')
  assert.deepEqual(
    all.requests.map(({ path, database }) => [path, database]),
    Array.from({ length: 2 }, () => ['/v2/rest/query', 'logs']),
  )
  assert.deepEqual(hours(all), [3, 3])
})

test('a day without a row is nothing', async () => {
  assert.deepEqual((await told(() => tables([]))).folded.blocks, [])
})

const limit = 6 * 3_600_000
const cut = (one: KustoAsked): boolean => one.until - one.since > limit
const partial = {
  code: 'PartialError',
  message: 'There were some errors when processing your query.',
  details: [
    {
      code: 'EngineError',
      message: 'Something went wrong',
      innererror: { code: '-2133196797', message: 'The results of this query exceed the set limit of 64000000 bytes' },
    },
  ],
}

/** Each way in which Kusto says that it is too much. */
const tooMuch: readonly (readonly [string, 'workspace' | 'database', (one: KustoAsked) => KustoReply])[] = [
  ['a partial answer of Log Analytics', 'workspace', (one) => tables(rowsFor(one, 99), partial)],
  [
    'an error of too many records',
    'workspace',
    () => ({
      status: 400,
      body: {
        error: {
          code: 'BadArgumentError',
          innererror: { code: 'E_QUERY_RESULT_SET_TOO_LARGE', message: 'exceeded the limit of 500000 records' },
        },
      },
    }),
  ],
  [
    'a gateway that ran out of time',
    'workspace',
    () => ({ status: 504, body: { error: { code: 'GatewayTimeout', message: 'late' } } }),
  ],
  [
    'memory that ran out',
    'database',
    () => ({ status: 400, body: { error: { code: 'LimitsExceeded', '@message': 'E_RUNAWAY_QUERY (0x80DA0001)' } } }),
  ],
  ['a last frame with errors', 'database', (one) => frames(rowsFor(one, 99), { hasErrors: true })],
  [
    'an error among the rows',
    'database',
    (one) =>
      frames([
        ...rowsFor(one, 99),
        { OneApiErrors: [{ error: { code: 'LimitsExceeded', message: 'E_QUERY_RESULT_SET_TOO_LARGE' } }] },
      ]),
  ],
  ['an answer that does not end', 'workspace', () => ({ status: 200, body: ' '.repeat(3 << 20) })],
  ['no last frame', 'database', (one) => frames(rowsFor(one, 99), { torn: true })],
]

for (const [name, where, reply] of tooMuch) {
  test(`${name}: it is asked for halves until they fit, and what was partial is not counted`, async () => {
    const whole = where === 'workspace' ? tables : frames
    const all = await told((one) => (cut(one) ? reply(one) : whole(rowsFor(one))), where)
    // Per day: one day, two halves, four quarters.
    assert.equal(all.requests.length, 14)
    assert.deepEqual(
      hours(all),
      Array.from({ length: 8 }, () => 3),
    )
    assert.equal(all.folded.blocks.length, 2)
    assert.equal(all.folded.blocks[0]?.sections[0]?.tables.uses[0]?.ended, 12)
  })

  test(`${name}, however little is asked for: it ends, and says so`, async () => {
    const error = await refusal(reply, where)
    assert.equal(error.code, 'ENGINE_PARTIAL')
    assert.match(error.message, /even for a minute/)
  })
}

test('a result whose rows are not all there is refused', async () => {
  const error = await refusal((one) => tables(rowsFor(one).slice(1)))
  assert.deepEqual([error.code, /1 of 2 rows/.test(error.message)], ['ENGINE_PARTIAL', true])
})

test('a busy server is asked again after what it says, or later and later', async () => {
  const all = await told((one, nth) => {
    if (nth === 1) return { status: 429, headers: { 'retry-after': '7' }, body: { error: { code: 'ThrottledError' } } }
    return nth < 4 ? { status: 503, body: '' } : tables(rowsFor(one))
  })
  assert.deepEqual(
    [all.waits, hours(all)],
    [
      [7000, 10_000, 20_000],
      [3, 3],
    ],
  )
})

test('a server that stays busy is given up', async () => {
  const error = await refusal(() => ({ status: 429, headers: { 'retry-after': '0' }, body: {} }))
  assert.deepEqual([error.code, /too busy/.test(error.message)], ['ENGINE_UNREACHABLE', true])
})

for (const [name, reply, code, says] of [
  [
    'a login that is not accepted',
    { status: 403, body: { error: { code: 'InsufficientAccessError', message: 'no access' } } },
    'ENGINE_REFUSED',
    /no access/,
  ],
  [
    'a query that it does not understand',
    {
      status: 400,
      body: {
        error: {
          code: 'BadArgumentError',
          innererror: { code: 'SemanticError', message: "'where' operator: Failed to resolve table expression named 'AKSAudit'" },
        },
      },
    },
    'ENGINE_REFUSED',
    /Failed to resolve table/,
  ],
  ['a server of something else', { status: 200, body: '<html>' }, 'ENGINE_REFUSED', /is no Kusto/],
  ['another API', { status: 200, body: { items: [] } }, 'ENGINE_REFUSED', /is no Kusto/],
  ['a page that is not there', { status: 404, body: '<html>' }, 'ENGINE_REFUSED', /is no Kusto/],
  [
    'a redirection, which would take the token along',
    { status: 302, headers: { location: 'http://127.0.0.1:9/' }, body: '' },
    'ENGINE_UNREACHABLE',
    /no answer/,
  ],
] as const) {
  test(`${name} is told`, async () => {
    const error = await refusal(() => reply)
    assert.equal(error.code, code)
    assert.match(error.message, says)
    assert.ok(!`${error.message} ${error.hint ?? ''}`.includes('a-token'))
  })
}

test('an interruption ends the query under way, and the waiting', async () => {
  for (const hang of [true, false]) {
    const controller = new AbortController()
    const answer = (): Promise<KustoReply> => {
      controller.abort()
      return hang ? new Promise(() => undefined) : Promise.resolve({ status: 429, body: {} })
    }
    await assert.rejects(
      told(answer, 'workspace', controller.signal),
      (error) => error instanceof SparekeyError && error.code === 'INTERRUPTED',
    )
  }
})
