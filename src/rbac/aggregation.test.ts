// What aggregated ClusterRoles come to, from their labels alone: one from another, in rings, from themselves.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeObject, type RoleObject } from '../kube/index.ts'
import { canBeFed, effectiveRules } from './aggregation.ts'

interface Written {
  readonly labels?: Readonly<Record<string, string>>
  /** The one resource of each of its rules. */
  readonly rules?: readonly string[]
  readonly selectors?: readonly object[]
}

interface Case {
  readonly says: string
  readonly roles: Readonly<Record<string, Written>>
  /** The resources of the rules that each role comes to, in no order. */
  readonly comesTo: Readonly<Record<string, readonly string[]>>
}

const to = (name: string) => ({ [`to-${name}`]: 'true' })
const from = (name: string) => [{ matchLabels: to(name) }]
const where = (operator: string, ...values: readonly string[]) => [{ matchExpressions: [{ key: 'tier', operator, values }] }]
const tiers = { one: { labels: { tier: 'one' }, rules: ['ones'] }, bare: { rules: ['bares'] } }

const cases: readonly Case[] = [
  {
    says: 'admin from edit from view',
    roles: {
      admin: { selectors: from('admin') },
      edit: { selectors: from('edit'), labels: to('admin') },
      view: { selectors: from('view'), labels: to('edit') },
      adminSource: { labels: to('admin'), rules: ['roles'] },
      editSource: { labels: to('edit'), rules: ['secrets'] },
      viewSource: { labels: to('view'), rules: ['pods', 'services'] },
    },
    comesTo: {
      admin: ['pods', 'roles', 'secrets', 'services'],
      edit: ['pods', 'secrets', 'services'],
      view: ['pods', 'services'],
      viewSource: ['pods', 'services'],
    },
  },
  {
    says: 'roles in a ring come to the same rules, and so does one that takes from them',
    roles: {
      first: { selectors: from('first'), labels: to('third') },
      second: { selectors: from('second'), labels: to('first') },
      third: { selectors: from('third'), labels: to('second') },
      source: { labels: to('second'), rules: ['pods'] },
      outside: { selectors: [...from('first'), ...from('third')] },
    },
    comesTo: { first: ['pods'], second: ['pods'], third: ['pods'], outside: ['pods'] },
  },
  {
    says: 'a role that selects itself comes to the others',
    roles: { self: { selectors: from('self'), labels: to('self') }, other: { labels: to('self'), rules: ['pods'] } },
    comesTo: { self: ['pods'] },
  },
  {
    says: 'a role that selects nobody but itself comes to nothing',
    roles: { self: { selectors: from('self'), labels: to('self') } },
    comesTo: { self: [] },
  },
  {
    says: 'rules that the controller has filled in win, in the role and in those it takes from',
    roles: {
      edit: { selectors: from('edit'), rules: ['configmaps'], labels: to('admin') },
      editSource: { labels: to('edit'), rules: ['secrets'] },
      admin: { selectors: from('admin') },
    },
    comesTo: { edit: ['configmaps'], admin: ['configmaps'] },
  },
  {
    says: 'one of the selectors is enough, and a role that two of them select counts once',
    roles: {
      both: { selectors: [...from('one'), ...from('two')] },
      first: { labels: to('one'), rules: ['pods'] },
      second: { labels: { ...to('one'), ...to('two') }, rules: ['secrets'] },
    },
    comesTo: { both: ['pods', 'secrets'] },
  },
  {
    says: 'all labels of a selector are needed',
    roles: { it: { selectors: [{ matchLabels: { tier: 'one', team: 'red' } }] }, ...tiers },
    comesTo: { it: [] },
  },
  {
    says: 'an empty selector selects everybody',
    roles: { it: { selectors: [{}] }, ...tiers },
    comesTo: { it: ['bares', 'ones'] },
  },
  {
    says: 'no selector selects nobody',
    roles: { it: { selectors: [] }, ...tiers },
    comesTo: { it: [] },
  },
  ...[
    { operator: 'In', values: ['one', 'two'], selects: ['ones'] },
    { operator: 'In', values: ['two'], selects: [] },
    { operator: 'NotIn', values: ['one'], selects: ['bares'] },
    { operator: 'NotIn', values: ['two'], selects: ['bares', 'ones'] },
    { operator: 'Exists', values: [], selects: ['ones'] },
    { operator: 'DoesNotExist', values: [], selects: ['bares'] },
    { operator: 'Near', values: ['one'], selects: [] },
  ].map(({ operator, values, selects }) => ({
    says: `\`tier ${operator} (${values.join()})\` selects ${selects.length === 0 ? 'nobody' : selects.join(' and ')}`,
    roles: { it: { selectors: where(operator, ...values) }, ...tiers },
    comesTo: { it: selects },
  })),
]

