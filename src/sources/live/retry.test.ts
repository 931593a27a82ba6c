// How long is waited between tries.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exponentialBackoff } from './retry.ts'

test('waits double up to a bound, and chance shortens them by up to half', () => {
  const longest = exponentialBackoff(() => 0)
  assert.deepEqual(
    [1, 2, 3, 4, 10].map((failed) => longest(failed)),
    [250, 500, 1000, 2000, 8000],
  )
  assert.equal(exponentialBackoff(() => 1)(2), 250)
})

test('what the server asks for counts where it is longer, within reason', () => {
  const wait = exponentialBackoff(() => 0)
  assert.deepEqual([wait(1, 100), wait(1, 7000), wait(1, 86_400_000)], [250, 7000, 60_000])
})
