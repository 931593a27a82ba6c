// The journal as text: read back as written, torn at every byte, damaged at every byte.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { SparekeyError } from '../base/index.ts'
import { checksum } from './checksum.ts'
import { emptyJournal, formatRecord, readJournal } from './journal-format.ts'
import type { JournalRecord } from './journal.ts'
import { emptyPlan } from './fake-world.cases.ts'

const at = '2026-01-01T00:00:00Z'
const opened: JournalRecord = {
  record: 'opened',
  run: 'r',
  at,
  server: 'https://x',
  plan: emptyPlan,
  held: { 'Pod a/b': ['ü 🔑\n'] },
}
const records: readonly JournalRecord[] = [
  opened,
  { record: 'walk', direction: 'forward', at, steps: ['a'] },
  { record: 'intent', step: 'a', direction: 'forward', uid: 'u', change: { kind: 'edit', edits: [{ path: '/a', to: false }] } },
  { record: 'done', step: 'a', direction: 'forward', uid: 'u', resourceVersion: '2' },
  { record: 'closed', direction: 'forward', at, outcome: 'complete' },
]

function written(list: readonly JournalRecord[]): string {
  let tail = emptyJournal
  return list
    .map((record) => {
      const next = formatRecord(record, tail)
      tail = next.tail
      return next.line
    })
    .join('')
}

const text = written(records)
const isCorrupt = (error: unknown): boolean => error instanceof SparekeyError && error.code === 'JOURNAL_CORRUPT'

test('the checksum is that of zlib', () => {
  fc.assert(
    fc.property(fc.string(), (said) => {
      assert.equal(checksum(said), crc32(said).toString(16).padStart(8, '0'))
    }),
  )
})

test('what was written is read, and the tail says where to go on', () => {
  const read = readJournal(text)
  assert.deepEqual(read.records, records)
  assert.equal(read.tail.length, Buffer.byteLength(text))
  const more = formatRecord({ record: 'notMade', step: 'b', direction: 'back' }, read.tail)
  assert.equal(readJournal(text + more.line).records.length, records.length + 1)
})

test('torn at any byte, the last line was never written, and all lines before it were', () => {
  for (let length = 0; length < text.length; length++) {
    const torn = text.slice(0, length)
    const whole = torn.split('\n').length - 1
    const read = readJournal(torn)
    assert.deepEqual(read.records, records.slice(0, whole))
    assert.equal(read.tail.length, torn.lastIndexOf('\n') + 1)
  }
})

test('a last line with a wrong checksum was never written', () => {
  const last = written(records.slice(0, -1)).length
  assert.deepEqual(readJournal(`${text.slice(0, last + 20)}#${text.slice(last + 21)}`).records, records.slice(0, -1))
})

test('a change of any byte before the last line is damage, and names the line', () => {
  const last = written(records.slice(0, -1)).length
  for (let place = 0; place < last - 1; place++) {
    const line = text.slice(0, place).split('\n').length
    if (text[place] === '\n') continue
    const damaged = `${text.slice(0, place)}${text[place] === '1' ? '2' : '1'}${text.slice(place + 1)}`
    assert.throws(
      () => readJournal(damaged),
      (error) => isCorrupt(error) && String(error).includes(`line ${line}:`),
      `byte ${place}`,
    )
  }
})

test('a line that is missing, doubled or out of order is damage', () => {
  const lines = text.split(/(?<=\n)/)
  for (let i = 0; i < lines.length - 2; i++) {
    assert.throws(() => readJournal(lines.toSpliced(i, 1).join('')), isCorrupt)
    assert.throws(() => readJournal(lines.toSpliced(i, 0, lines[i]!).join('')), isCorrupt)
    assert.throws(() => readJournal(lines.toSpliced(i, 2, lines[i + 1]!, lines[i]!).join('')), isCorrupt)
  }
})

test('a journal opens with its run, once, and holds no record that this version does not know', () => {
  const { run: _, ...nameless } = opened
  assert.throws(() => readJournal(written(records.slice(1))), isCorrupt)
  assert.throws(() => readJournal(written([opened, opened])), isCorrupt)
  assert.throws(() => readJournal(written([nameless as JournalRecord])), isCorrupt)
  assert.throws(() => readJournal(written([opened, { record: 'paused' } as unknown as JournalRecord])), isCorrupt)
})

test('no record has a line break or a byte beyond ASCII in it', () => {
  assert.match(text, /^([\x20-\x7e]+\n)+$/)
})
