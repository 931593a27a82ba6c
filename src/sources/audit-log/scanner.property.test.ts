// The scanner against the path without it: the same ledger to the byte, the same faults at the same lines, from logs of every form, made
// up, written oddly and damaged, in pieces and blocks of any size.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SparekeyError } from '../../base/index.ts'
import type { Given } from '../../evidence/index.ts'
import { seeded, type Random } from '../../../bench/random.ts'
import { encodePacked, packedLedgerOf, type PackedBlock } from '../ledger/index.ts'
import { oddLine, oddLog } from './odd-logs.cases.ts'
import { LogReader, type LogOptions } from './read-log.ts'
import { ScanReader } from './scan-reader.ts'
import { Scanner, scannerModule } from './scanner-module.ts'

const wanted = Number(process.env['SPAREKEY_SCANNER_LINES'] ?? 60_000)
/** Many logs of the same lines are cheaper to make, and damaged in other places each time. */
const logsOfAPool = wanted > 1_000_000 ? 60 : 12
/** A block costs more than a line, so that proofs have few small ones. */
const blockSizes = wanted > 1_000_000 ? [1000, 30_000, ...Array.from({ length: 18 }, () => 1 << 20)] : [37, 1000, 30_000, 1 << 20]
const seed = Number(process.env['SPAREKEY_SCANNER_SEED'] ?? 20261126)

const givens: readonly Given[] = [
  { cluster: '', category: 'kube-audit' },
  { cluster: 'prod ü', category: 'kube-audit-admin' },
  { cluster: '', category: '' },
]

interface Read {
  readonly blocks: readonly PackedBlock[]
  readonly lines: number
  readonly bytes: number
  take(bytes: Buffer): void
  end(endsEarly: boolean): void
}

interface Told {
  readonly ledger: Buffer
  readonly lines: number
  readonly bytes: number
  readonly faults: readonly string[]
  readonly error: string
}

function told(make: (onProblem: LogOptions['onProblem']) => Read, log: Buffer, piece: number, endsEarly: boolean): Told {
  const faults: string[] = []
  const reader = make((line, reason) => faults.push(`${line}: ${reason}`))
  let error = ''
  try {
    for (let at = 0; at < log.length; at += piece) reader.take(log.subarray(at, at + piece))
    reader.end(endsEarly)
  } catch (caught) {
    if (!(caught instanceof SparekeyError)) throw caught
    error = caught.code
  }
  if (error !== '') return { ledger: Buffer.alloc(0), lines: 0, bytes: 0, faults, error }
  const ledger = Buffer.from(encodePacked(packedLedgerOf(reader.blocks)))
  return { ledger, lines: reader.lines, bytes: reader.bytes, faults, error }
}

test(`${wanted} odd lines, seed ${seed}: no difference`, (t) => {
  const module = scannerModule()
  if (module === undefined) assert.fail('no WebAssembly SIMD')
  const random = seeded(seed)
  const scanners = givens.map((given) =>
    [700, 5000, 1 << 20].map((room) => ({ given, scanner: new Scanner(module, given, room) })),
  )
  let lines = 0
  let slow = 0
  for (let round = 0; lines < wanted; round++) {
    const usualShare = random.pick([0.85, 0.98, 0.995])
    const pool = Array.from({ length: 400 }, () => Buffer.from(oddLine(random, usualShare)))
    for (let i = 0; i < logsOfAPool && lines < wanted; i++) {
      const { given, scanner } = random.pick(scanners[random.chance(0.95) ? random.below(2) : 2] ?? [])
      const read = compareOn(random, pool, given, scanner)
      lines += read.lines
      slow += read.slow
    }
  }
  t.diagnostic(`${lines} lines, of which ${slow} were handed over`)
})

function compareOn(
  random: Random,
  pool: readonly Buffer[],
  given: Given,
  scanner: Scanner,
): { readonly lines: number; readonly slow: number } {
  const log = oddLog(
    random,
    1 + random.below(random.pick([3, 50, 2000])),
    random.chance(0.3) ? pool.slice(0, 20) : pool,
    random.pick([0.01, 0.05, 0.2]),
  )
  const piece = random.pick([37, 1000, 65_536, 1 << 20])
  const blockSize = random.pick(blockSizes)
  // INVARIANT: no line is too long that the scanner has room for.
  const longestLine = scanner.room < 3000 ? random.pick([64 << 20, 3000]) : 64 << 20
  const endsEarly = random.chance(0.2)
  const options = { given, blockSize, longestLine }
  let reader: ScanReader | undefined
  const json = told((onProblem) => new LogReader({ ...options, onProblem }), log, piece, endsEarly)
  const scan = told((onProblem) => (reader = new ScanReader(scanner, { ...options, onProblem })), log, piece, endsEarly)
  const differing = json.faults.findIndex((fault, i) => fault !== scan.faults[i])
  if (differing >= 0) {
    const said = [json.faults[differing], scan.faults[differing] ?? ''].map((fault = '') => `${fault}\n${lineOf(log, fault)}`)
    assert.fail(said.join('\n'))
  }
  assert.equal(scan.faults.length, json.faults.length)
  assert.deepEqual([scan.error, scan.lines, scan.bytes], [json.error, json.lines, json.bytes])
  assert.ok(scan.ledger.equals(json.ledger), `the ledgers differ: ${log.length} bytes in blocks of ${blockSize}`)
  if (json.error === '') {
    const breaks = log.reduce((sum, byte) => sum + (byte === 0x0a ? 1 : 0), 0)
    assert.equal(scan.lines, breaks + (log.length > 0 && log.at(-1) !== 0x0a ? 1 : 0))
    assert.equal(scan.bytes, log.length)
  }
  return { lines: json.lines, slow: reader?.slow ?? 0 }
}

/** The line that a fault is told of. */
function lineOf(log: Buffer, fault: string): string {
  return log.toString('latin1').split('\n')[Number.parseInt(fault, 10) - 1] ?? ''
}
