// However many steps are on their way, the API server is sent only as many requests at a time as were asked for.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refOf } from './fake-objects.cases.ts'
import { limited } from './limited.ts'
import type { Cluster } from './ports.ts'
import { apply } from './applied.cases.ts'
import { account, accountOff, clusterWith } from './shop.cases.ts'

const accounts = Array.from({ length: 40 }, (_, i) => account(`a-${i}`))

/** The cluster with answers that take a while, and the most writes that were under way at a time. */
function slow(cluster: Cluster): { readonly port: Cluster; readonly most: () => number } {
  let [now, most] = [0, 0]
  const port: Cluster = {
    ...cluster,
    async write(write) {
      most = Math.max(most, ++now)
      await new Promise((resolve) => setTimeout(resolve, 1))
      now--
      return await cluster.write(write)
    },
  }
  return { port, most: () => most }
}

for (const parallel of [1, 3]) {
  test(`a walk has ${parallel} of its writes under way at a time`, async () => {
    let most = (): number => 0
    const steps = accounts.map((one) => accountOff(one))
    const { outcome } = await apply(clusterWith(...accounts), steps, { batchSize: 40, parallel, wait: false }, (port) => {
      const slowed = slow(port)
      most = slowed.most
      return slowed.port
    })
    assert.equal(outcome.kind, 'complete', outcome.reason)
    assert.equal(most(), parallel)
  })
}

test('a request that fails gives its turn to the next', async () => {
  const cluster = clusterWith(...accounts)
  let calls = 0
  const port = limited(
    {
      read: (ref) => (calls++ === 0 ? Promise.reject(new Error('once')) : cluster.read(ref)),
      write: (write) => cluster.write(write),
      tryWrite: (write) => cluster.tryWrite(write),
      may: (right) => cluster.may(right),
      resourceOf: (ref) => cluster.resourceOf(ref),
      observe: (refs) => cluster.observe(refs),
      blockedByBudgets: (refs) => cluster.blockedByBudgets(refs),
      audit: () => cluster.audit(),
    },
    1,
  )
  const results = await Promise.allSettled(accounts.slice(0, 4).map((one) => port.read(refOf(one))))
  assert.deepEqual(
    results.map(({ status }) => status),
    ['rejected', 'fulfilled', 'fulfilled', 'fulfilled'],
  )
})
