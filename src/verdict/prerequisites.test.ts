// What is made of each fact, and that nothing is taken for granted where a fact is missing.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { prerequisitesOf, type ClusterFacts, type PrerequisiteResult } from './prerequisites.ts'

const whole: ClusterFacts = {
  serverVersion: 'v1.36.3',
  issuer: 'https://westeurope.oic.prod-aks.azure.com/11111111-1111-1111-1111-111111111111/22222222-2222-2222-2222-222222222222/',
  rbac: ['clusterroles'],
  admission: ['mutatingadmissionpolicies', 'validatingadmissionpolicies'],
  webhooks: ['gatekeeper-validating-webhook-configuration'],
  controller: { allowed: true, reason: 'RBAC: allowed by ClusterRoleBinding "system:controller:replicaset-controller"' },
  stranger: { allowed: false, reason: '' },
  refused: {},
}

const cases: readonly (readonly [says: string, facts: ClusterFacts, id: string, result: PrerequisiteResult, reason: RegExp])[] = [
  ['RBAC speaks', whole, 'rbac', 'holds', /own words/],
  [
    'everything is allowed, and not by RBAC',
    { ...whole, controller: { allowed: true, reason: 'always' } },
    'rbac',
    'doesNotHold',
    /does not speak/,
  ],
  ['strangers may', { ...whole, stranger: { allowed: true, reason: 'always' } }, 'noOtherAuthorizer', 'doesNotHold', /may mint/],
  ['strangers may not', whole, 'noOtherAuthorizer', 'holds', /may not mint/],
  ['policies that change', whole, 'admissionPolicies', 'holds', /can change/],
  ['policies that refuse', { ...whole, admission: ['validatingadmissionpolicies'] }, 'admissionPolicies', 'holds', /1\.36/],
  ['no policies', { ...whole, admission: ['validatingwebhookconfigurations'] }, 'admissionPolicies', 'doesNotHold', /1\.30/],
  ['an engine', whole, 'policyEngines', 'holds', /Gatekeeper/],
  ['AKS with its issuer', whole, 'shortTokens', 'holds', /year/],
  ['an issuer of any other', { ...whole, issuer: 'https://kubernetes.default.svc' }, 'shortTokens', 'manual', /extend/],
  ['AKS before it stopped', { ...whole, serverVersion: 'v1.29.1' }, 'shortTokens', 'manual', /before 1\.30/],
]

for (const [says, facts, id, result, reason] of cases)
  test(`${says}: ${id} ${result}`, () => {
    const found = prerequisitesOf(facts).find((one) => one.id === id)
    assert.equal(found?.result, result)
    assert.match(found.reason, reason)
  })

test('what could not be read could not be told, in the words of the server', () => {
  const answers = prerequisitesOf({ refused: { controller: 'forbidden: somebody may not' } })
  const [rbac] = answers
  assert.deepEqual([rbac?.result, rbac?.reason], ['couldNotTell', 'forbidden: somebody may not'])
  assert.deepEqual(
    answers.filter(({ result }) => result === 'holds' || result === 'doesNotHold'),
    [],
  )
})
