// Whether the scanner takes longer for a line because a block has more hours, clusters or requests: four times the lines, in one process.
import { manyOf } from '../src/sources/audit-log/many-lines.cases.ts'
import { ScanReader } from '../src/sources/audit-log/scan-reader.ts'
import { Scanner, scannerModule } from '../src/sources/audit-log/scanner-module.ts'

/** Four times as many are 20 MB, which the cache of most processors holds. */
const fewer = 6_000
/** Four times as many take four times as long; sixteen, where each is looked for among all others. */
const goal = 8
const times = 15

/** @returns a line for people about each kind */
export function scannerGrowth(): readonly string[] {
  const module = scannerModule()
  if (module === undefined) return []
  const given = { cluster: '', category: 'kube-audit' } as const
  return Object.entries(manyOf).map(([what, line]) => {
    const logs = [fewer, fewer * 4].map((count) =>
      Buffer.from(Array.from({ length: count }, (_, i) => JSON.stringify(line(i))).join('\n')),
    )
    const scanner = new Scanner(module, given, 1 << 20)
    const taken = logs.map((log) => Math.min(...Array.from({ length: times }, () => took(scanner, log, given))))
    const growth = (taken[1] ?? Number.NaN) / (taken[0] ?? Number.NaN)
    const says = growth <= goal ? 'must reached' : 'MISSED'
    return `  ${growth.toFixed(2).padStart(9)} ${`≤${goal}`.padStart(6)} ${''.padStart(6)}  ${says}  growth with four times as many ${what}`
  })
}

/** Milliseconds. */
function took(scanner: Scanner, log: Buffer, given: { readonly cluster: string; readonly category: 'kube-audit' }): number {
  const started = performance.now()
  const reader = new ScanReader(scanner, { given, blockSize: 1 << 30, onProblem: () => undefined })
  reader.take(log)
  reader.end(false)
  return performance.now() - started
}
