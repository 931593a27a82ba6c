// How records become lines and lines records: the format is the change room's, and this room only keeps the bytes.
import type { JournalRecord } from '../../change/index.ts'

/** Where the next line goes: what it is chained to, and how many bytes stand before it. */
export interface JournalTail {
  readonly checksum: string
  readonly length: number
}

/** The format of a journal. */
export interface JournalCodec {
  /** The tail of a journal without a line. */
  readonly empty: JournalTail
  /** A record as its line, and the tail after it. */
  readonly format: (record: JournalRecord, tail: JournalTail) => { readonly line: string; readonly tail: JournalTail }
  /** The whole records of a text; what is behind `tail.length` is torn. Throws where it is damaged before its end. */
  readonly read: (text: string) => { readonly records: readonly JournalRecord[]; readonly tail: JournalTail }
}
