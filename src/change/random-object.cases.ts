// Random objects as the API server keeps them, and random edits of them: nested maps, lists of named items, `null`, odd member names.
import fc from 'fast-check'
import type { Json, JsonObject } from '../base/index.ts'
import { pointer, pointerSteps, valueAt } from './pointer.ts'
import type { FieldEdit } from './resolve.ts'

const member = fc.constantFrom('a', 'b', 'c', 'metadata', 'spec', 'x/y', 'm~n', '0', '', '__proto__')

const { value } = fc.letrec<{ value: Json; object: JsonObject; items: readonly Json[] }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'value' },
    fc.constantFrom<Json>(null, true, false, 0, 1, 'text', '', [], {}),
    tie('object'),
    tie('items'),
  ),
  object: fc.dictionary(member, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  items: fc
    .uniqueArray(fc.constantFrom('app', 'proxy', 'init'), { maxLength: 3 })
    .chain((names) => fc.tuple(...names.map((name) => tie('object').map((object) => ({ ...object, name }))))),
}))

/** Any JSON value. */
export const jsonValues: fc.Arbitrary<Json> = value

/** Any JSON object. */
export const jsonObjects: fc.Arbitrary<JsonObject> = fc.dictionary(member, value, { maxKeys: 5, noNullPrototype: true })

/** An object, and edits of it that hold now: of members that are there, of some that are not, and of some whose parents are not. */
export const editableObjects: fc.Arbitrary<{ readonly object: JsonObject; readonly planned: readonly FieldEdit[] }> =
  jsonObjects.chain((object) => {
    const below = fc.constantFrom(...containersOf(object, []))
    const path = fc.tuple(below, fc.array(member, { minLength: 1, maxLength: 3 })).map(([at, steps]) => pointer(...at, ...steps))
    const to = fc.option(
      value.filter((one) => one !== null),
      { nil: undefined },
    )
    return fc.array(fc.tuple(path, to), { maxLength: 5 }).map((changes) => ({
      object,
      planned: separate(changes.map(([at]) => at))
        .filter((at) => hasRoom(object, at))
        .map((at): FieldEdit => {
          const from = valueAt(object, at)
          const [, wanted] = changes.find(([other]) => other === at) ?? []
          return { path: at, ...(from === undefined ? {} : { from }), ...(wanted === undefined ? {} : { to: wanted }) }
        }),
    }))
  })

/** The paths of all objects in an object. */
function containersOf(value: Json | undefined, path: readonly string[]): readonly (readonly string[])[] {
  if (value === null || typeof value !== 'object') return []
  const inner = Object.entries(value).flatMap(([step, one]) => containersOf(one as Json, [...path, step]))
  return Array.isArray(value) ? inner : [path, ...inner]
}

/** Those of which none is the beginning of another. */
function separate(paths: readonly string[]): readonly string[] {
  return [...new Set(paths)].filter((path, i, all) => !all.some((other, j) => i !== j && `${path}/`.startsWith(`${other}/`)))
}

/** Whether nothing on the way is a value that holds nothing, and every index on it is that of an item. */
function hasRoom(object: JsonObject, path: string): boolean {
  const steps = pointerSteps(path)
  return steps.slice(0, -1).every((_, i) => {
    const above = valueAt(object, pointer(...steps.slice(0, i + 1)))
    if (Array.isArray(above))
      return i + 2 < steps.length && /^\d$/.test(steps[i + 1] ?? '') && Number(steps[i + 1]) < above.length
    return above === undefined || typeof above === 'object'
  })
}
