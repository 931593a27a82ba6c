// What to write for a step, forward or back, in an object as it is now; or that nothing is to be written, or nothing may be.
import { covers, sameJson, unreachable, type Json, type JsonObject } from '../base/index.ts'
import { formatName, type ObjectRef } from '../kube/index.ts'
import { conflictsOf, inverseEdits, patchOf, type Conflict, type Edit } from './edit.ts'
import type { ExactChange } from './journal.ts'
import { locate } from './located.ts'
import { pointer, valueAt } from './pointer.ts'
import type { LiveObject, Write } from './ports.ts'
import { recreated } from './recreated.ts'
import { resolve } from './resolve.ts'
import type { SettledState } from './run-state.ts'
import type { ExpectedField, Step } from './step.ts'

/** What is to be done. */
export type Decision =
  | { readonly kind: 'write'; readonly write: Write; readonly change: ExactChange }
  | { readonly kind: 'alreadySo' }
  | {
      readonly kind: 'refused'
      readonly why: 'missing' | 'replaced' | 'changed'
      readonly message: string
      readonly conflicts: readonly Conflict[]
    }

/** @param uid - that the object must have; absent for any */
export function decideForward(step: Step, uid: string | undefined, live: LiveObject | undefined): Decision {
  const { object: ref, change } = step
  switch (change.kind) {
    case 'edit': {
      if (live === undefined) return missing(ref)
      if (uid !== undefined && live.uid !== uid) return replaced(ref)
      const resolution = resolve(live.object, change.edits)
      if (resolution.kind === 'alreadySo') return { kind: 'alreadySo' }
      if (resolution.kind === 'conflict') return changed(ref, resolution.conflicts)
      const unmet = unmetFields(live.object, ownFields(step))
      return unmet.length > 0 ? changed(ref, unmet) : patching(ref, live, resolution.edits)
    }
    case 'create':
      if (live === undefined) return creating(ref, change.object)
      return covers(live.object, recreated(change.object)) ? { kind: 'alreadySo' } : taken(ref)
    case 'delete': {
      if (live === undefined || isEnding(live)) return { kind: 'alreadySo' }
      if (uid !== undefined && live.uid !== uid) return replaced(ref)
      const unmet = unmetFields(live.object, [...change.expect, ...ownFields(step)])
      return unmet.length > 0 ? changed(ref, unmet) : deleting(ref, live)
    }
    default:
      return unreachable(change)
  }
}

/**
 * The way back from what was made. Where a field is as it was before already, nothing of it is written.
 *
 * @param force - fields that somebody else has changed since are overwritten
 */
export function decideBack(
  ref: ObjectRef,
  made: Extract<SettledState, { readonly kind: 'made' }>,
  live: LiveObject | undefined,
  force: boolean,
): Decision {
  const { change } = made
  switch (change.kind) {
    case 'edit': {
      if (live === undefined) return force ? { kind: 'alreadySo' } : missing(ref)
      if (made.uid !== undefined && live.uid !== made.uid && !force) return replaced(ref)
      const edits = inverseEdits(change.edits).filter((edit) => !isDone(live.object, edit))
      if (edits.length === 0) return { kind: 'alreadySo' }
      const conflicts = conflictsOf(live.object, edits)
      if (conflicts.length === 0) return patching(ref, live, edits)
      return force ? overwriting(ref, live, edits) : changed(ref, conflicts)
    }
    case 'create': {
      // Another object of this name is somebody else's: what was made is gone.
      if (live === undefined || isEnding(live) || (made.uid !== undefined && live.uid !== made.uid)) return { kind: 'alreadySo' }
      const conflicts = differences(change.object, live.object)
      return conflicts.length > 0 && !force ? changed(ref, conflicts) : deleting(ref, live)
    }
    case 'delete':
      if (ref.kind === 'Secret')
        return { ...missing(ref), message: `a deleted ${named(ref)} is not put back: its body was never read` }
      if (live === undefined) return creating(ref, recreated(change.object))
      if (isEnding(live)) return { ...taken(ref), message: `${named(ref)} is still being deleted: take it back once it is gone` }
      return covers(live.object, recreated(change.object)) ? { kind: 'alreadySo' } : taken(ref)
    default:
      return unreachable(change)
  }
}

/** Whether the API server has begun to delete it. */
export function isEnding({ object }: LiveObject): boolean {
  return valueAt(object, '/metadata/deletionTimestamp') !== undefined
}

