// Asking for a yes: anything else is a no, and an interruption ends the waiting.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
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

test('a process that is interrupted while it asks ends, though nobody answers', { timeout: 30_000 }, async (t) => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'prompt.cases.ts')], { stdio: ['pipe', 'inherit', 'pipe'] })
  t.after(() => child.kill('SIGKILL'))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  await new Promise((resolve) => child.stderr.once('data', resolve))
  child.kill('SIGINT')
  assert.equal(await ended, 130)
})
