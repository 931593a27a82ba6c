// Drift as an audit tells it: the guard decodes to what is rendered, field for field, and whatever is changed of it is told.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Json, JsonObject } from '../base/index.ts'
import { decodeObject, refKey, type AdmissionObject } from '../kube/index.ts'
import { guardReport, isInstalled } from './guard-report.ts'
import { guardOptions } from './options.ts'
import { refOf } from './plan-guard.ts'
import type { GuardObject } from './policy.ts'
import { guardObjects, renderGuard } from './render.ts'

const rendered = [30, 34, 36].flatMap((minor) =>
  (['index', 'account'] as const).map((exceptions) =>
    renderGuard(guardOptions(minor, { exceptions, caps: { audiences: ['vault'], maxSeconds: 3600, boundOnly: true } })),
  ),
)

function decoded(object: unknown): AdmissionObject {
  const found = decodeObject(object)
  assert.ok(found.kind === 'object' && found.object.is === 'admission', JSON.stringify(found))
  return found.object
}

test('as it is rendered, it is as it was installed', () => {
  for (const guard of rendered) {
    const admission = guardObjects(guard).map(decoded)
    assert.ok(isInstalled(admission, guard))
    const { objects } = guardReport(admission, guard, [])
    assert.equal(objects.length, admission.length)
    assert.deepEqual(
      objects.filter(({ state }) => state !== 'asInstalled'),
      [],
    )
  }
})

test('any part of any spec that is taken away or changed is told, and so is an object that is gone', () => {
  let tried = 0
  for (const guard of rendered) {
    const all = guardObjects(guard)
    const told = (instead: GuardObject, changed: GuardObject | undefined): string => {
      const admission = all.flatMap((one) =>
        one === instead ? (changed === undefined ? [] : [decoded(changed)]) : [decoded(one)],
      )
      const { objects } = guardReport(admission, guard, [])
      const odd = objects.filter(({ state }) => state !== 'asInstalled')
      assert.deepEqual(
        odd.map(({ object }) => refKey(object)),
        [refKey(refOf(instead))],
      )
      return `${odd[0]?.state}`
    }
    for (const one of all) {
      assert.equal(told(one, undefined), 'missing')
      for (const spec of changesOf(one['spec'] as JsonObject)) {
        assert.equal(told(one, { ...one, spec }), 'changed', JSON.stringify(spec))
        tried++
      }
    }
  }
  assert.ok(tried > 2000, String(tried))
})

test('what nobody installed is not called missing', () => {
  const [guard = assert.fail()] = rendered
  const other = decoded({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: 'other' },
    spec: {},
  })
  assert.ok(!isInstalled([other], guard))
  // One that is left is enough, even where somebody took its label off.
  const [first = assert.fail()] = guardObjects(guard)
  assert.ok(isInstalled([other, decoded({ ...first, metadata: { name: first.metadata.name } })], guard))
})

/** The value with one leaf changed, or one member or item taken away, or with rules that let something out. */
function changesOf(value: Json): readonly Json[] {
  if (typeof value === 'string') return [`${value}x`]
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) {
    const items = value as readonly Json[]
    return items.flatMap((item, i) => [items.toSpliced(i, 1), ...changesOf(item).map((other) => items.with(i, other))])
  }
  const record = value as JsonObject
  const wider = 'resourceRules' in record ? [{ ...record, excludeResourceRules: record['resourceRules'] ?? [] }] : []
  const inside = Object.entries(record).flatMap(([key, below]) => {
    const { [key]: _, ...rest } = record
    return [rest, ...changesOf(below as Json).map((other) => ({ ...record, [key]: other }))]
  })
  return [...wider, ...inside]
}
