// What went wrong in the console is told whole, and steers nobody's terminal.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tellCrash } from './crash.ts'

test('a name in an error does not steer the terminal, and the trace keeps its lines', () => {
  let told = ''
  const error = new Error('no case for `\u001b[2J\u202eweb`')
  tellCrash(error, { err: (text) => (told += text) })
  assert.match(told, /^error: Error: no case for `/)
  assert.ok(!told.includes('\u001b') && !told.includes('\u202e'), told)
  assert.equal(told.split('\n').length, (error.stack ?? '').split('\n').length + 1)
})
