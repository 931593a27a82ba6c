// Planned edits held against whole objects: aliases, lists with what an audit does not read, parents that are missing, and conflicts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Json, JsonObject } from '../base/index.ts'
import { inverseEdits, withEdits, type Edit } from './edit.ts'
import { resolve, type PlannedEdit } from './resolve.ts'

const deployment = (pod: JsonObject, metadata: JsonObject = {}): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { namespace: 'shop', name: 'web' },
  spec: { replicas: 2, template: { metadata, spec: pod } },
})
const pod = '/spec/template/spec'

/** @throws where the edits can't be made */
function resolved(object: JsonObject, planned: readonly PlannedEdit[]): readonly Edit[] {
  const resolution = resolve(object, planned)
  if (resolution.kind !== 'pending') throw new assert.AssertionError({ message: JSON.stringify(resolution) })
  return resolution.edits
}

/** What the API server's conversion makes of a pod specification of which one half of the alias was changed. */
function defaulted(spec: JsonObject): JsonObject {
  const name = spec['serviceAccountName'] ?? spec['serviceAccount']
  return name === undefined ? spec : { ...spec, serviceAccountName: name, serviceAccount: name }
}

test('T31: backout after adding serviceAccountName clears both fields; absent automount is restored as absent', () => {
  const before = deployment({ containers: [{ name: 'app' }] })
  const edits = resolved(before, [
    { path: `${pod}/serviceAccountName`, to: 'web' },
    { path: `${pod}/automountServiceAccountToken`, to: false },
  ])
  const made = withEdits(before, edits)
  const expected = {
    containers: [{ name: 'app' }],
    serviceAccountName: 'web',
    serviceAccount: 'web',
    automountServiceAccountToken: false,
  }
  assert.deepEqual(made, deployment(expected))
  assert.deepEqual(defaulted(expected), expected)
  const back = withEdits(made, inverseEdits(edits))
  assert.deepEqual(back, before)
  const spec = (back['spec'] as JsonObject)['template'] as JsonObject
  assert.deepEqual(defaulted(spec['spec'] as JsonObject), spec['spec'])
})

test('T31: a specification that had the deprecated half alone gets just that back', () => {
  const before = deployment({ serviceAccount: 'old', serviceAccountName: 'old' })
  const edits = resolved(before, [{ path: `${pod}/serviceAccountName`, from: 'old', to: 'new' }])
  assert.deepEqual(withEdits(before, edits), deployment({ serviceAccount: 'new', serviceAccountName: 'new' }))
  assert.deepEqual(withEdits(withEdits(before, edits), inverseEdits(edits)), before)
})

for (const state of [undefined, false, true]) {
  test(`automountServiceAccountToken: ${String(state)} comes back as it was`, () => {
    const account: JsonObject = {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      ...(state === undefined ? {} : { automountServiceAccountToken: state }),
    }
    const to = state !== false
    const sides = state === undefined ? {} : { from: state }
    const edits = resolved(account, [{ path: '/automountServiceAccountToken', ...sides, to: !to }])
    assert.deepEqual(withEdits(withEdits(account, edits), inverseEdits(edits)), account)
  })
}

