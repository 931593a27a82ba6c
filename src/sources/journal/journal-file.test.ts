// The journal on disk: what was acknowledged is there, whoever was killed when; a second process is kept away; a full disk is told.
import assert from 'node:assert/strict'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createJournal, openJournal, readJournalFile } from './journal-file.ts'
import { numbered, numbersOf, plainCodec } from './plain-codec.cases.ts'

const program = join(import.meta.dirname, 'add-records.cases.ts')

function placeFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'sparekey-journal-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'run.journal')
}

interface Child {
  readonly process: ChildProcess
  /** What it has told so far. */
  told(): readonly string[]
  /** Waits until it has told something that fits. */
  until(fits: (line: string) => boolean): Promise<string>
  kill(): Promise<void>
}

function child(t: TestContext, ...args: readonly string[]): Child {
  const running = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  running.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
  const ended = new Promise<void>((resolve) => running.once('close', () => resolve()))
  const told = (): readonly string[] => text.split('\n').slice(0, -1)
  const one: Child = {
    process: running,
    told,
    async until(fits) {
      for (;;) {
        const line = told().find(fits)
        if (line !== undefined) return line
        await Promise.race([sleep(5), ended])
        if (running.exitCode !== null && told().find(fits) === undefined) assert.fail(`it ended with: ${told().join(' / ')}`)
      }
    },
    async kill() {
      running.kill('SIGKILL')
      await ended
    },
  }
  t.after(() => one.kill())
  return one
}

test('records are on disk in the order of the calls, for others to read', async (t) => {
  const path = placeFor(t)
  const journal = await createJournal(path, plainCodec)
  await Promise.all([0, 1, 2, 3, 4].map((n) => journal.append(numbered(n))))
  assert.deepEqual(numbersOf(await readJournalFile(path, plainCodec)), [0, 1, 2, 3, 4])
  assert.equal(statSync(path).mode & 0o777, 0o600)
  await journal.close()
  const again = await openJournal(path, plainCodec)
  assert.deepEqual(numbersOf(again.records), [0, 1, 2, 3, 4])
  await again.append(numbered(5))
  await again.close()
  assert.deepEqual(numbersOf(await readJournalFile(path, plainCodec)), [0, 1, 2, 3, 4, 5])
})

test('a journal that is there is not written over', async (t) => {
  const path = placeFor(t)
  writeFileSync(path, 'something of old\n')
  await assert.rejects(createJournal(path, plainCodec), { code: 'OUTPUT_NOT_WRITTEN', hint: /sparekey status/ })
  assert.equal(readFileSync(path, 'utf8'), 'something of old\n')
  assert.ok(!existsSync(`${path}.lock`))
})

test('a torn end is cut off before anything is added', async (t) => {
  const path = placeFor(t)
  const journal = await createJournal(path, plainCodec)
  await journal.append(numbered(0))
  await journal.close()
  appendFileSync(path, '99 {"record":"effe')
  const again = await openJournal(path, plainCodec)
  assert.deepEqual(numbersOf(again.records), [0])
  assert.equal(again.text, readFileSync(path, 'utf8'))
  await again.append(numbered(1))
  await again.close()
  assert.deepEqual(numbersOf(await readJournalFile(path, plainCodec)), [0, 1])
})

test('a damaged journal is not opened, and not changed', async (t) => {
  const path = placeFor(t)
  writeFileSync(path, '7 {}\n')
  await assert.rejects(openJournal(path, plainCodec))
  assert.equal(readFileSync(path, 'utf8'), '7 {}\n')
  assert.ok(!existsSync(`${path}.lock`))
})

test('a record does not count before whoever keeps a copy has it', async (t) => {
  const path = placeFor(t)
  const seen: string[] = []
  let fail = false
  const journal = await createJournal(path, plainCodec, async (text) => {
    assert.ok(readFileSync(path, 'utf8').endsWith(text), 'it is on disk first')
    await sleep(5)
    if (fail) throw new Error('no copy')
    seen.push(text)
  })
  await Promise.all([journal.append(numbered(0)), journal.append(numbered(1))])
  assert.equal(seen.join(''), readFileSync(path, 'utf8'))
  fail = true
  await assert.rejects(journal.append(numbered(2)), { code: 'OUTPUT_NOT_WRITTEN' })
  await journal.close()
})

test('after a failure it takes no more, and closed it takes none', { timeout: 20_000 }, async (t) => {
  const path = placeFor(t)
  let fail = true
  const journal = await createJournal(path, plainCodec, () => (fail ? Promise.reject(new Error('once')) : Promise.resolve()))
  await assert.rejects(journal.append(numbered(0)))
  fail = false
  await assert.rejects(journal.append(numbered(1)), { code: 'OUTPUT_NOT_WRITTEN' })
  await journal.close()
  await assert.rejects(journal.append(numbered(2)), { code: 'OUTPUT_NOT_WRITTEN' })
  assert.deepEqual(numbersOf(await readJournalFile(path, plainCodec)), [0])
})

