// A log that grows, in pieces that end inside lines, and is rotated and cut short: each refusal is told once.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { SparekeyError } from '../../base/index.ts'
import { followLog, type FollowedLog } from './follow-log.ts'

const refusal = (name: string): string =>
  `${JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    auditID: name,
    stage: 'ResponseComplete',
    verb: 'get',
    requestURI: '/api/v1/secrets',
    user: { username: `system:serviceaccount:shop:${name}` },
    objectRef: { resource: 'secrets', apiVersion: 'v1' },
    responseStatus: { code: 403 },
    requestReceivedTimestamp: '2026-11-26T01:00:00.000000Z',
    annotations: { 'authorization.k8s.io/decision': 'forbid' },
  })}\n`

function fileOf(t: TestContext, text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'sparekey-follow-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'audit.log'), text)
  return join(folder, 'audit.log')
}

async function followed(t: TestContext, path: string, longest?: number): Promise<FollowedLog> {
  const log = await followLog(path, longest)
  t.after(() => log.close())
  return log
}

async function seen(log: FollowedLog): Promise<readonly string[]> {
  return (await log.look()).map(({ who }) => (who.kind === 'account' ? who.account : who.kind))
}

test('the first look tells what was refused before, each later one what came since', async (t) => {
  const path = fileOf(t, refusal('a') + refusal('b'))
  const log = await followed(t, path)
  assert.deepEqual(await seen(log), ['shop/a', 'shop/b'])
  assert.deepEqual(await seen(log), [])
  appendFileSync(path, refusal('c'))
  assert.deepEqual(await seen(log), ['shop/c'])
})

test('a line that comes in two pieces is told when it is whole, and what is no event says nothing', async (t) => {
  const path = fileOf(t, '')
  const log = await followed(t, path)
  const line = refusal('a')
  appendFileSync(path, `nonsense\n\n${line.slice(0, 99)}`)
  assert.deepEqual(await seen(log), [])
  appendFileSync(path, line.slice(99) + refusal('b'))
  assert.deepEqual(await seen(log), ['shop/a', 'shop/b'])
})

test('a log that is rotated is read to its end, and then the next from its beginning', async (t) => {
  const path = fileOf(t, refusal('a'))
  const log = await followed(t, path)
  await log.look()
  appendFileSync(path, refusal('late'))
  renameSync(path, `${path}.1`)
  writeFileSync(path, refusal('first'))
  assert.deepEqual(await seen(log), ['shop/late', 'shop/first'])
  appendFileSync(path, refusal('second'))
  assert.deepEqual(await seen(log), ['shop/second'])
})

test('a log that is cut short begins anew; one that is gone for a while is waited for', async (t) => {
  const path = fileOf(t, refusal('a') + refusal('b'))
  const log = await followed(t, path)
  await log.look()
  writeFileSync(path, refusal('c'))
  assert.deepEqual(await seen(log), ['shop/c'])
  renameSync(path, `${path}.1`)
  assert.deepEqual(await seen(log), [])
  writeFileSync(path, refusal('d'))
  assert.deepEqual(await seen(log), ['shop/d'])
})

test('of a long log only the end is looked back at, from the first whole line on', async (t) => {
  const many = refusal('old').repeat(60_000)
  const log = await followed(t, fileOf(t, refusal('first') + many + refusal('last')))
  const told = await seen(log)
  assert.ok(told.length > 1000 && told.length < 60_000)
  assert.deepEqual([told.includes('shop/first'), told.at(-1)], [false, 'shop/last'])
})

test('a log that is not there is an error that names it', async () => {
  await assert.rejects(
    followLog('/nowhere/audit.log'),
    (error) => error instanceof SparekeyError && error.code === 'INPUT_NOT_FOUND' && error.message.includes('/nowhere/audit.log'),
  )
})

test('a line that is too long is left out, in however many pieces it comes, and the next one is told', async (t) => {
  const path = fileOf(t, '')
  const log = await followed(t, path, 1000)
  const line = refusal('long').replace('"get"', `"${'g'.repeat(3000)}"`)
  for (let from = 0; from < line.length; from += 800) {
    appendFileSync(path, line.slice(from, from + 800))
    assert.deepEqual(await seen(log), [])
  }
  appendFileSync(path, refusal('a'))
  assert.deepEqual(await seen(log), ['shop/a'])
})

test('many refusals on one line are all told', async (t) => {
  const one = refusal('a').trimEnd()
  const items = Array.from({ length: 150_000 }, () => one).join(',')
  const path = fileOf(t, '')
  const log = await followed(t, path)
  appendFileSync(path, `{"kind":"EventList","apiVersion":"audit.k8s.io/v1","items":[${items}]}\n`)
  assert.equal((await seen(log)).length, 150_000)
})

test('after a line that is cut off at the beginning, the next file is read from its first line', async (t) => {
  const path = fileOf(t, 'x'.repeat((16 << 20) + 1))
  const log = await followed(t, path)
  assert.deepEqual(await seen(log), [])
  renameSync(path, `${path}.1`)
  writeFileSync(path, refusal('first'))
  assert.deepEqual(await seen(log), ['shop/first'])
})

for (const [name, make] of [
  ['a folder', () => tmpdir()],
  ['a device', () => '/dev/zero'],
  [
    'a pipe that nobody writes to',
    (t: TestContext) => {
      const pipe = join(dirname(fileOf(t, '')), 'pipe')
      execFileSync('mkfifo', [pipe])
      return pipe
    },
  ],
] as const)
  test(`${name} is no log: it is told at once, also where a link leads to it in a log's place`, async (t) => {
    const odd = make(t)
    const isTold = (error: unknown): boolean =>
      error instanceof SparekeyError && error.code === 'INPUT_NOT_FOUND' && error.message.endsWith('it is no file')
    await assert.rejects(followLog(odd), isTold)
    const path = fileOf(t, refusal('a'))
    const log = await followed(t, path)
    assert.deepEqual(await seen(log), ['shop/a'])
    rmSync(path)
    symlinkSync(odd, path)
    await assert.rejects(log.look(), isTold)
  })
