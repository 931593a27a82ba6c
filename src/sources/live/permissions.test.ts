// The ClusterRole that is printed: made of the same table as the requests, and no wider.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { load } from 'js-yaml'
import { customWorkloadKinds, decodeObject, tokenSecretType, workloadKinds } from '../../kube/index.ts'
import { formatClusterRole, readerRole } from './permissions.ts'
import { customRow, resourceName, resourceRows } from './resources.ts'

const listed = (group: string, resource: string): boolean =>
  readerRole().rules.some(
    (rule) => rule.apiGroups?.includes(group) && rule.resources?.includes(resource) && rule.verbs.includes('list'),
  )

test('the text is the role, with comments', () => {
  assert.deepEqual(load(formatClusterRole()), readerRole())
  assert.match(formatClusterRole(), /\n$/)
})

test('every list that is read may be read, and no other', () => {
  const rows = [...resourceRows, ...customWorkloadKinds]
  for (const { group, resource } of rows) assert.ok(listed(group, resource), `${group}/${resource}`)
  const granted = readerRole().rules.flatMap((rule) => (rule.verbs.includes('list') ? (rule.resources ?? []) : []))
  assert.equal(granted.length, rows.length)
})

test('nothing may be changed, watched or made, and only one object may be read by name', () => {
  assert.deepEqual([...new Set(readerRole().rules.flatMap((rule) => rule.verbs))].sort(), ['get', 'list'])
  assert.deepEqual(
    readerRole().rules.filter((rule) => rule.verbs.includes('get')),
    [
      {
        apiGroups: [''],
        resources: ['configmaps'],
        resourceNames: ['kube-apiserver-legacy-service-account-token-tracking'],
        verbs: ['get'],
      },
      { nonResourceURLs: ['/.well-known/openid-configuration'], verbs: ['get'] },
    ],
  )
})

test('the rule for Secrets stands alone under its warning, so that it can be left out', () => {
  assert.match(
    formatClusterRole(),
    /whoever may list Secrets may also read what is in them[^-]*- apiGroups: \[""\]\n {4}resources: \["secrets"\]\n/,
  )
})

test('every kind that is read is one that the rooms above know, and every workload is read', () => {
  const rows = [...resourceRows, ...customWorkloadKinds.map((kind) => customRow(kind, 'v1'))]
  for (const { group, version, kind } of rows) {
    const object = {
      apiVersion: group === '' ? version : `${group}/${version}`,
      kind,
      metadata: { name: 'x' },
      type: tokenSecretType,
    }
    assert.notEqual(decodeObject(object).kind, 'ignored', kind)
  }
  const read = new Set(rows.map(({ group, kind }) => `${group}/${kind}`))
  for (const { group, kind } of workloadKinds) assert.ok(read.has(`${group}/${kind}`), kind)
  assert.equal(new Set(rows.map(resourceName)).size, rows.length)
})
