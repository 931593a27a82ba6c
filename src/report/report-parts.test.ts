// How a report is cut up, and the phrases that say it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { explainCommand } from './explain-command.ts'
import { accountPhrase, decidedPhrase, listPhrase, sourcePhrase, timePhrase, whyPhrase } from './phrases.ts'
import { proseParts } from './prose.ts'
import { findingText, groupFindings, groupGaps, rankWorkloads } from './report-parts.ts'
import { appRef, automounted, container, projected, report, verdictFinding, workload } from './sample.cases.ts'
import { liveCluster } from './sample-stories.cases.ts'
import { tokenRows } from './token-rows.ts'

const ref = appRef('Deployment', 'shop', 'cart')

test('containers with the same token are one row, also where its path differs', () => {
  const elsewhere = automounted('shop', 'default', { path: '/elsewhere/token' })
  const containers = [container('a', automounted('shop')), container('b'), container('c', elsewhere, elsewhere)]
  const names = (apart: 'byDecision' | 'byPlace') =>
    tokenRows(containers, apart).map((row) => row.containers.map((item) => item.name))
  assert.deepEqual(names('byDecision'), [['a', 'c']])
  assert.deepEqual(names('byPlace'), [['a'], ['c']])
})

test('tokens of other accounts, audiences or deciding fields are rows of their own', () => {
  const decided = automounted('shop', 'default', {
    decidedBy: { object: ref, field: 'spec.template.spec.automountServiceAccountToken', value: true },
  })
  const tokens = [automounted('shop'), automounted('shop', 'cart'), projected(ref, 'vault'), projected(ref, null), decided]
  assert.equal(tokenRows([container('a', ...tokens)], 'byDecision').length, 5)
})

test('workloads stand by verdict, severity, namespace, kind and name', () => {
  const [a, b, c, d] = [
    workload({ namespace: 'b', name: 'mild' }),
    workload({ namespace: 'a', name: 'told', verdict: 'powerless' }),
    workload({ namespace: 'z', name: 'bad' }),
    workload({ namespace: 'a', name: 'mild' }),
  ]
  const ranked = rankWorkloads(
    report({
      workloads: [a, b, c, d],
      findings: [verdictFinding(a, 'low'), verdictFinding(d, 'low'), verdictFinding(c, 'critical'), verdictFinding(c, 'low')],
    }),
  )
  assert.deepEqual(
    ranked.map((item) => [item.workload, item.severity]),
    [
      [c, 'critical'],
      [d, 'low'],
      [a, 'low'],
      [b, undefined],
    ],
  )
})

test('findings are grouped by severity and check, with each remedy once', () => {
  const groups = groupFindings(liveCluster.findings)
  assert.deepEqual(
    groups.map((group) => `${group.severity} ${group.id} ${group.findings.length} ${group.remedies.length}`),
    [
      'critical token-not-proven-required 1 1',
      'high legacy-token-secret 2 1',
      'high token-not-proven-required 1 1',
      'medium default-account-automounts 1 1',
      'medium token-not-proven-required 2 1',
      'low declaration-expired 1 1',
      'low pod-drift 1 1',
    ],
  )
})

test('gaps of one kind with different remedies stand apart', () => {
  const gap = (remedy: string) => ({ kind: 'k', message: 'm', remedy })
  assert.deepEqual(
    groupGaps([gap('b'), gap('a'), gap('b')]).map((group) => `${group.remedy} ${group.gaps.length}`),
    ['a 1', 'b 2'],
  )
})

test('a finding names its object once', () => {
  const finding = verdictFinding(workload({ namespace: 'shop', name: 'cart', location: { file: 'a.yaml', line: 3, column: 1 } }))
  assert.match(findingText(finding), /^Deployment `shop\/cart` holds .* \(a\.yaml:3:1\)$/)
  assert.match(findingText({ ...finding, message: 'is bad' }), /^Deployment shop\/cart: is bad \(/)
})

const phrases: readonly (readonly [said: string, expected: string])[] = [
  [whyPhrase(automounted('shop')), 'account: automount not set'],
  [
    whyPhrase(
      automounted('shop', 'a', {
        decidedBy: { object: ref, field: 'spec.template.spec.automountServiceAccountToken', value: true },
      }),
    ),
    'pod: automount true',
  ],
  [whyPhrase(projected(ref, 'vault')), 'volume api-token: projected'],
  [whyPhrase(projected(ref, null, { source: 'secret', environment: 'TOKEN' })), 'env TOKEN: Secret'],
  [whyPhrase(projected(ref, null, { source: 'csi', volume: 'store' })), 'volume store: CSI driver'],
  [decidedPhrase({ object: ref, field: 'f', value: '' }), 'Deployment shop/cart: f: ""'],
  [decidedPhrase({ object: ref, field: 'f', value: null }), 'Deployment shop/cart: f not set'],
  [decidedPhrase({ object: ref, field: 'f', value: false }), 'Deployment shop/cart: f: false'],
  [accountPhrase('shop/default', 'shop'), 'default'],
  [accountPhrase('shopping/default', 'shop'), 'shopping/default'],
  [listPhrase(['a', 'b', 'c'], 2), 'a, b +1'],
  [timePhrase('2026-11-24T02:57:13.5Z'), '2026-11-24 02:57 UTC'],
  [timePhrase('2026-11-24T02:57:13+02:00'), '2026-11-24T02:57:13+02:00'],
  [
    sourcePhrase({
      kind: 'snapshot',
      description: 'f',
      takenAt: '2026-11-24T02:57:13Z',
      apiAudiences: [],
      assumptions: [],
      rolesKnown: true,
    }),
    'snapshot f, taken 2026-11-24 02:57 UTC',
  ],
  [explainCommand(ref), 'sparekey explain Deployment/cart -n shop'],
  [explainCommand({ ...ref, name: "a'b; reboot" }), `sparekey explain 'Deployment/a'\\''b; reboot' -n shop`],
  [explainCommand({ ...ref, namespace: '--help' }), `sparekey explain Deployment/cart -n '--help'`],
  [JSON.stringify(proseParts('a `b` c`')), '[{"text":"a ","code":false},{"text":"b","code":true},{"text":" c`","code":false}]'],
]
for (const [said, expected] of phrases) test(`says: ${expected}`, () => assert.equal(said, expected))
