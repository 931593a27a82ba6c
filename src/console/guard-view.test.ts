import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AuditReport } from '../verdict/index.ts'
import { guardView } from './guard-view.ts'

const policies = { bound: 1, unbound: 0, onPods: [], onTokenRequests: [] }
const object = { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicy', name: 'tokens.sparekey.dev' }
const guard = { settings: [], objects: [{ object, state: 'changed', drift: ['it warns'] }] } as const

const cases: readonly (readonly [says: string, admission: AuditReport['admission'], seen: unknown])[] = [
  ['a guard among the policies of a snapshot is told as the audit tells it', { ...policies, guard }, guard.objects],
  ['policies without a guard are a guard that is not installed', policies, []],
  ['policies that were not read say nothing of a guard', undefined, null],
]
for (const [says, admission, seen] of cases) {
  test(says, () => {
    assert.deepEqual(guardView([], { kind: 'notLive' }, admission).seen, seen)
  })
}
