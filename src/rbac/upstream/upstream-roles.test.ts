// The notation of the table, and what two of its roles come to.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PolicyRule } from '../../kube/index.ts'
import { indexGrants } from '../grants.ts'
import { powerOf } from '../power.ts'
import { parseRule } from './rule-text.ts'
import { upstreamRoles } from './upstream-roles.ts'

const rules: readonly (readonly [text: string, rule: Partial<PolicyRule>])[] = [
  ['get,list pods,pods/log', { verbs: ['get', 'list'], apiGroups: [''], resources: ['pods', 'pods/log'] }],
  ['create jobs batch', { verbs: ['create'], apiGroups: ['batch'], resources: ['jobs'] }],
  ['patch events ,events.k8s.io', { verbs: ['patch'], apiGroups: ['', 'events.k8s.io'], resources: ['events'] }],
  ['get configmaps =a,b', { verbs: ['get'], apiGroups: [''], resources: ['configmaps'], resourceNames: ['a', 'b'] }],
  ['sign signers x.io =x.io/y', { verbs: ['sign'], apiGroups: ['x.io'], resources: ['signers'], resourceNames: ['x.io/y'] }],
  ['get url:/api,/api/*', { verbs: ['get'], nonResourceURLs: ['/api', '/api/*'] }],
  ['* * *', { verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
  ['* url:*', { verbs: ['*'], nonResourceURLs: ['*'] }],
]
for (const [text, rule] of rules)
  test(`rule \`${text}\``, () =>
    assert.deepEqual(parseRule(text), { apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [], ...rule }))

const boundToEveryone = [
  'system:basic-user',
  'system:discovery',
  'system:public-info-viewer',
  'system:service-account-issuer-discovery',
]

test('whoever has no more than the roles that everybody is bound to is powerless, and with any other role is not', () => {
  const bindings = upstreamRoles().map(({ ref }) => ({
    is: 'binding' as const,
    ref: { apiVersion: ref.apiVersion, kind: 'ClusterRoleBinding', name: ref.name },
    meta: { name: ref.name, labels: new Map<string, string>(), annotations: {}, ownerReferences: [] },
    subjects: [{ kind: 'User', name: ref.name }],
    roleRef: { kind: 'ClusterRole', name: ref.name },
  }))
  const grants = indexGrants([], bindings, 'written', upstreamRoles())
  const powerless = upstreamRoles().flatMap(({ ref: { kind, name } }) =>
    kind === 'ClusterRole' && powerOf(grants.rulesOfUser({ name, groups: [] }).value).kind === 'none' ? [name] : [],
  )
  assert.deepEqual(powerless, boundToEveryone)
})
