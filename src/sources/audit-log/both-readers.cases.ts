// Reads a log by the scanner and without it, and holds the two to one another: the same ledger to the byte, the same faults at the same
// lines, every line once and every byte.
import assert from 'node:assert/strict'
import { SparekeyError } from '../../base/index.ts'
import { encodePacked, packedLedgerOf, type PackedBlock } from '../ledger/index.ts'
import { LogReader, usualBlock, type LogOptions } from './read-log.ts'
import { ScanReader } from './scan-reader.ts'
import type { Scanner } from './scanner-module.ts'

/** A log, and how it comes. */
export interface LogGiven {
  readonly log: Buffer
  /** How many bytes come at a time. */
  readonly piece: number
  readonly endsEarly?: boolean
  readonly options: Omit<LogOptions, 'onProblem'>
}

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

function told(make: (onProblem: LogOptions['onProblem']) => Read, { log, piece, endsEarly = false }: LogGiven): Told {
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

/** What there is to say of both. */
export interface BothRead {
  readonly lines: number
  /** Lines that the scanner has handed over. */
  readonly slow: number
}

/** Reads a log both ways. */
export function assertSame(scanner: Scanner, given: LogGiven): BothRead {
  const { log, options } = given
  let reader: ScanReader | undefined
  const json = told((onProblem) => new LogReader({ ...options, onProblem }), given)
  const scan = told((onProblem) => (reader = new ScanReader(scanner, { ...options, onProblem })), given)
  const differing = json.faults.findIndex((fault, i) => fault !== scan.faults[i])
  if (differing >= 0) {
    const said = [json.faults[differing], scan.faults[differing] ?? ''].map((fault = '') => `${fault}\n${lineOf(log, fault)}`)
    assert.fail(said.join('\n'))
  }
  assert.equal(scan.faults.length, json.faults.length)
  assert.deepEqual([scan.error, scan.lines, scan.bytes], [json.error, json.lines, json.bytes])
  assert.ok(
    scan.ledger.equals(json.ledger),
    `the ledgers differ: ${log.length} bytes in blocks of ${options.blockSize ?? usualBlock}`,
  )
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
