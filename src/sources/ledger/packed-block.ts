// A block as it stands in a ledger's file: what was seen in it written down and packed where it was read, so that neither a second
// process nor a join of ledgers has to write it again.
import { createHash } from 'node:crypto'
import { blockText, shortcomingsOf, type Block, type BlockHead, type Section } from '../../evidence/index.ts'
import { frameOf } from './zstd-frames.ts'

/** The line of a block's sections. */
export interface PackedSections {
  /** A frame of zstd. */
  readonly packed: Uint8Array
  /** Of the line, without its break. */
  readonly sha256: string
}

/** A block, ready to be written. */
export interface PackedBlock extends BlockHead {
  readonly sections: PackedSections
}

/**
 * Packs the line of a block's sections.
 *
 * @param line - with its break
 */
export function packSections(line: Uint8Array): PackedSections {
  return { packed: frameOf(line), sha256: createHash('sha256').update(line.subarray(0, -1)).digest('hex') }
}

/** The digest of a block's texts. */
export function textsDigest(texts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex')
}

/** What is left of a block when its identity is known. */
export type SaidBlock = Omit<PackedBlock, 'identity'>

/** Packs what a block says. */
export function packSaid(said: readonly Section[]): SaidBlock {
  const { texts, sections } = blockText(said)
  return {
    shortcomings: shortcomingsOf(said),
    texts: { of: texts, at: [...texts.keys()] },
    sections: packSections(Buffer.from(`${sections}\n`)),
  }
}

/** Packs a block. */
export function packBlock({ identity, sections }: Block): PackedBlock {
  return { identity, ...packSaid(sections) }
}
