// The lock where the server falls silent: it counts for as long as it would for others, and not longer.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { connectForChange } from './connect-for-change.ts'
import { fakeApi, status } from './fake-api.cases.ts'
import { takeLock } from './lock.ts'

const { signal } = new AbortController()

test('a Lease that can not be renewed is held until its time is over, and then lost', { timeout: 30_000 }, async (t) => {
  const spec = { holderIdentity: 'one me@here', leaseDurationSeconds: 1 }
  const lease = { metadata: { uid: 'u-1', resourceVersion: '1' }, spec }
  let silent = false
  const api = await fakeApi(t, ({ method }) => {
    if (silent) return status(503, 'gone')
    return method === 'GET' ? status(404, 'none') : { status: 201, body: lease }
  })
  const connection = await connectForChange({ kubeconfig: api.kubeconfig({}), signal, environment: {} })
  t.after(() => connection.close())
  const warn = (): never => assert.fail('nothing to warn of')
  const lock = await takeLock(connection, { run: 'one', holder: 'me@here', namespaces: ['shop'], seconds: 1, warn, signal })
  silent = true
  await sleep(500)
  lock.assertHeld()
  await sleep(900)
  assert.throws(() => lock.assertHeld(), {
    code: 'LOCKED',
    message: 'the lock of namespace `shop` is lost: it could not be renewed for 1 s',
  })
  await lock.release()
})
