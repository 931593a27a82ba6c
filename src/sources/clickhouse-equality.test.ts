// The very SQL, run by the real engine through the official client, against the reader of files: the same ledger, row for row.
import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { clickHouseSuite } from '../../testbed/clickhouse.ts'
import { compareText } from '../base/index.ts'
import { clickHouseSql, QueryFold, type Block, type Category, type Given, type QueryAsked } from '../evidence/index.ts'
import { readLogs } from './audit-log/index.ts'
import { unpackLedger } from './ledger/index.ts'
import { diagnosticRecord, sampleEvents } from './audit-log/logs.cases.ts'
import { queryClickHouse } from './clickhouse/index.ts'
import { randomLines } from './random-log.cases.ts'

const corporaFolder = process.env['SPAREKEY_CORPORA'] ?? fileURLToPath(new URL('../../../shared/corpora/', import.meta.url))

const folder = mkdtempSync(join(tmpdir(), 'sparekey-clickhouse-'))
after(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** How a log comes. */
interface Log {
  readonly name: string
  readonly text: string
  readonly category: Category | ''
}

const seeds = Number(process.env['SPAREKEY_EQUALITY_SEEDS'] ?? 6)
const requests = Number(process.env['SPAREKEY_EQUALITY_REQUESTS'] ?? 400)
const inEnvelopes = (lines: readonly string[], change: (i: number) => object = () => ({})): string =>
  lines.map((line, i) => JSON.stringify({ ...diagnosticRecord(line), ...change(i) })).join('\n')
const categoriesTold: readonly object[] = [
  {},
  { category: 'kube-audit-admin' },
  { category: 'guard' },
  { category: undefined, Category: 'kube-audit' },
  { resourceId: '' },
  { resourceId: undefined, ResourceId: '/SUBSCRIPTIONS/OTHER/É' },
  { properties: {} },
  { properties: 'none' },
]
const sample = sampleEvents(80).map((one) => JSON.stringify(one))

const logs: readonly Log[] = [
  { name: 'the sample, bare', text: sample.join('\n'), category: 'kube-audit' },
  { name: 'the sample, in envelopes', text: inEnvelopes(sample), category: '' },
  { name: 'with carriage returns and empty lines', text: sample.join('\r\n\r\n'), category: 'kube-audit-admin' },
  { name: 'with a byte order mark', text: `\ufeff${sample.join('\n')}`, category: 'kube-audit' },
  {
    name: 'as CloudWatch exports it',
    text: sample.map((line) => `2026-11-01T08:00:00.000Z ${line}`).join('\n'),
    category: 'kube-audit',
  },
  ...Array.from({ length: seeds }, (_, i): readonly Log[] => {
    const lines = randomLines(i + 1, requests)
    return [
      { name: `a random log, bare, seed ${i + 1}`, text: lines.join('\n'), category: 'kube-audit' },
      {
        name: `a random log, in envelopes, seed ${i + 1}`,
        text: inEnvelopes(lines, (at) => categoriesTold[(at * 5) % 23] ?? {}),
        category: '',
      },
    ]
  }).flat(),
  ...corpus('falco-k8saudit/test/trace_files/k8s_audit', 'kube-audit'),
  ...corpus('datadog-aks-logs/forwarder', ''),
  ...corpus('kubesplaining/testdata/audit/native', 'kube-audit'),
]

/** All files of a corpus as one log. */
function corpus(path: string, category: Category | ''): readonly Log[] {
  const place = join(corporaFolder, path)
  if (!existsSync(place)) {
    console.log(
      `NOT PROVED: that ClickHouse reads ${path} as we do; it is not in ${corporaFolder} (SPAREKEY_CORPORA names another place)`,
    )
    return []
  }
  const files = readdirSync(place, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(json|jsonl|log)$/.test(name))
  return [{ name: path, text: files.map((name) => readFileSync(join(place, name), 'utf8')).join('\n'), category }]
}

/** All that a ledger has, but for where its blocks end. */
function told(blocks: readonly Block[]): { readonly sections: unknown; readonly rows: readonly unknown[] } {
  const sections = new Map<string, { readonly lines: Map<string, number>; readonly hours: unknown[] }>()
  const rows: string[] = []
  for (const section of blocks.flatMap((block) => block.sections)) {
    const key = `${section.category} ${section.cluster}`
    const known = sections.get(key) ?? { lines: new Map<string, number>(), hours: [] }
    sections.set(key, known)
    for (const [name, count] of Object.entries(section.lines)) known.lines.set(name, (known.lines.get(name) ?? 0) + Number(count))
    known.hours.push(...section.hours)
    for (const [name, tallies] of Object.entries(section.tables))
      rows.push(
        ...tallies.map(({ key: row, day, started, ended, first, last }) =>
          JSON.stringify([key, name, row, day, started, ended, first, last]),
        ),
      )
  }
  return {
    sections: [...sections].sort(([a], [b]) => compareText(a, b)),
    rows: rows.sort(compareText),
  }
}

async function byFile(path: string, given: Given): Promise<{ readonly blocks: readonly Block[]; readonly lines: number }> {
  const { ledger, lines } = await readLogs({
    names: [path],
    given,
    stdin: process.stdin,
    signal: new AbortController().signal,
    onProblems: () => undefined,
  })
  return { blocks: unpackLedger(ledger).blocks, lines }
}

await clickHouseSuite('the reduction in ClickHouse', (engine) => {
  const sum = { logs: 0, lines: 0, rows: 0 }
  for (const [i, { name, text, category }] of logs.entries()) {
    test(`${name}: the ledger is that of the reader of files, row for row`, async () => {
      const path = join(folder, `${i}.log`)
      writeFileSync(path, text)
      const given = { cluster: 'given', category }
      const asked: QueryAsked = { source: name, from: '', to: '', given, shortcomings: [] }
      const expected = await byFile(path, given)
      const sql = clickHouseSql({ from: `file('${path}', 'LineAsString', 'line String')`, column: 'line' }, asked)
      const result = await queryClickHouse(
        { url: engine.url, user: 'default', password: engine.password },
        sql,
        new AbortController().signal,
      )
      assert.ok(result !== undefined)
      const fold = new QueryFold(result.asked)
      fold.take(result)
      const { blocks } = fold.finish((said) => said)
      assert.deepEqual(told(blocks), told(expected.blocks))
      sum.logs++
      sum.lines += expected.lines
      sum.rows += told(blocks).rows.length
    })
  }

  test('that was something', (t) => {
    t.diagnostic(`${sum.logs} logs, ${sum.lines} lines, ${sum.rows} rows of ledger`)
    assert.ok(sum.logs >= 5 + 2 * seeds && sum.lines > seeds * requests && sum.rows > seeds * 100, JSON.stringify(sum))
  })
})
