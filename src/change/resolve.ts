// An edit as a plan has it, written from the narrow part of an object that an audit reads, and the exact edits that it becomes when it
// is held against the whole object: lists whole, parents that are missing, and both halves of an alias.
import { groupBy, sameJson, type Json, type JsonObject } from '../base/index.ts'
import { groupOf } from '../kube/index.ts'
import { conflictsOf, type Conflict, type Edit } from './edit.ts'
import { pointer, pointerSteps, valueAt } from './pointer.ts'

/** A change of a field, as `Edit` has it. */
export interface FieldEdit {
  readonly path: string
  readonly from?: Json
  readonly to?: Json
}

/**
 * A change of one item of a list, whatever else is in the list: the item is taken out, or put at the end. `at` is where the item was
 * when it was audited; the walk finds it by its value.
 */
export type ItemEdit =
  { readonly path: string; readonly remove: Json; readonly at: number } | { readonly path: string; readonly append: Json }

/** A change as a plan has it. */
export type PlannedEdit = FieldEdit | ItemEdit

/** What became of planned edits that were held against an object. */
export type Resolution =
  | { readonly kind: 'pending'; readonly edits: readonly Edit[] }
  /** Every field is as it is to be: there is nothing to do, and nothing that could be taken back. */
  | { readonly kind: 'alreadySo' }
  | { readonly kind: 'conflict'; readonly conflicts: readonly Conflict[] }

/** @param object - the whole object, as the API server gave it */
export function resolve(object: JsonObject, planned: readonly PlannedEdit[]): Resolution {
  const lists = groupBy(planned, (edit) => (isItemEdit(edit) ? edit.path : undefined))
  const fields = planned.filter((edit): edit is FieldEdit => !isItemEdit(edit))
  const edits = [
    ...withTwins(object, fields),
    ...[...lists].map(([path, items]) => wholeList(object, path, items as readonly ItemEdit[])),
  ]
    .filter(({ path, to }) => !sameJson(valueAt(object, path), to))
    .map((edit) => withParent(object, edit))
  if (edits.length === 0) return { kind: 'alreadySo' }
  const conflicts = conflictsOf(object, edits)
  return conflicts.length > 0 ? { kind: 'conflict', conflicts } : { kind: 'pending', edits }
}

function isItemEdit(edit: PlannedEdit): edit is ItemEdit {
  return 'remove' in edit || 'append' in edit
}

function wholeList(object: JsonObject, path: string, items: readonly ItemEdit[]): FieldEdit {
  const found = valueAt(object, path)
  const before = Array.isArray(found) ? (found as readonly Json[]) : []
  const after = items.reduce<readonly Json[]>((list, item) => {
    if ('remove' in item) return list.filter((one) => !sameJson(one, item.remove))
    return list.some((one) => sameJson(one, item.append)) ? list : [...list, item.append]
  }, before)
  // The API server keeps no empty lists of the kinds that are changed item by item.
  return { path, ...(found === undefined ? {} : { from: found }), ...(after.length === 0 ? {} : { to: after }) }
}

/**
 * Members of pod specifications of which the API server keeps two in step: `serviceAccount` is the deprecated alias of
 * `serviceAccountName`, and whoever clears one of them alone finds it back from the other (core/v1 conversion,
 * Convert_v1_PodSpec_To_core_PodSpec; semantics §1.3, §11).
 */
const twins: Readonly<Record<string, string>> = { serviceAccountName: 'serviceAccount', serviceAccount: 'serviceAccountName' }
const groupsWithTwins: ReadonlySet<string> = new Set(['', 'apps', 'batch'])

function withTwins(object: JsonObject, edits: readonly FieldEdit[]): readonly FieldEdit[] {
  if (typeof object['apiVersion'] !== 'string' || !groupsWithTwins.has(groupOf(object['apiVersion']))) return edits
  return edits.flatMap((edit) => {
    const steps = pointerSteps(edit.path)
    const twin = twins[steps.at(-1) ?? '']
    if (twin === undefined || steps.at(-2) !== 'spec') return [edit]
    const path = pointer(...steps.slice(0, -1), twin)
    if (edits.some((other) => other.path === path)) return [edit]
    const found = valueAt(object, path)
    return [edit, { path, ...(found === undefined ? {} : { from: found }), ...(edit.to === undefined ? {} : { to: edit.to }) }]
  })
}

function withParent(object: JsonObject, edit: FieldEdit): Edit {
  if (edit.from !== undefined) return edit
  const steps = pointerSteps(edit.path)
  const above = steps.slice(0, -1).map((_, i) => pointer(...steps.slice(0, i + 1)))
  const parent = above.find((path) => valueAt(object, path) === undefined)
  return parent === undefined ? edit : { ...edit, parent }
}
