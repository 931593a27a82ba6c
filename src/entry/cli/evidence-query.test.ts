// `evidence query` as a person types it: the ledger of an engine is that of the files, and each thing that goes wrong ends without one.
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { clickHouseSuite } from '../../../testbed/clickhouse.ts'
import type { EvidenceLedger } from '../../evidence/index.ts'
import { runWith, type Ran } from './fake-io.cases.ts'

const folder = mkdtempSync(join(tmpdir(), 'sparekey-query-'))
after(() => {
  rmSync(folder, { recursive: true, force: true })
})
const at = (name: string): string => join(folder, name)

const line = (id: string, time: string, parts: object = {}): string =>
  JSON.stringify({
    kind: 'Event',
    auditID: id,
    stage: 'ResponseComplete',
    verb: 'list',
    requestURI: '/api/v1/namespaces/shop/pods',
    user: {
      username: 'system:serviceaccount:shop:web',
      extra: { 'authentication.kubernetes.io/pod-name': ['web-1'], 'authentication.kubernetes.io/pod-uid': ['u'] },
    },
    responseStatus: { code: 200 },
    requestReceivedTimestamp: time,
    ...parts,
  })
const lines = [
  line('a', '2026-11-01T08:00:00Z'),
  line('b', '2026-11-01T09:00:00Z', { stage: 'ResponseStarted', verb: 'watch' }),
  line('c', '2026-11-02T10:00:00Z', { user: { username: 'system:serviceaccount:shop:db' } }),
]
writeFileSync(at('audit.log'), lines.join('\n'))

