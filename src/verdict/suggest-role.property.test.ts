// A suggested role allows all that was seen, and nothing else: held against the evaluator both ways.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { UseRow } from '../evidence/index.ts'
import { decodeObject, type BindingObject, type RoleObject } from '../kube/index.ts'
import { accountUser, authorize, indexGrants, type Grants } from '../rbac/index.ts'
import { requestOf, suggestRole, type SuggestedObject } from './suggest-role.ts'

const account = { namespace: 'shop', name: 'web' }
const none = indexGrants([], [])

const row: fc.Arbitrary<UseRow> = fc
  .record({
    verb: fc.constantFrom('get', 'list', 'watch', 'create'),
    what: fc.constantFrom(
      ['', 'pods', ''],
      ['', 'pods', 'log'],
      ['', 'secrets', ''],
      ['apps', 'deployments', ''],
      ['apps', 'deployments', 'scale'],
      ['', '/metrics', ''],
      ['batch', 'pods', ''],
    ),
    namespace: fc.constantFrom('', 'shop', 'lab'),
    result: fc.constantFrom('allowed', 'failed', 'refused', 'unanswered'),
  })
  .map(({ verb, what, namespace, result }) => {
    const [group = '', resource = '', subresource = ''] = what
    const at = resource.startsWith('/') ? '' : namespace
    const times = { count: 1, first: '', last: '' }
    return {
      serviceAccount: 'shop/web',
      pod: null,
      credential: 'pod',
      verb,
      group,
      resource,
      subresource,
      namespace: at,
      result,
      ...times,
    } as const
  })

function grantsOf(objects: readonly SuggestedObject[]): Grants {
  const decoded = objects.map((object) => {
    const one = decodeObject(object)
    if (one.kind !== 'object') assert.fail(JSON.stringify(object))
    return one.object
  })
  const isBinding = (kind: string): boolean => kind.endsWith('Binding')
  return indexGrants(
    decoded.filter(({ ref }) => !isBinding(ref.kind)) as unknown as readonly RoleObject[],
    decoded.filter(({ ref }) => isBinding(ref.kind)) as unknown as readonly BindingObject[],
  )
}

const keyOf = (one: UseRow): string => JSON.stringify(requestOf(one))

test('everything that was seen is allowed, and nothing else', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 12 }), fc.array(row, { minLength: 20, maxLength: 40 }), (seen, asked) => {
      const grants = grantsOf(suggestRole(account, seen, none).objects)
      const allowed = (one: UseRow): boolean => authorize(grants, accountUser(account), requestOf(one)).value.kind === 'allowed'
      const done = seen.filter(({ result }) => result === 'allowed' || result === 'failed')
      for (const one of done) assert.ok(allowed(one), keyOf(one))
      // A ClusterRole gives what was seen for all namespaces in each of them too: that is what the request asked for.
      const keys = new Set(done.map(keyOf))
      for (const one of asked) {
        const inAll = keyOf({ ...one, namespace: '' })
        if (!keys.has(keyOf(one)) && !keys.has(inAll)) assert.ok(!allowed(one), keyOf(one))
      }
    }),
    { numRuns: Number(process.env['SPAREKEY_PROPERTY_RUNS'] ?? 300) },
  )
})

test('what is suggested is the same in whatever order it was seen', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 12 }), (seen) => {
      assert.deepEqual(suggestRole(account, [...seen].reverse(), none).objects, suggestRole(account, seen, none).objects)
    }),
  )
})

const base: UseRow = {
  serviceAccount: 'shop/web',
  pod: null,
  credential: 'pod',
  verb: 'get',
  group: '',
  resource: 'pods',
  subresource: '',
  namespace: 'shop',
  result: 'allowed',
  count: 1,
  first: '',
  last: '',
}

test('what is granted is told apart by whether it was seen, and what was seen by whether it is granted', () => {
  const granted = grantsOf([
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'r', namespace: 'shop' },
      rules: [
        { apiGroups: [''], resources: ['pods'], verbs: ['get'] },
        { apiGroups: [''], resources: ['secrets'], verbs: ['*'] },
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'r', namespace: 'shop' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' },
      subjects: [{ kind: 'ServiceAccount', name: 'web', namespace: 'shop' }],
    },
  ])
  const answer = suggestRole(account, [base, { ...base, namespace: 'lab' }, { ...base, resource: '/?', namespace: '' }], granted)
  assert.deepEqual(
    answer.granted.map(({ rule, seen }) => [rule, seen]),
    [
      [0, true],
      [1, false],
    ],
  )
  assert.deepEqual(answer.notGranted, ['get pods in lab'])
  assert.deepEqual(answer.notCovered, ['get /?'])
})

test('noise, refusals and other accounts need no rule', () => {
  const rows: readonly UseRow[] = [
    { ...base, resource: '/apis', namespace: '' },
    { ...base, result: 'refused' },
    { ...base, serviceAccount: 'shop/db' },
    { ...base, group: 'authorization.k8s.io', resource: 'selfsubjectaccessreviews', namespace: '' },
  ]
  assert.deepEqual(suggestRole(account, rows, none).objects, [])
})
