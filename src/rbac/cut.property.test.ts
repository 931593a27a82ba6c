// The smallest cut against trying every set: of names for hitting sets, of bindings on small clusters for the cut itself.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { account, bind, findIn, pod, role, type Found, type Plain } from './cluster.cases.ts'
import { bindingKey, smallestCut, smallestHittingSet } from './cut.ts'
import type { GrantSubject } from './identity.ts'
import { buildReachGraph } from './reach-graph.ts'
import { walk } from './walk.ts'

const runs = Math.ceil(Number(process.env['SPAREKEY_PROPERTY_RUNS'] ?? 300) / 3)

/** All sets of some things, the small ones first. */
function subsetsOf<T>(all: readonly T[]): readonly (readonly T[])[] {
  const sets = Array.from({ length: 2 ** all.length }, (_, bits) => all.filter((_, i) => ((bits >>> i) & 1) === 1))
  return sets.sort((a, b) => a.length - b.length)
}

const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

test('no smaller set hits every list', () => {
  fc.assert(
    fc.property(fc.array(fc.subarray(letters, { minLength: 1 }), { maxLength: 12 }), (lists) => {
      const hits = (set: readonly string[]): boolean => lists.every((list) => list.some((entry) => set.includes(entry)))
      const { set, exact } = smallestHittingSet(lists)
      assert.ok(exact && hits([...set]))
      assert.equal(set.size, subsetsOf(letters).find(hits)?.length)
    }),
    { numRuns: runs * 3, seed: 20261124 },
  )
})

test('where the effort runs out the set still hits every list, and says so', () => {
  // Forty lists of three that overlap a little: far more choices than are tried.
  const lists = Array.from({ length: 40 }, (_, i) => [i, (i * 7 + 1) % 40, (i * 11 + 3) % 40].map((n) => `n${n}`))
  const { set, exact } = smallestHittingSet(lists)
  assert.ok(!exact && lists.every((list) => list.some((entry) => set.has(entry))))
})

const rights = [
  'create serviceaccounts/token',
  'create serviceaccounts/token=t',
  'impersonate serviceaccounts=s',
  'create pods',
  'create pods/exec=p',
  'create secrets',
  'get secrets=x',
  'impersonate users=bob',
  'bind rbac.authorization.k8s.io:clusterroles=r0',
  'create rbac.authorization.k8s.io:rolebindings',
  'bind rbac.authorization.k8s.io:clusterroles=r0,r1',
  'create rbac.authorization.k8s.io:clusterrolebindings',
  'patch rbac.authorization.k8s.io:rolebindings',
  'escalate,patch rbac.authorization.k8s.io:clusterroles=r0',
  'escalate rbac.authorization.k8s.io:clusterroles=r1',
  'patch,create rbac.authorization.k8s.io:clusterroles',
]
const who = ['alice', 'bob', 'a/s', 'b/s', '@system:serviceaccounts:a', '@system:authenticated']
const there: readonly Plain[] = [...['a/s', 'a/t', 'b/s'].map(account), pod('a/p', 's')]
const target: GrantSubject = { kind: 'ServiceAccount', namespace: 'a', name: 't' }

const clusters = fc.array(
  fc.record({
    rules: fc.subarray(rights, { minLength: 1, maxLength: 3 }),
    where: fc.constantFrom('*', 'a', 'a', 'b'),
    subjects: fc.subarray(who, { minLength: 1, maxLength: 2 }),
    stays: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
  }),
  { minLength: 1, maxLength: 6 },
)

/** Whether somebody who must not reaches the target. */
function isReached({ found, terrain }: Found): boolean {
  const graph = buildReachGraph(found, terrain)
  const node = graph.nodeOf(target)
  if (node === undefined) return false
  return walk(graph, [node], 'backward').order.some((start) => {
    const subject = graph.subjectAt(start)
    // A group is a name for its members: what it is given is a grant, what it holds without one is nothing.
    return start !== node && subject !== undefined && subject.name !== 'system:masters'
  })
}

test('no smaller set of bindings takes the target out of reach', () => {
  fc.assert(
    fc.property(clusters, (drafts) => {
      const roles = drafts.map(({ rules }, i) => role(`r${i}`, ...rules))
      const bindings = drafts.map(({ where, subjects, stays }, i) => ({
        key: where === '*' ? `ClusterRoleBinding /b${i}` : `RoleBinding ${where}/b${i}`,
        stays,
        object: bind(where === '*' ? `b${i}` : `${where}/b${i}`, `r${i}`, ...subjects),
      }))
      const without = (removed: readonly (typeof bindings)[number][]): Found =>
        findIn([...there, ...roles, ...bindings.filter((one) => !removed.includes(one)).map(({ object }) => object)], 36)

      const { found, terrain } = without([])
      const removable = bindings.filter((one) => !one.stays)
      const keys = new Set(removable.map(({ key }) => key))
      const cut = smallestCut(
        buildReachGraph(found, terrain),
        target,
        (from) => from.name !== 'system:masters',
        (ref) => keys.has(bindingKey(ref)),
      )
      const least = subsetsOf(removable).find((removed) => !isReached(without(removed)))
      if (least === undefined) return assert.equal(cut.kind, 'impossible')
      if (least.length === 0) return assert.equal(cut.kind, 'none')
      assert.ok(cut.kind === 'smallest', cut.kind)
      const taken = new Set(cut.bindings.map(bindingKey))
      assert.equal(taken.size, least.length)
      assert.ok(!isReached(without(removable.filter(({ key }) => taken.has(key)))))
    }),
    { numRuns: runs, seed: 20261124 },
  )
})
