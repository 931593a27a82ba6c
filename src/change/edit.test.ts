// Edits: made, patched and taken back, on random objects against a slow interpreter of JSON Patch, and by example.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { JsonObject } from '../base/index.ts'
import { conflictsOf, inverseEdits, isMade, patchOf, withEdits, type Edit } from './edit.ts'
import { inverseChange } from './inverse.ts'
import { patched } from './json-patch.cases.ts'
import { editableObjects, jsonObjects } from './random-object.cases.ts'
import { resolve } from './resolve.ts'

const runs = Number(process.env['SPAREKEY_PROPERTY_RUNS'] ?? 300)

/** Random objects with exact edits that can be made in them. */
const exactEdits = editableObjects.map(({ object, planned }) => {
  const resolution = resolve(object, planned)
  assert.notEqual(resolution.kind, 'conflict', JSON.stringify({ object, planned, resolution }))
  return { object, edits: resolution.kind === 'pending' ? resolution.edits : [] }
})

test('the inverse of the inverse is the change itself', () => {
  fc.assert(
    fc.property(exactEdits, jsonObjects, ({ edits }, object) => {
      assert.deepEqual(inverseEdits(inverseEdits(edits)), edits)
      for (const change of [
        { kind: 'edit', edits } as const,
        { kind: 'create', object } as const,
        { kind: 'delete', object } as const,
      ])
        assert.deepEqual(inverseChange(inverseChange(change)), change)
    }),
    { numRuns: runs },
  )
})

test('edits that are made and taken back leave the object as it was, with what was missing above them', () => {
  fc.assert(
    fc.property(exactEdits, ({ object, edits }) => {
      const made = withEdits(object, edits)
      assert.equal(isMade(made, edits), true)
      assert.deepEqual(conflictsOf(made, inverseEdits(edits)), [])
      assert.deepEqual(withEdits(made, inverseEdits(edits)), object)
    }),
    { numRuns: runs },
  )
})

test('the patch makes just what the edits make, forward and back', () => {
  fc.assert(
    fc.property(exactEdits, ({ object, edits }) => {
      const made = withEdits(object, edits)
      assert.deepEqual(patched(object, patchOf(object, edits)), made)
      assert.deepEqual(patched(made, patchOf(made, inverseEdits(edits))), object)
    }),
    { numRuns: runs },
  )
})

test('the patch is refused where a field that it changes has another value', () => {
  fc.assert(
    fc.property(exactEdits, ({ object, edits }) => {
      for (const edit of edits) {
        if (edit.from === undefined) continue
        const other = withEdits(object, [{ ...edit, to: { another: 'value' } }])
        assert.equal(conflictsOf(other, [edit]).length, 1)
        assert.throws(() => patched(other, patchOf(object, edits)))
      }
    }),
    { numRuns: runs },
  )
})

test('an object is not changed by what is made of it', () => {
  fc.assert(
    fc.property(exactEdits, ({ object, edits }) => {
      const before = structuredClone(object)
      withEdits(object, edits)
      patchOf(object, edits)
      assert.deepEqual(object, before)
    }),
    { numRuns: runs },
  )
})

const template = (pod: JsonObject): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  spec: { template: { spec: pod } },
})
const mounts = '/spec/template/spec/containers/0/volumeMounts'

test('a container that has moved is found by its name', () => {
  const edit: Edit = { path: mounts, items: ['app'], to: [{ name: 'token', mountPath: '/t' }] }
  const moved = template({ containers: [{ name: 'proxy' }, { name: 'app' }] })
  const expected = template({
    containers: [{ name: 'proxy' }, { name: 'app', volumeMounts: [{ name: 'token', mountPath: '/t' }] }],
  })
  assert.deepEqual(conflictsOf(moved, [edit]), [])
  assert.deepEqual(withEdits(moved, [edit]), expected)
  assert.deepEqual(patched(moved, patchOf(moved, [edit])), expected)
  assert.deepEqual(withEdits(expected, inverseEdits([edit])), moved)
})

test('a container that is gone is a conflict, not an edit of its neighbour', () => {
  const edit: Edit = { path: mounts, items: ['app'], to: [] }
  assert.deepEqual(conflictsOf(template({ containers: [{ name: 'proxy' }] }), [edit]), [
    { path: '/spec/template/spec/containers/0', expected: { name: 'app' }, wanted: [] },
  ])
})

test('a value that holds nothing is a conflict where a field should go below it', () => {
  assert.deepEqual(conflictsOf({ metadata: 'text' }, [{ path: '/metadata/labels/x', to: '1' }]), [
    { path: '/metadata', wanted: '1', found: 'text' },
  ])
})

test('a conflict has three sides: what was expected, what is there, and what was to be there', () => {
  assert.deepEqual(conflictsOf({ automountServiceAccountToken: true }, [{ path: '/automountServiceAccountToken', to: false }]), [
    { path: '/automountServiceAccountToken', wanted: false, found: true },
  ])
})

test('what somebody else has put beside a field stays when the field is taken back', () => {
  const edit: Edit = { path: '/metadata/annotations/a', to: '1', parent: '/metadata/annotations' }
  const made = withEdits({ metadata: { name: 'x' } }, [edit])
  assert.deepEqual(made, { metadata: { name: 'x', annotations: { a: '1' } } })
  const since: JsonObject = { metadata: { name: 'x', annotations: { a: '1', b: '2' } } }
  assert.deepEqual(withEdits(since, inverseEdits([edit])), { metadata: { name: 'x', annotations: { b: '2' } } })
})
