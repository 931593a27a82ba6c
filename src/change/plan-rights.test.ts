// Rights to tokens: minters narrowed where somebody said to what, `edit` and `admin` replaced by binding another role, and what names
// nothing taken away.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../base/index.ts'
import { account, asSubject, audited, binding, carriedOut, ids, leftOf, planned, role, stepOf, user } from './plan.cases.ts'
import { withoutDirect } from './narrow-roles.ts'
import type { PlanOptions } from './index.ts'

const mints: JsonObject = { apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] }
const accounts = [account('app', false), account('build', false), account('runner', false)]
const minter = (
  subject: { kind: string; name: string; namespace?: string },
  ...of: readonly string[]
): PlanOptions['minters'][number] => ({
  subject,
  accounts: of,
  reason: 'starts builds',
  owner: 'team',
  until: '2026-12-31',
})
const runner = { kind: 'ServiceAccount', namespace: 'shop', name: 'runner' }
const stated: Partial<PlanOptions> = { maxRisk: 'high', minters: [minter(runner, 'shop/build', 'far/other')] }
const mintersOf = (objects: readonly JsonObject[]) =>
  audited(objects)
    .report.grants.filter(({ route }) => route === 'mint-token')
    .map(({ target }) => `${target.namespace ?? '*'}/${target.name ?? '*'}`)

test('a minter is narrowed to the accounts that it is stated to serve where its binding reaches', () => {
  const objects = [...accounts, role('mint', [mints]), binding('mint', 'mint', [asSubject('runner')])]
  assert.deepEqual(mintersOf(objects), ['shop/*'])
  const plan = planned(objects, stated)
  assert.deepEqual(ids(plan), ['minting-narrowed/ClusterRole/mint'])
  assert.deepEqual(plan.steps[0]?.change, { kind: 'edit', edits: [{ path: '/rules/0/resourceNames', to: ['build'] }] })
  assert.equal(plan.steps[0].risk.level, 'high')
  const after = carriedOut(plan, objects)
  assert.deepEqual(mintersOf(after), ['shop/build'])
  assert.deepEqual(ids(planned(after, stated)), [])
})

test('a rule that gives more is split, and its other rights stay', () => {
  const mixed: JsonObject = { apiGroups: ['', 'apps'], resources: ['pods', 'serviceaccounts/token'], verbs: ['create', 'get'] }
  const objects = [...accounts, role('mint', [mixed, mints]), binding('mint', 'mint', [asSubject('runner')])]
  const after = carriedOut(planned(objects, stated), objects)
  const narrowed = after.find(({ kind }) => kind === 'ClusterRole')
  assert.deepEqual(narrowed?.['rules'], [
    { apiGroups: ['', 'apps'], resources: ['pods'], verbs: ['create', 'get'] },
    { apiGroups: [''], resourceNames: ['build'], resources: ['serviceaccounts/token'], verbs: ['create'] },
    { apiGroups: [''], resourceNames: ['build'], resources: ['serviceaccounts/token'], verbs: ['create'] },
  ])
  assert.deepEqual([...new Set(mintersOf(after))], ['shop/build'])
})

test('a minter is narrowed by what all its holders are stated to serve, or it is left with the exact rule', () => {
  const objects = [...accounts, role('mint', [mints]), binding('mint', 'mint', [asSubject('runner'), user('alice')])]
  const exact = /rule 0 \(`{"apiGroups":\[""\],"resources":\["serviceaccounts\/token"\],"verbs":\["create"\]}`\)/
  for (const [options, says] of [
    [{ maxRisk: 'high' }, /for which accounts ServiceAccount shop\/runner makes them is not stated/],
    [stated, /for which accounts User alice makes them is not stated/],
    [
      {
        maxRisk: 'high',
        minters: [...(stated.minters ?? []), { ...minter({ kind: 'User', name: 'alice' }, 'shop/app'), until: '2026-01-01' }],
      },
      /User alice does not count: it has run out/,
    ],
    [
      {
        maxRisk: 'high',
        minters: [...(stated.minters ?? []), { subject: { kind: 'User', name: 'alice' }, accounts: ['shop/app'], reason: 'r' }],
      },
      /User alice does not count: it lacks/,
    ],
  ] as const) {
    const plan = planned(objects, options)
    assert.deepEqual(ids(plan), [])
    assert.match(leftOf(plan, 'mint').join(), says)
    assert.match(leftOf(plan, 'mint').join(), exact)
  }
  const both = planned(objects, {
    maxRisk: 'high',
    minters: [...(stated.minters ?? []), minter({ kind: 'User', name: 'alice' }, 'shop/app')],
  })
  assert.deepEqual(both.steps[0]?.change, { kind: 'edit', edits: [{ path: '/rules/0/resourceNames', to: ['app', 'build'] }] })
})

