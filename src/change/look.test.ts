// One look at pods: what has arrived, what still has to, and what fails.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { baselineOf, lookAt, type Expected } from './look.ts'
import type { ObservedPod, ObservedWorkload } from './ports.ts'

function pod(uid: string, more: Partial<ObservedPod> = {}): ObservedPod {
  return { name: `pod-${uid}`, uid, containersWithToken: ['app'], ready: true, restarts: 0, ending: false, ...more }
}

function seen(pods: readonly ObservedPod[], more: Partial<ObservedWorkload> = {}): ObservedWorkload {
  return { wanted: pods.filter(({ ending }) => !ending).length, upToDate: true, pods, ...more }
}

const before = baselineOf(seen([pod('a', { restarts: 2 })]))
const holds = (...containers: readonly string[]): Expected => ({ containers })

for (const [sentence, now, expected, shown] of [
  ['ready, in number, and just the expected containers', seen([pod('b')]), holds('app'), 'arrived'],
  ['no pods, where there should be none', seen([]), holds('app'), 'arrived'],
  ['nothing is said of containers', seen([pod('b', { containersWithToken: [] })]), {}, 'arrived'],
  [
    'the controller has not seen it',
    seen([pod('b')], { upToDate: false }),
    holds('app'),
    'its controller has not replaced all pods yet',
  ],
  ['a pod is missing', seen([pod('b')], { wanted: 2 }), holds('app'), '1 of 2 pods are there'],
  ['a pod too many', seen([pod('b'), pod('c')], { wanted: 1 }), holds('app'), '2 of 1 pods are there'],
  ['a pod is not ready', seen([pod('b', { ready: false })]), holds('app'), '1 pod is not ready'],
  ['a pod holds a token still', seen([pod('b')]), holds(), '`app` of `pod-b` holds a token'],
  ['a pod lacks its token', seen([pod('b', { containersWithToken: [] })]), holds('app'), '`app` of `pod-b` has no token'],
  ['a pod from before is there', seen([pod('a', { restarts: 2 })]), { gone: ['a'] }, '1 pod is from before the change'],
  [
    'a pod that ends still holds a token',
    seen([pod('b', { containersWithToken: [] }), pod('a', { ending: true })]),
    holds(),
    '1 pod is still being deleted, with other tokens',
  ],
  ['a pod that ends as it should be', seen([pod('b'), pod('c', { ending: true, ready: false })]), holds('app'), 'arrived'],
  ['a new pod restarts as often as those before', seen([pod('b', { restarts: 2 })]), holds('app'), 'arrived'],
  [
    'a new pod restarts more often',
    seen([pod('b', { restarts: 3 })]),
    holds('app'),
    'pod `pod-b` has restarted: 3 times, and 2 before',
  ],
  [
    'an old pod restarts again',
    seen([pod('a', { restarts: 3 })]),
    holds('app'),
    'pod `pod-a` has restarted: 3 times, and 2 before',
  ],
  [
    'a container crashes',
    seen([pod('b', { ready: false, waiting: 'CrashLoopBackOff' })]),
    holds('app'),
    'pod `pod-b` waits: CrashLoopBackOff',
  ],
  [
    'a container is being made',
    seen([pod('b', { ready: false, waiting: 'ContainerCreating' })]),
    holds('app'),
    '1 pod is not ready',
  ],
] as const) {
  test(`${sentence}: ${shown}`, () => {
    const look = lookAt(now, expected, before)
    assert.equal(look.kind === 'arrived' ? look.kind : look.message, shown)
  })
}

test('what was not ready before fails upon nothing', () => {
  const look = lookAt(seen([pod('b', { ready: false, waiting: 'CrashLoopBackOff', restarts: 9 })]), holds('app'), {
    ...before,
    ready: false,
  })
  assert.equal(look.kind, 'waiting')
})

test('a workload is ready before when all its pods are there and ready', () => {
  assert.equal(baselineOf(seen([pod('a'), pod('b', { ready: false })])).ready, false)
  assert.equal(baselineOf(seen([pod('a')], { wanted: 2 })).ready, false)
  assert.equal(baselineOf(seen([pod('a'), pod('b', { ending: true, ready: false })])).ready, true)
})
