// An edit as a plan has it, written from the narrow part of an object that an audit reads, and the exact edits that it becomes when it
// is held against the whole object: lists whole, parents that are missing, and both halves of an alias.
import { covers, groupBy, sameJson, type Json, type JsonObject } from '../base/index.ts'
import { groupOf } from '../kube/index.ts'
import { conflictsOf, type Conflict, type Edit } from './edit.ts'
import { itemsOn, locate } from './located.ts'
import { pointer, pointerSteps, valueAt } from './pointer.ts'

/** A change of a field, as `Edit` has it. */
export interface FieldEdit {
  readonly path: string
  /** As `Edit` has it: without it, an index in the path is taken as it is. */
  readonly items?: readonly string[]
  readonly from?: Json
  readonly to?: Json
}

/**
 * A change of one item of a list, whatever else is in the list: the item is taken out, or put at the end. `at` is where the item was
 * when it was audited; the walk finds it by its value, of which an audit reads only a part.
 */
export type ItemEdit =
  | { readonly path: string; readonly items?: readonly string[]; readonly remove: Json; readonly at: number }
  | { readonly path: string; readonly items?: readonly string[]; readonly append: Json }

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
  const unclear: Conflict[] = []
  const edits = [
    ...withTwins(object, fields),
    ...[...lists.values()].flatMap((items) => {
      const whole = wholeList(object, items as readonly ItemEdit[])
      if (whole.kind === 'edit') return [whole.edit]
      unclear.push(whole.conflict)
      return []
    }),
  ].filter((edit) => !isSo(object, edit))
  const conflicts = [...unclear, ...conflictsOf(object, edits)]
  if (conflicts.length > 0) return { kind: 'conflict', conflicts }
  if (edits.length === 0) return { kind: 'alreadySo' }
  return { kind: 'pending', edits: edits.map((edit) => exact(object, edit)) }
}

function isItemEdit(edit: PlannedEdit): edit is ItemEdit {
  return 'remove' in edit || 'append' in edit
}

/** Whether the field says already what it is to say; the API server may have added defaults to it. */
function isSo(object: JsonObject, edit: FieldEdit): boolean {
  const located = locate(object, edit)
  if (located.kind === 'lost') return false
  const found = valueAt(object, located.path)
  if (found === undefined || edit.to === undefined) return found === edit.to
  return sameJson(found, edit.to) || (!sameJson(found, edit.from) && covers(found, edit.to))
}

type WholeList = { readonly kind: 'edit'; readonly edit: FieldEdit } | { readonly kind: 'conflict'; readonly conflict: Conflict }

/** @param items - changes of one list; at least one */
function wholeList(object: JsonObject, items: readonly ItemEdit[]): WholeList {
  const [first] = items
  if (first === undefined) throw new RangeError('a change of a list needs an item')
  const place = { path: first.path, ...(first.items === undefined ? {} : { items: first.items }) }
  const located = locate(object, place)
  const found = located.kind === 'found' ? valueAt(object, located.path) : undefined
  if (found !== undefined && !Array.isArray(found))
    return { kind: 'conflict', conflict: { path: first.path, expected: [], found } }
  const before = (found ?? []) as readonly Json[]
  const gone = new Set<number>()
  for (const item of items) {
    if (!('remove' in item)) continue
    const places = placesOf(before, item)
    if (places === undefined) {
      return { kind: 'conflict', conflict: { path: first.path, expected: item.remove, found: before } }
    }
    for (const at of places) gone.add(at)
  }
  const after = items.reduce<readonly Json[]>(
    (list, item) => ('append' in item && !list.some((one) => covers(one, item.append)) ? [...list, item.append] : list),
    before.filter((_, at) => !gone.has(at)),
  )
  // The API server keeps no empty lists of the kinds that are changed item by item.
  const sides = { ...(found === undefined ? {} : { from: found }), ...(after.length === 0 ? {} : { to: after }) }
  return { kind: 'edit', edit: { ...place, ...(gone.size === 0 && sameJson(after, before) ? keep(found) : sides) } }
}

/** A list that is not to change: the sides of an edit that is no change, whether the list is empty or not there. */
function keep(found: Json | undefined): { readonly from?: Json; readonly to?: Json } {
  return found === undefined ? {} : { from: found, to: found }
}

/** Where the item is; nowhere if it is gone already, `undefined` if several could be meant. */
function placesOf(list: readonly Json[], item: { readonly remove: Json; readonly at: number }): readonly number[] | undefined {
  const places = list.flatMap((one, at) => (covers(one, item.remove) ? [at] : []))
  const [first] = places
  if (first === undefined || places.every((at) => sameJson(list[at], list[first]))) return places
  return places.includes(item.at) ? [item.at] : undefined
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

/** With the place that it has in this object, the names on its way, and what is missing above it. INVARIANT: it can be made. */
function exact(object: JsonObject, edit: FieldEdit): Edit {
  const located = locate(object, edit)
  const path = located.kind === 'found' ? located.path : edit.path
  const items = itemsOn(object, path)
  const { from, to } = edit
  const sides = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
  return { path, ...(items.length === 0 ? {} : { items }), ...sides, ...(from === undefined ? missingAbove(object, path) : {}) }
}

function missingAbove(object: JsonObject, path: string): { readonly parent?: string; readonly wasNull?: true } {
  const steps = pointerSteps(path)
  const depth = steps.findIndex((_, i) => valueAt(object, pointer(...steps.slice(0, i + 1))) === undefined) + 1
  const holder = valueAt(object, pointer(...steps.slice(0, depth - 1)))
  const wasNull = isNullMember(holder, steps[depth - 1] ?? '')
  return {
    ...(depth < steps.length ? { parent: pointer(...steps.slice(0, depth)) } : {}),
    ...(wasNull ? { wasNull: true } : {}),
  }
}

function isNullMember(holder: Json | undefined, step: string): boolean {
  if (typeof holder !== 'object' || holder === null || Array.isArray(holder)) return false
  return Object.hasOwn(holder, step) && (holder as JsonObject)[step] === null
}
