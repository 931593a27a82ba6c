// The test vectors of the semantics by name, as far as they are decisions: T1 to T16, and T33.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeObject, formatName, type BindingObject, type RoleObject } from '../kube/index.ts'
import { authorize } from './authorize.ts'
import { indexGrants } from './grants.ts'
import { accountUser } from './identity.ts'
import { mintRequest, type Request, type UserInfo } from './request.ts'

interface Case {
  readonly says: string
  readonly objects: readonly object[]
  /** Who asks; the account `a/s` if absent. */
  readonly user?: UserInfo
  readonly asks: Request
  /** `binding > role, rule n` of each grant, or the kind of another decision. */
  readonly decision: string
  /** Roles that bindings name and nobody has written. */
  readonly missing?: readonly string[]
}

const rule = (resource: string, more: object = {}) => ({ verbs: ['create'], apiGroups: [''], resources: [resource], ...more })
const clusterRole = (name: string, rules: readonly object[], more: object = {}) => ({
  kind: 'ClusterRole',
  metadata: { name },
  rules,
  ...more,
})
const bound = (role: string, namespace: string | undefined, ...subjects: readonly object[]) => ({
  kind: namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
  metadata: { name: 'binding', ...(namespace === undefined ? {} : { namespace }) },
  roleRef: { kind: 'ClusterRole', name: role },
  subjects,
})

const s = { kind: 'ServiceAccount', namespace: 'a', name: 's' }
/** One rule or more that the account `a/s` has everywhere. */
const everywhere = (...rules: readonly object[]) => [clusterRole('it', rules), bound('it', undefined, s)]
/** Minting, for a subject: in a namespace, or everywhere. */
const minter = (namespace: string | undefined, subject: object) => [
  clusterRole('it', [rule('serviceaccounts/token')]),
  bound('it', namespace, subject),
]

const account = (namespace: string, name: string): UserInfo => accountUser({ namespace, name })
const mint = (namespace: string, name: string): Request => mintRequest({ namespace, name })
const ask = (verb: string, resource: string, name = '', namespace = 'a'): Request => ({
  ...{ kind: 'resource', apiGroup: '', subresource: '' },
  ...{ verb, resource, name, namespace },
})

const none = 'noOpinion'
const byClusterRoleBinding = 'binding > it, rule 0'
const byRoleBinding = 'a/binding > it, rule 0'

/** Rows of `says`, the rule that `a/s` has everywhere, the request and the decision. */
const rules: readonly (readonly [string, object, Request, string])[] = [
  ['T1 `serviceaccounts/*` is no wildcard', rule('serviceaccounts/*'), mint('a', 's'), none],
  ['T2 `*/token` mints', rule('*/token'), mint('a', 's'), byClusterRoleBinding],
  ['T3 `*` covers subresources', rule('*'), mint('a', 's'), byClusterRoleBinding],
  ['T4 `*/*` is no wildcard', rule('*/*'), mint('a', 's'), none],
  ['T5 `serviceaccounts` does not cover its subresources', rule('serviceaccounts'), mint('a', 's'), none],
  [
    'T6 the group of TokenRequest is not the group of the request',
    rule('serviceaccounts/token', { apiGroups: ['authentication.k8s.io'] }),
    mint('a', 's'),
    none,
  ],
  [
    'T6 every group is also the core group',
    rule('serviceaccounts/token', { apiGroups: ['*'] }),
    mint('a', 's'),
    byClusterRoleBinding,
  ],
  [
    'T8 a name holds in its namespace',
    rule('serviceaccounts/token', { resourceNames: ['s'] }),
    mint('a', 's'),
    byClusterRoleBinding,
  ],
  [
    'T8 and in every other namespace',
    rule('serviceaccounts/token', { resourceNames: ['s'] }),
    mint('b', 's'),
    byClusterRoleBinding,
  ],
  ['T8 but for no other name', rule('serviceaccounts/token', { resourceNames: ['s'] }), mint('a', 't'), none],
  ['T9 `*` among names is a name', rule('serviceaccounts/token', { resourceNames: ['*'] }), mint('a', 's'), none],
  [
    'T14 a POST has no name, so a rule with names does not allow it',
    rule('secrets', { resourceNames: ['x'] }),
    ask('create', 'secrets'),
    none,
  ],
  [
    'T14 a server-side apply that creates is asked about with the name',
    rule('secrets', { resourceNames: ['x'] }),
    ask('create', 'secrets', 'x'),
    byClusterRoleBinding,
  ],
  [
    'T14 and, before that, as a patch',
    rule('secrets', { verbs: ['patch', 'create'], resourceNames: ['x'] }),
    ask('patch', 'secrets', 'x'),
    byClusterRoleBinding,
  ],
  [
    'T15 deletecollection is a right of its own',
    rule('secrets', { verbs: ['deletecollection'] }),
    ask('deletecollection', 'secrets'),
    byClusterRoleBinding,
  ],
  ['T15 and delete is another', rule('secrets', { verbs: ['delete'] }), ask('deletecollection', 'secrets'), none],
  [
    'T16 to impersonate users is not to impersonate accounts',
    rule('users', { verbs: ['impersonate'] }),
    ask('impersonate', 'serviceaccounts', 's'),
    none,
  ],
  [
    'T16 it is to impersonate users',
    rule('users', { verbs: ['impersonate'] }),
    ask('impersonate', 'users', 'alice', ''),
    byClusterRoleBinding,
  ],
]

const impersonator = [
  clusterRole('it', [rule('serviceaccounts', { verbs: ['impersonate'] })]),
  bound('it', 'a', { kind: 'User', name: 'alice' }),
]
const alice: UserInfo = { name: 'alice', groups: ['system:authenticated'] }
const user = { kind: 'User', name: 'system:serviceaccount:a:s' }
const group = { kind: 'Group', name: 'system:serviceaccounts:a' }
const bare = { kind: 'ServiceAccount', name: 's' }

