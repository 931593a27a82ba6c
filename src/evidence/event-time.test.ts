// Times are read whatever their width and offset, and nothing is taken for one that is none.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatTime, timeOf } from './event-time.ts'

const same: readonly (readonly [string, string])[] = [
  ['2026-11-01T08:00:00.000001Z', '2026-11-01T08:00:00.000001Z'],
  ['2026-11-01T08:00:00Z', '2026-11-01T08:00:00.000000Z'],
  ['2026-11-01T08:00:00.1Z', '2026-11-01T08:00:00.100000Z'],
  ['2026-11-01T08:00:00.1234567Z', '2026-11-01T08:00:00.123456Z'],
  ['2026-11-01T09:30:00.5+01:30', '2026-11-01T08:00:00.500000Z'],
  ['2255-06-05T23:47:34.740991Z', '2255-06-05T23:47:34.740991Z'],
  ['2026-10-31T23:00:00-09:00', '2026-11-01T08:00:00.000000Z'],
]

for (const [text, expected] of same) {
  test(`${text} is ${expected}`, () => {
    const time = timeOf(text)
    assert.equal(time === undefined ? undefined : formatTime(time), expected)
  })
}

for (const text of [
  '',
  'noon',
  '11/15/2024, 9:00:00.146 PM',
  '2026-11-01T08:00:00',
  '2026-02-30T08:00:00Z',
  '1969-12-31T23:59:59Z',
  // One microsecond more than numbers hold.
  '2255-06-05T23:47:34.740992Z',
  '3026-11-01T08:00:00Z',
]) {
  test(`\`${text}\` is no time`, () => {
    assert.equal(timeOf(text), undefined)
  })
}

test('what is written is read back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (micros) => {
      assert.equal(timeOf(formatTime(micros)), micros)
    }),
  )
})