function patching(ref: ObjectRef, live: LiveObject, edits: readonly Edit[]): Decision {
  const { uid, resourceVersion } = live
  const write: Write = { kind: 'patch', ref, uid, resourceVersion, patch: patchOf(live.object, edits) }
  return { kind: 'write', write, change: { kind: 'edit', edits } }
}

/** From whatever the fields say now. A list item that is gone stays gone, with all that was changed in it. */
function overwriting(ref: ObjectRef, live: LiveObject, edits: readonly Edit[]): Decision {
  const forced = edits.flatMap((edit): readonly Edit[] => {
    const located = locate(live.object, edit)
    if (located.kind === 'lost') return []
    const found = valueAt(live.object, located.path)
    const { from: _, ...rest } = edit
    return [{ ...rest, ...(found === undefined ? {} : { from: found }) }]
  })
  return forced.length === 0 ? { kind: 'alreadySo' } : patching(ref, live, forced)
}

function creating(ref: ObjectRef, object: JsonObject): Decision {
  return { kind: 'write', write: { kind: 'create', ref, object }, change: { kind: 'create', object } }
}

function deleting(ref: ObjectRef, live: LiveObject): Decision {
  const { uid, resourceVersion, object } = live
  return { kind: 'write', write: { kind: 'delete', ref, uid, resourceVersion }, change: { kind: 'delete', object } }
}

function isDone(object: JsonObject, { path, items, to }: Edit): boolean {
  const located = locate(object, { path, ...(items === undefined ? {} : { items }) })
  return located.kind === 'found' && sameJson(valueAt(object, located.path), to)
}

/** What the step's own conditions say of its object before it is taken. */
function ownFields(step: Step): readonly ExpectedField[] {
  return step.before.flatMap((condition) => (condition.kind === 'field' ? [condition] : []))
}

function unmetFields(object: JsonObject, fields: readonly ExpectedField[]): readonly Conflict[] {
  return fields.flatMap(({ path, value }): readonly Conflict[] => {
    const found = valueAt(object, path)
    const isMet = value === undefined || found === undefined ? value === found : covers(found, value)
    return isMet ? [] : [{ path, ...sides('expected', value), ...sides('found', found) }]
  })
}

/** Where an object is no longer as it was made: its own members, and the labels and annotations that it was made with. */
function differences(made: JsonObject, found: JsonObject): readonly Conflict[] {
  const own = [...new Set([...Object.keys(made), ...Object.keys(found)])]
    .filter((member) => member !== 'metadata' && member !== 'status')
    .map((member) => ({ path: `/${member}`, expected: made[member], now: found[member] }))
  const marks = ['labels', 'annotations'].flatMap((map) => {
    const before = (valueAt(made, `/metadata/${map}`) ?? {}) as JsonObject
    const now = (valueAt(found, `/metadata/${map}`) ?? {}) as JsonObject
    return Object.keys(before).map((key) => ({ path: pointer('metadata', map, key), expected: before[key], now: now[key] }))
  })
  return [...own, ...marks]
    .filter(({ expected, now }) => !sameJson(expected, now))
    .map(({ path, expected, now }) => ({ path, ...sides('expected', expected), ...sides('found', now) }))
}

function sides<K extends string>(side: K, value: Json | undefined): { readonly [key in K]?: Json } {
  return (value === undefined ? {} : { [side]: value }) as { readonly [key in K]?: Json }
}

function named(ref: ObjectRef): string {
  return `${ref.kind} \`${formatName(ref)}\``
}

type Refused = Extract<Decision, { readonly kind: 'refused' }>

function missing(ref: ObjectRef): Refused {
  return { kind: 'refused', why: 'missing', message: `${named(ref)} is not there any more`, conflicts: [] }
}

function replaced(ref: ObjectRef): Refused {
  return { kind: 'refused', why: 'replaced', message: `${named(ref)} is another object of the same name now`, conflicts: [] }
}

function taken(ref: ObjectRef): Refused {
  return { kind: 'refused', why: 'replaced', message: `somebody has made another ${named(ref)}`, conflicts: [] }
}

function changed(ref: ObjectRef, conflicts: readonly Conflict[]): Refused {
  const fields = conflicts.map(({ path }) => `\`${path}\``).join(', ')
  return { kind: 'refused', why: 'changed', message: `somebody has changed ${named(ref)} since: ${fields}`, conflicts }
}
