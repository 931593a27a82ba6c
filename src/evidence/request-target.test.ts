// What a path is about, where an event has no objectRef: as the API server's RequestInfo has it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { targetOf } from './request-target.ts'

const cases: readonly (readonly [uri: string, expected: string])[] = [
  ['/api/v1/pods?limit=5', '|pods||'],
  ['/api/v1/namespaces/shop/pods', '|pods||shop'],
  ['/api/v1/namespaces/shop/pods/web-1/log?follow=true', '|pods|log|shop'],
  ['/api/v1/namespaces/shop', '|namespaces||shop'],
  ['/api/v1/namespaces/shop/finalize', '|namespaces|finalize|shop'],
  ['/api/v1/namespaces', '|namespaces||'],
  ['/api/v1/nodes/n1/proxy/metrics', '|nodes|proxy|'],
  ['/apis/apps/v1/namespaces/shop/deployments/web/scale', 'apps|deployments|scale|shop'],
  ['/apis/apps/v1/watch/namespaces/shop/deployments', 'apps|deployments||shop'],
  ['/apis/rbac.authorization.k8s.io/v1/clusterroles/view', 'rbac.authorization.k8s.io|clusterroles||'],
  ['/apis/apps/v1', '|/apis/*||'],
  ['/api', '|/api||'],
  ['/', '|/||'],
  ['/metrics/cadvisor', '|/metrics/*||'],
  ['/readyz?verbose', '|/readyz||'],
  ['/whatever/a/client/likes', '|/?||'],
  ['', '|/?||'],
]

for (const [uri, expected] of cases) {
  test(`\`${uri}\` is about ${expected}`, () => {
    const { group, resource, subresource, namespace } = targetOf({ requestURI: uri })
    assert.equal(`${group}|${resource}|${subresource}|${namespace}`, expected)
  })
}

test('an objectRef goes before the path', () => {
  const objectRef = { resource: 'secrets', apiGroup: '', subresource: '', namespace: 'shop', name: 'x' }
  assert.equal(targetOf({ requestURI: '/version', objectRef }).resource, 'secrets')
})
