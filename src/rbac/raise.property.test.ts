// What a holder can give itself, against a slow reader that tries: it writes roles and bindings one after another, each as the API
// server would let it, in every order that could matter, and asks after each whose token is within reach.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { AccountRef } from '../kube/index.ts'
import { account, bind, findIn, pod, role, subjectText, type Plain } from './cluster.cases.ts'
import { buildReachGraph } from './reach-graph.ts'
import { reachedByWriting } from './writing.cases.ts'
import { whoReaches } from './who-reaches.ts'

// Each run visits up to some hundred states.
const runs = Math.ceil(Number(process.env['SPAREKEY_PROPERTY_RUNS'] ?? 300) / 4)

const accounts: readonly AccountRef[] = ['a/s', 'a/t', 'b/s'].map((text) => {
  const [namespace = '', name = ''] = text.split('/')
  return { namespace, name }
})
const there: readonly Plain[] = [...accounts.map(({ namespace, name }) => account(`${namespace}/${name}`)), pod('b/q', 's', 'n')]

const rbac = 'rbac.authorization.k8s.io'
const roleRights = ['escalate', 'update', 'create', 'delete', 'escalate,patch', 'escalate,create', 'escalate,create,delete']
const bindingRights = ['create', 'update', 'patch', 'create,patch']
const raising = fc.oneof(
  fc
    .tuple(fc.constantFrom(...roleRights), fc.constantFrom('', '', '=c0', '=c1', '=fed', '=x'))
    .map(([verbs, names]) => `${verbs} ${rbac}:clusterroles${names}`),
  fc
    .tuple(fc.constantFrom(...roleRights), fc.constantFrom('', '', '=r', '=x'))
    .map(([verbs, names]) => `${verbs} ${rbac}:roles${names}`),
  fc
    .tuple(
      fc.constantFrom('clusterrolebindings', 'rolebindings'),
      fc.constantFrom(...bindingRights),
      fc.constantFrom('', '', '=b0', '=y'),
    )
    .map(([resource, verbs, names]) => `${verbs} ${rbac}:${resource}${names}`),
  fc
    .constantFrom(
      'clusterroles=c0',
      'clusterroles=c1',
      'clusterroles=fed',
      'clusterroles=x',
      'clusterroles',
      'roles=r',
      'roles',
      'roles=x',
    )
    .map((what) => `bind ${rbac}:${what}`),
)
const payload = fc.constantFrom(
  'create serviceaccounts/token=s',
  'create serviceaccounts/token=t',
  'create secrets',
  'get secrets=x',
  'create persistentvolumes',
  'create persistentvolumeclaims,pods',
)
const right = fc.oneof({ weight: 3, arbitrary: raising }, { weight: 1, arbitrary: payload })
const rightsOf = (most: number): fc.Arbitrary<string[]> => fc.array(right, { maxLength: most })
const where = fc.constantFrom('*', 'a', 'a')

/** Rights that are about one role, and so lead on more often than any. */
const together = fc
  .record({
    role: fc.constantFrom('clusterroles=c0', 'clusterroles=c1', 'clusterroles=x', 'clusterroles', 'roles=r', 'roles=x', 'roles'),
    onRole: fc.subarray(['escalate,patch', 'escalate,create', 'create', 'delete', 'bind', 'update'], { maxLength: 3 }),
    binding: fc.constantFrom('clusterrolebindings', 'rolebindings'),
    named: fc.constantFrom('', '', '=b0', '=y'),
    onBinding: fc.subarray(['create', 'patch', 'delete'], { maxLength: 3 }),
  })
  .map(({ role: what, onRole, binding, named, onBinding }) => [
    ...onRole.map((verbs) => `${verbs} ${rbac}:${what}`),
    ...(onBinding.length === 0 ? [] : [`${onBinding.join(',')} ${rbac}:${binding}${named}`]),
  ])

const clusters = fc.record({
  held: fc.tuple(together, fc.array(right, { maxLength: 3 })).map(([kit, others]) => [...kit, ...others]),
  heldIn: where,
  more: rightsOf(2),
  moreIn: where,
  c0: rightsOf(2),
  c1: rightsOf(2),
  r: rightsOf(2),
  fed: fc.constantFrom('fed', 'fed', 'never', 'none'),
  bindings: fc.array(
    fc.record({
      where,
      to: fc.constantFrom('c0', 'c1', 'fed', 'fed', 'x', '/r', '/x'),
      subject: fc.constantFrom('alice', 'bob', '@system:authenticated'),
    }),
    { maxLength: 3 },
  ),
})

function objectsOf(drawn: typeof clusters extends fc.Arbitrary<infer T> ? T : never): readonly Plain[] {
  const at = (place: string, name: string): string => (place === '*' ? name : `${place}/${name}`)
  return [
    ...there,
    role('cluster-admin', '* *:*'),
    role('h', ...drawn.held),
    bind(at(drawn.heldIn, 'h'), 'h', 'alice'),
    role('m', ...drawn.more),
    bind(at(drawn.moreIn, 'm'), 'm', 'alice'),
    role('c0', ...drawn.c0),
    role('c1', ...drawn.c1),
    role('a/r', ...drawn.r),
    ...(drawn.fed === 'none' ? [] : [aggregated('fed', drawn.fed === 'fed')]),
    ...drawn.bindings.flatMap(({ where: place, to, subject }, i) =>
      // A ClusterRoleBinding refers to no Role.
      place === '*' && to.startsWith('/') ? [] : [bind(at(place, `b${i}`), to, subject)],
    ),
  ]
}

/** A ClusterRole that gathers from others what their label says; no label will do for one that also wants it absent. */
function aggregated(name: string, possible: boolean): Plain {
  const selector = {
    matchLabels: { feeds: name },
    ...(possible ? {} : { matchExpressions: [{ key: 'feeds', operator: 'DoesNotExist' }] }),
  }
  return { ...role(name), aggregationRule: { clusterRoleSelectors: [selector] } }
}

test('whoever writes roles and bindings reaches what trying it out reaches', () => {
  let reaching = 0
  fc.assert(
    fc.property(clusters, (drawn) => {
      const objects = objectsOf(drawn)
      const { found, terrain } = findIn(objects, 36)
      const graph = buildReachGraph(found, terrain)
      const slow = reachedByWriting(objects, 'alice', accounts)
      for (const ref of accounts) {
        const { atOnce } = whoReaches(graph, { kind: 'ServiceAccount', ...ref })
        const told = atOnce.some(({ subject }) => ['alice', '@system:authenticated'].includes(subjectText(subject)))
        const text = `${ref.namespace}/${ref.name}`
        if (slow.reached.has(text)) assert.ok(told, `${text} is reached by ${slow.how(text).join('; ')}`)
        else if (slow.whole) assert.ok(!told, `${text} is told and not reached`)
      }
      if (slow.reached.size > 0) reaching++
    }),
    { numRuns: runs, seed: 20261124 },
  )
  assert.ok(reaching > runs / 10, `${reaching} of ${runs}`)
})
