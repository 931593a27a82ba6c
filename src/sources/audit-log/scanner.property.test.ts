// The scanner against the path without it: the same ledger to the byte, the same faults at the same lines, from logs of every form, made
// up, written oddly and damaged, in pieces and blocks of any size.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Given } from '../../evidence/index.ts'
import { seeded, type Random } from '../../../bench/random.ts'
import { assertSame } from './both-readers.cases.ts'
import { oddLine, oddLog } from './odd-logs.cases.ts'
import { Scanner, scannerModule } from './scanner-module.ts'

const wanted = Number(process.env['SPAREKEY_SCANNER_LINES'] ?? 60_000)
/** Many logs of the same lines are cheaper to make, and damaged in other places each time. */
const logsOfAPool = wanted > 1_000_000 ? 60 : 4
/** A block costs more than a line, so that proofs have few small ones. */
const blockSizes = wanted > 1_000_000 ? [1000, 30_000, ...Array.from({ length: 18 }, () => 1 << 20)] : [37, 1000, 30_000, 1 << 20]
const seed = Number(process.env['SPAREKEY_SCANNER_SEED'] ?? 20261126)

const givens: readonly Given[] = [
  { cluster: '', category: 'kube-audit' },
  { cluster: 'prod ü', category: 'kube-audit-admin' },
  { cluster: '', category: '' },
]

test(`${wanted} odd lines, seed ${seed}: no difference`, (t) => {
  const module = scannerModule()
  if (module === undefined) assert.fail('no WebAssembly SIMD')
  const random = seeded(seed)
  const scanners = givens.map((given) =>
    // Where there is room for few lines, nearly all are handed over.
    [700, 5000, 5000, 1 << 20, 1 << 20, 1 << 20, 1 << 20].map((room) => ({ given, scanner: new Scanner(module, given, room) })),
  )
  let lines = 0
  let slow = 0
  for (let round = 0; lines < wanted; round++) {
    const usualShare = random.pick([0.85, 0.98, 0.995, 0.995])
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
  return assertSame(scanner, { log, piece, endsEarly, options: { given, blockSize, longestLine } })
}
