// A path without the name in it is about the same as the path with it; and the members that queries check are those that are read.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Wanted } from '../../kube/index.ts'
import { auditEvent } from '../audit-event.ts'
import { targetOf } from '../request-target.ts'
import { eventForm, type MemberForm } from './event-form.ts'
import { reducedPath } from './path-forms.ts'

const part = fc.constantFrom(
  '',
  'api',
  'apis',
  'v1',
  'apps',
  'watch',
  'proxy',
  'namespaces',
  'shop',
  'pods',
  'web-1',
  'status',
  'finalize',
  'token',
  'log',
  'ß %',
  '-',
  '?',
  'healthz',
  'metrics',
)
const path = fc.oneof(
  fc.array(part, { maxLength: 12 }).map((parts) => `/${parts.join('/')}`),
  fc
    .tuple(fc.constantFrom('/api/v1/', '/apis/apps/v1/', '//api//v1//'), fc.array(part, { maxLength: 8 }))
    .map(([before, parts]) => before + parts.join('/')),
  fc.string({ maxLength: 20 }),
)
const targetIn = (requestURI: string): unknown => targetOf({ requestURI })

test('what a path is about does not change when the names in it go', () => {
  fc.assert(
    fc.property(path, (some) => {
      const plain = some.replace(/[?#].*$/s, '')
      assert.deepEqual(targetIn(reducedPath(plain)), targetIn(plain), reducedPath(plain))
    }),
    { numRuns: Number(process.env['SPAREKEY_PROPERTY_RUNS'] ?? 5000) },
  )
})

for (const [some, expected] of [
  ['/api/v1/namespaces/shop/secrets/very-secret', '/api/v1/namespaces/shop/secrets/-'],
  ['/api/v1/namespaces/shop/pods/web-1/proxy/a/secret/path', '/api/v1/namespaces/shop/pods/-/proxy'],
  ['/apis/apps/v1/watch/namespaces/shop/deployments/web', '/apis/apps/v1/watch/namespaces/shop/deployments/-'],
  ['/api/v1/nodes/n1/proxy/metrics', '/api/v1/nodes/-/proxy'],
  ['/api/v1/watch/pods', '/api/v1/watch/pods'],
  ['/api/v1/namespaces/shop', '/api/v1/namespaces/shop'],
  ['/eyJhbGciOi', '/-'],
  ['/healthz/etcd', '/healthz/*'],
] as const) {
  test(`of ${some} stays ${expected}`, () => {
    assert.equal(reducedPath(some), expected)
  })
}

test('queries check the members that the reader of files reads, and no others', () => {
  assert.deepEqual(namesIn(eventForm), namesWanted(auditEvent.wanted))
})

function namesIn(form: MemberForm): unknown {
  if (typeof form === 'string') return form === 'texts' ? ['scalar'] : 'scalar'
  return Object.fromEntries(
    Object.entries(form)
      .sort()
      .map(([name, of]) => [name, namesIn(of)]),
  )
}

function namesWanted(wanted: Wanted): unknown {
  switch (wanted.kind) {
    case 'record':
      return Object.fromEntries([...wanted.members].sort().map(([name, of]) => [name, namesWanted(of)]))
    case 'list':
      return [namesWanted(wanted.of)]
    default:
      return wanted.kind
  }
}
