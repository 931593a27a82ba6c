// Logs in every form and packing give the same ledger; halves give the whole; what is not understood is told with its place.
import assert from 'node:assert/strict'
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import fc from 'fast-check'
import { SparekeyError } from '../../base/index.ts'
import { clustersOf, mergeLedgers, summarise, type Category, type EvidenceLedger, type Ledger } from '../../evidence/index.ts'
import { encodeLedger, unpackLedger } from '../ledger/index.ts'
import { LogReader } from './read-log.ts'
import { readLogs } from './index.ts'
import { unpack } from './unpack.ts'
import { clusterId, diagnosticRecord, sampleEvents } from './logs.cases.ts'

const folder = mkdtempSync(join(tmpdir(), 'sparekey-audit-log-'))
after(() => {
  rmSync(folder, { recursive: true, force: true })
})

interface Told {
  readonly ledger: Ledger
  readonly problems: readonly string[]
  readonly lines: number
  readonly bytes: number
}

async function read(names: readonly string[], category: Category | '' = 'kube-audit', blockSize?: number): Promise<Told> {
  const problems: string[] = []
  const { ledger, lines, bytes } = await readLogs({
    names,
    given: { cluster: '', category },
    stdin: emptyInput(),
    signal: new AbortController().signal,
    onProblems: (file, { first }) =>
      problems.push(...first.map(({ line, reason }) => `${file.slice(folder.length + 1)}:${line}: ${reason}`)),
    ...(blockSize === undefined ? {} : { blockSize }),
  })
  return { ledger: unpackLedger(ledger), problems, lines, bytes }
}

async function* emptyInput(): AsyncGenerator<Uint8Array> {
  await Promise.resolve()
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  return path
}

function summaryOf(ledger: Ledger): EvidenceLedger {
  const [cluster = ''] = clustersOf(ledger.blocks)
  return summarise(ledger, cluster)
}

const bytesOf = (ledger: Ledger): Buffer => Buffer.from(encodeLedger(ledger))
const events = sampleEvents(40)
const lines = events.map((event) => JSON.stringify(event))
const bare = `${lines.join('\n')}\n`
const expected = (await read([file('bare.log', bare)])).ledger
const rows = summaryOf(expected).rows

/** The times as the tables of Log Analytics have them. */
const tableRow = (event: Record<string, unknown>): Record<string, unknown> => ({
  Type: 'AKSAudit',
  AuditId: event['auditID'],
  Stage: event['stage'],
  Verb: event['verb'],
  RequestUri: event['requestURI'],
  RequestReceivedTime: event['requestReceivedTimestamp'],
  User: event['user'],
  ObjectRef: event['objectRef'],
  ResponseStatus: event['responseStatus'],
  Annotations: event['annotations'],
  ResponseObject: { status: { token: 'not to be read' } },
  _ResourceId: clusterId.toLowerCase(),
})
const asTexts = (row: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(Object.entries(row).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]))
const csvOf = (some: readonly Record<string, string>[], columns: readonly string[]): string =>
  [columns.join(','), ...some.map((row) => columns.map((name) => `"${(row[name] ?? '').replaceAll('"', '""')}"`).join(','))].join(
    '\r\n',
  )
const apiResult = (some: readonly Record<string, string>[]): unknown => {
  const columns = Object.keys(some[0] ?? {})
  return {
    tables: [
      {
        name: 'PrimaryResult',
        columns: columns.map((name) => ({ name, type: 'string' })),
        rows: some.map((row) => columns.map((name) => row[name])),
      },
    ],
  }
}
const diagnosticsRow = (text: string): Record<string, string> => ({
  Category: 'kube-audit',
  ResourceId: clusterId,
  log_s: `${text}\n`,
})
const indented = (value: unknown): string => JSON.stringify(value, null, 2)
const tableRows = events.map(tableRow)
const kubeAudit = 'kube-apiserver-audit-0123'

