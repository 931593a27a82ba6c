// Decoding untrusted values: wrong types are told with their field, nothing throws, and what must not be read is wanted nowhere.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { accountNameOf, decodeObject, findWorkloadKind, workloadKinds, wantedOfObjects, type Wanted } from './index.ts'

const runs = Number(process.env['SPAREKEY_PROPERTY_RUNS'] ?? 2000)
const kinds = ['Pod', 'ServiceAccount', 'Secret', 'PersistentVolume', 'PersistentVolumeClaim'].map((kind) => ({
  apiVersion: 'v1',
  kind,
}))
const rbac = ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'].map((kind) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind,
}))
const storage = ['CSIDriver', 'StorageClass'].map((kind) => ({ apiVersion: 'storage.k8s.io/v1', kind }))
const workloads = workloadKinds.map((row) => ({ apiVersion: row.group === '' ? 'v1' : `${row.group}/v1`, kind: row.kind }))
const all = [...kinds, ...rbac, ...storage, ...workloads]

/** Every path that is wanted, with a value of the right shape around a hole. */
function paths(wanted: Wanted, before: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (wanted.kind === 'record')
    return [
      before,
      ...[...wanted.members].flatMap(([key, inner]) => paths(inner, [...before, key])),
      ...(wanted.also === undefined ? [] : paths(wanted.also.of, [...before, `x${wanted.also.infix}y`])),
    ]
  if (wanted.kind === 'list') return [before, ...paths(wanted.of, [...before, 0])]
  if (wanted.kind === 'map') return [before, ...paths(wanted.of, [...before, `${wanted.prefix}x"}`])]
  return [before]
}

function put(path: readonly (string | number)[], value: unknown): unknown {
  return path.reduceRight<unknown>((inner, step) => (typeof step === 'number' ? [inner] : { [step]: inner }), value)
}

function merge(a: unknown, b: unknown): unknown {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) || Array.isArray(b)) return b
  return Object.fromEntries(
    [...new Set([...Object.keys(a), ...Object.keys(b)])].map((key) => [
      key,
      key in a && key in b ? merge(a[key as never], b[key as never]) : (b[key as never] ?? a[key as never]),
    ]),
  )
}

test('a wrong type in any field that is read is refused with that field, or the field is another kind’s; nothing throws', () => {
  let refused = 0
  for (const path of paths(wantedOfObjects).filter((p) => p.length > 1)) {
    for (const wrong of [7.5, 'text', true, [[]], { a: {} }]) {
      for (const head of all) {
        const value = merge({ ...head, metadata: { name: 'x' }, spec: {} }, put(path, wrong))
        const decoded = decodeObject(value)
        if (decoded.kind !== 'refused') continue
        refused++
        for (const problem of decoded.problems) assert.match(problem.message, /^expected .+, found .+/)
      }
    }
  }
  assert.ok(refused > 5000, `only ${refused} refused`)
})

test('any JSON at all is read, refused or passed over, never thrown at', () => {
  fc.assert(
    fc.property(fc.constantFrom(...all), fc.jsonValue(), fc.jsonValue(), (head, metadata, spec) => {
      decodeObject({ ...head, metadata, spec })
      decodeObject(spec)
    }),
    { numRuns: runs, seed: 20261124 },
  )
})

test('Secret data, environment values and applied configurations are wanted nowhere', () => {
  const keys = new Set(paths(wantedOfObjects).flatMap((path) => path.map(String)))
  for (const key of ['data', 'stringData', 'value', 'kubectl.kubernetes.io/last-applied-configuration', 'args', 'command'])
    assert.ok(!keys.has(key), key)
})

test('every kind of workload has its template found where the table says', () => {
  for (const row of workloadKinds) {
    for (const place of row.places) {
      const path = place.path.map((step) => (step === '[]' ? 0 : step === '*' ? 'Worker' : step))
      const pod = {
        serviceAccountName: 'app',
        volumes: [{ name: 'v', serviceAccount: { serviceAccountName: 'app' } }],
        containers: [{ name: 'c' }],
      }
      const inner = place.form === 'template' ? { spec: pod } : place.form === 'account' ? { serviceAccountName: 'app' } : pod
      const value = merge(
        { apiVersion: `${row.group}/v1`.replace(/^\//, ''), kind: row.kind, metadata: { name: 'x' } },
        put(path, inner),
      )
      const decoded = decodeObject(value)
      assert.ok(decoded.kind === 'object' && decoded.object.is === 'workload', `${row.kind}: ${JSON.stringify(decoded)}`)
      assert.equal(findWorkloadKind(row.group, row.kind), row)
      assert.deepEqual(
        decoded.object.templates.map((placed) => accountNameOf(placed.template.spec)),
        ['app'],
        `${row.group} ${row.kind}`,
      )
    }
  }
})

test('the deprecated alias counts only where serviceAccountName is empty', () => {
  assert.equal(accountNameOf({}), 'default')
  assert.equal(accountNameOf({ serviceAccount: 'old' }), 'old')
  assert.equal(accountNameOf({ serviceAccountName: '', serviceAccount: 'old' }), 'old')
  assert.equal(accountNameOf({ serviceAccountName: 'new', serviceAccount: 'old' }), 'new')
})

test('a built-in kind without a template is refused, as by the API server; a custom one may do without', () => {
  const told = (apiVersion: string, kind: string) => decodeObject({ apiVersion, kind, metadata: { name: 'x' }, spec: {} })
  const decoded = told('batch/v1', 'CronJob')
  assert.ok(decoded.kind === 'refused')
  assert.deepEqual(decoded.problems, [{ field: 'spec.jobTemplate.spec.template', message: 'expected a value, found nothing' }])
  assert.equal(told('argoproj.io/v1alpha1', 'Rollout').kind, 'object')
})
