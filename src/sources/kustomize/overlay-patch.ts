// Edits as a patch in a kustomization: for objects whose file is not ours to edit. It is a strategic merge, which says only the fields
// that change, and names the object as its own file names it.
import type { Json, JsonObject } from '../../base/index.ts'
import { pointerSteps, type PlannedEdit } from '../../change/index.ts'
import type { BuiltObject } from './built-object.ts'
import { mergeKeysOf, type MergeKeys } from './merge-keys.ts'
import { isObject } from './plain-values.ts'

/** A patch to put into a kustomization, or why there is none. */
export type OverlayPatch =
  { readonly kind: 'patch'; readonly patch: JsonObject } | { readonly kind: 'none'; readonly reason: string }

/** @param edits - of the object as it is built */
export function overlayPatch({ value, original }: BuiltObject, edits: readonly PlannedEdit[]): OverlayPatch {
  const { apiVersion = null, kind = null } = value
  const keys = mergeKeysOf(apiVersion)
  let patch: JsonObject = { apiVersion, kind, metadata: { ...original } }
  for (const edit of edits) {
    const steps = pointerSteps(edit.path)
    const field = steps.at(-1) ?? ''
    const change = changeOf(edit, keys(field))
    if (change === undefined) return { kind: 'none', reason: `a patch cannot say the change of \`${steps.join('.')}\`` }
    const next = put(patch, steps, change, value, keys)
    if (next === undefined) return { kind: 'none', reason: `a patch cannot name the item of \`${steps.join('.')}\`` }
    patch = next as JsonObject
  }
  return { kind: 'patch', patch }
}

function changeOf(edit: PlannedEdit, key: string | undefined): Json | undefined {
  if ('append' in edit) return key === undefined || !isObject(edit.append) ? undefined : [edit.append]
  if ('remove' in edit) {
    const name = key === undefined || !isObject(edit.remove) ? undefined : edit.remove[key]
    return key === undefined || name === undefined ? undefined : [{ [key]: name, $patch: 'delete' }]
  }
  if (edit.to === undefined) return null
  // What the list holds besides is not known here.
  return Array.isArray(edit.to) && edit.from !== undefined ? undefined : edit.to
}

/** Puts a change at the end of a path; items of lists are named by their merge key, which the object tells. */
function put(
  patch: Json | undefined,
  [step, ...rest]: readonly string[],
  change: Json,
  object: Json | undefined,
  keys: MergeKeys,
): Json | undefined {
  if (step === undefined)
    return Array.isArray(patch) && Array.isArray(change)
      ? [...(patch as readonly Json[]), ...(change as readonly Json[])]
      : change
  const there = isObject(patch) ? patch : {}
  const value = isObject(object) ? object[step] : undefined
  const [index, ...below] = rest
  if (!Array.isArray(value) || index === undefined) {
    const inner = put(there[step], rest, change, value, keys)
    return inner === undefined ? undefined : { ...there, [step]: inner }
  }
  const key = keys(step)
  const item = (value as readonly Json[])[Number(index)]
  const name = key === undefined || !isObject(item) ? undefined : item[key]
  if (key === undefined || name === undefined) return undefined
  const items = Array.isArray(there[step]) ? (there[step] as readonly Json[]) : []
  const before = items.find((one) => isObject(one) && one[key] === name)
  const inner = put(before ?? { [key]: name }, below, change, item, keys)
  if (inner === undefined) return undefined
  return { ...there, [step]: before === undefined ? [...items, inner] : items.map((one) => (one === before ? inner : one)) }
}
