// Several threads, one, and none with a scanner give the same ledger, faults and sums; what goes wrong in a thread is told as it would be here.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { AuditLogGenerator, inEnvelope } from '../../../bench/audit-logs.ts'
import { SparekeyError } from '../../base/index.ts'
import type { Category } from '../../evidence/index.ts'
import { encodePacked } from '../ledger/index.ts'
import { readLogs, type LogsRead, type ScannerChoice } from './index.ts'

const folder = mkdtempSync(join(tmpdir(), 'sparekey-scan-pool-'))
after(() => {
  rmSync(folder, { recursive: true, force: true })
})

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  return path
}

interface Way {
  readonly scanner: ScannerChoice
  readonly threads: number
  readonly blockSize?: number
}

interface Told extends LogsRead {
  readonly bytesOfLedger: Buffer
  readonly faults: readonly string[]
}

async function read(names: readonly string[], way: Way, category: Category | '' = 'kube-audit'): Promise<Told> {
  const faults: string[] = []
  const done = await readLogs({
    names,
    given: { cluster: '', category },
    stdin: noInput(),
    signal: new AbortController().signal,
    onProblems: (name, { count, first }) => faults.push(`${name} ${count} ${JSON.stringify(first)}`),
    ...way,
  })
  return { ...done, faults, bytesOfLedger: Buffer.from(encodePacked(done.ledger)) }
}

async function* noInput(): AsyncGenerator<Uint8Array> {
  await Promise.resolve()
}

const generator = new AuditLogGenerator(3)
const lines = Array.from({ length: 1500 }, () => generator.next())
const whole = `${lines.join('\n')}\n`
const logs: readonly string[] = [
  file('logs/bare.log', whole),
  file(
    'logs/faulty.log',
    [...lines.slice(0, 300), 'nonsense', '{', ...lines.slice(300, 700), lines[3]?.slice(9) ?? ''].join('\n'),
  ),
  file('logs/aks.json', lines.map(inEnvelope).join('\n')),
  file('logs/packed.gz', gzipSync(whole.slice(0, whole.length >> 1))),
  file('logs/torn.gz', gzipSync(whole).subarray(0, 90_000)),
  file(
    'logs/indented.json',
    JSON.stringify(
      lines.slice(0, 20).map((line) => JSON.parse(line) as unknown),
      null,
      2,
    ),
  ),
  file('logs/empty.log', ''),
  file(
    'logs/long.log',
    `${lines[0] ?? ''}\n${(lines[1] ?? '').replace('{', `{"padding":"${'x'.repeat(3 << 20)}",`)}\n${lines[2] ?? ''}`,
  ),
]
const json = await read(logs, { scanner: 'json', threads: 1 })

for (const way of [
  { scanner: 'wasm', threads: 1 },
  { scanner: 'wasm', threads: 3 },
  { scanner: 'json', threads: 2 },
  { scanner: 'auto', threads: 2 },
] as const) {
  test(`--scanner ${way.scanner} --threads ${way.threads}: the same ledger to the byte, and the same faults`, async () => {
    const told = await read(logs, way)
    assert.deepEqual(told.faults, json.faults)
    assert.ok(told.bytesOfLedger.equals(json.bytesOfLedger))
    assert.deepEqual([told.files, told.lines, told.bytes], [json.files, json.lines, json.bytes])
  })
}

test('blocks of any size are read by several threads as by one: every line once and every byte', async () => {
  const plain = logs.slice(0, 1)
  for (const blockSize of [1000, 4096, 70_001, 1 << 20]) {
    const alone = await read(plain, { scanner: 'json', threads: 1, blockSize })
    const together = await read(plain, { scanner: 'wasm', threads: 3, blockSize })
    assert.ok(together.bytesOfLedger.equals(alone.bytesOfLedger), String(blockSize))
    assert.deepEqual([together.lines, together.bytes], [lines.length, statSync(plain[0] ?? '').size])
  }
})

test('faults count their lines through the whole log, whichever thread met them', async () => {
  const way = { threads: 3, blockSize: 50_000 } as const
  const alone = await read(logs.slice(1, 2), { scanner: 'json', ...way })
  const together = await read(logs.slice(1, 2), { scanner: 'wasm', ...way })
  assert.match(alone.faults[0] ?? '', /"line":301,.*"line":302,/)
  assert.deepEqual(together.faults, alone.faults)
})

test('of logs as API servers write them next to nothing is handed over', async () => {
  for (const log of [logs[0] ?? '', logs[2] ?? '']) {
    const { slow, lines: all } = await read([log], { scanner: 'wasm', threads: 1 })
    assert.ok(slow / all < 0.01, `${slow} of ${all}`)
  }
})

test('a line of 64 MiB is read, one of more is told, and those around them count', async () => {
  const long = (length: number): string => {
    const line = lines[0] ?? ''
    return line.replace('{', `{"padding":"${'x'.repeat(length - line.length - 14)}",`)
  }
  const log = file(
    'longest.log',
    `${lines[1] ?? ''}\n${long((64 << 20) - 1)}\n${lines[2] ?? ''}\n${long((64 << 20) + 1)}\n${lines[3] ?? ''}\n`,
  )
  const told = await read([log], { scanner: 'wasm', threads: 2 })
  const alone = await read([log], { scanner: 'json', threads: 1 })
  assert.match(told.faults.join(), /"line":4,"reason":"longer than 64 MiB"/)
  assert.deepEqual(told.faults, alone.faults)
  assert.ok(told.bytesOfLedger.equals(alone.bytesOfLedger))
})

test('what a thread refuses is refused here, with its code and hint', async () => {
  const bare = logs.slice(0, 1)
  for (const threads of [1, 3])
    await assert.rejects(
      read(bare, { scanner: 'wasm', threads, blockSize: 4096 }, ''),
      (error) => error instanceof SparekeyError && error.code === 'USAGE' && (error.hint ?? '').includes('--category kube-audit'),
    )
})
