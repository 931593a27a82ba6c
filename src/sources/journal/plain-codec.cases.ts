// A format for tests of the bytes alone: each line begins with the number of bytes before it, so that one that is missing is noticed.
import type { JournalRecord } from '../../change/index.ts'
import type { JournalCodec } from './codec.ts'

/** The format. */
export const plainCodec: JournalCodec = {
  empty: { checksum: '', length: 0 },
  format(record, { length }) {
    const line = `${length} ${JSON.stringify(record)}\n`
    return { line, tail: { checksum: '', length: length + line.length } }
  },
  read(text) {
    const records: JournalRecord[] = []
    let length = 0
    for (const line of text.split('\n').slice(0, -1)) {
      const [, at, json = ''] = /^(\d+) (.*)$/.exec(line) ?? []
      if (Number(at) !== length) throw new Error(`damaged at ${length}`)
      records.push(JSON.parse(json) as JournalRecord)
      length += line.length + 1
    }
    return { records, tail: { checksum: '', length } }
  },
}

/** A record that is told from others by its number. */
export function numbered(n: number, filling = ''): JournalRecord {
  return { record: 'effective', step: `step-${n}`, direction: 'forward', at: filling }
}

/** The numbers of such records. */
export function numbersOf(records: readonly JournalRecord[]): readonly number[] {
  return records.map((record) => ('step' in record ? Number(record.step.slice(5)) : Number.NaN))
}
