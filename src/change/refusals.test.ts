// What is refused after a batch, and not before it, takes the batch back; what has nothing to do with it does not.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { apply, kindOf } from './applied.cases.ts'
import { refOf } from './fake-objects.cases.ts'
import type { RefusalWatch, RefusedRequest } from './ports.ts'
import { account, accountOff, clusterWith, role, secret, stepOf, switchStep, workload } from './shop.cases.ts'
import type { Step } from './step.ts'

type Who = RefusedRequest['who']

const refused = (who: Who, verb = 'get', resource = 'configmaps', subresource = ''): RefusedRequest => ({
  who,
  verb,
  group: '',
  resource,
  subresource,
  namespace: 'shop',
})
const byAccount = (name: string): Who => ({ kind: 'account', account: `shop/${name}` })
const mint = (who: Who, namespace = 'shop'): RefusedRequest => ({
  ...refused(who, 'create', 'serviceaccounts', 'token'),
  namespace,
})

/** A log of which each look shows the next part; after its end there is nothing. */
function log(...parts: readonly (readonly RefusedRequest[])[]): RefusalWatch {
  let next = 0
  return { look: () => Promise.resolve(parts[next++] ?? []) }
}

const [sa, web] = [account('web'), workload('web')]
const off = accountOff(sa)
const templateOff: Step = {
  ...switchStep(web, false),
  removes: [{ workload: refOf(web), container: 'app', serviceAccount: 'shop/web', path: null }],
}
const invalid = stepOf(
  'legacy-invalidated',
  secret('old'),
  { kind: 'edit', edits: [{ path: '/metadata/labels/x', to: 'y' }] },
  { when: 'atOnce' },
  'old',
)
const narrowed = stepOf(
  'minting-narrowed',
  role('minters'),
  {
    kind: 'edit',
    edits: [
      { path: '/rules', from: role('minters')['rules'] ?? [], to: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
    ],
  },
  { when: 'atOnce' },
  'minters',
)
const alice: Who = { kind: 'user', name: 'alice' }

const cases: readonly (readonly [says: string, step: Step, refused: RefusedRequest, isBackedOut: boolean])[] = [
  ['the account that was switched off', off, refused(byAccount('web')), true],
  ['another account', off, refused(byAccount('api')), false],
  ['a person', off, refused(alice), false],
  ['the account whose pods lost their token', templateOff, refused(byAccount('web')), true],
  [
    'the token of the Secret that was marked',
    invalid,
    { ...refused({ kind: 'secret', secret: 'shop/old' }), namespace: '' },
    true,
  ],
  ['somebody whom nobody knows, when a token was marked,', invalid, refused({ kind: 'nobody' }), true],
  ['somebody whom nobody knows, when an account was switched off,', off, refused({ kind: 'nobody' }), false],
  ['the token of another Secret', invalid, refused({ kind: 'secret', secret: 'shop/new' }), false],
  ['whoever made tokens', narrowed, mint(alice), true],
  ['an account that acted as somebody', narrowed, { ...refused(byAccount('ci'), 'impersonate', ''), namespace: '' }, true],
  ['whoever makes tokens in another namespace', narrowed, mint(alice, 'other'), false],
  ['another right of theirs', narrowed, refused(alice), false],
]
for (const [says, step, request, isBackedOut] of cases)
  test(`${says} is refused after the change: ${isBackedOut ? 'it is taken back' : 'it stays'}`, async () => {
    const cluster = clusterWith(sa, web, secret('old'), role('minters'))
    const before = cluster.contents()
    const applied = await apply(cluster, [step], { watchMs: 5_000 }, undefined, log([], [], [request]))
    assert.equal(applied.outcome.kind, isBackedOut ? 'backedOut' : 'complete', applied.outcome.reason)
    assert.equal(kindOf(applied, step).split(',')[0], isBackedOut ? 'takenBack' : 'made')
    if (isBackedOut) {
      assert.match(applied.outcome.reason ?? '', /(refused|401).*, and was not before/)
      assert.deepEqual(cluster.contents()[`${refOf(sa).kind} shop/web`], before[`${refOf(sa).kind} shop/web`])
    }
  })

test('what was refused before the batch comes of nothing in it', async () => {
  const known = refused(byAccount('web'))
  const applied = await apply(clusterWith(sa), [off], { watchMs: 5_000 }, undefined, log([known], [known], [known]))
  assert.equal(applied.outcome.kind, 'complete')
})

test('a Secret that was invalid at some other time, and valid again, is news when its token is refused', async () => {
  const known = refused({ kind: 'secret', secret: 'shop/old' })
  const applied = await apply(clusterWith(secret('old')), [invalid], { watchMs: 5_000 }, undefined, log([known], [], [known]))
  assert.equal(applied.outcome.kind, 'backedOut')
})

test('a batch that stands is not held to what comes later, and the next one is', async () => {
  const [other, second] = [account('api'), accountOff(account('api'))]
  const cluster = clusterWith(sa, other)
  // Looks: known before the first batch, nothing for its time, then known before the second, and a refusal after it.
  const looks = Array.from({ length: 6 }, (): readonly RefusedRequest[] => [])
  const applied = await apply(
    cluster,
    [off, second],
    { canary: 1, batchSize: 1, watchMs: 4_000 },
    undefined,
    log([], ...looks, [refused(byAccount('api'))]),
  )
  assert.equal(applied.outcome.kind, 'backedOut', applied.outcome.reason)
  assert.deepEqual([kindOf(applied, off).split(',')[0], kindOf(applied, second).split(',')[0]], ['made', 'takenBack'])
})

test('without a log nothing is looked for', async () => {
  const applied = await apply(clusterWith(sa), [off], { watchMs: 5_000 })
  assert.equal(applied.outcome.kind, 'complete')
})
