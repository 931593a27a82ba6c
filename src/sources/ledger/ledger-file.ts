// The ledger's file: gzip over lines, the last of which has the digest of all before it, so that a torn or altered ledger is refused.
import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { SparekeyError } from '../../base/index.ts'
import { LedgerFormatError, ledgerLines, readLedgerLines, type Ledger } from '../../evidence/index.ts'
import { readWhole, writeWhole } from '../files/index.ts'

/** The bytes of a ledger: the same for the same blocks. */
export function encodeLedger(ledger: Ledger): Uint8Array {
  const body = ledgerLines(ledger)
    .map((line) => `${line}\n`)
    .join('')
  const packed = gzipSync(`${body}${JSON.stringify({ sha256: digestOf(body) })}\n`, { level: 9 })
  // Byte 9 names the operating system that packed it; 255 is "not known" everywhere (RFC 1952).
  packed[9] = 255
  return packed
}

/** @throws SparekeyError OUTPUT_NOT_WRITTEN */
export function writeLedger(path: string, ledger: Ledger): void {
  writeWhole(path, encodeLedger(ledger), 0o600)
}

/** @throws SparekeyError INPUT_NOT_FOUND, LEDGER_UNREADABLE */
export function readLedger(path: string): Ledger {
  return decodeLedger(path, readWhole(path, 'name a ledger that `sparekey evidence read … -o FILE` wrote'))
}

/** @throws SparekeyError LEDGER_UNREADABLE */
export function decodeLedger(path: string, packed: Uint8Array): Ledger {
  if (packed[0] !== 0x1f || packed[1] !== 0x8b)
    throw refused(path, 'it is no ledger of evidence', 'give a file that `sparekey evidence read … -o FILE` wrote')
  let body: string
  try {
    body = gunzipSync(packed).toString('utf8')
  } catch (error) {
    throw refused(path, 'it is torn or damaged', 'copy it again, or read the logs again', error)
  }
  const end = body.lastIndexOf('\n', body.length - 2) + 1
  const before = body.slice(0, end)
  try {
    const ledger = (): Ledger => readLedgerLines(before.split('\n').slice(0, -1))
    if (tailDigest(body.slice(end)) === digestOf(before)) return ledger()
    // A ledger of a later version may end otherwise: then its version is what there is to say.
    readLedgerLines([before.split('\n', 1)[0] ?? '', '[]'])
  } catch (error) {
    if (!(error instanceof LedgerFormatError)) throw error
    const isNewer = error.message.includes('this program reads up to')
    throw refused(path, error.message, isNewer ? 'update Sparekey' : 'read the logs again', error)
  }
  throw refused(path, 'it was altered after it was written', 'read the logs again')
}

function tailDigest(line: string): unknown {
  try {
    return (JSON.parse(line) as { readonly sha256?: unknown } | null)?.sha256
  } catch {
    return undefined
  }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function refused(path: string, why: string, hint: string, cause?: unknown): SparekeyError {
  return new SparekeyError('LEDGER_UNREADABLE', `cannot read ledger \`${path}\`: ${why}`, { cause, hint })
}