const editSource = (rules: readonly object[]) =>
  clusterRole('', rules, { metadata: { name: 'system:aggregate-to-edit', labels: { 'aggregate-to-edit': 'true' } } })
const edit = (rules: readonly object[]) =>
  clusterRole('it', rules, {
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: { 'aggregate-to-edit': 'true' } }] },
  })

const cases: readonly Case[] = [
  ...rules.map(([says, has, asks, decision]) => ({ says, objects: everywhere(has), asks, decision })),
  {
    says: 'T7 a RoleBinding to a ClusterRole gives it here',
    objects: minter('a', s),
    asks: mint('a', 'other'),
    decision: byRoleBinding,
  },
  { says: 'T7 and not there', objects: minter('a', s), asks: mint('b', 'other'), decision: none },
  { says: 'T10 a user name is the account', objects: minter('a', user), asks: mint('a', 's'), decision: byRoleBinding },
  { says: 'T10 as the account is', objects: minter('a', s), asks: mint('a', 's'), decision: byRoleBinding },
  {
    says: 'T10 user names that differ in nothing but where they are cut are different users',
    objects: minter(undefined, { kind: 'User', name: 'system:serviceaccount:a/b:s' }),
    user: { name: 'system:serviceaccount:a:b/s', groups: [] },
    asks: mint('a', 's'),
    decision: none,
  },
  {
    says: 'T11 the group of a namespace is its accounts',
    objects: minter('a', group),
    asks: mint('a', 's'),
    decision: byRoleBinding,
  },
  {
    says: 'T11 and no account of another',
    objects: minter('a', group),
    user: account('b', 's'),
    asks: mint('a', 's'),
    decision: none,
  },
  {
    says: "T12 without a namespace a RoleBinding's own is meant",
    objects: minter('a', bare),
    asks: mint('a', 's'),
    decision: byRoleBinding,
  },
  {
    says: 'T12 and nobody of another namespace',
    objects: minter('a', bare),
    user: account('b', 's'),
    asks: mint('a', 's'),
    decision: none,
  },
  {
    says: 'T12 in a ClusterRoleBinding nobody is, by whatever name',
    objects: minter(undefined, bare),
    user: { name: 'system:serviceaccount::s', groups: [] },
    asks: mint('a', 's'),
    decision: none,
  },
  {
    says: 'T13 a role that is missing gives nothing, and is said',
    objects: [bound('absent', 'a', s)],
    asks: mint('a', 's'),
    decision: none,
    missing: ['ClusterRole absent'],
  },
  {
    says: 'T13 and the other bindings count',
    objects: [bound('absent', 'a', s), ...minter(undefined, s)],
    asks: mint('a', 's'),
    decision: byClusterRoleBinding,
    missing: ['ClusterRole absent'],
  },
  {
    says: 'T16 to impersonate accounts, a RoleBinding is enough',
    objects: impersonator,
    user: alice,
    asks: ask('impersonate', 'serviceaccounts', 's'),
    decision: byRoleBinding,
  },
  {
    says: 'T16 in its namespace',
    objects: impersonator,
    user: alice,
    asks: ask('impersonate', 'serviceaccounts', 's', 'b'),
    decision: none,
  },
  {
    says: 'T33 `edit` as written takes its rules from its source',
    objects: [edit([]), editSource([rule('serviceaccounts/token')]), bound('it', 'a', s)],
    asks: mint('a', 's'),
    decision: byRoleBinding,
  },
  {
    says: 'T33 and with a right of its source it loses its own',
    objects: [edit([]), editSource([rule('secrets')]), bound('it', 'a', s)],
    asks: mint('a', 's'),
    decision: none,
  },
  {
    says: 'T33 what the controller has written into it counts until the controller writes again',
    objects: [edit([rule('serviceaccounts/token')]), editSource([rule('secrets')]), bound('it', 'a', s)],
    asks: mint('a', 's'),
    decision: byRoleBinding,
  },
  {
    says: 'every rule that allows is named, with its place',
    objects: everywhere(rule('*/token'), rule('pods'), rule('*')),
    asks: mint('a', 's'),
    decision: 'binding > it, rule 0; binding > it, rule 2',
  },
  {
    says: '`system:masters` is not asked for a binding',
    objects: [],
    user: { name: 'root', groups: ['system:masters'] },
    asks: mint('a', 's'),
    decision: 'privileged',
  },
]

for (const { says, objects, user: who = account('a', 's'), asks, decision, missing = [] } of cases) {
  test(says, () => {
    const decoded = objects.map((object) => {
      const result = decodeObject({ apiVersion: 'rbac.authorization.k8s.io/v1', ...object })
      assert.ok(result.kind === 'object', JSON.stringify(result))
      return result.object
    })
    const roles = decoded.filter((object): object is RoleObject => object.is === 'role')
    const bindings = decoded.filter((object): object is BindingObject => object.is === 'binding')
    const { value, gaps } = authorize(indexGrants(roles, bindings), who, asks)
    const by = value.kind === 'allowed' ? value.by : []
    const grants = by.map(({ binding, role, index }) => `${formatName(binding)} > ${formatName(role)}, rule ${index}`)
    assert.equal(value.kind === 'allowed' ? grants.join('; ') : value.kind, decision)
    const roleGaps = gaps.map((gap) => (gap.kind === 'roleMissing' ? `${gap.role.kind} ${formatName(gap.role)}` : gap.kind))
    assert.deepEqual(roleGaps, missing)
  })
}
