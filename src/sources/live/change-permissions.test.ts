// The ClusterRole of those who change: no wider than what is sent, and no way to a token.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { load } from 'js-yaml'
import { workloadKinds } from '../../kube/index.ts'
import { changeRules, formatChangeRole } from './change-permissions.ts'

test('the text is the role, with a reason for each rule', () => {
  const role = load(formatChangeRole()) as { readonly metadata: object; readonly rules: unknown }
  assert.deepEqual(role.rules, changeRules())
  assert.deepEqual(role.metadata, { name: 'sparekey-changer' })
  assert.match(formatChangeRole(), /^# [^]*\n$/)
})

test('no rule has a star or a subresource, and none lets anything be made but roles, bindings, leases and mirrors', () => {
  for (const { apiGroups = [], resources = [], verbs } of changeRules()) {
    assert.ok(![...apiGroups, ...resources, ...verbs].includes('*'))
    assert.ok(resources.every((resource) => !resource.includes('/')))
  }
  const made = changeRules().flatMap(({ resources = [], verbs }) => (verbs.includes('create') ? resources : []))
  assert.deepEqual(made.toSorted(), ['clusterrolebindings', 'clusterroles', 'configmaps', 'leases', 'rolebindings', 'roles'])
})

test('every workload whose template can be changed may be patched, and none whose template can not', () => {
  for (const { group, resource, effect } of workloadKinds) {
    const may = changeRules().some(
      (rule) => rule.apiGroups?.includes(group) && rule.resources?.includes(resource) && rule.verbs.includes('patch'),
    )
    assert.equal(may, effect !== 'immutable' && effect !== 'operator', `${group}/${resource}`)
  }
})
