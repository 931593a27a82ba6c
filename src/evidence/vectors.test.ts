// The vectors of the oracle that audit evidence decides, by their names.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { event, mintedUser, pathEvent, podUser, unboundUser } from './events.cases.ts'
import { blockOf, seenIn } from './fold.cases.ts'
import { ledgerOf } from './merge.ts'
import { purposeOf } from './purpose.ts'
import { summarise } from './summarise.ts'

test('T36: the same auditID of two users is two requests', () => {
  const { rows } = seenIn([
    event({ auditID: 'chosen-by-a-client' }),
    event({ auditID: 'chosen-by-a-client', user: { ...podUser, username: 'system:serviceaccount:shop:other' } }),
  ])
  assert.deepEqual(
    rows.map(({ serviceAccount, count }) => [serviceAccount, count]),
    [
      ['shop/other', 1],
      ['shop/web', 1],
    ],
  )
})

test('T37: a watch of which only ResponseStarted is there is in use', () => {
  const { rows } = seenIn([event({ verb: 'watch', stage: 'ResponseStarted' })])
  assert.equal(rows.length, 1)
  assert.equal(rows[0]?.count, 1)
  assert.equal(rows[0].result, 'allowed')
})

test('T38: an account without a pod came by no mounted token', () => {
  const { rows } = seenIn([event({ user: mintedUser }), event({ user: unboundUser }), event()])
  assert.deepEqual(
    rows.map(({ credential, pod }) => [credential, pod?.name]),
    [
      ['minted', undefined],
      ['unbound', undefined],
      ['pod', 'web-7d9f8c6b5-x2x4z'],
    ],
  )
})

test('T39: discovery, version, health and questions about oneself are noise', () => {
  const quiet = [
    ...['/api', '/apis', '/apis/apps/v1', '/openapi/v3', '/version', '/livez?verbose', '/.well-known/openid-configuration'].map(
      (path) => pathEvent(path),
    ),
    event({
      verb: 'create',
      objectRef: { resource: 'selfsubjectaccessreviews', apiGroup: 'authorization.k8s.io', apiVersion: 'v1' },
    }),
    event({
      verb: 'create',
      objectRef: { resource: 'selfsubjectreviews', apiGroup: 'authentication.k8s.io', apiVersion: 'v1' },
    }),
  ]
  assert.deepEqual([...new Set(seenIn(quiet).rows.map(purposeOf))], ['noise'])
  assert.deepEqual([...new Set(seenIn([event(), pathEvent('/metrics')]).rows.map(purposeOf))], ['work'])
})

test('T40: a log of kube-audit-admin lacks reads, and its coverage says so', () => {
  const ledger = ledgerOf([blockOf([event({ verb: 'create' })], 'kube-audit-admin')])
  assert.deepEqual(
    summarise(ledger, '').coverage.map(({ category, reads }) => [category, reads]),
    [['kube-audit-admin', false]],
  )
})

test('T44: two pods of one name are told by their uids', () => {
  const old = { ...podUser, extra: { ...podUser.extra, 'authentication.kubernetes.io/pod-uid': ['old-uid'] } }
  const { rows } = seenIn([event(), event({ user: old })])
  assert.deepEqual(
    rows.map(({ pod }) => pod?.uid),
    ['old-uid', 'pod-uid'],
  )
})

test('T45: a token for a kubelet is a refresh and no use; for anyone else it is minted', () => {
  const mint = {
    verb: 'create',
    requestURI: '/api/v1/namespaces/shop/serviceaccounts/web/token',
    objectRef: { resource: 'serviceaccounts', subresource: 'token', namespace: 'shop', name: 'web', apiVersion: 'v1' },
    responseStatus: { code: 201 },
    annotations: { 'authentication.kubernetes.io/issued-credential-id': 'JTI=minted' },
  }
  const node = { username: 'system:node:n1', groups: ['system:nodes', 'system:authenticated'] }
  const kubelet = seenIn([event({ ...mint, user: node })])
  assert.deepEqual([kubelet.rows, kubelet.minted, kubelet.coverage[0]?.lines.refreshed], [[], [], 1])
  const alice = seenIn([event({ ...mint, user: { username: 'alice' } }), event({ user: mintedUser })])
  assert.deepEqual(
    alice.minted.map(({ by, serviceAccount, credentialId, count, used }) => [
      by,
      serviceAccount,
      credentialId,
      count,
      used?.count,
    ]),
    [['alice', 'shop/web', 'JTI=minted', 1, 1]],
  )
  const liar = seenIn([event({ ...mint, user: { username: 'system:node:n1', groups: ['system:authenticated'] } })])
  assert.equal(liar.minted[0]?.by, 'system:node:n1')
})
