// Frames are read up to the last one, and no more of them than there is room for.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { frameOf, readFrames } from './zstd-frames.ts'

const frames = (...texts: readonly string[]): Buffer => Buffer.concat(texts.map((text) => frameOf(Buffer.from(text))))

test('all frames are read, an empty one among them', () => {
  assert.equal(readFrames(frames('one ', '', 'two')).toString(), 'one two')
})

test('frames that stand for more than there may be are refused, whether one of them does or all together', () => {
  const packed = frames('a'.repeat(1000), 'b'.repeat(1000))
  assert.ok(packed.length < 100)
  assert.equal(readFrames(packed, 2000).length, 2000)
  for (const most of [1999, 1000, 999, 0]) assert.throws(() => readFrames(packed, most), RangeError, String(most))
})

test('a torn frame is refused', () => {
  assert.throws(() => readFrames(frames('one', 'two').subarray(0, -1)))
})
