// What evidence makes of a verdict: each thing that it can say, when it can't say, and that it never says "unused".
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ledgerWith, pod, podUser, watched, workloadIn, type EventParts, type LogParts } from './watched.cases.ts'
import { isNamedAfter } from './pod-names.ts'
import { hintFor } from './well-known.ts'

const present = podUser('web-7d9f8c6b5-x2x4z', 'present')
const use: EventParts = { user: present }
const refused: EventParts = {
  user: present,
  responseStatus: { code: 403 },
  annotations: { 'authorization.k8s.io/decision': 'forbid' },
}
const noise: EventParts = { user: present, verb: 'get', requestURI: '/apis/apps/v1' }
const minted: EventParts = {
  user: {
    username: 'system:serviceaccount:shop:web',
    extra: { 'authentication.kubernetes.io/credential-id': ['JTI=1'] },
  },
}

interface Case {
  readonly sentence: string
  readonly events: readonly EventParts[]
  readonly log?: LogParts
  readonly change?: object
  readonly kind: string
  readonly verdict?: string
  readonly says: RegExp
}

const cases: readonly Case[] = [
  {
    sentence: 'work by a token of its pod',
    events: [use, refused],
    kind: 'inUse',
    verdict: 'requiredByEvidence',
    says: /^seen in use: list configmaps in shop; the last on 2026-11-10 at 12:00 UTC$/,
  },
  {
    sentence: 'work that failed after it was let pass is work',
    events: [{ ...use, responseStatus: { code: 404 } }],
    kind: 'inUse',
    verdict: 'requiredByEvidence',
    says: /seen in use/,
  },
  {
    sentence: 'T37: a watch that is open is use',
    events: [{ ...use, verb: 'watch', stage: 'ResponseStarted' }],
    kind: 'inUse',
    verdict: 'requiredByEvidence',
    says: /watch configmaps/,
  },
  {
    sentence: 'a single use is use, however short the log',
    events: [use],
    log: { days: 1, category: 'kube-audit-admin' },
    kind: 'inUse',
    verdict: 'requiredByEvidence',
    says: /seen in use/,
  },
  {
    sentence: 'work by a pod that is gone, and was named after it',
    events: [{ user: podUser('web-7d9f8c6b5-bbbbb', 'gone') }],
    kind: 'inUse',
    verdict: 'requiredByEvidence',
    says: /seen in use/,
  },
  {
    sentence: 'only refusals',
    events: [refused],
    kind: 'onlyRefused',
    says: /^only requests that were refused: list configmaps in shop.*, over 34 days, with events in 816 of 816 hours$/,
  },
  {
    sentence: 'T39: only discovery',
    events: [noise],
    kind: 'onlyDiscovery',
    says: /^only discovery and the like, which need no token, over 34 days/,
  },
  {
    sentence: 'T38: only a token that somebody asked for',
    events: [minted],
    kind: 'otherCredential',
    says: /not by a token that it holds: by tokens that somebody asked for; over 34 days/,
  },
  {
    sentence: 'nothing of it',
    events: [{ user: podUser('db-7d9f8c6b5-x2x4z', 'u', 'db') }],
    kind: 'notSeen',
    says: /^not seen in use over 34 days, with events in 816 of 816 hours$/,
  },
  {
    sentence: 'T40: nothing of it, in a log without reads',
    events: [],
    log: { category: 'kube-audit-admin' },
    kind: 'cannotTell',
    says: /no log in it has get and list/,
  },
  {
    sentence: 'nothing of it, in a log that is too short',
    events: [],
    log: { days: 29 },
    kind: 'cannotTell',
    says: /it reaches over 29 days, .* and 30 days are asked for/,
  },
  { sentence: 'nothing of it, in a log with holes', events: [], log: { holes: 60 }, kind: 'cannotTell', says: /it has holes/ },
  {
    sentence: 'refusals in a log that is too short',
    events: [refused],
    log: { days: 12 },
    kind: 'cannotTell',
    says: /it shows only requests that were refused/,
  },
  {
    sentence: 'nothing of it, and it is young',
    events: [],
    change: { metadata: { creationTimestamp: '2026-11-01T00:00:00Z' } },
    kind: 'cannotTell',
    says: /it was made on 2026-11-01/,
  },
  {
    sentence: 'nothing of it, and it is old enough',
    events: [],
    change: { metadata: { creationTimestamp: '2026-01-01T00:00:00Z' } },
    kind: 'notSeen',
    says: /not seen/,
  },
  {
    sentence: 'a pod of another account',
    events: [{ user: podUser('web-7d9f8c6b5-x2x4z', 'present', 'db') }],
    kind: 'notSeen',
    says: /not seen/,
  },
  {
    sentence: 'a ledger of another cluster',
    events: [{ user: { username: 'system:serviceaccount:far:away' } }],
    kind: 'cannotTell',
    says: /it may be of another cluster/,
  },
]

for (const { sentence, events, log, change, kind, verdict = 'notProvenRequired', says } of cases) {
  test(sentence, () => {
    const workload = workloadIn(watched(ledgerWith(events, log), [], change))
    assert.equal(workload.evidence?.kind, kind)
    assert.match(workload.evidence.statement, says)
    assert.equal(workload.verdict, verdict)
    assert.ok(workload.reason.includes(workload.evidence.statement))
    assert.doesNotMatch(JSON.stringify(workload), /unused/)
  })
}

test('T44: a pod that is gone is not the bare pod of its name that is there now', () => {
  const bare = pod('worker', 'new')
  const of = (uid: string): string | undefined =>
    workloadIn(watched(ledgerWith([{ user: podUser('worker', uid) }]), [bare]), 'worker', 'Pod').evidence?.kind
  assert.deepEqual([of('new'), of('old')], ['inUse', 'notSeen'])
})

