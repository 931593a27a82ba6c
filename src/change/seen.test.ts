// What preflight has read is written upon, and nothing else is decided upon it: whatever has changed since is looked at anew.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../base/index.ts'
import { refKey } from '../kube/index.ts'
import { field, meddle } from './applied.cases.ts'
import { applyPlan } from './apply.ts'
import type { FakeCluster } from './fake-cluster.cases.ts'
import { FakeFile, processOn, usual } from './fake-world.cases.ts'
import type { JournalRecord } from './journal.ts'
import { preflight } from './preflight.ts'
import { account, accountOff, clusterWith, newRun } from './shop.cases.ts'
import type { WalkOutcome } from './walk.ts'

const automount = '/automountServiceAccountToken'
const [sa, other] = [account('web'), account('other')]
const steps = [accountOff(sa), accountOff(other)]

interface Seen {
  readonly outcome: WalkOutcome
  readonly reads: number
  readonly pausedMs: number
  /** What the journal says of the first step. */
  readonly records: readonly JournalRecord['record'][]
}

/** Applies after a preflight, and after what somebody else does between the two. */
async function applySeen(cluster: FakeCluster, between: () => Promise<void> = async () => {}): Promise<Seen> {
  const run = newRun(...steps)
  const { problems, seen } = await preflight(run.plan, cluster)
  assert.deepEqual(problems, [])
  // Also one that is so already: whoever hands objects over may hand over too many.
  const all = new Map(seen)
  for (const { object } of steps) all.set(refKey(object), (await cluster.read(object)) ?? assert.fail())
  await between()
  const file = new FakeFile()
  const { world } = processOn(cluster, file)
  let reads = 0
  const read = (ref: Parameters<typeof world.cluster.read>[0]): ReturnType<typeof world.cluster.read> => {
    reads++
    return world.cluster.read(ref)
  }
  const started = world.clock.elapsed()
  const outcome = await applyPlan(
    { ...run, seen: all },
    { ...world, cluster: { ...world.cluster, read } },
    { ...usual, wait: false },
  )
  const records = file.records().flatMap((one) => ('step' in one && one.step === steps[0]!.id ? [one.record] : []))
  return { outcome, reads, pausedMs: world.clock.elapsed() - started, records }
}

test('an object that preflight has read is not read again', async () => {
  const cluster = clusterWith(sa, other)
  const { outcome, reads } = await applySeen(cluster)
  assert.equal(outcome.kind, 'complete', outcome.reason)
  assert.equal(reads, 0)
  assert.equal(await field(cluster, sa, automount), false)
})

test('one that somebody has changed elsewhere since is read anew at once, and keeps that', async () => {
  const cluster = clusterWith(sa, other)
  const labelled = (now: JsonObject): JsonObject => ({
    ...now,
    metadata: { ...(now['metadata'] as JsonObject), labels: { a: 'b' } },
  })
  const { outcome, reads, pausedMs, records } = await applySeen(cluster, () => meddle(cluster, sa, labelled))
  assert.equal(outcome.kind, 'complete', outcome.reason)
  assert.deepEqual([reads, pausedMs], [1, 0])
  assert.deepEqual(records.slice(0, 3), ['intent', 'intent', 'done'])
  assert.equal(await field(cluster, sa, automount), false)
  assert.equal(await field(cluster, sa, '/metadata/labels/a'), 'b')
})

test('one that somebody has switched off since is left, and nothing of it will be taken back', async () => {
  const cluster = clusterWith(sa, other)
  const { outcome, records } = await applySeen(cluster, () =>
    meddle(cluster, sa, (now) => ({ ...now, [automount.slice(1)]: false })),
  )
  assert.equal(outcome.kind, 'complete', outcome.reason)
  assert.deepEqual(records, ['intent', 'alreadySo'])
})

test('one that somebody has changed in the very field since is refused', async () => {
  const cluster = clusterWith(sa, other)
  const { outcome, records } = await applySeen(cluster, () =>
    meddle(cluster, sa, (now) => ({ ...now, [automount.slice(1)]: true })),
  )
  assert.equal(outcome.kind, 'backedOut')
  assert.deepEqual(records.slice(0, 2), ['intent', 'refused'])
  assert.equal(await field(cluster, sa, automount), true)
})

test('one that could not be written when it was seen is decided upon as it is now', async () => {
  const cluster = clusterWith(account('web', false), other)
  const { outcome, reads, records } = await applySeen(cluster, () =>
    meddle(cluster, sa, ({ [automount.slice(1)]: _, ...now }) => now),
  )
  assert.equal(outcome.kind, 'complete', outcome.reason)
  assert.deepEqual([reads, records.slice(0, 2)], [1, ['intent', 'done']])
})
