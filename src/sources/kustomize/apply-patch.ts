// Applies a patch to a value as kustomize does: a strategic merge, or the operations of a JSON Patch. Only fields that an audit reads
// matter here, so that what a patch does to others may go wrong without harm.
import type { Json, JsonObject } from '../../base/index.ts'
import { pointerSteps } from '../../change/index.ts'
import type { MergeKeys } from './merge-keys.ts'
import { isObject } from './plain-values.ts'

/** @returns `undefined` where the patch takes the object out */
export function strategicMerge(value: JsonObject, patch: JsonObject, keys: MergeKeys): JsonObject | undefined {
  const { $patch: directive, ...fields } = patch
  if (directive === 'delete') return undefined
  if (directive === 'replace') return fields
  const merged: Record<string, Json | undefined> = { ...value }
  for (const [key, change] of Object.entries(fields)) {
    const before = merged[key]
    if (change === null || change === undefined) Reflect.deleteProperty(merged, key)
    else if (isObject(change)) merged[key] = strategicMerge(isObject(before) ? before : {}, change, keys)
    else merged[key] = Array.isArray(change) ? mergedList(key, before, change as readonly Json[], keys) : change
  }
  return merged
}

function mergedList(field: string, before: Json | undefined, changes: readonly Json[], keys: MergeKeys): Json {
  const key = keys(field)
  if (key === undefined || changes.some((change) => isObject(change) && change['$patch'] === 'replace'))
    return changes.filter((change) => !isObject(change) || change['$patch'] === undefined)
  let list: readonly Json[] = Array.isArray(before) ? (before as readonly Json[]) : []
  for (const change of changes) {
    if (!isObject(change)) continue
    const at = list.findIndex((item) => isObject(item) && item[key] === change[key])
    const item = list[at]
    if (!isObject(item)) {
      if (change['$patch'] !== 'delete') list = [...list, change]
      continue
    }
    const merged = strategicMerge(item, change, keys)
    list = merged === undefined ? list.filter((one) => one !== item) : list.map((one) => (one === item ? merged : one))
  }
  return list
}

/** @param operations - of RFC 6902 */
export function jsonPatch(value: JsonObject, operations: readonly Json[]): JsonObject {
  return operations.reduce<JsonObject>((now, operation) => {
    if (!isObject(operation) || typeof operation['path'] !== 'string') return now
    const steps = pointerSteps(operation['path'])
    const { op } = operation
    if (op === 'remove') return changed(now, steps, undefined, false) as JsonObject
    if (op === 'add' || op === 'replace') return changed(now, steps, operation['value'], op === 'add') as JsonObject
    return now
  }, value)
}

function changed(
  value: Json | undefined,
  [step, ...rest]: readonly string[],
  to: Json | undefined,
  insert: boolean,
): Json | undefined {
  if (step === undefined) return to
  if (Array.isArray(value)) {
    const list = value as readonly Json[]
    const at = step === '-' ? list.length : Number(step)
    if (rest.length > 0) return list.map((item, i) => (i === at ? (changed(item, rest, to, insert) ?? item) : item))
    if (to === undefined) return list.filter((_, i) => i !== at)
    return insert ? [...list.slice(0, at), to, ...list.slice(at)] : list.map((item, i) => (i === at ? to : item))
  }
  if (!isObject(value)) return value
  const inner = rest.length === 0 ? to : changed(value[step], rest, to, insert)
  const { [step]: _, ...others } = value
  return inner === undefined ? others : { ...others, [step]: inner }
}
