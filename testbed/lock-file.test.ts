// Shows that work under a lock happens once at a time, and that a lock of a dead process stops nobody.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { withLock } from './lock-file.ts'
import { identityOf } from './process-identity.ts'

const directory = mkdtempSync(join(tmpdir(), 'sparekey-lock-'))
after(() => {
  rmSync(directory, { recursive: true })
})
const nobody = (): void => assert.fail('nobody holds the lock')

test('two that want the same lock go one after the other, and the second is told once', async () => {
  const path = join(directory, 'one')
  const events: string[] = []
  const work = async (name: string): Promise<void> => {
    const waiting = (holder: number): void => {
      events.push(`${name} waits for ${holder === process.pid ? 'us' : 'another'}`)
    }
    await withLock(path, waiting, async () => {
      events.push(`${name} begins`)
      await sleep(150)
      events.push(`${name} ends`)
    })
  }
  await Promise.all([work('a'), work('b')])
  assert.deepEqual(events, ['a begins', 'b waits for us', 'a ends', 'b begins', 'b ends'])
  assert.equal(existsSync(path), false)
})

test('work that fails gives the lock back', async () => {
  const path = join(directory, 'two')
  await assert.rejects(
    withLock(path, nobody, () => Promise.reject(new Error('on purpose'))),
    /on purpose/,
  )
  assert.equal(await withLock(path, nobody, () => Promise.resolve('done')), 'done')
})

test('a lock of a process that has ended is taken over', async () => {
  const path = join(directory, 'three')
  const { pid } = spawnSync(process.execPath, ['--version'])
  writeFileSync(path, JSON.stringify({ pid, started: null }))
  assert.equal(await withLock(path, nobody, () => Promise.resolve('done')), 'done')
})

test('a lock of a process whose id a stranger has now is taken over', { skip: process.platform !== 'linux' }, async () => {
  const path = join(directory, 'four')
  writeFileSync(path, JSON.stringify({ ...identityOf(process.pid), started: '1' }))
  assert.equal(await withLock(path, nobody, () => Promise.resolve('done')), 'done')
})
