// Where an edit's field stands in an object as it is now. A path may lead through lists (`…/containers/1/volumeMounts`), and lists
// move: an item is told by its name, not by its place.
import type { Json, JsonObject } from '../base/index.ts'
import { memberOf, pointer, pointerSteps, valueAt } from './pointer.ts'

/** A field, by its path and the names of the list items that the path leads through. */
export interface Place {
  readonly path: string
  readonly items?: readonly string[]
}

/** What became of a look for a place. */
export type Located =
  | { readonly kind: 'found'; readonly path: string }
  /** The object has no room for it: an item is gone, or a value stands where an object should. */
  | { readonly kind: 'lost'; readonly path: string; readonly found?: Json; readonly item?: string }

/** The place in this object, with the indices that hold for it. */
export function locate(object: JsonObject, { path, items }: Place): Located {
  const steps = pointerSteps(path)
  const walked: string[] = []
  let value: Json | undefined = object
  let passed = 0
  for (const [i, step] of steps.entries()) {
    const here = pointer(...walked)
    const isLast = i === steps.length - 1
    if (isList(value)) {
      // A list is changed whole: an index is never the end of a path.
      const item = isLast ? undefined : itemOf(value, step, items?.[passed])
      if (item === undefined) return { kind: 'lost', path: pointer(...walked, step), ...itemName(items?.[passed]) }
      passed++
      walked.push(item)
      value = memberOf(value, item)
      continue
    }
    if (value !== undefined && value !== null && typeof value !== 'object') return { kind: 'lost', path: here, found: value }
    walked.push(step)
    value = memberOf(value, step)
  }
  return { kind: 'found', path: pointer(...walked) }
}

/** The names of the list items that a path leads through; `''` for one without a name, which is told by its place. */
export function itemsOn(object: JsonObject, path: string): readonly string[] {
  const steps = pointerSteps(path)
  return steps.slice(0, -1).flatMap((step, i): readonly string[] => {
    const list = valueAt(object, pointer(...steps.slice(0, i)))
    return isList(list) ? [nameOf(memberOf(list, step)) ?? ''] : []
  })
}

function itemOf(list: readonly Json[], step: string, name: string | undefined): string | undefined {
  const item = memberOf(list, step)
  if (name === undefined || name === '') return item === undefined ? undefined : step
  if (nameOf(item) === name) return step
  const place = list.findIndex((one) => nameOf(one) === name)
  return place < 0 ? undefined : String(place)
}

function nameOf(item: Json | undefined): string | undefined {
  const name = memberOf(item, 'name')
  return typeof name === 'string' ? name : undefined
}

function itemName(name: string | undefined): { readonly item?: string } {
  return name === undefined || name === '' ? {} : { item: name }
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}
