export type { JournalCodec, JournalTail } from './codec.ts'
export { createJournal, openJournal, readJournalFile, type OnWritten, type OpenJournal } from './journal-file.ts'
