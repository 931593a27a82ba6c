import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { runNode } from './children.ts'

const reporter = join(import.meta.dirname, 'count-reporter.ts')

/** Runs test files with the reporter and gives back what it printed and counted. */
async function report(files: Readonly<Record<string, string>>): Promise<{ readonly output: string; readonly counts: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'sparekey-reporter-'))
  try {
    const paths = Object.keys(files).map((name) => join(folder, name))
    for (const [name, body] of Object.entries(files))
      writeFileSync(join(folder, name), `import { test, describe, before } from 'node:test'\n${body}`)
    const counts = join(folder, 'counts')
    const args = ['--test', `--test-reporter=${reporter}`, '--test-reporter-destination=stdout', ...paths]
    const ended = await runNode({ args, env: { SPAREKEY_TEST_COUNTS: counts }, output: 'collect' })
    return { output: ended.output, counts: readFileSync(counts, 'utf8') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('leaves are counted, suites and parents are not', async () => {
  const body = `
    describe('suite', () => { test('one', () => {}); test('two', () => { throw new Error('the reason') }) })
    test('parent', async (t) => { await t.test('child', () => { throw new Error('of the child') }) })`
  const { output, counts } = await report({ 'a.test.mjs': body })
  assert.equal(counts, '1 passed, 2 failed, 0 skipped\n')
  assert.match(output, /FAILED .*a\.test\.mjs:\d+ two\n {2}Error: the reason/)
  assert.match(output, /FAILED .*a\.test\.mjs:\d+ child\n {2}Error: of the child/)
})

test('a skipped suite and a skipped test each count once and say their reason', async () => {
  const body = `
    describe('needs a cluster', { skip: 'no Go here' }, () => { test('a'); test('b') })
    test('needs Go', { skip: 'no Go here' }, () => {})
    test('later', { todo: true }, () => { throw new Error('not yet') })`
  const { output, counts } = await report({ 'a.test.mjs': body })
  assert.equal(counts, '0 passed, 0 failed, 3 skipped\n')
  assert.match(output, /SKIPPED: no Go here\n .*needs a cluster\n .*needs Go\n/)
})

test('a file that breaks, a hook that breaks and a file without tests fail', async () => {
  const { output, counts } = await report({
    'breaks.test.mjs': `throw new Error('on loading')`,
    'empty.test.mjs': `void test`,
    'hook.test.mjs': `describe('suite', () => { before(() => { throw new Error('in the hook') }); test('one', () => {}) })`,
    'sound.test.mjs': `test('one', () => {})`,
  })
  assert.match(counts, /^1 passed, \d+ failed, 0 skipped\n$/)
  assert.match(output, /FAILED .*breaks\.test\.mjs/)
  assert.match(output, /FAILED .*empty\.test\.mjs\n {2}the file holds no test/)
  assert.match(output, /in the hook/)
})
