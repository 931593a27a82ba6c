// Whether the scanner takes longer for a line because a block has more hours, clusters or requests, or because it comes in many pieces: in
// one process.
import { event, manyOf } from '../src/sources/audit-log/many-lines.cases.ts'
import { ScanReader } from '../src/sources/audit-log/scan-reader.ts'
import { Scanner, scannerModule } from '../src/sources/audit-log/scanner-module.ts'

/** Four times as many are 20 MB, which the cache of most processors holds. */
const fewer = 6_000
/** Four times as many take four times as long; sixteen, where each is looked for among all others. */
const goal = 8
const times = 15
const given = { cluster: '', category: 'kube-audit' } as const

/** Pieces as a packed log gives them, and how much longer lines of many of these may take than those that come whole. */
const piece = 32 << 10
const piecesGoal = 2

/** @returns a line for people about each kind */
export function scannerGrowth(): readonly string[] {
  const module = scannerModule()
  if (module === undefined) return []
  const scanner = new Scanner(module, given, 1 << 20)
  const grown = Object.entries(manyOf).map(([what, line]) => {
    const [few = Number.NaN, many = Number.NaN] = [fewer, fewer * 4].map((count) =>
      best(scanner, logOf(Array.from({ length: count }, (_, i) => line(i)))),
    )
    return row(many / few, goal, `growth with four times as many ${what}`)
  })
  const items = Array.from({ length: 30_000 }, (_, i) => ({ name: `n${i}` }))
  const long = logOf(Array.from({ length: 30 }, () => event({ requestObject: { items } })))
  const ratio = best(scanner, long, piece) / best(scanner, long)
  return [...grown, row(ratio, piecesGoal, 'time of lines of half a MiB in pieces of 32 KiB, against whole ones')]
}

function row(value: number, must: number, title: string): string {
  return `  ${value.toFixed(2).padStart(9)} ${`≤${must}`.padStart(6)} ${''.padStart(6)}  ${(value <= must ? 'must reached' : 'MISSED').padEnd(12)}  ${title}`
}

function logOf(lines: readonly unknown[]): Buffer {
  return Buffer.from(lines.map((line) => JSON.stringify(line)).join('\n'))
}

/** Milliseconds. */
function best(scanner: Scanner, log: Buffer, pieces = log.length): number {
  return Math.min(...Array.from({ length: times }, () => took(scanner, log, pieces)))
}

function took(scanner: Scanner, log: Buffer, pieces: number): number {
  const started = performance.now()
  const reader = new ScanReader(scanner, { given, blockSize: 1 << 30, onProblem: () => undefined })
  for (let at = 0; at < log.length; at += pieces) reader.take(log.subarray(at, at + pieces))
  reader.end(false)
  return performance.now() - started
}
