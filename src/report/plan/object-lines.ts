// The diff of one object, for pages that show a step or an edit by itself: the same lines as in `plan -o diff`.
import { pointerOfField, type Step } from '../../change/index.ts'
import type { ObjectRef } from '../../kube/index.ts'
import { diffPath } from './diff.ts'
import { editSides, sidesOf } from './partial-document.ts'
import { diffLines } from './unified-diff.ts'

/** The diff of a step's object. */
export function stepLines(step: Step): readonly string[] {
  return diffLines({ path: diffPath(step.object), ...sidesOf(step) })
}

/**
 * The diff of setting one field; none where neither side of it is known.
 *
 * @param to - `null`: the field goes
 * @param from - `null`: it is not set
 */
export function editLines(
  object: ObjectRef,
  field: string,
  to: boolean | null,
  from: boolean | string | null,
): readonly string[] {
  const edit = { path: pointerOfField(field), ...(from === null ? {} : { from }), ...(to === null ? {} : { to }) }
  return diffLines({ path: diffPath(object), ...editSides(object, [edit]) })
}
