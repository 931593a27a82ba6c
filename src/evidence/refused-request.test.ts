// Which events tell that somebody was refused, and whom they name.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeEvent, type AuditEvent } from './audit-event.ts'
import { refusedIn, type RefusedEvent } from './refused-request.ts'

const account = { username: 'system:serviceaccount:shop:web' }
const event = (more: object): AuditEvent => {
  const decoded = decodeEvent({
    auditID: 'a',
    stage: 'ResponseComplete',
    verb: 'get',
    requestURI: '/api/v1/namespaces/shop/configmaps/x',
    requestReceivedTimestamp: '2026-11-26T01:00:00.000000Z',
    user: account,
    ...more,
  })
  assert.ok(!('problem' in decoded), JSON.stringify(decoded))
  return decoded
}
const forbidden = { responseStatus: { code: 403 }, annotations: { 'authorization.k8s.io/decision': 'forbid' } }

const cases: readonly (readonly [says: string, event: object, who: RefusedEvent['who'] | undefined])[] = [
  ['an account that is forbidden something', forbidden, { kind: 'account', account: 'shop/web' }],
  ['a person', { ...forbidden, user: { username: 'alice' } }, { kind: 'user', name: 'alice' }],
  [
    'somebody in the name of an account',
    { ...forbidden, user: { username: 'alice' }, impersonatedUser: account },
    { kind: 'account', account: 'shop/web' },
  ],
  ['an account that is allowed', { responseStatus: { code: 200 } }, undefined],
  [
    'an admission plugin that says no',
    { responseStatus: { code: 403 }, annotations: { 'authorization.k8s.io/decision': 'allow' } },
    undefined,
  ],
  ['nobody', { user: {}, responseStatus: { code: 401 } }, { kind: 'nobody' }],
  [
    'a token of a Secret, where the API server says it',
    {
      user: {},
      responseStatus: { code: 401 },
      annotations: { 'authentication.k8s.io/legacy-token-invalidated': 'old/shop' },
    },
    { kind: 'secret', secret: 'shop/old' },
  ],
  ['nobody, who is let pass', { user: {}, responseStatus: { code: 200 } }, undefined],
]
for (const [says, more, who] of cases)
  test(`${says}: ${who?.kind ?? 'nobody is refused'}`, () => {
    const refused = refusedIn(event(more))
    assert.deepEqual(refused?.who, who)
    if (refused !== undefined && refused.verb !== 'impersonate')
      assert.deepEqual([refused.verb, refused.resource, refused.namespace], ['get', 'configmaps', 'shop'])
  })

test('who may not act in the name of another is refused before anything is decided of the request', () => {
  const refused = refusedIn(event({ user: { username: 'alice' }, responseStatus: { code: 403 } }))
  assert.deepEqual([refused?.who, refused?.verb, refused?.resource], [{ kind: 'user', name: 'alice' }, 'impersonate', ''])
})
