// Shows the life of a control plane that a person starts: up, up again, killed, up anew, down.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { ensureControlPlane, ensureKwok, whyUnavailable } from './build.ts'
import { allGone, withChildren } from './process-tree.cases.ts'
import type { UpState } from './up-state.ts'
import { waitUntil } from './wait-until.ts'

const unavailable = whyUnavailable()
const skip = unavailable !== undefined && process.env.SPAREKEY_TEST_REQUIRE !== 'all' ? unavailable.message : false

describe('the test bed of a person', { skip }, () => {
  // A cache of its own, with what is built already: a test must not touch the control plane that a person has up.
  let cache = ''
  const cli = (
    ...words: readonly string[]
  ): { readonly status: number | null; readonly stdout: string; readonly stderr: string } =>
    spawnSync(process.execPath, [join(import.meta.dirname, 'cli.ts'), ...words], {
      env: { ...process.env, XDG_CACHE_HOME: cache },
      encoding: 'utf8',
    })
  const state = (): UpState => JSON.parse(readFileSync(join(cache, 'sparekey/testbed/up.json'), 'utf8')) as UpState

  before(async () => {
    const built = [dirname(await ensureControlPlane()), dirname((await ensureKwok()).binary)]
    cache = mkdtempSync(join(tmpdir(), 'sparekey-cache-'))
    mkdirSync(join(cache, 'sparekey/testbed'), { recursive: true })
    for (const path of built) symlinkSync(path, join(cache, 'sparekey/testbed', path.slice(dirname(path).length + 1)))
  })

  after(() => {
    cli('down')
    rmSync(cache, { recursive: true, force: true })
  })

  test('nothing is up at first', () => {
    assert.deepEqual(pick(cli('status')), { status: 1, stdout: 'nothing is up\n' })
    assert.equal(cli('down').status, 0)
  })

  test('a word that it does not know is answered with the usage', () => {
    const { status, stderr } = cli('sideways')
    assert.equal(status, 2)
    assert.match(stderr, /^usage: testbed COMMAND/)
    assert.equal(cli('up', '--nodes', 'many').status, 2)
    assert.match(cli('up', '--kubernetes', '1.2').stderr, /no such Kubernetes release: `1.2`/)
  })

  test('up prints the kubeconfig, and again when it is up already', () => {
    const first = cli('up', '--nodes', '2')
    assert.equal(first.status, 0, first.stderr)
    assert.equal(first.stdout, `${state().kubeconfigPath}\n`)
    assert.match(first.stderr, /^export KUBECONFIG=\//m)
    const second = cli('up')
    assert.equal(second.stdout, first.stdout)
    assert.match(second.stderr, /already up: Kubernetes .* with 2 nodes/)
    assert.equal(cli('status').status, 0)
  })

  test('a supervisor that is killed takes everything with it, and up starts anew', async () => {
    const { supervisor, directory } = state()
    const processes = withChildren([supervisor.pid, ...state().holders.map(({ pid }) => pid)])
    process.kill(supervisor.pid, 'SIGKILL')
    await allGone(processes)
    await waitUntil('the directory to be gone', () => !existsSync(directory))
    assert.equal(cli('status').status, 1)
    assert.equal(cli('up', '--nodes', '0').status, 0)
    assert.notEqual(state().directory, directory)
  })

  test('down leaves nothing', () => {
    const { supervisor, holders, directory } = state()
    const processes = withChildren([supervisor.pid, ...holders.map(({ pid }) => pid)])
    assert.equal(cli('down').status, 0)
    assert.equal(existsSync(directory), false)
    assert.equal(existsSync(join(cache, 'sparekey/testbed/up.json')), false)
    return allGone(processes)
  })
})

function pick({ status, stdout }: { readonly status: number | null; readonly stdout: string }): object {
  return { status, stdout }
}
