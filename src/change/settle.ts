// Whether a write of which no answer is known was made: told by the object alone. A patch is made whole or not at all, so that all its
// fields stand on one side.
import { covers, sameJson, unreachable, type JsonObject } from '../base/index.ts'
import { isEnding } from './decide.ts'
import type { Edit } from './edit.ts'
import type { ExactChange } from './journal.ts'
import { locate } from './located.ts'
import { valueAt } from './pointer.ts'
import type { LiveObject } from './ports.ts'
import { recreated } from './recreated.ts'

/** What an intent comes to. `unclear`: somebody else has changed the object since, so that it can't be told. */
export type Settlement = 'made' | 'notMade' | 'unclear'

/** The parts of an intent that its object is held against. */
export interface Intent {
  readonly change: ExactChange
  readonly uid?: string
  readonly resourceVersion?: string
}

/** @param live - the object as it is now */
export function settle({ change, uid }: Intent, live: LiveObject | undefined): Settlement {
  const isOther = live !== undefined && uid !== undefined && live.uid !== uid
  switch (change.kind) {
    case 'edit':
      // The object that was to be changed is gone, and whatever was made with it.
      if (live === undefined || isOther) return 'notMade'
      if (change.edits.every((edit) => isAsBefore(live.object, edit))) return 'notMade'
      return hasTaken(live.object, change.edits) ? 'made' : 'unclear'
    case 'create':
      if (live === undefined) return 'notMade'
      return covers(live.object, recreated(change.object)) ? 'made' : 'unclear'
    case 'delete':
      return live === undefined || isOther || isEnding(live) ? 'made' : 'notMade'
    default:
      return unreachable(change)
  }
}

/**
 * Whether the write may still be under way: its object is the very one that was read before it was sent, and a request that was cut
 * off may arrive after a look at it.
 */
export function mayBeLate({ change, resourceVersion }: Intent, live: LiveObject | undefined): boolean {
  return change.kind === 'create' ? live === undefined : live?.resourceVersion === resourceVersion
}

/** Whether an object says all that edits were to make it say, with whatever the API server has added. */
export function hasTaken(object: JsonObject, edits: readonly Edit[]): boolean {
  return edits.every((edit) => {
    const located = locate(object, edit)
    if (located.kind === 'lost') return false
    const found = valueAt(object, located.path)
    return found === undefined || edit.to === undefined ? found === edit.to : covers(found, edit.to)
  })
}

/** The change as the object shows it: with the values that the API server has made of those that were sent. */
export function asMade(change: ExactChange, live: LiveObject | undefined): ExactChange {
  switch (change.kind) {
    case 'delete':
      return change
    case 'create':
      return live === undefined ? change : { kind: 'create', object: live.object }
    case 'edit':
      return live === undefined ? change : { kind: 'edit', edits: change.edits.map((edit) => withFound(live.object, edit)) }
    default:
      return unreachable(change)
  }
}

function withFound(object: JsonObject, edit: Edit): Edit {
  const located = locate(object, edit)
  const found = located.kind === 'lost' ? undefined : valueAt(object, located.path)
  const { to: _, ...rest } = edit
  return found === undefined ? rest : { ...rest, to: found }
}

function isAsBefore(object: JsonObject, edit: Edit): boolean {
  const located = locate(object, edit)
  return located.kind === 'found' && sameJson(valueAt(object, located.path), edit.from)
}
