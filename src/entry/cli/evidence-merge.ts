// `evidence merge`: from ledgers to one.
import { mergeLedgers } from '../../evidence/index.ts'
import { countPhrase, plainText } from '../../report/index.ts'
import { readLedger, writeLedger } from '../../sources/ledger/index.ts'
import type { Io } from './io.ts'

/** Joins ledgers into one. */
export function mergeEvidence(ledgers: readonly string[], output: string, io: Io): void {
  const merged = mergeLedgers(ledgers.map(readLedger))
  writeLedger(output, merged)
  io.err(
    `wrote ${plainText(output)}: ${countPhrase(ledgers.length, 'ledger')}, ${countPhrase(merged.blocks.length, 'block')} of log\n`,
  )
}
