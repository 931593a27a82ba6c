// The journal as text: a line for each record, with a checksum that covers the line before it too, so that a torn end is told from
// damage, and damage is never read past.
import { SparekeyError } from '../base/index.ts'
import { checksum } from './checksum.ts'
import type { JournalRecord } from './journal.ts'

/** Where the next line goes: what it is chained to, and how many bytes stand before it. */
export interface JournalTail {
  readonly checksum: string
  /** In bytes, which are characters: the lines are ASCII. Whatever follows in the file is torn, and is cut off before a line is added. */
  readonly length: number
}

/** The tail of a journal without a line. */
export const emptyJournal: JournalTail = { checksum: '00000000', length: 0 }

/** One record as its line, and the tail after it. */
export function formatRecord(record: JournalRecord, tail: JournalTail): { readonly line: string; readonly tail: JournalTail } {
  const text = ascii(JSON.stringify(record))
  const sum = checksum(`${tail.checksum} ${text}`)
  const line = `${sum} ${text}\n`
  return { line, tail: { checksum: sum, length: tail.length + line.length } }
}

/**
 * The records of a journal. A last line that is torn (without its line break, or with a checksum that is not its own) is dropped: its
 * `append` never returned, so that nothing was done upon it.
 *
 * @throws SparekeyError `JOURNAL_CORRUPT` for anything wrong before that, naming the line
 */
export function readJournal(text: string): { readonly records: readonly JournalRecord[]; readonly tail: JournalTail } {
  const lines = text.split('\n')
  // What stands after the last line break: nothing, or a line that was not written to its end.
  const rest = lines.pop()
  const records: JournalRecord[] = []
  let tail = emptyJournal
  for (const [i, line] of lines.entries()) {
    const sum = checksum(`${tail.checksum} ${line.slice(9)}`)
    if (line.length < 10 || line.slice(0, 9) !== `${sum} `) {
      if (i === lines.length - 1 && rest === '') break
      throw corrupt(i, 'its checksum is not that of what it says, or a line before it is missing')
    }
    records.push(parseRecord(line.slice(9), i))
    tail = { checksum: sum, length: tail.length + line.length + 1 }
  }
  return { records, tail }
}

/** The members of each kind of record that everything else rests on. */
const texts: Readonly<Record<JournalRecord['record'], readonly string[]>> = {
  opened: ['run', 'at', 'server'],
  walk: ['direction', 'at'],
  intent: ['step', 'direction'],
  done: ['step', 'direction'],
  notMade: ['step', 'direction'],
  alreadySo: ['step', 'direction'],
  refused: ['step', 'direction', 'message'],
  effective: ['step', 'direction', 'at'],
  pending: ['step', 'direction', 'message'],
  batchFailed: ['message', 'at'],
  closed: ['direction', 'at', 'outcome'],
}

function parseRecord(text: string, line: number): JournalRecord {
  const value = JSON.parse(text) as Readonly<Record<string, unknown>>
  const kind = value['record']
  const needed = typeof kind === 'string' && Object.hasOwn(texts, kind) ? texts[kind as JournalRecord['record']] : undefined
  if (needed === undefined) throw corrupt(line, 'it is of a kind that this version does not know')
  const missing = needed.find((member) => typeof value[member] !== 'string')
  if (missing !== undefined) throw corrupt(line, `it has no \`${missing}\``)
  if ((kind === 'opened') !== (line === 0)) {
    throw corrupt(line, line === 0 ? 'it does not open a run' : 'it opens a second run in the same file')
  }
  return value as unknown as JournalRecord
}

function corrupt(line: number, what: string): SparekeyError {
  return new SparekeyError('JOURNAL_CORRUPT', `the journal is damaged in line ${line + 1}: ${what}`, {
    hint: 'restore the file from a copy; nothing is read past the damage, since a run could only guess from there on',
  })
}

function ascii(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
