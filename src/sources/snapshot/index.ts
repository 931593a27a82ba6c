export type { Snapshot, SnapshotHead } from './format.ts'
export { decodeSnapshot, looksLikeSnapshot, readSnapshot } from './read.ts'
export { encodeSnapshot, writeSnapshot } from './write.ts'
