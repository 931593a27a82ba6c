import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { objectLink } from './object-link.ts'

test('a link names group, kind, namespace and name, and no version', () => {
  assert.equal(
    objectLink({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' }),
    'Deployment.apps/shop/web',
  )
  assert.equal(objectLink({ apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web' }), 'Pod/shop/web')
  assert.equal(
    objectLink({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', name: 'edit' }),
    'ClusterRole.rbac.authorization.k8s.io//edit',
  )
})

test('whatever is in a name stays in its part: two objects never have one link', () => {
  const part = fc.string({ unit: fc.constantFrom('a', '/', '%', '%2F', '.', '', 'é'), maxLength: 4 })
  const object = fc.record({ namespace: part, name: part })
  fc.assert(
    fc.property(object, object, (a, b) => {
      const link = (one: typeof a): string => objectLink({ apiVersion: 'v1', kind: 'Pod', ...one })
      assert.equal(link(a) === link(b), a.namespace === b.namespace && a.name === b.name)
      assert.equal(link(a).split('/').length, 3)
    }),
  )
})
