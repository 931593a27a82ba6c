// One edit of one field, with both sides: what was there and what is to be there, where "nothing" is a side of its own. From it come
// the JSON Patch that makes it (RFC 6902, as the API server takes it) and the edit that takes it back.
import { sameJson, type Json, type JsonObject } from '../base/index.ts'
import { memberOf, pointer, pointerSteps, valueAt } from './pointer.ts'

/** Changes the member of an object; a side that is absent means that there is no such member. */
export interface Edit {
  /** A JSON Pointer (RFC 6901) from the object's root. Lists are changed whole; an index may stand only in its middle. */
  readonly path: string
  readonly from?: Json
  readonly to?: Json
  /**
   * The highest object above the field that is there only for its sake, on the side where the field is: it comes with the field,
   * and goes with it where nothing else has been put into it.
   */
  readonly parent?: string
}

/** One operation of a JSON Patch. */
export type PatchOperation =
  | { readonly op: 'test' | 'add' | 'replace'; readonly path: string; readonly value: Json }
  | { readonly op: 'remove'; readonly path: string }

/** A field that is not what an edit expects. */
export interface Conflict {
  readonly path: string
  /** What the edit takes to be there; absent for nothing. */
  readonly expected?: Json
  /** What is there. */
  readonly found?: Json
}

/** The edit that takes another back. */
export function inverseEdit({ path, from, to, parent }: Edit): Edit {
  return {
    path,
    ...(to === undefined ? {} : { from: to }),
    ...(from === undefined ? {} : { to: from }),
    ...(parent === undefined ? {} : { parent }),
  }
}

/** The edits that take others back, the last one first. */
export function inverseEdits(edits: readonly Edit[]): readonly Edit[] {
  return edits.map(inverseEdit).reverse()
}

/** The fields of an object that are not as edits expect them; none where they can be made. */
export function conflictsOf(object: JsonObject, edits: readonly Edit[]): readonly Conflict[] {
  return edits.flatMap(({ path, from }): readonly Conflict[] => {
    const found = valueAt(object, path)
    if (sameJson(found, from)) return []
    return [{ path, ...(from === undefined ? {} : { expected: from }), ...(found === undefined ? {} : { found }) }]
  })
}

/** Whether an object is as it is once edits have been made. */
export function isMade(object: JsonObject, edits: readonly Edit[]): boolean {
  return conflictsOf(object, edits.map(inverseEdit)).length === 0
}

/**
 * The patch that makes edits in an object, and in no other state of it: each field is tested before it is changed.
 *
 * @param object - as the API server gave it; INVARIANT: `conflictsOf` it is empty
 */
export function patchOf(object: JsonObject, edits: readonly Edit[]): readonly PatchOperation[] {
  const operations: PatchOperation[] = []
  let now = object
  for (const edit of edits) {
    const tested: readonly PatchOperation[] = edit.from === undefined ? [] : [{ op: 'test', path: edit.path, value: edit.from }]
    const operation = operationOf(now, edit)
    operations.push(...tested, operation)
    now = withOperation(now, operation)
  }
  return operations
}

/** The object as it is once edits have been made in it; an object of its own. */
export function withEdits(object: JsonObject, edits: readonly Edit[]): JsonObject {
  return edits.reduce((now, edit) => withOperation(now, operationOf(now, edit)), object)
}

function operationOf(object: JsonObject, { path, from, to, parent }: Edit): PatchOperation {
  const steps = pointerSteps(path)
  if (to === undefined) return { op: 'remove', path: emptied(object, steps, parent) }
  if (from !== undefined) return { op: 'replace', path, value: to }
  // Where parents are missing, the highest of them is added with all that is below it.
  let depth = 1
  while (depth < steps.length && valueAt(object, pointer(...steps.slice(0, depth))) !== undefined) depth++
  const value = steps.slice(depth).reduceRight<Json>((inner, step) => ({ [step]: inner }), to)
  return { op: 'add', path: pointer(...steps.slice(0, depth)), value }
}

/** What is to be removed: the field, or the highest of the parents that came with it, if it holds nothing else. */
function emptied(object: JsonObject, steps: readonly string[], parent: string | undefined): string {
  const shallowest = parent === undefined ? steps.length : pointerSteps(parent).length
  let depth = steps.length
  while (depth > shallowest && isSingle(valueAt(object, pointer(...steps.slice(0, depth - 1))))) depth--
  return pointer(...steps.slice(0, depth))
}

function isSingle(value: Json | undefined): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 1
}

function withOperation(object: JsonObject, operation: PatchOperation): JsonObject {
  const to = operation.op === 'remove' ? undefined : operation.value
  return changed(object, pointerSteps(operation.path), to) as JsonObject
}

function changed(value: Json | undefined, [step, ...rest]: readonly string[], to: Json | undefined): Json | undefined {
  if (step === undefined) return to
  const inner = changed(memberOf(value, step), rest, to)
  if (Array.isArray(value))
    return (value as readonly Json[]).map((item, i) => (String(i) === step && inner !== undefined ? inner : item))
  const { [step]: _, ...others } = (value ?? {}) as JsonObject
  return inner === undefined ? others : { ...others, [step]: inner }
}
