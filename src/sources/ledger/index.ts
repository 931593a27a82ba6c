export { decodeLedger, encodeLedger, readLedger, writeLedger } from './ledger-file.ts'
export { textDigest } from './text-digest.ts'