/** Each form with the cluster that it names; `''` for none. */
const forms: readonly { readonly name: string; readonly text: string; readonly cluster: string }[] = [
  { name: 'bare, without a last line break', text: lines.join('\n'), cluster: '' },
  { name: 'bare, with carriage returns and empty lines', text: lines.join('\r\n\r\n'), cluster: '' },
  { name: 'bare, with a byte order mark', text: `\ufeff${bare}`, cluster: '' },
  { name: 'one indented event after the other in a list', text: indented(events), cluster: '' },
  { name: 'a list in one line', text: JSON.stringify(events), cluster: '' },
  {
    name: 'EventList batches',
    text: [events.slice(0, 15), events.slice(15)]
      .map((items) => JSON.stringify({ kind: 'EventList', apiVersion: 'audit.k8s.io/v1', metadata: {}, items }))
      .join('\n'),
    cluster: '',
  },
  { name: 'an indented EventList', text: indented({ kind: 'EventList', items: events }), cluster: '' },
  {
    name: 'AKS diagnostic blobs',
    text: lines.map((line) => JSON.stringify(diagnosticRecord(line))).join('\n'),
    cluster: clusterId,
  },
  {
    name: 'messages of an event hub',
    text: [lines.slice(0, 7), lines.slice(7)].map((some) => JSON.stringify({ records: some.map(diagnosticRecord) })).join('\n'),
    cluster: clusterId,
  },
  { name: 'rows of AKSAudit', text: tableRows.map((row) => JSON.stringify(row)).join('\n'), cluster: clusterId },
  { name: 'rows of AKSAudit in a list', text: indented(tableRows.map(asTexts)), cluster: clusterId },
  { name: 'AKSAudit as CSV', text: csvOf(tableRows.map(asTexts), Object.keys(tableRows[0] ?? {})), cluster: clusterId },
  {
    name: 'AKSAudit as CSV of the portal',
    text: csvOf(tableRows.map(asTexts), Object.keys(tableRows[0] ?? {})).replace(
      'RequestReceivedTime',
      'RequestReceivedTime [UTC]',
    ),
    cluster: clusterId,
  },
  { name: 'AKSAudit as the API answers', text: indented(apiResult(tableRows.map(asTexts))), cluster: clusterId },
  { name: 'rows of AzureDiagnostics', text: indented(lines.map(diagnosticsRow)), cluster: clusterId },
  {
    name: 'AzureDiagnostics as CSV',
    text: csvOf(lines.map(diagnosticsRow), ['Category', 'ResourceId', 'log_s']),
    cluster: clusterId,
  },
  {
    name: 'CloudWatch, exported to a bucket',
    text: lines.map((line) => `2026-11-01T08:00:00.000Z ${line}`).join('\n'),
    cluster: '',
  },
  {
    name: 'CloudWatch, as aws logs filter-log-events prints it',
    text: indented({ events: lines.map((message) => ({ logStreamName: kubeAudit, message })) }),
    cluster: '',
  },
  {
    name: 'CloudWatch, as subscribers get it',
    text: JSON.stringify({
      messageType: 'DATA_MESSAGE',
      logGroup: '/aws/eks/prod/cluster',
      logStream: kubeAudit,
      logEvents: lines.map((message, i) => ({ id: String(i), timestamp: 1, message })),
    }),
    cluster: '/aws/eks/prod/cluster',
  },
]

for (const { name, text, cluster } of forms) {
  test(`${name}: the same rows`, async () => {
    const given = cluster === '' && !name.includes('filter-log-events') ? 'kube-audit' : ''
    const { ledger, problems } = await read([file('form', text)], given)
    const sum = summaryOf(ledger)
    assert.deepEqual(problems, [])
    assert.deepEqual(sum.rows, rows)
    assert.equal(sum.cluster, cluster.toLowerCase())
    assert.equal(sum.coverage[0]?.lines.events, events.length)
    assert.equal(sum.coverage[0].shortcomings.includes('impersonationHidden'), name.includes('AKSAudit'))
  })
}

test('packed by gzip or zstd, also in several members or frames: the same ledger to the byte', async () => {
  const half = bare.indexOf('\n', bare.length / 2) + 1
  const halves = [bare.slice(0, half), bare.slice(half)]
  const members = Buffer.concat(halves.map((text) => gzipSync(text)))
  const frames = Buffer.concat(halves.map((text) => zstdCompressSync(text)))
  for (const content of [gzipSync(bare), members, zstdCompressSync(bare), frames])
    assert.deepEqual(bytesOf((await read([file('packed', content)])).ledger), bytesOf(expected))
})

test('frames of zstd are read wherever the pieces end that they come in; what is none behind them is told', async () => {
  const frames = ['one\n', 'two\n', 'three\n'].map((text) => zstdCompressSync(text))
  const all = Buffer.concat(frames)
  const [first = 0] = frames.map(({ length }) => length)
  for (const piece of [1, 4, first, first + 1, all.length]) {
    const taken: string[] = []
    const end = await unpack(piecesOf(all, piece), (bytes) => taken.push(bytes.toString()))
    assert.deepEqual([taken.join(''), end.kind], ['one\ntwo\nthree\n', 'whole'], String(piece))
  }
  const torn = await unpack(piecesOf(Buffer.concat([all, Buffer.from('and more')]), 1 << 20), () => undefined)
  assert.equal(torn.kind, 'endsEarly')
})