test('where the minimum is lower, less evidence says as much', () => {
  const ledger = ledgerWith([], { days: 7 })
  assert.equal(workloadIn(watched(ledger, [], {}, 7)).evidence?.kind, 'notSeen')
  assert.equal(workloadIn(watched(ledger, [], {}, 8)).evidence?.kind, 'cannotTell')
})

test('a token of a Secret that it holds is used by somebody who holds it, and so it counts', () => {
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace: 'shop', name: 'web-token', annotations: { 'kubernetes.io/service-account.name': 'web' } },
    type: 'kubernetes.io/service-account-token',
  }
  const holds = {
    spec: {
      automountServiceAccountToken: false,
      containers: [{ name: 'app', env: [{ name: 'T', valueFrom: { secretKeyRef: { name: 'web-token', key: 'token' } } }] }],
    },
  }
  const legacy = {
    user: { username: 'system:serviceaccount:shop:web' },
    annotations: { 'authentication.k8s.io/legacy-token-manual-secret': 'web-token' },
  }
  assert.equal(workloadIn(watched(ledgerWith([legacy]), [secret], holds)).evidence?.kind, 'inUse')
  assert.equal(workloadIn(watched(ledgerWith([legacy]), [secret])).evidence?.kind, 'otherCredential')
})

test('what somebody declared goes before evidence, but for a need of the files alone', () => {
  const stated = { 'sparekey.dev/token-required': 'r', 'sparekey.dev/token-owner': 'o', 'sparekey.dev/token-until': '2099-01-01' }
  const verdictWith = (annotations: object): string =>
    workloadIn(watched(ledgerWith([use]), [], { metadata: { annotations } })).verdict
  assert.equal(verdictWith(stated), 'requiredByDeclaration')
  assert.equal(verdictWith({ ...stated, 'sparekey.dev/token-needs': 'files' }), 'requiredByEvidence')
})

test('uses, pods and days are told, with what else was seen of the account', () => {
  const mint = {
    user: { username: 'alice' },
    verb: 'create',
    requestURI: '/api/v1/namespaces/shop/serviceaccounts/web/token',
    objectRef: { resource: 'serviceaccounts', subresource: 'token', namespace: 'shop', name: 'web' },
  }
  const later = { ...use, requestReceivedTimestamp: '2026-11-12T01:00:00Z' }
  const { evidence } = workloadIn(watched(ledgerWith([use, noise, later, mint])))
  assert.deepEqual(
    evidence?.uses.map(({ verbs, resource, purpose, count }) => [verbs, resource, purpose, count]),
    [
      [['list'], 'configmaps', 'work', 2],
      [['get'], '/apis/*', 'noise', 1],
    ],
  )
  assert.deepEqual(
    evidence.pods.map(({ name, present: there, count }) => [name, there, count]),
    [['web-7d9f8c6b5-x2x4z', true, 3]],
  )
  assert.deepEqual(evidence.days, [
    { day: '2026-11-10', count: 2 },
    { day: '2026-11-12', count: 1 },
  ])
  assert.deepEqual(evidence.notes, ['`alice` asked for a token of its account'])
})

test('who asks whose token it is, is named as a blind spot', () => {
  const review = {
    user: { username: 'vault' },
    verb: 'create',
    requestURI: '/apis/authentication.k8s.io/v1/tokenreviews',
    objectRef: { resource: 'tokenreviews', apiGroup: 'authentication.k8s.io' },
  }
  assert.match(watched(ledgerWith([review])).evidence?.blindSpots[0] ?? '', /^`vault` asked 1 times/)
})

test('a hint stands beside the evidence, with source and date, and decides nothing', () => {
  const report = watched(ledgerWith([]), [], { metadata: { name: 'cert-manager' } })
  const workload = workloadIn(report, 'cert-manager')
  assert.equal(workload.evidence?.hint?.program, 'cert-manager')
  assert.match(workload.evidence.hint.read, /^\d{4}-\d{2}-\d{2}$/)
  assert.deepEqual([workload.verdict, workload.evidence.kind], ['notProvenRequired', 'notSeen'])
  assert.equal(hintFor('my-shop'), undefined)
})

const names: readonly (readonly [pod: string, kind: string, name: string, is: boolean])[] = [
  ['web-7d9f8c6b5-x2x4z', 'Deployment', 'web', true],
  ['web-api-7d9f8c6b5-x2x4z', 'Deployment', 'web', false],
  ['web-api-x2x4z', 'Deployment', 'web', false],
  ['web-x2x4z', 'DaemonSet', 'web', true],
  ['web-0', 'StatefulSet', 'web', true],
  ['web-x', 'StatefulSet', 'web', false],
  ['nightly-29012345-x2x4z', 'CronJob', 'nightly', true],
  ['once-x2x4z', 'Job', 'once', true],
  ['once-0-x2x4z', 'Job', 'once', true],
  ['a.b-x2x4z', 'DaemonSet', 'a.b', true],
  ['aXb-x2x4z', 'DaemonSet', 'a.b', false],
  [`${'n'.repeat(58)}x2x4z`, 'Deployment', 'n'.repeat(60), true],
  ['worker', 'Pod', 'worker', true],
  ['thing-driver', 'SparkApplication', 'thing', true],
]

for (const [name, kind, workload, is] of names) {
  test(`pod ${name} is ${is ? '' : 'not '}named after ${kind} ${workload}`, () => {
    assert.equal(isNamedAfter(name, { kind, name: workload }), is)
  })
}
