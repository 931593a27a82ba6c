export { decodeLedger, encodeLedger, readLedger, writeLedger } from './ledger-file.ts'