async function* piecesOf(bytes: Buffer, piece: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += piece) yield await Promise.resolve(bytes.subarray(at, at + piece))
}

test('two halves of a folder give the whole, to the byte; the same file twice counts once', async () => {
  const blobs = 'insights-logs-kube-audit/resourceId=/SUBSCRIPTIONS/S/MANAGEDCLUSTERS/C/y=2026/m=11/d=01'
  const halves = [0, 1].map((half) => {
    const some = lines.filter((_, i) => i % 2 === half).map((line) => JSON.stringify(diagnosticRecord(line)))
    return file(`${blobs}/h=0${half}/m=00/PT1H.json`, some.join('\n'))
  })
  const whole = await read([join(folder, blobs)], '')
  const [a, b] = await Promise.all(halves.map((half) => read([half], '')))
  assert.ok(a !== undefined && b !== undefined)
  assert.deepEqual(bytesOf(mergeLedgers([b.ledger, a.ledger, b.ledger])), bytesOf(whole.ledger))
  const copy = file(
    'copy/of/h0.json.gz',
    gzipSync(
      lines
        .filter((_, i) => i % 2 === 0)
        .map((line) => JSON.stringify(diagnosticRecord(line)))
        .join('\n'),
    ),
  )
  assert.deepEqual(bytesOf((await read([...halves, copy], '')).ledger), bytesOf(whole.ledger))
  assert.deepEqual(summaryOf(whole.ledger).rows, rows)
})

test('a log that grows, within a line and by many: what was read before gives way', async () => {
  const path = file('growing.log', '')
  const ledgers: Ledger[] = []
  for (let at = 0; at < bare.length; at += 3001) {
    appendFileSync(path, bare.slice(at, at + 3001))
    ledgers.push((await read([path])).ledger)
  }
  const end = ledgers.at(-1)
  assert.ok(end !== undefined && ledgers.length > 5)
  assert.deepEqual(bytesOf(end), bytesOf(expected))
  assert.deepEqual(bytesOf(mergeLedgers(ledgers)), bytesOf(expected))
})

test('seams: pieces and blocks of any size give the same rows, every line once and every byte', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4000 }), fc.integer({ min: 1, max: 20_000 }), (piece, blockSize) => {
      const all = Buffer.from(bare)
      const whole = readerOf(all, all.length, blockSize)
      const reader = readerOf(all, piece, blockSize)
      assert.deepEqual(reader.blocks, whole.blocks)
      assert.equal(reader.lines, lines.length)
      assert.equal(reader.bytes, all.length)
      assert.equal(
        reader.blocks.reduce((sum, { identity }) => sum + identity.length, 0),
        all.length,
      )
      assert.deepEqual(summaryOf(unpackLedger({ blocks: reader.blocks })).rows, rows)
    }),
    { numRuns: Number(process.env['SPAREKEY_PROPERTY_RUNS'] ?? 100) },
  )
})

function readerOf(all: Buffer, piece: number, blockSize: number): LogReader {
  const reader = new LogReader({ given: { cluster: '', category: 'kube-audit' }, blockSize, onProblem: () => assert.fail() })
  for (let at = 0; at < all.length; at += piece) reader.take(all.subarray(at, at + piece))
  reader.end(false)
  return reader
}

const [, one = '', two = ''] = lines

/** What stands among good lines, and what is said of it. */
const odd: readonly (readonly [name: string, line: string | Buffer, says: RegExp])[] = [
  ['a torn line', one.slice(0, 200), /not JSON: it ends too early/],
  ['two events glued together where a server died', one.slice(0, 300) + two, /not JSON/],
  ['two whole events in one line', one + two, /not JSON/],
  ['text', 'I1124 08:00:00 server.go:1] started', /not JSON/],
  ['another product', '{"level":"info","msg":"started"}', /no audit event, and no form of one that is known/],
  ['a manifest', '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x"}}', /no audit event/],
  ['an event of a stage that does not exist', one.replace('ResponseComplete', 'Done'), /`stage`: expected a stage/],
  ['an event with a wrong type', one.replace('"verb":"', '"verb":5,"x":"'), /`verb`: expected a string, found a number/],
  ['bytes that are no text', Buffer.from([0, 1, 2, 0xff, 0xfe]), /not JSON/],
  ['a diagnostic record whose log is torn', JSON.stringify(diagnosticRecord(one.slice(0, 50))), /not JSON: it ends too early/],
]

