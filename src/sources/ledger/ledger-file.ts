// The ledger's file: zstd over lines, the last of which has the digest of all before it, so that a torn or altered ledger is refused.
import { createHash } from 'node:crypto'
import { SparekeyError } from '../../base/index.ts'
import { blocksByHead, headLines, keptBlocks, LedgerFormatError, readLedgerLines, type Ledger } from '../../evidence/index.ts'
import { readWhole, writeWhole } from '../files/index.ts'
import { packBlock, type PackedBlock } from './packed-block.ts'
import { beginsFrame, frameOf, readFrames } from './zstd-frames.ts'

/** A ledger whose blocks are ready to be written. INVARIANT: sorted, and no block is the beginning of another. */
export interface PackedLedger {
  readonly blocks: readonly PackedBlock[]
}

/** A ledger of packed blocks in any order. */
export function packedLedgerOf(blocks: Iterable<PackedBlock>): PackedLedger {
  return { blocks: keptBlocks(blocks, ({ shortcomings }) => shortcomings) }
}

/** The bytes of a ledger: the same for the same blocks. */
export function encodeLedger(ledger: Ledger): Uint8Array {
  return encodePacked({ blocks: ledger.blocks.map(packBlock) })
}

/** The bytes of a ledger whose blocks are packed. */
export function encodePacked({ blocks }: PackedLedger): Uint8Array {
  const heads = headLines(blocks)
  const sections = blocks.map((block) => block.sections)
  const tail = {
    sha256: digestOf(
      heads,
      sections.map(({ sha256 }) => sha256),
    ),
  }
  return Buffer.concat([
    frameOf(Buffer.from(heads.map((line) => `${line}\n`).join(''))),
    ...sections.map((one) => one.packed),
    frameOf(Buffer.from(`${JSON.stringify(tail)}\n`)),
  ])
}

/** What a packed ledger says. */
export function unpackLedger(ledger: PackedLedger): Ledger {
  return decodeLedger('', encodePacked(ledger))
}

/** @throws SparekeyError OUTPUT_NOT_WRITTEN */
export function writeLedger(path: string, ledger: Ledger): void {
  writeWhole(path, encodeLedger(ledger), 0o600)
}

/** @throws SparekeyError OUTPUT_NOT_WRITTEN */
export function writePackedLedger(path: string, ledger: PackedLedger): void {
  writeWhole(path, encodePacked(ledger), 0o600)
}

/** @throws SparekeyError INPUT_NOT_FOUND, LEDGER_UNREADABLE */
export function readLedger(path: string): Ledger {
  return decodeLedger(path, readWhole(path, 'name a ledger that `sparekey evidence read … -o FILE` wrote'))
}

/** @throws SparekeyError LEDGER_UNREADABLE */
export function decodeLedger(path: string, packed: Uint8Array): Ledger {
  const { buffer, byteOffset, byteLength } = packed
  if (!beginsFrame(packed))
    throw refused(path, 'it is no ledger of evidence', 'give a file that `sparekey evidence read … -o FILE` wrote')
  let body: string
  try {
    body = readFrames(Buffer.from(buffer, byteOffset, byteLength)).toString('utf8')
  } catch (error) {
    throw refused(path, 'it is torn or damaged', 'copy it again, or read the logs again', error)
  }
  const lines = body.split('\n').slice(0, -1)
  const before = lines.slice(0, -1)
  try {
    if (tailDigest(lines.at(-1) ?? '') === digestOfLines(before)) return readLedgerLines(before)
    // A ledger of another version may end otherwise: then its version is what there is to say.
    blocksByHead(before[0])
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

// The lines of sections are half of all that follow the first two.
function digestOfLines(lines: readonly string[]): string {
  const heads = Math.ceil((lines.length - 2) / 2) + 2
  const sections = lines.slice(heads).map((line) => createHash('sha256').update(line).digest('hex'))
  return digestOf(lines.slice(0, heads), sections)
}

/** Of the first lines as they are, and of each line of sections its own digest, which was taken where the line was written. */
function digestOf(heads: readonly string[], sections: readonly string[]): string {
  const hash = createHash('sha256')
  for (const line of [...heads, ...sections]) hash.update(`${line}\n`)
  return hash.digest('hex')
}

function refused(path: string, why: string, hint: string, cause?: unknown): SparekeyError {
  return new SparekeyError('LEDGER_UNREADABLE', `cannot read ledger \`${path}\`: ${why}`, { cause, hint })
}
