// Fields that a step takes to be as they are without changing them, as the name of a container that is found by its place: held as edits
// that change nothing, so that a patch tests them and a diff shows them.
import { pointerSteps, type Change, type FieldEdit, type PlannedEdit, type Step } from '../../change/index.ts'

/** What must be true of the step's object before, and is not said by its own change. */
export function heldFields({ before, change }: Step): readonly FieldEdit[] {
  const said = new Set(saidBy(change))
  return before.flatMap((condition): readonly FieldEdit[] => {
    if (condition.kind !== 'field' || said.has(condition.path)) return []
    const { path, value } = condition
    return [value === undefined ? { path } : { path, from: value, to: value }]
  })
}

/** The edits of a step, behind what names the items of lists that they go into. */
export function namedEdits(step: Step): readonly PlannedEdit[] {
  if (step.change.kind !== 'edit') return []
  return [...heldFields(step).filter(({ path, to }) => to !== undefined && isInList(path)), ...step.change.edits]
}

/** Whether a path leads through the item of a list, which has no other name than its place. */
export function isInList(path: string): boolean {
  return pointerSteps(path).some((step) => /^\d+$/.test(step))
}

function saidBy(change: Change): readonly string[] {
  switch (change.kind) {
    case 'edit':
      return change.edits.map(({ path }) => path)
    case 'delete':
      return change.expect.map(({ path }) => path)
    case 'create':
      return []
  }
}
