import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AccountView, WayView } from './account-access.ts'
import { edgesOf } from './route-edges.ts'

const way = (subject: string, route: string, bindings: readonly string[], platform = false): WayView => ({
  subject,
  subjectKind: 'User',
  route,
  direct: true,
  target: 'shop/web',
  via: bindings.map((name) => ({ binding: name, bindingName: name, role: 'Role r' })),
  existing: 1,
  platform,
  severity: 'high',
  chain: [],
})

const hop = (subject: string, target: string, binding: string) => ({
  subject,
  route: 'create-pod',
  target,
  bindings: [{ link: binding, name: binding }],
})

function viewOf(ways: readonly WayView[], cut: readonly string[] = []): AccountView {
  return {
    account: 'shop/web',
    exists: true,
    ways,
    bindings: [],
    cut: { kind: 'smallest', bindings: cut },
    without: [],
    lost: [],
    routes: [],
    rolesKnown: true,
  }
}

test('routes between the same two are one band, and the cut marks what hangs on it', () => {
  const view = viewOf(
    [way('User a', 'mint-token', ['one']), way('User a', 'exec-in-pod', ['one']), way('User b', 'mint-token', ['two'])],
    ['two'],
  )
  const { nodes, links, left } = edgesOf(view, 10)
  assert.deepEqual(
    links.map(({ source, target, routes, cut }) => [source, target, routes.join(), cut]),
    [
      ['subject User a', 'binding 1 one', 'exec-in-pod,mint-token', false],
      ['binding 1 one', 'target', 'exec-in-pod,mint-token', false],
      ['subject User b', 'binding 1 two', 'mint-token', true],
      ['binding 1 two', 'target', 'mint-token', true],
    ],
  )
  assert.deepEqual(
    nodes.filter(({ cut }) => cut).map(({ title }) => title),
    ['two'],
  )
  assert.equal(left, 0)
})

test('a chain passes its accounts, and one that comes back to itself makes no circle', () => {
  const chain = [
    hop('User a', 'shop/x', 'one'),
    hop('ServiceAccount shop/x', 'shop/y', 'two'),
    hop('ServiceAccount shop/y', 'shop/web', 'one'),
  ]
  const { links } = edgesOf(viewOf([{ ...way('User a', 'create-pod', ['one']), chain }]), 10)
  const next = new Map(links.map(({ source, target }) => [source, target]))
  const path = ['subject User a']
  for (let at = next.get(path[0] ?? ''); at !== undefined; at = next.get(at)) {
    assert.ok(!path.includes(at), 'a circle')
    path.push(at)
  }
  assert.deepEqual(path, [
    'subject User a',
    'binding 3 one',
    'account 2 shop/x',
    'binding 2 two',
    'account 1 shop/y',
    'binding 1 one',
    'target',
  ])
})

test('the platform’s own is not drawn, and of too many subjects some are left out and counted', () => {
  const many = Array.from({ length: 5 }, (_, i) => way(`User ${i}`, 'mint-token', ['one']))
  const { nodes, left } = edgesOf(viewOf([...many, way('Group system:masters', 'mint-token', ['m'], true)]), 3)
  assert.equal(nodes.filter(({ kind }) => kind === 'subject').length, 3)
  assert.equal(left, 2)
  assert.ok(nodes.every(({ title }) => title !== 'Group system:masters'))
})
