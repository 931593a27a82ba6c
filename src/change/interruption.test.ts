// Which strategies take a workload away while its pods are replaced.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../base/index.ts'
import { interruptionOf } from './interruption.ts'
import { workload } from './shop.cases.ts'

const rolling = (maxUnavailable: number | string, maxSurge: number | string): JsonObject => ({
  strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable, maxSurge } },
})

for (const [sentence, kind, replicas, spec, isAway] of [
  ['one pod, with the usual strategy: a new one comes first', 'Deployment', 1, {}, false],
  ['one pod that may be away', 'Deployment', 1, rolling(1, 0), true],
  ['one pod, and nothing may surge nor be away: one goes all the same', 'Deployment', 1, rolling('0%', '0%'), true],
  ['half of two pods', 'Deployment', 2, rolling('50%', 0), false],
  ['all of two pods', 'Deployment', 2, rolling('100%', 0), true],
  ['Recreate', 'Deployment', 3, { strategy: { type: 'Recreate' } }, true],
  ['no pod at all', 'Deployment', 0, { strategy: { type: 'Recreate' } }, false],
  ['a StatefulSet of one', 'StatefulSet', 1, {}, true],
  ['a StatefulSet of two', 'StatefulSet', 2, {}, false],
  ['a DaemonSet', 'DaemonSet', 1, {}, false],
] as const) {
  test(`${sentence}: ${isAway ? 'away' : 'not away'}`, () => {
    assert.equal(interruptionOf(workload('web', { kind, replicas, spec })) !== undefined, isAway)
  })
}
