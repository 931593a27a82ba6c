// What of a plan becomes edits of files, and what waits for what.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ObjectRef } from '../kube/index.ts'
import type { AuditReport } from '../verdict/index.ts'
import { heldBack, inSource } from './index.ts'
import type { PlannedEdit } from './resolve.ts'
import type { Change, Plan, RemedyId, Step } from './step.ts'

const ref = (kind: string, name: string): ObjectRef => ({
  apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1',
  kind,
  namespace: 'shop',
  name,
})
const web = ref('Deployment', 'web')
const idle = ref('Deployment', 'idle')
const account = ref('ServiceAccount', 'web')
const edit = (...edits: readonly PlannedEdit[]): Change => ({ kind: 'edit', edits })
const path = '/spec/template/spec/automountServiceAccountToken'
const on = edit({ path, to: true })
const off = edit({ path, from: true, to: false })
const accountOff = edit({ path: '/automountServiceAccountToken', to: false })

function step(id: string, remedy: RemedyId, object: ObjectRef, change: Change, requires: readonly string[] = []): Step {
  return {
    id,
    remedy,
    object,
    change,
    requires,
    reason: `for ${id}`,
    removes: [],
    alsoRemoves: [],
    effect: { when: 'rollout' },
    risk: { level: 'low', why: '' },
    before: [],
    after: [],
    group: 'g',
  }
}

const report = {
  workloads: [
    { ...web, serviceAccount: 'shop/web' },
    { ...idle, serviceAccount: 'shop/web' },
  ],
} as unknown as AuditReport

const plan = (steps: readonly Step[], more: Partial<Plan> = {}): Plan => ({
  apiVersion: 'sparekey.dev/v1',
  kind: 'Plan',
  generatedAt: '2026-11-24T00:00:00Z',
  source: { kind: 'manifests', description: '', apiAudiences: [], assumptions: [], rolesKnown: false },
  steps,
  sourcePatches: [],
  left: [],
  gaps: [],
  ...more,
})

test('edits are taken over, in order; an account waits for opt-ins, not for what only takes away', () => {
  const { edits, left } = inSource(
    plan([step('a', 'opt-in', web, on), step('b', 'template-off', idle, off), step('c', 'account-off', account, accountOff)]),
    report,
  )
  assert.deepEqual(left, [])
  assert.deepEqual(
    edits.map(({ id, requires }) => [id, requires]),
    [
      ['a', []],
      ['b', []],
      ['c', ['a']],
    ],
  )
})

test('source patches are edits alike, and an account waits for the opt-ins among them', () => {
  const patch = (object: ObjectRef, change: Change) => ({
    object,
    by: 'Helm release shop/web',
    where: 'its values',
    edits: change.kind === 'edit' ? change.edits : [],
    reason: 'r',
  })
  const { edits } = inSource(plan([], { sourcePatches: [patch(account, accountOff), patch(web, on)] }), report)
  assert.deepEqual(edits[0]?.requires, [edits[1]?.id])
  assert.notEqual(edits[0].id, edits[1]?.id)
})

test('what is no edit of a file is left, with all that requires it; renewed pods are not worth a word', () => {
  const secret = ref('Secret', 'token')
  const role = ref('Role', 'narrow')
  const { edits, left } = inSource(
    plan([
      step('new', 'narrow-role-created', role, { kind: 'create', object: {} }),
      step('renew', 'pods-renewed', web, on),
      step('secret', 'legacy-invalidated', secret, edit({ path: '/metadata/labels/x', to: 'y' })),
      step('gone', 'dangling-removed', ref('RoleBinding', 'b'), { kind: 'delete', expect: [] }),
      step('after', 'binding-replaced', ref('RoleBinding', 'c'), edit({ path: '/subjects', append: {} }), ['new']),
    ]),
    report,
  )
  assert.deepEqual(edits, [])
  assert.deepEqual(
    left.map(({ object }) => object.name),
    ['narrow', 'token', 'b', 'c'],
  )
})

test('what is refused holds back all that requires it, however far', () => {
  const edits = [
    ['a', []],
    ['b', ['a']],
    ['c', ['b']],
    ['d', []],
  ].map(([id, requires]) => ({ id: id as string, requires: requires as string[], object: web, edits: [], reason: '' }))
  assert.deepEqual([...heldBack(edits.toReversed(), new Set(['a']))].sort(), ['a', 'b', 'c'])
  assert.equal(heldBack(edits, new Set()).size, 0)
})
