// What holders give themselves by writing roles and bindings, and what looks alike and leads nowhere.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { account, bind, findIn, grantLine, has, pod, role, tokenSecret, type Plain } from './cluster.cases.ts'

/** A sentence, what there is besides the accounts, pods and Secrets, and the grants in any order. */
type Case = readonly [says: string, objects: readonly Plain[], gives: readonly string[]]

const there: readonly Plain[] = [
  ...['a/s', 'a/t', 'b/s'].map(account),
  pod('a/p', 's', 'n1'),
  pod('b/q', 's', 'n2'),
  tokenSecret('a/tok', 't'),
]
const rbac = 'rbac.authorization.k8s.io'
/** Rights of `alice`: in a namespace, or everywhere. */
const a = (...rules: readonly string[]): readonly Plain[] => has('alice', 'a', ...rules)
const wide = (...rules: readonly string[]): readonly Plain[] => has('alice', '*', ...rules)
/** What `alice` gets. */
const gets = (...grants: readonly string[]): readonly string[] => grants.map((grant) => `alice ${grant}`)

const bindRole = `bind ${rbac}:clusterroles=r`
const runsPods = role('r', 'create pods')
const bindings = `${rbac}:rolebindings`
const masters = (route: string): readonly string[] => gets(`${route} as @system:masters ?`)
const aggregate = (name: string, more: object = {}): Plain => ({
  ...role(name),
  aggregationRule: { clusterRoleSelectors: [{ matchLabels: { feeds: name }, ...more }] },
})
const raising: readonly Case[] = [
  ['escalate with an own role', wide(`escalate,update ${rbac}:clusterroles`), masters('escalate-role')],
  ['escalate for the role of somebody else', [...wide(`escalate,update ${rbac}:clusterroles=r`), runsPods], []],
  [
    'escalate for a role that is bound here',
    [...wide(`escalate,patch ${rbac}:clusterroles=r`), role('r'), bind('a/x', 'r', 'alice')],
    gets('escalate-role a/* 2'),
  ],
  [
    'escalate for a role that a group is bound to',
    [...wide(`escalate,patch ${rbac}:clusterroles=r`), role('r'), bind('x', 'r', '@system:authenticated')],
    masters('escalate-role'),
  ],
  [
    'a group may escalate, and one of its members is bound to the role',
    [...has('@system:authenticated', '*', `escalate,patch ${rbac}:clusterroles=r`), role('r'), bind('a/x', 'r', 'alice')],
    gets('escalate-role a/* 2'),
  ],
  ['escalate without writing', wide(`escalate ${rbac}:clusterroles`), []],
  ['writing without escalate', wide(`update,patch,create,delete ${rbac}:clusterroles,roles`), []],
  [
    'escalate on the one, writing on the other',
    [...wide(`escalate ${rbac}:clusterroles=x`, `update ${rbac}:clusterroles=y`)],
    [],
  ],
  ['escalate in a namespace without a Role', a(`escalate,update ${rbac}:roles`), []],
  [
    'escalate in a namespace with a Role',
    [...a(`escalate,update ${rbac}:roles`), role('a/r'), bind('a/x', '/r', 'alice')],
    gets('escalate-role a/* 2'),
  ],
  [
    'a role that somebody else has, emptied, bound and filled',
    [...wide(`escalate,update ${rbac}:clusterroles=r`, `create ${rbac}:clusterrolebindings`), runsPods],
    masters('escalate-role'),
  ],
  [
    'the same in one namespace',
    [...wide(`escalate,update ${rbac}:clusterroles=r`), ...a(`create ${bindings}`), runsPods],
    gets('escalate-role a/* 2'),
  ],
  [
    'the same in every namespace',
    [...wide(`escalate,update ${rbac}:clusterroles=r`, `create ${bindings}`), runsPods],
    gets('escalate-role * 3'),
  ],
  ['a role that is not there', wide(`escalate,update ${rbac}:clusterroles=r`, `create ${rbac}:clusterrolebindings`), []],
  [
    'a role that is not there and can be created by its name',
    wide(`escalate,update,create ${rbac}:clusterroles=r`, `create ${rbac}:clusterrolebindings`),
    masters('escalate-role'),
  ],
  ['a Role by whatever name, which a POST has not', a(`escalate,create ${rbac}:roles=r`, `create ${bindings}`), []],
  [
    'a new Role that is bound, and then filled',
    a(`escalate,patch,create ${rbac}:roles`, `create ${bindings}`),
    gets('escalate-role a/* 2'),
  ],
  ['a new Role that is created full, which takes `bind`', a(`escalate,create ${rbac}:roles`, `create ${bindings}`), []],
  [
    'a new Role that is created full, and bound',
    a(`escalate,create,bind ${rbac}:roles`, `create ${bindings}`),
    gets('escalate-role a/* 2'),
  ],
  [
    'a new Role that is bound, and then deleted and created full',
    a(`escalate,create,delete ${rbac}:roles`, `create ${bindings}`),
    gets('escalate-role a/* 2'),
  ],
  [
    'a new ClusterRole that gathers its rules from another',
    wide(`escalate,create ${rbac}:clusterroles`, `create ${bindings}`),
    gets('escalate-role * 3'),
  ],
  ['a new ClusterRole that nobody binds', wide(`escalate,create ${rbac}:clusterroles`), []],
  [
    'a new ClusterRole whose label adds it to an own one',
    [...wide(`escalate,create ${rbac}:clusterroles`), aggregate('fed'), bind('a/x', 'fed', 'alice')],
    gets('escalate-role a/* 2'),
  ],
  [
    'a ClusterRole whose label adds it to an own one',
    [...wide(`escalate,patch ${rbac}:clusterroles=r`), runsPods, aggregate('fed'), bind('a/x', 'fed', 'alice')],
    gets('escalate-role a/* 2'),
  ],
  [
    'a ClusterRole that no label adds to the own one',
    [
      ...wide(`escalate,patch ${rbac}:clusterroles=r`),
      runsPods,
      aggregate('fed', { matchExpressions: [{ key: 'feeds', operator: 'NotIn', values: ['fed'] }] }),
      bind('a/x', 'fed', 'alice'),
    ],
    [],
  ],
  [
    'a binding to an aggregated role, joined by whoever holds what the role gives',
    [
      ...wide(`escalate,patch ${rbac}:clusterroles=r`),
      ...a(`patch ${bindings}=x`),
      runsPods,
      aggregate('fed'),
      bind('a/x', 'fed', 'bob'),
    ],
    gets('escalate-role a/* 2'),
  ],
  [
    'a binding to an aggregated role that gives more than one holds',
    [
      ...wide(`escalate,patch ${rbac}:clusterroles=r`),
      ...a(`patch ${bindings}=x`),
      runsPods,
      { ...aggregate('fed'), rules: role('', 'get nodes')['rules'] },
      bind('a/x', 'fed', 'bob'),
    ],
    [],
  ],
  [
    'an own binding to a role that is not there',
    [...wide(`escalate,create ${rbac}:clusterroles`), bind('a/x', 'gone', 'alice')],
    gets('escalate-role a/* 2'),
  ],
  [
    'an own binding to a role that somebody else has to create',
    [...wide(`escalate,update ${rbac}:clusterroles=gone`), bind('a/x', 'gone', 'alice')],
    [],
  ],
  [
    'an own role that can be deleted and created anew',
    [...wide(`escalate,create ${rbac}:clusterroles`, `delete ${rbac}:clusterroles=r`), runsPods, bind('a/x', 'r', 'alice')],
    gets('create-pod a/* 2', 'escalate-role a/* 2'),
  ],
  [
    'an own role that takes the right to create it along',
    [...a(`escalate,create,delete ${rbac}:roles=r`), role('a/r', `escalate,create ${rbac}:roles`), bind('a/x', '/r', 'alice')],
    [],
  ],
  [
    'everything in a namespace together with a right beyond it',
    [...wide('create persistentvolumes'), ...a(`escalate,update ${rbac}:roles`), role('a/r'), bind('a/x', '/r', 'alice')],
    gets('escalate-role a/* 2', 'escalate-role * 2'),
  ],
  ['bind any role', wide(`bind ${rbac}:clusterroles`, `create ${rbac}:clusterrolebindings`), masters('bind-role')],
  ['bind any role here', a(`bind ${rbac}:clusterroles`, `create ${bindings}`), gets('bind-role a/* 2')],
  ['bind any role in every namespace', wide(`bind ${rbac}:clusterroles`, `create ${bindings}`), gets('bind-role * 3')],
  ['bind a role by its name', [...wide(bindRole, `create ${rbac}:clusterrolebindings`), runsPods], gets('bind-role * 3')],
  ['bind a role by its name, here', [...a(bindRole, `create ${bindings}`), runsPods], gets('bind-role a/* 2')],
  [
    'bind a role that completes what the holder has',
    [...a(bindRole, `create ${bindings}`, 'get secrets=x'), role('r', 'create secrets')],
    gets('bind-role a/* 2'),
  ],
  [
    'bind two roles that complete each other',
    [...a(`bind ${rbac}:clusterroles=r,r2`, `create ${bindings}`), role('r', 'create secrets'), role('r2', 'get secrets=x')],
    gets('bind-role a/* 2'),
  ],
  [
    'bind one of two roles, by the only binding that can be made',
    [
      ...a(`bind ${rbac}:clusterroles=r,r2`, `create,patch ${bindings}=y`),
      role('r', 'create secrets'),
      role('r2', 'get secrets=x'),
    ],
    [],
  ],
  [
    'bind a role that lets one bind the next',
    [...a(bindRole, `create ${bindings}`), role('r', `bind ${rbac}:clusterroles=r2`), role('r2', 'create pods')],
    gets('bind-role a/* 2'),
  ],
  [
    'bind a role that can be filled then',
    [...a(bindRole, `create ${bindings}`, `bind ${rbac}:roles=s`), role('r', `escalate,update ${rbac}:roles=s`), role('a/s')],
    gets('escalate-role a/* 2'),
  ],
  ['bind a role that opens nothing', [...a(bindRole, `create ${bindings}`), role('r', 'get pods')], []],
  ['bind a role that is not there', a(bindRole, `create ${bindings}`), []],
  [
    'bind a role that runs pods through an operator',
    [...a(bindRole, `create ${bindings}`), role('r', 'create argoproj.io:workflows')],
    gets('bind-role a/* 2; needs more'),
  ],
  ['bind a cluster-scoped right in namespaces', [...wide(bindRole, `create ${bindings}`), role('r', 'get nodes/proxy')], []],
  ['bind a role by its name in every namespace', [...wide(bindRole, `create ${bindings}`), runsPods], gets('bind-role * 3')],
  [
    'bind a Role of the namespace',
    [...a(`bind ${rbac}:roles=r`, `create ${bindings}`), role('a/r', 'create pods')],
    gets('bind-role a/* 2'),
  ],
  ['bind a Role of another namespace', [...a(`bind ${rbac}:roles=r`, `create ${bindings}`), role('b/r', 'create pods')], []],
  ["a binding's role can't be changed", [...a(`bind ${rbac}:clusterroles`, `update,patch ${bindings}`), runsPods], []],
  [
    'a binding that there is can be joined',
    [...a(bindRole, `patch ${bindings}=x`), runsPods, bind('a/x', 'r', 'bob'), bind('a/y', 'r', 'bob')],
    ['bob create-pod a/* 2', ...gets('bind-role a/* 2')],
  ],
  [
    'a binding that there is, of another role',
    [...a(bindRole, `patch ${bindings}`), runsPods, role('r2', 'get secrets'), bind('a/x', 'r2', 'bob')],
    ['bob read-token-secret a/* 1'],
  ],
  [
    'a binding of another namespace, joined by rights that count everywhere',
    [...wide(bindRole, `update ${bindings}=x`), runsPods, bind('b/x', 'r', 'bob')],
    ['bob create-pod b/* 1', ...gets('bind-role b/* 1')],
  ],
  [
    'a binding that reaches further than one that can be made',
    [...wide(bindRole, `update ${rbac}:clusterrolebindings=x`), runsPods, bind('x', 'r', 'bob')],
    ['bob create-pod * 3', ...gets('bind-role * 3')],
  ],
]

for (const [says, objects, gives] of raising)
  test(says, () => {
    const lines = findIn([...there, ...objects], 36).found.map(grantLine)
    assert.deepEqual(lines.sort(), [...gives].sort())
  })
