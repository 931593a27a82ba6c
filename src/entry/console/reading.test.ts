import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openReader } from './reading.ts'

test('what a run has changed is read, though a reading that began before is under way', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sparekey-reading-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const pod = (name: string): void =>
    writeFileSync(
      join(folder, `${name}.yaml`),
      `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: main}]}\n`,
    )
  pod('one')
  const reader = await openReader({ filename: [folder] }, [], {
    out: () => undefined,
    err: () => undefined,
    stdin: (async function* () {})(),
    env: {},
    inIsTerminal: false,
    outIsTerminal: false,
    errIsTerminal: false,
    columns: 100,
    now: () => '2026-11-26T08:00:00.000Z',
    signal: new AbortController().signal,
  })
  const before = reader.refresh()
  const joined = reader.refresh()
  // Long enough for the files to be read, and not for the audit to be made.
  await Promise.resolve()
  pod('two')
  const after = reader.refresh('after')
  const joinedAfter = reader.refresh()
  assert.equal(await before, await joined)
  assert.equal((await after).shown.report.summary.workloads, 2)
  assert.equal(await after, await joinedAfter)
  assert.equal(reader.current(), await after)
  assert.equal((await after).number, 3)
})