test('what comes by a star cannot be narrowed', () => {
  for (const rule of [
    { apiGroups: [''], resources: ['*'], verbs: ['create'] },
    { apiGroups: [''], resources: ['*/token'], verbs: ['create'] },
    { apiGroups: [''], resources: ['serviceaccounts/token', '*/token'], verbs: ['create'] },
  ]) {
    const plan = planned([...accounts, role('mint', [rule]), binding('mint', 'mint', [asSubject('runner')])], stated)
    assert.deepEqual(ids(plan), [])
    assert.match(leftOf(plan, 'mint').join(), /comes by `\*`/)
  }
})

const bootstrap = { labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' } }
const aggregated = (name: string, rules: readonly JsonObject[]): JsonObject => ({
  ...role(name, rules, { labels: { ...bootstrap.labels } }),
  aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [`rbac.authorization.k8s.io/aggregate-to-${name}`]: 'true' } }] },
})
const source = role('system:aggregate-to-edit', [mints], {
  labels: { ...bootstrap.labels, 'rbac.authorization.k8s.io/aggregate-to-edit': 'true' },
})
const editRules: readonly JsonObject[] = [
  mints,
  { apiGroups: [''], resources: ['serviceaccounts'], verbs: ['impersonate'] },
  { apiGroups: [''], resources: ['pods', 'secrets'], verbs: ['create', 'get'] },
  { apiGroups: [''], resources: ['serviceaccounts', 'serviceaccounts/token'], verbs: ['create', 'update', 'impersonate'] },
]
const edit = aggregated('edit', editRules)
const high: Partial<PlanOptions> = { maxRisk: 'high' }

test('T33: a bootstrap or aggregated role is never edited: another role is bound instead, and the plan says why', () => {
  const objects = [...accounts, edit, source, binding('devs', 'edit', [user('alice'), asSubject('runner')])]
  const plan = planned(objects, {
    ...stated,
    minters: [minter(runner, 'shop/build'), minter({ kind: 'User', name: 'alice' }, 'shop/build')],
  })
  assert.deepEqual(ids(plan), [
    'narrow-role-created/ClusterRole/sparekey-edit-without-tokens',
    'binding-replaced/RoleBinding/shop/devs-without-tokens',
    'binding-replaced/RoleBinding/shop/devs',
  ])
  assert.ok(plan.steps.every(({ object, change }) => change.kind !== 'edit' || object.kind !== 'ClusterRole'))
  assert.match(
    plan.steps[0]?.reason ?? '',
    /gathered from other roles and restored when the API server starts: another role has to be bound/,
  )
  const own = role('own', [mints], { labels: { 'rbac.authorization.k8s.io/aggregate-to-edit': 'true' } })
  for (const [one, says] of [
    [source, /restores its rules whenever it starts/],
    [aggregated('view', [mints]), /a controller overwrites an edit at once/],
    [own, /gathered into other roles as well/],
  ] as const) {
    const name = (one['metadata'] as unknown as { readonly name: string }).name
    const bound = planned([...accounts, one, binding('b', name, [asSubject('runner')])], stated)
    assert.deepEqual(ids(bound), [], name)
    assert.match(leftOf(bound, 'b').join(), says)
    assert.match(bound.left.find(({ object }) => object.name === 'b')?.remedy ?? '', /bind another role/)
  }
})

test('the narrow role has every right but to make tokens and to impersonate, and says what it opens still', () => {
  const objects = [...accounts, edit, binding('devs', 'edit', [user('alice')])]
  const plan = planned(objects, high)
  const [created, bound, gone] = plan.steps
  assert.deepEqual(created?.change, {
    kind: 'create',
    object: {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'sparekey-edit-without-tokens', labels: { 'app.kubernetes.io/managed-by': 'sparekey' } },
      rules: [
        { apiGroups: [''], resources: ['pods', 'secrets'], verbs: ['create', 'get'] },
        { apiGroups: [''], resources: ['serviceaccounts'], verbs: ['create', 'update'] },
      ],
    },
  })
  assert.match(created.reason, /it still opens tokens by .*`create-pod`/)
  assert.deepEqual(bound?.change.kind === 'create' && [bound.change.object['roleRef'], bound.change.object['subjects']], [
    { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'sparekey-edit-without-tokens' },
    [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'alice' }],
  ])
  assert.deepEqual(gone?.requires, [bound?.id, created.id].sort())
  assert.equal(gone.risk.level, 'high')
  assert.deepEqual(gone.change, {
    kind: 'delete',
    expect: [
      { path: '/roleRef', value: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'edit' } },
      { path: '/subjects', value: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'alice' }] },
    ],
  })
  const after = carriedOut(plan, objects)
  assert.deepEqual(mintersOf(after), [])
  const routes = new Set(audited(after).report.grants.map(({ route }) => route))
  assert.ok(routes.has('create-pod') && ![...routes].some((route) => route.startsWith('impersonate')))
  assert.deepEqual(ids(planned(after, high)), [])
})

test('at the usual risk nothing of it is made, and the binding is left as too risky', () => {
  const plan = planned([...accounts, edit, binding('devs', 'edit', [user('alice')])])
  assert.deepEqual(ids(plan), [])
  assert.match(leftOf(plan, 'devs').join(), /^tooRisky: /)
})

