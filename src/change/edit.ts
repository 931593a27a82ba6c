// One edit of one field, with both sides: what was there and what is to be there, where "nothing" is a side of its own. From it come
// the JSON Patch that makes it (RFC 6902, as the API server takes it) and the edit that takes it back.
import { sameJson, type Json, type JsonObject } from '../base/index.ts'
import { locate } from './located.ts'
import { memberOf, pointer, pointerSteps, valueAt } from './pointer.ts'

/** Changes the member of an object; a side that is absent means that there is no such member. */
export interface Edit {
  /**
   * A JSON Pointer (RFC 6901) from the object's root. Lists are changed whole; an index may stand only in its middle. INVARIANT: of
   * edits that are made together, no path is the beginning of another.
   */
  readonly path: string
  /** The names of the list items that the path leads through, in order: an item is found by its name where it has moved. */
  readonly items?: readonly string[]
  readonly from?: Json
  readonly to?: Json
  /**
   * The highest object above the field that is there only for its sake, on the side where the field is: it comes with the field,
   * and goes with it where nothing else has been put into it.
   */
  readonly parent?: string
  /** On the side where the field is not, `null` stands in the place of the parent (or of the field, without one). */
  readonly wasNull?: true
}

/** One operation of a JSON Patch. */
export type PatchOperation =
  | { readonly op: 'test' | 'add' | 'replace'; readonly path: string; readonly value: Json }
  | { readonly op: 'remove'; readonly path: string }

/** A field that is not what an edit expects: the three sides of a difference. */
export interface Conflict {
  readonly path: string
  /** What the edit takes to be there (on the way back: what the walk had made); absent for nothing. */
  readonly expected?: Json
  /** What is there. */
  readonly found?: Json
  /** What the edit would put there (on the way back: what was there before). */
  readonly wanted?: Json
}

/** The edit that takes another back. */
export function inverseEdit(edit: Edit): Edit {
  const { from, to, ...place } = edit
  return { ...place, ...(to === undefined ? {} : { from: to }), ...(from === undefined ? {} : { to: from }) }
}

/** The edits that take others back, the last one first. */
export function inverseEdits(edits: readonly Edit[]): readonly Edit[] {
  return edits.map(inverseEdit).reverse()
}

/** The fields of an object that are not as edits expect them; none where they can be made. */
export function conflictsOf(object: JsonObject, edits: readonly Edit[]): readonly Conflict[] {
  return edits.flatMap((edit): readonly Conflict[] => {
    const { from, to } = edit
    const located = locate(object, edit)
    const sides = { ...(from === undefined ? {} : { expected: from }), ...(to === undefined ? {} : { wanted: to }) }
    if (located.kind === 'lost') {
      const { path, found, item } = located
      const expected: Json | undefined = item === undefined ? from : { name: item }
      return [{ path, ...sides, ...(expected === undefined ? {} : { expected }), ...(found === undefined ? {} : { found }) }]
    }
    const found = valueAt(object, located.path)
    return sameJson(found, from) ? [] : [{ path: located.path, ...sides, ...(found === undefined ? {} : { found }) }]
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
  for (const edit of edits.map((each) => inPlace(object, each))) {
    const tested: readonly PatchOperation[] = edit.from === undefined ? [] : [{ op: 'test', path: edit.path, value: edit.from }]
    const operation = operationOf(now, edit)
    if (operation === undefined) continue
    operations.push(...tested, operation)
    now = withOperation(now, operation)
  }
  return operations
}

/** The object as it is once edits have been made in it, whatever its fields say now; an object of its own. */
export function withEdits(object: JsonObject, edits: readonly Edit[]): JsonObject {
  return edits
    .map((edit) => inPlace(object, edit))
    .reduce((now, edit) => {
      const operation = operationOf(now, edit)
      return operation === undefined ? now : withOperation(now, operation)
    }, object)
}

/** The edit with the indices that hold in this object, in its path and its parent's. */
function inPlace(object: JsonObject, edit: Edit): Edit {
  const located = locate(object, edit)
  if (located.kind === 'lost' || located.path === edit.path) return edit
  const { parent, ...rest } = edit
  const above =
    parent === undefined ? {} : { parent: pointer(...pointerSteps(located.path).slice(0, pointerSteps(parent).length)) }
  return { ...rest, path: located.path, ...above }
}

function operationOf(object: JsonObject, edit: Edit): PatchOperation | undefined {
  const { path, to } = edit
  const steps = pointerSteps(path)
  const isThere = valueAt(object, path) !== undefined
  if (to === undefined) return isThere ? removal(object, steps, edit) : undefined
  if (isThere) return { op: 'replace', path, value: to }
  // Where parents are missing, the highest of them is added with all that is below it.
  let depth = 1
  while (depth < steps.length && valueAt(object, pointer(...steps.slice(0, depth))) !== undefined) depth++
  const value = steps.slice(depth).reduceRight<Json>((inner, step) => ({ [step]: inner }), to)
  return { op: 'add', path: pointer(...steps.slice(0, depth)), value }
}

/** Removes the field, or the highest of the parents that came with it, if it holds nothing else. */
function removal(object: JsonObject, steps: readonly string[], { parent, wasNull }: Edit): PatchOperation {
  const shallowest = parent === undefined ? steps.length : pointerSteps(parent).length
  let depth = steps.length
  while (depth > shallowest && isSingle(valueAt(object, pointer(...steps.slice(0, depth - 1))))) depth--
  const path = pointer(...steps.slice(0, depth))
  return wasNull === true && depth === shallowest ? { op: 'replace', path, value: null } : { op: 'remove', path }
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
  if (inner !== undefined) return { ...(value as JsonObject | null | undefined), [step]: inner }
  const { [step]: _, ...others } = (value ?? {}) as JsonObject
  return others
}
