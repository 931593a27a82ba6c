// The JSON Patch (RFC 6902) of planned edits, for an object that is not at hand: every side is tested, absence too, and what has to be
// looked up first is told.
import { sameJson } from '../../base/index.ts'
import { pointer, pointerSteps, type FieldEdit, type PatchOperation, type PlannedEdit } from '../../change/index.ts'

/** A patch in parts. */
export interface PatchParts {
  /** Objects above the fields that may be missing, the highest first: `{}` is put there then. */
  readonly parents: readonly string[]
  /** Lists that are changed item by item: `[]` is put there where one is missing, and what is there is tested. */
  readonly lists: readonly string[]
  readonly operations: readonly PatchOperation[]
}

/** The parts of the patch that makes edits. */
export function patchParts(edits: readonly PlannedEdit[]): PatchParts {
  const fields = edits.filter(isFieldEdit).flatMap((edit) => [edit, ...twinOf(edit, edits)])
  const items = edits.filter((edit) => !isFieldEdit(edit))
  return {
    parents: [
      ...new Set(fields.flatMap((edit) => (edit.from === undefined && edit.to !== undefined ? uncertainParents(edit.path) : []))),
    ],
    lists: [...new Set(items.map(({ path }) => path))],
    operations: [...fields.flatMap(fieldOperations), ...itemOperations(edits)],
  }
}

/** Whether an edit is one of a field, not of an item of a list. */
export function isFieldEdit(edit: PlannedEdit): edit is FieldEdit {
  return !('remove' in edit || 'append' in edit)
}

/** The change of a field the other way round. */
export function inverseField({ path, from, to }: FieldEdit): FieldEdit {
  return { path, ...(to === undefined ? {} : { from: to }), ...(from === undefined ? {} : { to: from }) }
}

/**
 * The API server gives both `serviceAccountName` and its deprecated alias `serviceAccount`, and whoever removes one of them finds it back
 * from the other (core/v1 conversion, Convert_v1_PodSpec_To_core_PodSpec).
 */
function twinOf(edit: FieldEdit, edits: readonly PlannedEdit[]): readonly FieldEdit[] {
  const path = edit.path.replace(/(?<=\/spec\/serviceAccount)Name$/, '')
  return path === edit.path || edits.some((other) => other.path === path) ? [] : [{ ...edit, path }]
}

// A test for `null` holds of a member that is absent: so the API server's patches take it (gopkg.in/evanphx/json-patch.v4, Patch.test).
function fieldOperations({ path, from, to }: FieldEdit): readonly PatchOperation[] {
  const tested: PatchOperation = { op: 'test', path, value: from ?? null }
  if (sameJson(from, to)) return [tested]
  if (to === undefined) return [tested, { op: 'remove', path }]
  return [tested, { op: from === undefined ? 'add' : 'replace', path, value: to }]
}

/** What goes is taken out from the end, so that the places before it stay what they are. */
function itemOperations(edits: readonly PlannedEdit[]): readonly PatchOperation[] {
  const removals = edits.flatMap((edit) => ('remove' in edit ? [edit] : [])).sort((a, b) => b.at - a.at)
  return [
    ...removals.flatMap(({ path, remove, at }): readonly PatchOperation[] => [
      { op: 'test', path: `${path}/${at}`, value: remove },
      { op: 'remove', path: `${path}/${at}` },
    ]),
    ...edits.flatMap((edit): readonly PatchOperation[] =>
      'append' in edit ? [{ op: 'add', path: `${edit.path}/-`, value: edit.append }] : [],
    ),
  ]
}

/** Members that every object has which has what is above them. */
const certain: ReadonlySet<string> = new Set(['metadata', 'spec', 'template', 'jobTemplate', 'containers', 'initContainers'])

/** The objects above a field that may be missing: a test for the field's absence fails without them. */
export function uncertainParents(path: string): readonly string[] {
  const above = pointerSteps(path).slice(0, -1)
  const known = above.findIndex((step) => !certain.has(step) && !/^\d+$/.test(step))
  return known < 0 ? [] : above.slice(known).map((_, i) => pointer(...above.slice(0, known + i + 1)))
}