test('an account of another kind of workload has no alias', () => {
  const rollout: JsonObject = { ...deployment({}), apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' }
  assert.deepEqual(resolved(rollout, [{ path: `${pod}/serviceAccountName`, to: 'web' }]), [
    { path: `${pod}/serviceAccountName`, to: 'web' },
  ])
})

test('the first annotation brings its map, and takes it away again', () => {
  const before = deployment({})
  const edits = resolved(before, [{ path: '/spec/template/metadata/annotations/sparekey.dev~1renewed-at', to: 'now' }])
  assert.equal(edits[0]?.parent, '/spec/template/metadata/annotations')
  assert.deepEqual(withEdits(before, edits), deployment({}, { annotations: { 'sparekey.dev/renewed-at': 'now' } }))
  assert.deepEqual(withEdits(withEdits(before, edits), inverseEdits(edits)), before)
})

test('null in the place of a map comes back as null', () => {
  const before = deployment({}, { annotations: null })
  const edits = resolved(before, [{ path: '/spec/template/metadata/annotations/a', to: '1' }])
  assert.deepEqual(withEdits(before, edits), deployment({}, { annotations: { a: '1' } }))
  assert.deepEqual(withEdits(withEdits(before, edits), inverseEdits(edits)), before)
})

const volumes: readonly Json[] = [
  { name: 'data', emptyDir: {} },
  { name: 'key', secret: { secretName: 'web-token', defaultMode: 420 } },
]
const volume: PlannedEdit = { path: `${pod}/volumes`, remove: { name: 'key', secret: { secretName: 'web-token' } }, at: 0 }

test('an item is taken out by what the audit read of it, wherever it stands, and comes back with all that it said', () => {
  const before = deployment({ volumes })
  const edits = resolved(before, [volume])
  assert.deepEqual(edits, [{ path: `${pod}/volumes`, from: volumes, to: [volumes[0]] }])
  assert.deepEqual(withEdits(withEdits(before, edits), inverseEdits(edits)), before)
})

test('a list that loses its last item goes, as the API server keeps no empty list', () => {
  const before = deployment({ volumes: [volumes[1] ?? null] })
  assert.deepEqual(withEdits(before, resolved(before, [volume])), deployment({}))
})

test('an item that is gone, or there already, is nothing to do', () => {
  const appended: PlannedEdit = { path: `${pod}/volumes`, append: { name: 'data' } }
  assert.equal(resolve(deployment({ volumes: [volumes[0] ?? null] }), [volume, appended]).kind, 'alreadySo')
  assert.equal(resolve(deployment({}), [volume]).kind, 'alreadySo')
  assert.equal(resolve(deployment({ volumes: [] }), [volume]).kind, 'alreadySo')
})

test('equal items all go; of several that could be meant, the one in its place, and none if there is none', () => {
  const subjects = (...names: readonly string[]): Json => names.map((name) => ({ kind: 'User', name, apiGroup: 'g' }))
  const binding = (list: Json): JsonObject => ({ kind: 'RoleBinding', subjects: list })
  const planned = (at: number): PlannedEdit => ({ path: '/subjects', remove: { kind: 'User' }, at })
  assert.equal(resolved(binding(subjects('a', 'a')), [planned(7)])[0]?.to, undefined)
  assert.deepEqual(resolved(binding(subjects('a', 'b')), [planned(1)])[0]?.to, subjects('a'))
  assert.equal(resolve(binding(subjects('a', 'b')), [planned(7)]).kind, 'conflict')
})

test('a list item that has moved since is found by its name, and one without a name by its place', () => {
  const planned: PlannedEdit = {
    path: `${pod}/containers/0/volumeMounts`,
    items: ['app'],
    append: { name: 'token', mountPath: '/t' },
  }
  const moved = deployment({ containers: [{ name: 'proxy' }, { name: 'app' }] })
  const edits = resolved(moved, [planned])
  assert.deepEqual(edits, [
    { path: `${pod}/containers/1/volumeMounts`, items: ['app'], to: [{ name: 'token', mountPath: '/t' }] },
  ])
  assert.equal(resolve(deployment({ containers: [{ name: 'proxy' }] }), [planned]).kind, 'conflict')
})

test('a field that says already what it is to say is nothing to do, with the defaults of the API server too', () => {
  assert.equal(
    resolve(deployment({ automountServiceAccountToken: false }), [{ path: `${pod}/automountServiceAccountToken`, to: false }])
      .kind,
    'alreadySo',
  )
  const edit: PlannedEdit = { path: `${pod}/securityContext`, to: { runAsUser: 1 } }
  assert.equal(resolve(deployment({ securityContext: { runAsUser: 1, fsGroup: 2 } }), [edit]).kind, 'alreadySo')
})

test('a field that somebody else has set is a conflict with three sides', () => {
  const object = deployment({ automountServiceAccountToken: true })
  assert.deepEqual(resolve(object, [{ path: `${pod}/automountServiceAccountToken`, to: false }]), {
    kind: 'conflict',
    conflicts: [{ path: `${pod}/automountServiceAccountToken`, wanted: false, found: true }],
  })
})

test('a text where a list should be is a conflict', () => {
  assert.equal(resolve({ subjects: 'all' }, [{ path: '/subjects', append: { name: 'x' } }]).kind, 'conflict')
})
