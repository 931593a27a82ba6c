// SARIF against what its schema requires; the lists are taken from the normative text, as the schema itself is not at hand.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Log, Run } from 'sarif'
import { renderSarif, uriOf } from './sarif.ts'
import { report, verdictFinding, workload } from './sample.cases.ts'
import { emptySnapshot, hostileCluster, liveCluster, manifestFolder } from './sample-stories.cases.ts'
import type { AuditReport } from '../verdict/index.ts'

const options = { color: false, width: 80 }

function logOf(sample: AuditReport): Log {
  return JSON.parse(renderSarif(sample, options)) as Log
}

function runOf(sample: AuditReport): Run {
  return logOf(sample).runs[0] ?? assert.fail('no run')
}

type Node = { readonly [key: string]: unknown }

// SARIF 2.1.0, the properties that each object SHALL have, and the closed sets of values; sections of the standard in brackets.
const required: Readonly<Record<string, readonly string[]>> = {
  log: ['version', 'runs'], // 3.13
  run: ['tool'], // 3.14
  tool: ['driver'], // 3.18
  driver: ['name'], // 3.19
  rule: ['id'], // 3.49
  result: ['message'], // 3.27
  message: ['text'], // 3.11: text or id
  notification: ['message'], // 3.58
  invocation: ['executionSuccessful'], // 3.20
  artifactLocation: ['uri'], // 3.4: uri or index
  region: ['startLine'], // 3.30: one of four ways
  descriptor: ['id'], // 3.52: id, index or guid
}
const levels = ['none', 'note', 'warning', 'error']

function has(kind: string, node: unknown): Node {
  assert.ok(typeof node === 'object' && node !== null, kind)
  for (const key of required[kind] ?? []) assert.ok(key in node, `${kind}.${key}`)
  return node as Node
}

for (const [name, sample] of Object.entries({ liveCluster, manifestFolder, emptySnapshot, hostile: hostileCluster() })) {
  test(`${name} has every property that SARIF 2.1.0 requires, and values that it allows`, () => {
    const log = logOf(sample)
    has('log', log)
    assert.equal(log.version, '2.1.0')
    for (const run of log.runs) {
      has('run', run)
      has('driver', has('tool', run.tool)['driver'])
      const rules = run.tool.driver.rules ?? []
      assert.equal(new Set(rules.map((rule) => rule.id)).size, rules.length)
      for (const rule of rules) has('rule', rule)
      for (const invocation of run.invocations ?? []) {
        has('invocation', invocation)
        for (const notification of invocation.toolExecutionNotifications ?? []) {
          has('message', has('notification', notification)['message'])
          has('descriptor', notification.descriptor)
          assert.ok(levels.includes(notification.level ?? 'warning'))
        }
      }
      for (const result of run.results ?? []) {
        has('message', has('result', result)['message'])
        assert.ok(levels.includes(result.level ?? 'warning'))
        assert.equal(rules[result.ruleIndex ?? -1]?.id, result.ruleId)
        for (const { physicalLocation, logicalLocations } of result.locations ?? []) {
          assert.ok(logicalLocations !== undefined)
          if (physicalLocation === undefined) continue
          has('artifactLocation', physicalLocation.artifactLocation)
          assert.match(physicalLocation.artifactLocation?.uri ?? '', /^(file:\/\/)?[A-Za-z0-9._~!*'()%/-]+$/)
          has('region', physicalLocation.region)
          assert.ok((physicalLocation.region?.startLine ?? 0) >= 1 && (physicalLocation.region?.startColumn ?? 0) >= 1)
        }
      }
    }
  })
}

test('a finding without a place in a file has a logical location', () => {
  const [location] = runOf(liveCluster).results?.[0]?.locations ?? []
  assert.equal(location?.physicalLocation, undefined)
  assert.equal(location?.logicalLocations?.[0]?.fullyQualifiedName, 'shop/Deployment/payments')
})

test('a rule takes the severity of its worst finding, a result its own', () => {
  const run = runOf(liveCluster)
  const rule = run.tool.driver.rules?.find(({ id }) => id === 'token-not-proven-required')
  assert.ok(rule !== undefined)
  assert.equal(rule.properties?.['security-severity'], '9.5')
  assert.equal(rule.defaultConfiguration?.level, 'error')
  assert.deepEqual(
    run.results?.filter((result) => result.ruleId === rule.id).map((result) => result.level),
    ['error', 'error', 'warning', 'warning'],
  )
  for (const { help } of run.tool.driver.rules ?? []) assert.match(help?.text ?? '', /Remedy: /)
})

test('gaps and assumptions are notifications, and a run with gaps is no failed run', () => {
  const run = runOf(manifestFolder)
  const [invocation] = run.invocations ?? []
  assert.equal(invocation?.executionSuccessful, true)
  const told = invocation.toolExecutionNotifications?.map(({ descriptor, level }) => `${level} ${descriptor?.id}`) ?? []
  assert.deepEqual(told, [
    ...Array<string>(7).fill('warning accountMissing'),
    'warning documentUnreadable',
    'note assumption',
    'note assumption',
  ])
  for (const { descriptor } of invocation.toolExecutionNotifications ?? [])
    assert.equal(run.tool.driver.notifications?.[descriptor?.index ?? -1]?.id, descriptor?.id)
})

test('fingerprints are distinct, and the same in a newer version of the API', () => {
  const old = workload({ apiVersion: 'apps/v1beta1', namespace: 'a', name: 'b' })
  const twice = report({
    findings: [verdictFinding(old), verdictFinding(old), verdictFinding({ ...old, apiVersion: 'apps/v1' })],
  })
  const prints = runOf(twice).results?.map((result) => result.partialFingerprints?.['checkAndObject/v1'])
  assert.deepEqual(
    prints,
    ['', '#2', '#3'].map((suffix) => `token-not-proven-required|apps|Deployment|a|b${suffix}`),
  )
})

const uris: readonly (readonly [file: string, uri: string])[] = [
  ['deploy/a.yaml', 'deploy/a.yaml'],
  ['./deploy/a.yaml', 'deploy/a.yaml'],
  ['deploy\\a.yaml', 'deploy/a.yaml'],
  ['../up.yaml', '../up.yaml'],
  ['über blick/#1?.yaml', '%C3%BCber%20blick/%231%3F.yaml'],
  ['javascript:alert(1)', 'javascript%3Aalert(1)'],
  ['/etc/a.yaml', 'file:///etc/a.yaml'],
  ['//host/a.yaml', 'file:////host/a.yaml'],
  ['a\ud800', 'a%EF%BF%BD'],
]
for (const [file, uri] of uris) test(`${JSON.stringify(file)} is at ${uri}`, () => assert.equal(uriOf(file), uri))

test('a name cannot be a link in a message', () => {
  const message = runOf(hostileCluster(['[click](http://x)'])).results?.[0]?.message.text ?? ''
  assert.doesNotMatch(message, /(?<!\\)\]\(/)
})