for (const { says, roles, comesTo } of cases) {
  test(says, () => {
    const written = Object.entries(roles).map(([name, role]) => decodeRole(name, role))
    for (const [name, resources] of Object.entries(comesTo)) {
      const role = written.find(({ ref }) => ref.name === name)
      assert.ok(role !== undefined)
      const found = effectiveRules(role, written, 'filled').flatMap((rule) => rule.resources)
      assert.deepEqual(found.sort(), resources, name)
    }
  })
}

test('in a folder a role has what its labels gather besides what stands in it, through roles that are aggregated themselves', () => {
  const written = [
    decodeRole('top', { rules: ['own'], selectors: [{ matchLabels: { to: 'top' } }] }),
    decodeRole('middle', { labels: { to: 'top' }, rules: ['old'], selectors: [{ matchLabels: { to: 'middle' } }] }),
    decodeRole('source', { labels: { to: 'middle' }, rules: ['pods/exec'] }),
  ]
  const [top] = written
  assert.ok(top !== undefined)
  const resources = (aggregation: 'filled' | 'written'): readonly string[] =>
    effectiveRules(top, written, aggregation).flatMap((rule) => rule.resources)
  assert.deepEqual(resources('written'), ['own', 'old', 'pods/exec'])
  assert.deepEqual(resources('filled'), ['own'])
})

const label = { matchLabels: { tier: 'one' } }
const asks = (operator: string, ...values: readonly string[]) => ({ matchExpressions: [{ key: 'tier', operator, values }] })
const feedable: readonly (readonly [says: string, selectors: readonly object[] | undefined, possible: boolean])[] = [
  ['no aggregation', undefined, false],
  ['no selector', [], false],
  ['a selector of everything', [{}], true],
  ['a label', [label], true],
  ['values', [asks('In', 'one', 'two')], true],
  ['no values', [asks('In')], false],
  ['any value but some', [asks('NotIn', 'one'), asks('In')], true],
  ['a value that is forbidden', [{ ...label, ...asks('NotIn', 'one') }], false],
  [
    'a value that is left',
    [{ matchExpressions: [...asks('In', 'one', 'two').matchExpressions, ...asks('NotIn', 'one').matchExpressions] }],
    true,
  ],
  ['a value and its absence', [{ ...label, ...asks('DoesNotExist') }], false],
  ['any value at all', [asks('Exists')], true],
  ['what nobody knows', [asks('Near', 'one')], false],
  ['one of two', [asks('In'), label], true],
]
for (const [says, selectors, possible] of feedable)
  test(`a role whose selectors ask for ${says} ${possible ? 'can' : "can't"} be fed`, () => {
    assert.equal(canBeFed(decodeRole('it', selectors === undefined ? {} : { selectors })), possible)
  })

function decodeRole(name: string, { labels = {}, rules = [], selectors }: Written): RoleObject {
  const decoded = decodeObject({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name, labels },
    rules: rules.map((resource) => ({ verbs: ['get'], apiGroups: [''], resources: [resource] })),
    ...(selectors === undefined ? {} : { aggregationRule: { clusterRoleSelectors: selectors } }),
  })
  assert.ok(decoded.kind === 'object' && decoded.object.is === 'role', JSON.stringify(decoded))
  return decoded.object
}