/** A server that answers as a test says. */
async function serverOf(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  after(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const html = await serverOf((_, response) => response.end('<html>hello</html>'))
const silent = await serverOf(() => undefined)
const ofDays = ['--from', '2026-11-01', '--to', '2026-11-03']

async function shown(ledger: string): Promise<EvidenceLedger> {
  const { out } = await runWith(['evidence', 'show', ledger, '-o', 'json'])
  return JSON.parse(out) as EvidenceLedger
}

await clickHouseSuite('evidence query clickhouse', (engine) => {
  const asked = async (argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> =>
    runWith(['evidence', 'query', 'clickhouse', '--url', engine.url, ...argv], '', undefined, {
      env: { CLICKHOUSE_PASSWORD: engine.password, ...env },
    })
  const run = async (sql: string): Promise<string> => {
    const answer = await fetch(engine.url, {
      method: 'POST',
      body: sql,
      headers: { authorization: `Basic ${Buffer.from(`default:${engine.password}`).toString('base64')}` },
    })
    const text = await answer.text()
    assert.equal(answer.status, 200, text)
    return text
  }
  let fromFiles: EvidenceLedger

  before(async () => {
    const read = await runWith(['evidence', 'read', at('audit.log'), '-o', at('files.ledger'), '--category', 'kube-audit'])
    assert.equal(read.code, 0, read.err)
    fromFiles = await shown(at('files.ledger'))
    await run('CREATE DATABASE logs')
    await run('CREATE TABLE logs.lines (raw String, day Date) ENGINE = MergeTree ORDER BY day')
    const rows = lines.map((raw, i) => JSON.stringify({ raw, day: i < 2 ? '2026-11-01' : '2026-11-02' })).join('\n')
    await run(`INSERT INTO logs.lines FORMAT JSONEachRow\n${rows}`)
  })
  const table = ['--table', 'logs.lines', '--column', 'raw', '--category', 'kube-audit']

  test('files of the server and a table give what the reader of files gives, and twice the same counts once', async () => {
    for (const [name, argv] of [
      ['table', table],
      ['path', ['--files', at('audit.log'), '--category', 'kube-audit']],
    ] as const) {
      const ran = await asked([...argv, '-o', at(`${name}.ledger`)])
      assert.deepEqual([ran.code, ran.err], [0, `wrote ${at(`${name}.ledger`)}: 2 days, 3 lines read\n`])
      const seen = await shown(at(`${name}.ledger`))
      assert.deepEqual([seen.rows, seen.coverage], [fromFiles.rows, fromFiles.coverage])
    }
    await asked([...table, '-o', at('again.ledger')])
    await runWith(['evidence', 'merge', at('table.ledger'), at('again.ledger'), '-o', at('both.ledger')])
    assert.deepEqual(readFileSync(at('both.ledger')), readFileSync(at('table.ledger')))
  })

  test('days that two ledgers share count once, and a condition reads only what it says', async () => {
    await asked([...table, '--to', '2026-11-02', '-o', at('first.ledger')])
    await asked([...table, '--from', '2026-11-01', '-o', at('all.ledger')])
    await runWith(['evidence', 'merge', at('first.ledger'), at('all.ledger'), '-o', at('days.ledger')])
    assert.deepEqual((await shown(at('first.ledger'))).rows.length, 2)
    assert.deepEqual((await shown(at('days.ledger'))).rows, fromFiles.rows)
    await asked([...table, '--where', "day = '2026-11-02' -- the second", '-o', at('some.ledger')])
    assert.deepEqual(
      (await shown(at('some.ledger'))).rows.map(({ serviceAccount }) => serviceAccount),
      ['shop/db'],
    )
  })

  test('a day that was asked for while it went on gives way to the same day later', async () => {
    await run('CREATE TABLE logs.growing (line String) ENGINE = MergeTree ORDER BY tuple()')
    const add = async (...some: readonly string[]): Promise<void> => {
      await run(`INSERT INTO logs.growing FORMAT JSONEachRow\n${some.map((one) => JSON.stringify({ line: one })).join('\n')}`)
    }
    const growing = ['--table', 'logs.growing', '--category', 'kube-audit']
    await add(...lines.slice(0, 2))
    await asked([...growing, '-o', at('noon.ledger')])
    await add(line('d', '2026-11-01T09:30:00Z'), line('e', '2026-11-01T11:00:00Z'))
    await asked([...growing, '-o', at('evening.ledger')])
    await runWith(['evidence', 'merge', at('evening.ledger'), at('noon.ledger'), '-o', at('grown.ledger')])
    assert.deepEqual(readFileSync(at('grown.ledger')), readFileSync(at('evening.ledger')))
    assert.equal((await shown(at('grown.ledger'))).coverage[0]?.lines.events, 4)
  })

  test('lines that are not understood are told by reason, and make the exit code 2', async () => {
    writeFileSync(at('odd.log'), [...lines, 'nonsense', '{"msg":"x"}', 'more'].join('\n'))
    const ran = await asked(['--files', at('odd.log'), '--category', 'kube-audit', '-o', at('odd.ledger')])
    assert.equal(ran.code, 2)
    assert.match(
      ran.err,
      /^no audit event, and no form of one that is known: 1 line\nnot JSON: 2 lines\nwrote .*: 2 days, 6 lines read, 3 not understood\n$/,
    )
    assert.equal((await shown(at('odd.ledger'))).coverage[0]?.lines.notUnderstood, 3)
  })

  test('packed blobs of S3 that a pattern finds are read, with the login of a named collection', async () => {
    const packed = gzipSync(lines.join('\n'))
    const bucket = await serverOf((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost')
      if (searchParams.has('list-type')) {
        const keys = ['2026/11/01/audit.log.gz', '2026/11/01/other.txt'].map(
          (key) =>
            `<Contents><Key>${key}</Key><Size>${packed.length}</Size><LastModified>2026-11-01T00:00:00.000Z</LastModified></Contents>`,
        )
        response.end(`<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated>${keys.join('')}</ListBucketResult>`)
        return
      }
      assert.ok(pathname.endsWith('/audit.log.gz'), pathname)
      assert.match(request.headers.authorization ?? '', /an-access-key/)
      const [, from, to] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? []
      const piece =
        from === undefined ? packed : packed.subarray(Number(from), to === '' || to === undefined ? undefined : Number(to) + 1)
      response.writeHead(from === undefined ? 200 : 206, {
        'content-length': String(request.method === 'HEAD' ? packed.length : piece.length),
        ...(from === undefined ? {} : { 'content-range': `bytes ${from}-${Number(from) + piece.length - 1}/${packed.length}` }),
        etag: '"x"',
        'last-modified': 'Sun, 01 Nov 2026 00:00:00 GMT',
      })
      response.end(request.method === 'HEAD' ? undefined : piece)
    })
    await run("CREATE NAMED COLLECTION bucket AS access_key_id = 'an-access-key', secret_access_key = 'a-secret-key'")
    const ran = await asked([
      '--s3',
      `${bucket}/bucket/2026/**/*.gz`,
      '--collection',
      'bucket',
      '--category',
      'kube-audit',
      '-o',
      at('s3.ledger'),
    ])
    assert.equal(ran.code, 0, ran.err)
    assert.deepEqual((await shown(at('s3.ledger'))).rows, fromFiles.rows)
  })

  test('blobs of Azure are named as the engine takes them, with and without a named collection', async () => {
    await run("CREATE NAMED COLLECTION store AS account_name = 'a', account_key = 'a2V5'")
    const url = 'https://logs.blob.core.windows.net/insights-logs-kube-audit/**/y=2026/m=11/d=01/**/PT1H.json'
    for (const more of [[], ['--collection', 'store']]) {
      const { out } = await asked(['--azure', url, ...more, '--print-query'])
      const from = /FROM (azureBlobStorage\(.*\))\n/.exec(out)?.[1] ?? ''
      assert.equal((await run(`DESCRIBE TABLE ${from}`)).trim(), 'line\tString')
    }
    for (const argv of [
      ['--azure', url, '--across', 'all'],
      ['--azure', url, '--across', 'all', '--collection', 'store'],
      ['--s3', 'https://bucket.s3.eu-west-1.amazonaws.com/audit/**/*.gz', '--across', 'all'],
    ]) {
      const { out } = await asked([...argv, '--print-query'])
      assert.match(out, /FROM (azureBlobStorage|s3)Cluster\('all', /)
      assert.match(await run(`EXPLAIN AST ${out}`), /TableExpression/)
    }
  })

  test('the query that is printed, run by hand, gives rows that become the same ledger, in each form', async () => {
    const { out: sql, code } = await asked([...table, '--print-query'], { CLICKHOUSE_PASSWORD: 'not-to-be-seen' })
    assert.equal(code, 0)
    assert.ok(!sql.includes('not-to-be-seen'))
    await asked([...table, '-o', at('run.ledger')])
    for (const form of ['JSON', 'JSONEachRow', 'JSONCompact', 'CSVWithNames']) {
      const text = await run(`${sql}\nFORMAT ${form === 'JSONCompact' ? 'JSON' : form}`)
      writeFileSync(
        at('rows'),
        form === 'JSONCompact' ? JSON.stringify((JSON.parse(text) as { readonly data: unknown }).data) : text,
      )
      const ran = await runWith(['evidence', 'query', 'result', at('rows'), '-o', at('pasted.ledger')])
      assert.equal(ran.code, 0, `${form}: ${ran.err}`)
      assert.deepEqual(readFileSync(at('pasted.ledger')), readFileSync(at('run.ledger')), form)
    }
    const all = (await run(`${sql}\nFORMAT JSONEachRow`)).trim().split('\n')
    writeFileSync(at('cut'), all.slice(1).join('\n'))
    const cut = await runWith(['evidence', 'query', 'result', at('cut'), '-o', at('never.ledger')])
    assert.deepEqual([cut.code, /cut off: \d of \d rows/.test(cut.err)], [3, true])
    writeFileSync(at('later'), all.join('\n').replaceAll('\\"query\\":1', '\\"query\\":2'))
    const later = await runWith(['evidence', 'query', 'result', at('later'), '-o', at('never.ledger')])
    assert.deepEqual([later.code, /version 2 of the query/.test(later.err)], [3, true])
    assert.ok(!existsSync(at('never.ledger')))
  })

  const bad: readonly (readonly [string, readonly string[], RegExp])[] = [
    ['a table that is not there', ['--table', 'logs.absent', '--category', 'kube-audit'], /refuses the query: .*absent/],
    ['a column that is not there', ['--table', 'logs.lines', '--category', 'kube-audit'], /refuses the query: .*line/],
    ['a log without a category', ['--table', 'logs.lines', '--column', 'raw'], /does not say which category/],
    [
      'days without an event',
      [...table, '--from', '2026-12-01'],
      /no audit event in `clickhouse table logs.lines raw` from 2026-12-01/,
    ],
    ['a condition that is none', [...table, '--where', 'nonsense = 1'], /refuses the query/],
  ]
  for (const [name, argv, says] of bad) {
    test(`${name}: exit code 3, ${String(says)}, and nothing is written`, async () => {
      const ran = await asked([...argv, '-o', at('never.ledger')])
      assert.equal(ran.code, 3, ran.err)
      assert.match(ran.err, says)
      assert.ok(!existsSync(at('never.ledger')))
    })
  }

  test('a wrong password is told, and not said', async () => {
    const ran = await asked([...table, '-o', at('never.ledger')], { CLICKHOUSE_PASSWORD: 'a-wrong-one' })
    assert.equal(ran.code, 3)
    assert.match(ran.err, /does not accept the login\n {2}see `--user` or CLICKHOUSE_USER/)
    assert.ok(!ran.err.includes('a-wrong-one'))
  })
})

const ofTable = ['--table', 'lines', '-o', at('never.ledger')]
const refused: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['a server of something else', ['clickhouse', '--url', html, ...ofTable], /is no ClickHouse/],
  [
    'a port where nobody listens',
    ['clickhouse', '--url', 'http://127.0.0.1:9', ...ofTable],
    /no answer from the ClickHouse at `127.0.0.1:9`/,
  ],
  ['no address', ['clickhouse', '--url', 'nonsense', ...ofTable], /no address of an engine/],
  ['a password in the address', ['clickhouse', '--url', 'https://me:secret@host', ...ofTable], /has a login in it/],
  [
    'a password in an address that is none',
    ['clickhouse', '--url', 'https://me:secret@host:99999', ...ofTable],
    /`host:99999` is no address/,
  ],
  ['a password in no address at all', ['clickhouse', '--url', 'me:secret@host:8443', ...ofTable], /`host:8443` is no address/],
  [
    'a password behind the address',
    ['clickhouse', '--url', 'http://localhost:9/?password=secret', ...ofTable],
    /more in it than an address/,
  ],
  [
    'a signature in the URL of blobs of Azure',
    ['clickhouse', '--azure', 'https://a.blob.core.windows.net/c/b?sv=1&sig=secret', '--print-query'],
    /has a login in it/,
  ],
  [
    'a signature in the URL of objects',
    ['clickhouse', '--s3', 'https://b.s3.x/p?X-Amz-Signature=secret', '--print-query'],
    /has a login in it/,
  ],
  ['a login in the URL of blobs', ['clickhouse', '--azure', 'https://me:secret@a/c/b', '--print-query'], /has a login in it/],
  ['no source', ['clickhouse', '-o', at('never.ledger')], /nothing says where the lines are/],
  ['two sources', ['clickhouse', '--files', 'x', ...ofTable], /two things say/],
  ['a cluster of servers for a table', ['clickhouse', '--across', 'x', ...ofTable], /are for blobs/],
  [
    'a container without blobs',
    ['clickhouse', '--azure', 'https://a.blob.core.windows.net/c', '-o', at('never.ledger')],
    /names no blobs/,
  ],
  ['a day that is none', ['clickhouse', '--from', '2026-02-30', ...ofTable], /`--from 2026-02-30` is no day/],
  ['days in the wrong order', ['clickhouse', '--from', '2026-11-02', '--to', '2026-11-02', ...ofTable], /there is no day/],
  ['no place for the ledger', ['clickhouse', '--table', 'lines'], /nothing says where the ledger goes/],
  ['no Kusto', ['kusto', ...ofDays, '-o', at('never.ledger')], /nothing says which Kusto/],
  [
    'a Kusto that would get a token in the open',
    ['kusto', '--endpoint', 'http://example.com', '--database', 'd', ...ofDays, '-o', at('never.ledger')],
    /no address of an engine/,
  ],
  ['a Kusto that is none', ['kusto', '--endpoint', html, '--database', 'd', ...ofDays, '-o', at('never.ledger')], /is no Kusto/],
  ['a result that is not there', ['result', at('absent'), '-o', at('never.ledger')], /cannot read `.*absent`/],
  ['a result that is a log', ['result', at('audit.log'), '-o', at('never.ledger')], /it is no result of a query of Sparekey/],
]
for (const [name, argv, says] of refused) {
  test(`${name}: exit code 3, ${String(says)}, and nothing is written`, async () => {
    const ran = await runWith(['evidence', 'query', ...argv], '', undefined, { env: { SPAREKEY_KUSTO_TOKEN: 'a-token' } })
    assert.equal(ran.code, 3, ran.err)
    assert.match(ran.err, says)
    assert.ok(!/secret|a-token/.test(ran.err + ran.out), ran.err)
    assert.ok(!existsSync(at('never.ledger')))
  })
}

for (const argv of [
  ['clickhouse', '--url', silent, '--table', 'lines'],
  ['kusto', '--endpoint', silent, '--database', 'd', ...ofDays],
]) {
  test(`an interruption while ${argv[0] ?? ''} is asked writes nothing`, async () => {
    const controller = new AbortController()
    const running = runWith(['evidence', 'query', ...argv, '-o', at('never.ledger')], '', undefined, {
      signal: controller.signal,
      env: { SPAREKEY_KUSTO_TOKEN: 'a-token' },
    })
    setTimeout(() => {
      controller.abort()
    }, 300)
    assert.equal((await running).code, 130)
    assert.ok(!existsSync(at('never.ledger')))
  })
}

test('the query for Kusto is printed without a login, and its answer as its API gives it becomes a ledger that says what it hides', async () => {
  const { code, out } = await runWith(['evidence', 'query', 'kusto', '--workspace', 'w', ...ofDays, '--print-query'])
  assert.equal(code, 0)
  assert.match(
    out,
    /let since = datetime\(2026-11-01T00:00:00Z\);\nlet until = datetime\(2026-11-03T00:00:00Z\);\nlet told = AKSAudit\n/,
  )
  const said = /extend asked = '(.*)', total/.exec(out)?.[1] ?? ''
  const names = ['asked', 'total', 'part', 'cluster', 'category', 'key', 'numbers']
  const at1 = Date.parse('2026-11-01T08:00:00Z') * 1000
  const row = [
    said,
    1,
    'hour',
    '/subscriptions/s',
    'kube-audit',
    '[]',
    JSON.stringify([Math.floor(at1 / 3.6e9), 5, 0, 0, 0, 0, 0, 0, at1, at1]),
  ]
  writeFileSync(
    at('answer.json'),
    JSON.stringify({ tables: [{ name: 'PrimaryResult', columns: names.map((name) => ({ name })), rows: [row] }] }),
  )
  const ran = await runWith(['evidence', 'query', 'result', at('answer.json'), '-o', at('kusto.ledger')])
  assert.deepEqual([ran.code, ran.err], [0, `wrote ${at('kusto.ledger')}: 1 day, 5 lines read\n`])
  const seen = await shown(at('kusto.ledger'))
  assert.deepEqual([seen.cluster, seen.coverage[0]?.shortcomings], ['/subscriptions/s', ['impersonationHidden']])
})

test('a cluster whose name has a comma, quotes and a line in it stays one, also out of CSV', async () => {
  const hour = Math.floor(Date.parse('2026-11-01T08:00:00Z') / 3.6e6)
  const cluster = 'one, "two"\nthree'
  const cells = {
    asked: JSON.stringify({ query: 1, source: 't', from: '', to: '', cluster: '', category: '', shortcomings: [] }),
    total: '1',
    part: 'hour',
    cluster,
    category: 'kube-audit',
    key: '[]',
    numbers: JSON.stringify([hour, 5, 0, 0, 0, 0, 0, 0, hour * 3.6e9, hour * 3.6e9]),
  }
  const quoted = Object.values(cells).map((cell) => `"${cell.replaceAll('"', '""')}"`)
  const csv = `${Object.keys(cells).join(',')}\r\n${quoted.join(',')}\r\n`
  writeFileSync(at('rows.csv'), csv)
  const ran = await runWith(['evidence', 'query', 'result', at('rows.csv'), '-o', at('csv.ledger')])
  assert.deepEqual([ran.code, (await shown(at('csv.ledger'))).cluster], [0, cluster], ran.err)
  writeFileSync(at('rows.csv'), csv.slice(0, csv.indexOf('three')))
  const cut = await runWith(['evidence', 'query', 'result', at('rows.csv'), '-o', at('never.ledger')])
  assert.deepEqual([cut.code, /last row does not end/.test(cut.err)], [3, true], cut.err)
})
