// Roles that an input leaves out: upstream's stand in for them, those of the input go before, and what rests on which is known.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatRef, refKey, type RoleObject } from '../kube/index.ts'
import { bind, inventoryOf, role, rule, type Plain } from './cluster.cases.ts'
import { indexGrants, type Grants } from './grants.ts'
import { upstreamRoles } from './upstream/upstream-roles.ts'

const indexed = (objects: readonly Plain[]): Grants => {
  const { roles, bindings } = inventoryOf(objects)
  return indexGrants(roles, bindings, 'written', upstreamRoles())
}

/** What alice has, as `role#place resources`, with the assumed role behind it; only what names a resource of these. */
const rulesAbout = (grants: Grants, ...resources: readonly string[]): readonly string[] =>
  grants.rulesOfUser({ name: 'alice', groups: [] }).value.flatMap(({ rule: { verbs, resources: all }, index, role: ref }) => {
    const origin = grants.assumedOrigin(ref, index)
    const named = all.filter((resource) => resources.includes(resource))
    return named.map(
      (resource) => `${ref.name}#${index} ${verbs[0]} ${resource}${origin === undefined ? '' : ` by ${origin.ref.name}`}`,
    )
  })
const assumed = (grants: Grants): readonly string[] => grants.assumed.map(({ ref }) => formatRef(ref)).sort()

function labelled(plain: Plain, ...to: readonly string[]): Plain {
  const labels = Object.fromEntries(to.map((name) => [`rbac.authorization.k8s.io/aggregate-to-${name}`, 'true']))
  return { ...plain, metadata: { ...(plain['metadata'] as object), labels } }
}
function gathering(plain: Plain, ...from: readonly string[]): Plain {
  const clusterRoleSelectors = from.map((name) => ({
    matchLabels: { [`rbac.authorization.k8s.io/aggregate-to-${name}`]: 'true' },
  }))
  return { ...plain, aggregationRule: { clusterRoleSelectors } }
}

const widgets = role('widgets', 'create widgets.x.io:widgets')
const cases: readonly {
  readonly says: string
  readonly objects: readonly Plain[]
  readonly about?: readonly string[]
  readonly rules: readonly string[]
  readonly assumed: readonly string[]
}[] = [
  {
    says: 'a binding to a role that every cluster has hands out the rules of upstream',
    objects: [bind('a/x', 'edit', 'alice')],
    rules: ['edit#5 create serviceaccounts/token by edit'],
    assumed: ['ClusterRole edit'],
  },
  {
    says: 'a role of the input goes before the assumed one of its name',
    objects: [bind('a/x', 'edit', 'alice'), role('edit', 'get serviceaccounts/token')],
    rules: ['edit#0 get serviceaccounts/token'],
    assumed: [],
  },
  {
    says: 'a role of the input feeds the assumed roles that gather its label, in its place by name',
    objects: [
      bind('a/x', 'edit', 'alice'),
      bind('a/y', 'admin', 'alice'),
      bind('a/z', 'view', 'alice'),
      labelled(widgets, 'edit'),
    ],
    about: ['widgets'],
    rules: ['edit#27 create widgets by edit', 'admin#27 create widgets by admin'],
    assumed: ['ClusterRole admin', 'ClusterRole edit', 'ClusterRole view'],
  },
  {
    says: 'a source of the input goes before the assumed one of its name',
    objects: [bind('a/x', 'edit', 'alice'), labelled(role('system:aggregate-to-edit', 'get serviceaccounts/token'), 'edit')],
    rules: ['edit#0 get serviceaccounts/token by edit'],
    assumed: ['ClusterRole edit'],
  },
  {
    says: 'an aggregated role of the input without rules gathers from assumed ones',
    objects: [bind('a/x', 'mine', 'alice'), gathering(role('mine'), 'edit')],
    rules: ['mine#5 create serviceaccounts/token by system:aggregate-to-edit'],
    assumed: ['ClusterRole system:aggregate-to-edit', 'ClusterRole system:aggregate-to-view'],
  },
  {
    says: 'one that has rules says itself what it comes to, beside what the input adds',
    objects: [bind('a/x', 'edit', 'alice'), gathering(role('edit', 'get pods'), 'edit'), labelled(widgets, 'edit')],
    about: ['pods', 'widgets', 'serviceaccounts/token'],
    rules: ['edit#0 get pods', 'edit#1 create widgets'],
    assumed: [],
  },
  {
    says: 'and so it does where an assumed role gathers from it',
    objects: [bind('a/x', 'edit', 'alice'), labelled(gathering(role('view', 'get pods/log'), 'view'), 'edit')],
    about: ['pods/log'],
    rules: ['edit#15 get pods/log by edit'],
    assumed: ['ClusterRole edit'],
  },
  {
    says: 'a Role of a system namespace is there in that namespace alone',
    objects: [
      bind('kube-system/x', '/extension-apiserver-authentication-reader', 'alice'),
      bind('a/x', '/extension-apiserver-authentication-reader', 'alice'),
    ],
    about: ['configmaps'],
    rules: ['extension-apiserver-authentication-reader#0 get configmaps by extension-apiserver-authentication-reader'],
    assumed: ['Role kube-system/extension-apiserver-authentication-reader'],
  },
  {
    says: 'what nobody is bound to is not assumed',
    objects: [bind('a/x', 'edit'), bind('a/y', 'mine', 'alice'), role('mine', 'create serviceaccounts/token')],
    rules: ['mine#0 create serviceaccounts/token'],
    assumed: [],
  },
]
for (const { says, objects, about = ['serviceaccounts/token'], rules, assumed: roles } of cases)
  test(says, () => {
    const grants = indexed(objects)
    assert.deepEqual(rulesAbout(grants, ...about), rules)
    assert.deepEqual(assumed(grants), roles)
  })

test('a role that is neither given nor one of upstream is missing', () => {
  const { gaps, assumed: roles } = indexed([bind('a/x', 'editor', 'alice'), bind('a/y', '/edit', 'alice')])
  assert.deepEqual(
    gaps.map((gap) => (gap.kind === 'roleMissing' ? formatRef(gap.role) : gap.kind)),
    ['ClusterRole editor', 'Role a/edit'],
  )
  assert.deepEqual(roles, [])
})

test('nothing is assumed that was not asked for', () => {
  const { roles, bindings } = inventoryOf([bind('a/x', 'edit', 'alice')])
  const grants = indexGrants(roles, bindings)
  assert.equal(grants.gaps.length, 1)
  assert.deepEqual(grants.assumed, [])
})

test('roles of upstream are told apart by kind, namespace and name, and their rules are those of a manifest', () => {
  const all: readonly RoleObject[] = upstreamRoles()
  assert.equal(new Set(all.map(({ ref }) => refKey(ref))).size, all.length)
  const [basic] = all.filter(({ ref }) => ref.name === 'system:kube-aggregator')
  const [written] = inventoryOf([{ ...role('system:kube-aggregator'), rules: [rule('get,list,watch endpoints,services')] }]).roles
  assert.deepEqual(basic?.rules, written?.rules)
})
