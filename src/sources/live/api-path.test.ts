// Paths of the API: made of parts that can't lead elsewhere, and never the one by which tokens are minted.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pathOf, refuseTokenRequest, type ApiPlace } from './api-path.ts'

const paths: readonly (readonly [ApiPlace, string])[] = [
  [{ apiVersion: 'v1', resource: 'namespaces', name: 'shop' }, '/api/v1/namespaces/shop'],
  [{ apiVersion: 'v1', resource: 'serviceaccounts', namespace: 'shop' }, '/api/v1/namespaces/shop/serviceaccounts'],
  [
    { apiVersion: 'apps/v1', resource: 'deployments', namespace: 'shop', name: 'web' },
    '/apis/apps/v1/namespaces/shop/deployments/web',
  ],
  [
    { apiVersion: 'rbac.authorization.k8s.io/v1', resource: 'clusterroles', name: 'system:node' },
    '/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode',
  ],
]

for (const [place, path] of paths) test(`${path} is made of its parts`, () => assert.equal(pathOf(place), path))

const account: ApiPlace = { apiVersion: 'v1', resource: 'serviceaccounts', namespace: 'shop', name: 'web' }

for (const odd of [
  { name: 'web/token' },
  { name: 'web%2Ftoken' },
  { name: '..' },
  { name: '' },
  { name: 'web?x=' },
  { name: 'web#' },
  { resource: 'serviceaccounts/web/token' },
  { namespace: 'shop/serviceaccounts' },
  { namespace: '.' },
  { apiVersion: 'v1/namespaces/shop' },
  { apiVersion: 'apps/v1/x' },
])
  test(`${JSON.stringify(odd)} is no part of a path`, () =>
    assert.throws(() => pathOf({ ...account, ...odd }), { code: 'USAGE', message: /can't be part of a path of the API/ }))

for (const path of [
  '/api/v1/namespaces/shop/serviceaccounts/web/token',
  '/api/v1/namespaces/shop/serviceaccounts/web/token/',
  '/api/v1/namespaces/shop/serviceaccounts/web%2Ftoken',
  '/api/v1/namespaces/shop/serviceaccounts%2fweb%2ftoken',
  '/api/v1/namespaces/shop/serviceaccounts/web/x/../token',
  '/api/v1/namespaces/shop//serviceaccounts//web//token',
  '/api/v1/namespaces/shop/serviceaccounts/web/%74oken',
  '/k8s/clusters/c-1/api/v1/namespaces/shop/serviceaccounts/web/token',
])
  test(`${path} is never asked for`, () => assert.throws(() => refuseTokenRequest(path), TypeError))

for (const path of [
  '/api/v1/namespaces/shop/serviceaccounts/token',
  '/api/v1/namespaces/shop/serviceaccounts/web',
  '/api/v1/namespaces/token/serviceaccounts',
  '/api/v1/namespaces/serviceaccounts/pods/token',
])
  test(`${path} is a path like others`, () => assert.doesNotThrow(() => refuseTokenRequest(path)))
