// Which grants stand together in a row, and in which order rows stand.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accessRows, holderRows } from './rows.ts'
import { adminGrants, chainGrant, editGrants, grant, onePayments } from './sample.cases.ts'

test('all routes of one subject to one target are one row, with the worst severity and the most there is', () => {
  const [row, ...more] = accessRows(editGrants)
  assert.deepEqual(more, [])
  assert.equal(row?.routes.length, 14)
  assert.equal(row.severity, 'high')
  assert.equal(row.existing, 12)
  assert.equal(row.direct, true)
})

test('the worst come first, and the platform last however bad', () => {
  const rows = accessRows([
    grant({ platform: true, severity: 'critical', subject: { kind: 'User', name: 'p' } }),
    grant({ severity: 'low' }),
    ...adminGrants,
  ])
  assert.deepEqual(
    rows.map((row) => [row.severity, row.platform]),
    [
      ['critical', false],
      ['low', false],
      ['critical', true],
    ],
  )
})

test('a chain is a row of its own, with the bindings of all its steps', () => {
  const rows = accessRows([chainGrant, grant({ subject: chainGrant.subject })])
  assert.deepEqual(
    rows.map((row) => row.chain?.length),
    [3, undefined],
  )
  assert.equal(rows[0]?.via.length, 3)
})

test('two chains to one target by different steps are two rows', () => {
  const [first, ...rest] = chainGrant.chain ?? []
  assert.ok(first !== undefined)
  const other = { ...chainGrant, chain: [{ ...first, route: 'exec-in-pod' }, ...rest], route: 'exec-in-pod' }
  assert.equal(accessRows([chainGrant, other]).length, 2)
})

test('what is had through a group does not mix with what is had without', () => {
  const bob = { kind: 'User', name: 'bob' } as const
  assert.equal(accessRows([grant({ subject: bob }), grant({ subject: bob, memberOf: 'devs' })]).length, 2)
})

test('a name that looks like another with its group is another', () => {
  const rows = accessRows([
    grant({ subject: { kind: 'User', name: 'bob (in group devs)' } }),
    grant({ subject: { kind: 'User', name: 'bob' }, memberOf: 'devs' }),
  ])
  assert.equal(holderRows(rows).length, 2)
})

test('a row needs something besides only where all of its routes do', () => {
  const needs = grant({ route: 'sign-certificate', besides: 'a key' })
  assert.equal(accessRows([needs])[0]?.besides, 'a key')
  assert.equal(accessRows([needs, grant()])[0]?.besides, undefined)
})

test('every grant is in one row, and every row in one holder', () => {
  const rows = accessRows(onePayments.grants)
  assert.equal(rows.flatMap((row) => row.grants).length, onePayments.grants.length)
  assert.equal(holderRows(rows).flatMap((holder) => holder.rows).length, rows.length)
})
