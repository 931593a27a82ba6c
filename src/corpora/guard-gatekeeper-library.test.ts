// The three cases of Gatekeeper's library on automounting (library/general/automount-serviceaccount-token, read at its samples and suite
// on 2026-11-25), written here in their shape: the guard agrees with each.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { guardOptions, renderGuard } from '../guard/index.ts'
import { admissionOf } from './ask-guard.cases.ts'
import { worldOf } from './ask.cases.ts'

const pod = (automount: boolean) =>
  worldOf([
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'nginx', namespace: 'default' },
      spec: { automountServiceAccountToken: automount, containers: [{ name: 'nginx', image: 'nginx' }] },
    },
  ])

test('allowed: a pod that says false passes', () => {
  assert.equal(admissionOf(pod(false)), 'passes')
})

test('disallowed: a pod that says true is refused', () => {
  assert.equal(admissionOf(pod(true)), 'refused')
})

test('update: a pod that is there already is not asked about', () => {
  const { policy } =
    renderGuard(guardOptions(36)).policies.find(({ policy: { name } }) => name.startsWith('pods')) ?? assert.fail()
  assert.deepEqual(policy.rules.rule.operations, ['CREATE'])
})