for (const [name, line, says] of odd) {
  test(`${name} is told with its line, and the others count`, async () => {
    const content = Buffer.concat([Buffer.from(`${one}\n`), Buffer.from(line), Buffer.from(`\n${two}\n`)])
    const { ledger, problems } = await read([file('odd.log', content)])
    assert.equal(problems.length, 1)
    assert.match(problems[0] ?? '', /^odd\.log:2: /)
    assert.match(problems[0] ?? '', says)
    const coverage = summarise(ledger, '').coverage[0]
    assert.deepEqual([coverage?.lines.events, coverage?.lines.notUnderstood], [2, 1])
    assert.equal(coverage?.examples[0]?.offset, one.length + 1)
  })
}

test('keys and names written with escapes, and keys that stand twice, are read as JSON reads them', async () => {
  const escaped = one.replace('"stage"', '"\\u0073tage"').replace('system:serviceaccount', 'system\\u003aserviceaccount')
  const twice = one.replace('"stage":"', '"stage":"Panic","stage":"')
  const plain = summaryOf((await read([file('plain.log', one)])).ledger).rows
  assert.deepEqual(summaryOf((await read([file('escaped.log', escaped)])).ledger).rows, plain)
  assert.deepEqual(summaryOf((await read([file('twice.log', twice)])).ledger).rows, plain)
})

test('records of other categories are counted, and are no audit log', async () => {
  const guard = JSON.stringify({ ...diagnosticRecord('I1124'), category: 'guard' })
  const { ledger, problems } = await read([file('mixed.json', `${guard}\n${JSON.stringify(diagnosticRecord(one))}\n`)], '')
  assert.deepEqual([problems, summaryOf(ledger).coverage[0]?.lines.others], [[], 1])
})

async function refusal(names: readonly string[], category: Category | '' = 'kube-audit'): Promise<SparekeyError> {
  try {
    await read(names, category)
  } catch (error) {
    if (error instanceof SparekeyError) return error
    throw error
  }
  return assert.fail('not refused')
}

test('a log that does not say its category is asked about, never guessed at', async () => {
  const error = await refusal([file('bare.log', bare)], '')
  assert.equal(error.code, 'USAGE')
  assert.match(error.hint ?? '', /--category kube-audit/)
})

test('empty, binary and foreign files hold no event; a folder without files is none', async () => {
  const foreign: readonly (readonly [string, string | Uint8Array])[] = [
    ['empty.log', ''],
    ['binary.log', Uint8Array.from({ length: 5000 }, (_, i) => (i * 7) % 256)],
    ['other.log', '{"level":"info"}\n'.repeat(10)],
    ['manifest.json', indented({ apiVersion: 'v1', kind: 'List', items: [{ kind: 'Pod' }] })],
    ['table.csv', 'Name,Age\nx,1\n'],
  ]
  for (const [name, content] of foreign) assert.equal((await refusal([file(name, content)])).code, 'INPUT_UNREADABLE', name)
  const none = join(folder, 'none')
  mkdirSync(none)
  assert.equal((await refusal([none])).code, 'INPUT_NOT_FOUND')
  assert.equal((await refusal([join(folder, 'nothing')])).code, 'INPUT_NOT_FOUND')
})

test('of a torn packed file what stands before the tear counts, and the tear is told', async () => {
  const packed = gzipSync(bare)
  const torn = await read([file('torn.log.gz', packed.subarray(0, packed.length - 40))])
  assert.match(torn.problems[0] ?? '', /torn\.log\.gz:0: the packed file is torn/)
  assert.deepEqual(summaryOf(torn.ledger).coverage[0]?.shortcomings, ['streamEndsEarly'])
  assert.deepEqual(bytesOf(mergeLedgers([torn.ledger, expected])), bytesOf(expected))
})

test('a line that is too long is passed over, and those around it count', () => {
  const problems: string[] = []
  const reader = new LogReader({
    given: { cluster: '', category: 'kube-audit' },
    longestLine: 1 << 20,
    onProblem: (line, reason) => problems.push(`${line}: ${reason}`),
  })
  reader.take(Buffer.from(`${one}\n`))
  for (let i = 0; i < 20; i++) reader.take(Buffer.alloc(100_000, 0x61))
  reader.take(Buffer.from(`\n${two}\n`))
  reader.end(false)
  assert.deepEqual(problems, ['2: longer than 1 MiB'])
  assert.equal(unpackLedger({ blocks: reader.blocks }).blocks[0]?.sections[0]?.lines.events, 2)
})

test('an interruption ends the reading', async () => {
  const controller = new AbortController()
  controller.abort()
  await assert.rejects(
    readLogs({
      names: [file('bare.log', bare)],
      given: { cluster: '', category: 'kube-audit' },
      stdin: emptyInput(),
      signal: controller.signal,
      onProblems: () => assert.fail(),
    }),
    (error) => error instanceof SparekeyError && error.code === 'INTERRUPTED',
  )
})