test('bindings of the platform, of what is kept elsewhere, and to rules that are not known stay', () => {
  const nodes = binding('nodes', 'edit', [{ kind: 'Group', name: 'system:nodes' }])
  const helm = binding('helm', 'edit', [user('alice')], { annotations: { 'meta.helm.sh/release-name': 'web' } })
  const plan = planned([...accounts, edit, nodes, helm], high)
  assert.deepEqual(ids(plan), [])
  assert.match(leftOf(plan, 'nodes').join(), /^platform: Group system:nodes belongs/)
  assert.match(leftOf(plan, 'helm').join(), /^reverted: Helm release web keeps it/)
  const manifests = planned([edit, binding('devs', 'edit', [user('alice')])], high, {
    complete: [],
    source: { kind: 'manifests' },
  })
  assert.deepEqual(ids(manifests), [])
  assert.match(leftOf(manifests, 'devs').join(), /^couldNotTell: the rules of ClusterRole edit/)
})

test('a narrow role that exists as it is to be is used, and one that says something else is not touched', () => {
  const narrow = role('sparekey-edit-without-tokens', [
    { apiGroups: [''], resources: ['pods', 'secrets'], verbs: ['create', 'get'] },
    { apiGroups: [''], resources: ['serviceaccounts'], verbs: ['create', 'update'] },
  ])
  const devs = binding('devs', 'edit', [user('alice')])
  assert.deepEqual(ids(planned([...accounts, edit, narrow, devs], high)), [
    'binding-replaced/RoleBinding/shop/devs-without-tokens',
    'binding-replaced/RoleBinding/shop/devs',
  ])
  const other = planned([...accounts, edit, role('sparekey-edit-without-tokens', []), devs], high)
  assert.deepEqual(ids(other), [])
  assert.match(leftOf(other, 'devs').join(), /exists with other rules/)
})

test('no rule that gives it by a star is left in, whatever the star is for', () => {
  const rule = (apiGroups: readonly string[], resources: readonly string[], verbs: readonly string[]) => ({
    apiGroups,
    resources,
    verbs,
    resourceNames: [],
    nonResourceURLs: [],
  })
  assert.equal(withoutDirect([rule([''], ['*'], ['create'])]), undefined)
  assert.equal(withoutDirect([rule([''], ['serviceaccounts'], ['*'])]), undefined)
  assert.equal(withoutDirect([rule(['*'], ['*'], ['*'])]), undefined)
  assert.equal(withoutDirect([rule(['authentication.k8s.io'], ['*'], ['*'])]), undefined)
  const harmless = rule(['example.com'], ['*'], ['*'])
  assert.deepEqual(withoutDirect([harmless, rule([''], ['groups'], ['impersonate'])]), [harmless])
})

test('subjects that do not exist are taken out of a binding, and one with no other goes', () => {
  const objects = [
    ...accounts,
    role('looks', [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }]),
    binding('some', 'looks', [asSubject('app'), asSubject('gone'), user('alice')]),
    binding('none', 'looks', [asSubject('gone')]),
    binding('roleless', 'missing', [user('alice')]),
  ]
  const plan = planned(objects)
  assert.deepEqual(ids(plan), [
    'dangling-removed/RoleBinding/shop/some',
    'dangling-removed/RoleBinding/shop/none',
    'dangling-removed/RoleBinding/shop/roleless',
  ])
  assert.deepEqual(stepOf(plan, 'dangling-removed/RoleBinding/shop/some').change, {
    kind: 'edit',
    edits: [{ path: '/subjects', remove: { kind: 'ServiceAccount', name: 'gone', namespace: 'shop' }, at: 1 }],
  })
  assert.match(stepOf(plan, 'dangling-removed/RoleBinding/shop/roleless').reason, /^ClusterRole missing does not exist/)
  const after = carriedOut(plan, objects)
  assert.deepEqual(
    audited(after).report.findings.filter(({ id }) => id === 'dangling-binding'),
    [],
  )
  assert.deepEqual(ids(planned(objects, {}, { complete: [] })), [])
})

test('a role that restricts nothing is removed where it is bound to nobody and has nothing else', () => {
  const fake: JsonObject = { apiGroups: ['authentication.k8s.io'], resources: ['serviceaccounts/token'], verbs: ['create'] }
  const looks: JsonObject = { apiGroups: [''], resources: ['pods'], verbs: ['get'] }
  const inShop = { namespace: 'shop' }
  const objects = [
    ...accounts,
    role('fake', [fake], inShop),
    role('restrict-token-creation', [looks], inShop),
    role('mixed', [fake, looks], inShop),
    role('bound', [fake]),
    binding('bound', 'bound', [asSubject('app')]),
  ]
  const plan = planned(objects)
  assert.deepEqual(ids(plan), ['inert-removed/Role/shop/fake', 'inert-removed/Role/shop/restrict-token-creation'])
  assert.deepEqual(plan.steps[0]?.change, { kind: 'delete', expect: [{ path: '/rules', value: [fake] }] })
  assert.match(leftOf(plan, 'mixed').join(), /1 of its 2 rules would allow something/)
  assert.match(leftOf(plan, 'bound').join(), /bound to somebody/)
})
