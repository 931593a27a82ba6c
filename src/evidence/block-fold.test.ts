// What one block and several come to: stages joined, streams counted once, both identities of an impersonation, nothing kept beside.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeEvent } from './audit-event.ts'
import { BlockFold } from './block-fold.ts'
import { event, mintedUser, pathEvent, podUser } from './events.cases.ts'
import { blockOf, seenIn } from './fold.cases.ts'
import { ledgerLines } from './ledger-format.ts'
import { ledgerOf } from './merge.ts'
import { summarise } from './summarise.ts'

const shown = ({ rows }: ReturnType<typeof seenIn>): readonly unknown[] =>
  rows.map(({ verb, resource, result, count }) => [verb, resource, result, count])

test('the stages of one request are one request', () => {
  const one = { auditID: 'one', verb: 'watch' }
  const seen = seenIn([
    event({ ...one, stage: 'RequestReceived', responseStatus: undefined, annotations: undefined }),
    event({ ...one, stage: 'ResponseStarted' }),
    event({ ...one, stage: 'ResponseComplete' }),
  ])
  assert.deepEqual(shown(seen), [['watch', 'configmaps', 'allowed', 1]])
  assert.equal(seen.coverage[0]?.lines.joined, 2)
})

test('stages in the wrong order are one request too, and the very same event twice is told', () => {
  const one = event({ auditID: 'one', verb: 'watch' })
  const seen = seenIn([one, { ...one, stage: 'ResponseStarted' }, one])
  assert.deepEqual(shown(seen), [['watch', 'configmaps', 'allowed', 1]])
  assert.equal(seen.coverage[0]?.lines.duplicated, 1)
})

test('a watch that begins in one block and ends in another is one request, beside one that is open', () => {
  const one = event({ auditID: 'one', verb: 'watch' })
  const open = event({ auditID: 'two', verb: 'watch', stage: 'ResponseStarted' })
  assert.deepEqual(shown(seenIn([{ ...one, stage: 'ResponseStarted' }, open], [one])), [['watch', 'configmaps', 'allowed', 2]])
})

test('a request that was only seen to arrive is use without an answer', () => {
  const seen = seenIn([event({ stage: 'RequestReceived', responseStatus: undefined, annotations: undefined })])
  assert.deepEqual(shown(seen), [['list', 'configmaps', 'unanswered', 1]])
})

const forbid = { annotations: { 'authorization.k8s.io/decision': 'forbid' }, responseStatus: { code: 403 } }

test('refused by the authorizer is told from refused by an admission plugin and from not found', () => {
  const seen = seenIn([event(forbid), event({ responseStatus: { code: 403 } }), event({ responseStatus: { code: 404 } })])
  assert.deepEqual(shown(seen), [
    ['list', 'configmaps', 'failed', 2],
    ['list', 'configmaps', 'refused', 1],
  ])
})

test('users are kept only where they were refused', () => {
  const seen = seenIn([event({ user: { username: 'alice' } }), event({ ...forbid, user: { username: 'bob' } })])
  assert.deepEqual(seen.rows, [])
  assert.deepEqual(
    seen.refused.map(({ subject, verb, resource, namespace, count }) => [subject, verb, resource, namespace, count]),
    [['bob', 'list', 'configmaps', 'shop', 1]],
  )
})

test('requests of nobody are counted, and what Secret they came with where it is said', () => {
  const seen = seenIn([
    event({
      user: {},
      responseStatus: { code: 401 },
      annotations: { 'authentication.k8s.io/legacy-token-invalidated': 'old-token/shop' },
    }),
  ])
  assert.equal(seen.unauthenticated?.count, 1)
  assert.deepEqual(
    seen.legacySecrets.map(({ serviceAccount, secret, state }) => [serviceAccount, secret, state]),
    [['', 'shop/old-token', 'invalidated']],
  )
})

test('a request in the name of another counts for both: what was done for one, the right to do so for the other', () => {
  const seen = seenIn([event({ impersonatedUser: { username: 'system:serviceaccount:lab:robot', groups: [] } })])
  assert.deepEqual(
    seen.rows.map(({ serviceAccount, pod, credential, verb, resource, namespace }) => [
      serviceAccount,
      pod?.name,
      credential,
      verb,
      resource,
      namespace,
    ]),
    [
      ['lab/robot', undefined, 'impersonation', 'list', 'configmaps', 'shop'],
      ['shop/web', 'web-7d9f8c6b5-x2x4z', 'pod', 'impersonate', 'serviceaccounts', 'lab'],
    ],
  )
  assert.deepEqual(
    seen.impersonations.map(({ by, as, count }) => [by, as, count]),
    [['system:serviceaccount:shop:web', 'system:serviceaccount:lab:robot', 1]],
  )
})

