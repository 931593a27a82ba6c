// Asking for a yes: anything else is a no, and an interruption ends the waiting.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { confirm } from './confirm.ts'
import type { Io } from './io.ts'

function ioWith(chunks: readonly string[], more: Partial<Io> = {}): Io & { readonly asked: () => string } {
  let asked = ''
  return {
    out: () => assert.fail('nothing is printed'),
    err: (text) => (asked += text),
    stdin: typed(chunks),
    env: {},
    inIsTerminal: true,
    outIsTerminal: true,
    errIsTerminal: true,
    columns: 80,
    now: () => '2026-11-24T08:00:00Z',
    signal: new AbortController().signal,
    ...more,
    asked: () => asked,
  }
}

async function* typed(chunks: readonly string[]): AsyncGenerator<Uint8Array> {
  await Promise.resolve()
  for (const chunk of chunks) yield Buffer.from(chunk)
  // Whoever sits there says no more.
  await new Promise(() => {})
}

for (const answer of ['y\n', 'Yes\n', ' YES \nmore'])
  test(`${JSON.stringify(answer)} is a yes`, async () => {
    const io = ioWith([answer])
    await confirm('go on?', {}, io)
    assert.equal(io.asked(), 'go on? [y/N] ')
  })

test('an answer may come in pieces', async () => {
  await confirm('go on?', {}, ioWith(['ye', 's\n']))
})

for (const answer of ['\n', 'n\n', 'yep\n', 'y es\n'])
  test(`${JSON.stringify(answer)} is a no`, async () => {
    await assert.rejects(confirm('go on?', {}, ioWith([answer])), { code: 'USAGE', message: /the answer was not yes/ })
  })

test('where nobody sits, only --yes is a yes', async () => {
  await assert.rejects(confirm('go on?', {}, ioWith(['y\n'], { inIsTerminal: false })), { code: 'USAGE', hint: /--yes/ })
  const io = ioWith([], { inIsTerminal: false })
  await confirm('go on?', { yes: true }, io)
  assert.equal(io.asked(), '')
})

test('an interruption is no answer', async () => {
  const interrupt = new AbortController()
  const asking = confirm('go on?', {}, ioWith([], { signal: interrupt.signal }))
  interrupt.abort()
  await assert.rejects(asking, { code: 'INTERRUPTED' })
  await assert.rejects(confirm('go on?', {}, ioWith([], { signal: interrupt.signal })), { code: 'INTERRUPTED' })
})
