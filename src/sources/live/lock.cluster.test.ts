// The lock on a real control plane: who holds it keeps others out, who was killed takes it up again, who lost it stops.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { KubeObject } from '../../../testbed/client.ts'
import { clusterSuite } from '../../../testbed/suite.ts'
import { waitUntil } from '../../../testbed/wait-until.ts'
import { connectForChange, type ChangeConnection } from './connect-for-change.ts'
import { takeLock, type Lock, type LockOptions } from './lock.ts'

const { signal } = new AbortController()

interface Lease {
  readonly metadata: { readonly resourceVersion: string; readonly uid: string }
  readonly spec: { readonly holderIdentity: string; readonly acquireTime: string; readonly renewTime: string }
}

clusterSuite('the lock of a real cluster', { users: { nobody: [] } }, (suite) => {
  let connection: ChangeConnection
  const warnings: string[] = []
  const held: Lock[] = []

  const take = async (run: string, namespaces: readonly string[], more: Partial<LockOptions> = {}): Promise<Lock> => {
    const warn = (message: string): unknown => warnings.push(message)
    const lock = await takeLock(connection, { run, namespaces, holder: `${run}@here`, warn, signal, ...more })
    held.push(lock)
    return lock
  }
  const leases = async (): Promise<readonly string[]> => {
    const found = await suite.client.list('coordination.k8s.io/v1', 'Lease')
    return found.filter(({ metadata }) => metadata.name === 'sparekey').map(({ metadata }) => metadata.namespace ?? '')
  }
  const leaseIn = (namespace: string): Promise<Lease> =>
    suite.client.get<Lease>('coordination.k8s.io/v1', 'Lease', 'sparekey', namespace)
  const path = (namespace: string): string => `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/sparekey`

  before(async () => {
    for (const name of ['a', 'b', 'c']) await suite.client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
    const { kubeconfigPath: kubeconfig } = suite.plane
    connection = await connectForChange({ kubeconfig, signal, environment: {} })
  })
  after(async () => {
    for (const lock of held) await lock.release()
    connection.close()
  })

  test('each namespace has a Lease while the run lasts, and none afterwards', async () => {
    const lock = await take('one', ['c', 'a', 'a'])
    assert.deepEqual(await leases(), ['a', 'c'])
    assert.equal((await leaseIn('a')).spec.holderIdentity, 'one one@here')
    lock.assertHeld()
    await lock.release()
    assert.deepEqual(await leases(), [])
  })

  test('another run is kept out, is told by whom, and leaves nothing behind', async () => {
    const lock = await take('one', ['b'])
    await assert.rejects(take('two', ['a', 'b']), {
      code: 'LOCKED',
      message: /^another run is changing namespace `b`: `one` of one@here, since \d{4}-/,
      hint: /kubectl delete lease sparekey -n b/,
    })
    assert.deepEqual(await leases(), ['b'])
    await lock.release()
    await (await take('two', ['a', 'b'])).release()
  })

  test('a run that was killed takes its own up again at once, and the process of before has lost it', async () => {
    const before = await take('one', ['a'], { seconds: 3 })
    const { acquireTime } = (await leaseIn('a')).spec
    const again = await take('one', ['a'], { holder: 'one@elsewhere', seconds: 60 })
    assert.equal((await leaseIn('a')).spec.acquireTime, acquireTime)
    await waitUntil('the first to notice', () => {
      try {
        before.assertHeld()
        return false
      } catch (error) {
        assert.match(String(error), /the lock of namespace `a` is lost: somebody has changed or deleted its Lease/)
        return true
      }
    })
    await before.release()
    assert.deepEqual(await leases(), ['a'], 'what is somebody else’s by now is not given up')
    again.assertHeld()
    await again.release()
  })

  test('a Lease is renewed in time', async () => {
    const lock = await take('one', ['a'], { seconds: 1 })
    const { renewTime } = (await leaseIn('a')).spec
    await sleep(1500)
    lock.assertHeld()
    assert.notEqual((await leaseIn('a')).spec.renewTime, renewTime)
    await lock.release()
  })

  const leftBehind = async (renewTime: string): Promise<void> => {
    await suite.client.create({
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'sparekey', namespace: 'a' },
      spec: { holderIdentity: 'dead root@gone', leaseDurationSeconds: 1, acquireTime: renewTime, renewTime },
    } as KubeObject)
  }

  test('one that was left behind is taken over with a warning, after it was watched', async () => {
    await leftBehind('2026-01-01T00:00:00.000000Z')
    const started = performance.now()
    const lock = await take('one', ['a'])
    assert.ok(performance.now() - started >= 490)
    assert.match(
      warnings.at(-1) ?? '',
      /^took over the lock of namespace `a`: run `dead` of root@gone left it behind at 2026-01-01/,
    )
    await lock.release()
  })

  test('one that only looks so, because its clock is slow, is left alone', async () => {
    await leftBehind('2026-01-01T00:00:00.000000Z')
    const taking = take('one', ['a'])
    await sleep(100)
    await suite.client.request('PATCH', path('a'), { spec: { renewTime: '2026-01-01T00:00:01.000000Z' } })
    await assert.rejects(taking, { code: 'LOCKED', message: /`dead` of root@gone/ })
    await suite.client.request('DELETE', path('a'))
  })

  test('a Lease that somebody deletes is lost', async () => {
    const lock = await take('one', ['a'], { seconds: 1 })
    await suite.client.request('DELETE', path('a'))
    await waitUntil('the loss', () => {
      try {
        lock.assertHeld()
        return false
      } catch {
        return true
      }
    })
    await lock.release()
  })

  test('a namespace that is not there is passed over with a word, and one that may not be locked is told', async () => {
    const lock = await take('one', ['no-such', 'a'])
    assert.equal(warnings.at(-1), 'there is no namespace `no-such` any more: nothing in it is changed')
    assert.deepEqual(await leases(), ['a'])
    await lock.release()
    const { kubeconfigPath: kubeconfig } = suite.plane
    const other = await connectForChange({ kubeconfig, context: 'nobody', signal, environment: {} })
    const warn = (): never => assert.fail('nothing to warn of')
    await assert.rejects(takeLock(other, { run: 'x', holder: 'y', namespaces: ['a'], warn, signal }), {
      code: 'API_REFUSED',
      message: /^cannot lock namespace `a`: 403 Forbidden: .*cannot get resource "leases"/,
      hint: /rbac --for apply/,
    })
    other.close()
  })
})