test('places that are none are told', async (t) => {
  const path = placeFor(t)
  await assert.rejects(openJournal(path, plainCodec), { code: 'INPUT_NOT_FOUND', message: /no such file/ })
  await assert.rejects(readJournalFile(path, plainCodec), { code: 'INPUT_NOT_FOUND' })
  await assert.rejects(createJournal(join(path, 'x'), plainCodec), { code: 'OUTPUT_NOT_WRITTEN' })
  mkdirSync(path)
  await assert.rejects(readJournalFile(path, plainCodec), { code: 'INPUT_NOT_FOUND', message: /it is a folder/ })
})

test('a process is kept away by another one, and takes over what a dead one has left', { timeout: 60_000 }, async (t) => {
  const path = placeFor(t)
  const first = child(t, 'create', path, '0', '3')
  await first.until((line) => line === '2')
  await assert.rejects(openJournal(path, plainCodec), {
    code: 'LOCKED',
    message: new RegExp(`in use by process ${first.process.pid ?? ''}`),
  })
  await first.kill()
  assert.ok(existsSync(`${path}.lock`))
  const journal = await openJournal(path, plainCodec)
  await assert.rejects(openJournal(path, plainCodec), { code: 'LOCKED' })
  await journal.close()
  assert.ok(!existsSync(`${path}.lock`))
})

test('of several that find a lock left behind one takes it over', { timeout: 60_000 }, async (t) => {
  const path = placeFor(t)
  const dead = child(t, 'create', path, '0', '1')
  await dead.until((line) => line === '0')
  await dead.kill()
  const many = Array.from({ length: 6 }, () => child(t, 'open', path, '0', '1'))
  const ends = await Promise.all(many.map((one) => one.until((line) => line === 'open' || line.startsWith('LOCKED'))))
  assert.equal(ends.filter((line) => line === 'open').length, 1, ends.join(' / '))
})

test('a lock of another machine, or one that says nothing, is left to a person', async (t) => {
  const path = placeFor(t)
  writeFileSync(path, '')
  writeFileSync(`${path}.lock`, JSON.stringify({ host: 'elsewhere', pid: 1, started: '1' }))
  await assert.rejects(openJournal(path, plainCodec), {
    code: 'LOCKED',
    message: /process 1 of elsewhere/,
    hint: /delete `.*run\.journal\.lock`/,
  })
  writeFileSync(`${path}.lock`, '')
  await assert.rejects(openJournal(path, plainCodec), { code: 'LOCKED', message: /no lock that can be read/ })
  // A stranger that has the process id by now.
  writeFileSync(`${path}.lock`, JSON.stringify({ host: (await import('node:os')).hostname(), pid: process.ppid, started: '1' }))
  if (existsSync('/proc/self/stat')) await (await openJournal(path, plainCodec)).close()
})

test('whenever it is killed, what was acknowledged is there, and it can be gone on with', { timeout: 120_000 }, async (t) => {
  const path = placeFor(t)
  writeFileSync(path, '')
  let acknowledged = -1
  for (let round = 0; round < 12; round++) {
    const writer = child(t, 'open', path, '2000', 'Infinity', '4')
    await writer.until((line) => Number(line) > acknowledged)
    await sleep(round * 2)
    await writer.kill()
    acknowledged = Math.max(acknowledged, ...writer.told().map(Number).filter(Number.isInteger))
    const numbers = numbersOf(await readJournalFile(path, plainCodec))
    assert.deepEqual(numbers, [...numbers.keys()])
    assert.ok(numbers.length > acknowledged, `${acknowledged} was acknowledged, ${numbers.length} are there`)
  }
})

const limits = spawnSync('sh', ['-c', "trap '' XFSZ; ulimit -f 8"]).status === 0

test(
  'a disk that takes no more is told, and leaves whole lines',
  { skip: limits ? false : 'no limits to files here' },
  async (t) => {
    const path = placeFor(t)
    // A limit to the size of files takes part of a write, as a full disk does.
    const limited = `trap '' XFSZ; ulimit -f 8; exec "$0" "$@"`
    const ended = spawnSync('sh', ['-c', limited, process.execPath, program, 'create', path, '700'], {
      encoding: 'utf8',
      timeout: 60_000,
    })
    const lines = ended.stdout.split('\n').slice(0, -1)
    assert.match(lines.at(-1) ?? '', /^OUTPUT_NOT_WRITTEN: cannot write the journal `.*`: the disk is full$/)
    const text = readFileSync(path, 'utf8')
    assert.ok(text.endsWith('\n'))
    assert.equal(numbersOf(plainCodec.read(text).records).length, lines.length - 2)
    // What a crash leaves instead is the same to whoever opens it.
    truncateSync(path, text.length - 5)
    const journal = await openJournal(path, plainCodec)
    assert.equal(journal.records.length, lines.length - 3)
    await journal.close()
  },
)
