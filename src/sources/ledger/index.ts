export {
  decodeLedger,
  encodeLedger,
  encodePacked,
  packedLedgerOf,
  readLedger,
  unpackLedger,
  writeLedger,
  writePackedLedger,
  type PackedLedger,
} from './ledger-file.ts'
export { packBlock, packSaid, packSections, textsDigest, type PackedBlock } from './packed-block.ts'
export { readFrames } from './zstd-frames.ts'
export { textDigest } from './text-digest.ts'