test('a user is impersonated with the groups that were asked for', () => {
  const seen = seenIn([event({ impersonatedUser: { username: 'alice', groups: ['devs', 'system:authenticated'] } })])
  assert.deepEqual(
    seen.rows.map(({ verb, resource }) => `${verb} ${resource}`),
    ['impersonate groups', 'impersonate users'],
  )
})

test('tokens of Secrets, stale tokens and reviews of tokens are told', () => {
  const seen = seenIn([
    event({
      user: { ...mintedUser, extra: {} },
      annotations: { 'authentication.k8s.io/legacy-token-manual-secret': 'kept', 'authentication.k8s.io/legacy-token': 'x' },
    }),
    event({ annotations: { 'authentication.k8s.io/stale-token': 'subject: x, seconds after warning threshold: 9' } }),
    event({
      user: { username: 'vault' },
      verb: 'create',
      objectRef: { resource: 'tokenreviews', apiGroup: 'authentication.k8s.io' },
      responseStatus: { code: 201 },
    }),
  ])
  assert.deepEqual(
    seen.legacySecrets.map(({ serviceAccount, secret, kind, state }) => [serviceAccount, secret, kind, state]),
    [['shop/web', 'shop/kept', 'manual', 'valid']],
  )
  assert.deepEqual(
    seen.staleTokens.map(({ pod }) => pod?.name),
    ['web-7d9f8c6b5-x2x4z'],
  )
  assert.deepEqual(
    seen.tokenReviews.map(({ by, count }) => [by, count]),
    [['vault', 1]],
  )
  assert.deepEqual(
    seen.rows.map(({ credential }) => credential),
    ['legacy', 'pod'],
  )
})

test('no body, address or user agent is kept, nor a path or a name that a client made up', () => {
  const secret = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln'
  const block = blockOf([
    event({
      responseObject: { status: { token: secret } },
      requestObject: { spec: { audiences: ['a'] } },
      requestURI: `/api/v1/namespaces/shop/configmaps?token=${secret}`,
    }),
    pathEvent(`/${secret}`),
    event({ objectRef: undefined, requestURI: `/api/v1/namespaces/${encodeURIComponent('ß ?')}/pods?${secret}` }),
    event({ user: { username: 'alice', groups: ['staff'], extra: { 'example.com/mail': ['alice@example.com'] } } }),
  ])
  const text = ledgerLines(ledgerOf([block])).join('\n')
  for (const word of [secret, '10.1.2.3', 'of-a-person', 'alice', 'sa-uid', 'limit=500', 'n1"'])
    assert.ok(!text.includes(word), word)
  assert.ok(text.includes('"/?"'))
})

test('the hours that hold events are those of everybody', () => {
  const seen = seenIn([
    event({ requestReceivedTimestamp: '2026-11-01T08:59:59.999999Z' }),
    event({ user: { username: 'alice' }, requestReceivedTimestamp: '2026-11-01T11:30:00+01:30' }),
  ])
  const [coverage] = seen.coverage
  assert.deepEqual(coverage?.covered, [
    { from: '2026-11-01T08:00Z', to: '2026-11-01T09:00Z' },
    { from: '2026-11-01T10:00Z', to: '2026-11-01T11:00Z' },
  ])
  assert.deepEqual([coverage.hours, coverage.hoursWithEvents], [3, 2])
})

test('an event without a time is told, without a word of what it says', () => {
  const decoded = decodeEvent(event({ requestReceivedTimestamp: 'noon' }))
  if ('problem' in decoded) assert.fail(decoded.problem)
  assert.match(new BlockFold().event(decoded, { cluster: '', category: 'kube-audit' }) ?? '', /`requestReceivedTimestamp`/)
  const wrong = decodeEvent(event({ user: { ...podUser, username: 5 } }))
  assert.deepEqual(wrong, { problem: 'not an audit event: `user.username`: expected a string, found a number' })
})

test('a write that both categories of AKS have counts once', () => {
  const write = event({ verb: 'create' })
  const both = ledgerOf([blockOf([write]), blockOf([write, event({ verb: 'create' })], 'kube-audit-admin')])
  assert.equal(summarise(both, '').rows[0]?.count, 2)
})
