// A need that is stated in the form, as a difference of the files that were read: made as `fix` makes its edits, and written nowhere.
import { pointer, type PlannedEdit } from '../../change/index.ts'
import type { NeedInSource } from '../../console/index.ts'
import { refKey, type ObjectRef } from '../../kube/index.ts'
import { fileDiff } from '../../report/index.ts'
import { readWorlds } from '../../sources/worlds/index.ts'
import { editSources } from '../cli/fix.ts'
import type { Io } from '../cli/io.ts'

/** A statement about an object: its annotations, and what they say so far. */
export interface StatedNeed {
  readonly object: ObjectRef
  readonly annotations: readonly (readonly [key: string, value: string])[]
  readonly before: Readonly<Record<string, string | undefined>>
}

/**
 * @param files - as `-f` names them
 * @throws SparekeyError where the files cannot be read any more
 */
export async function needInSource(
  files: readonly string[],
  namespace: string | undefined,
  io: Io,
  { object, annotations, before }: StatedNeed,
): Promise<NeedInSource> {
  const edits = annotations
    .filter(([key, value]) => before[key] !== value)
    .map(([key, value]): PlannedEdit => {
      const from = before[key]
      return { path: pointer('metadata', 'annotations', key), ...(from === undefined ? {} : { from }), to: value }
    })
  const read = await readWorlds(files, { stdin: io.stdin, ...(namespace === undefined ? {} : { namespace }) })
  // One folder may be of several kustomizations: the object is stated about in each.
  const worlds = read.worlds.filter(({ objects }) => objects.some((one) => refKey(one.object.ref) === refKey(object)))
  const made = editSources(
    worlds.map((world, i) => ({ id: `${i}`, key: `${i}`, object, edits, reason: 'somebody needs it', requires: [], world })),
    read,
  )
  const [refusal] = made.refused
  if (refusal !== undefined) return { kind: 'refused', reason: `${refusal.where}: ${refusal.message}; ${refusal.remedy}` }
  if (made.files.length === 0) return { kind: 'refused', reason: 'the files say it already' }
  return { kind: 'diff', diff: made.files.map((file) => fileDiff({ ...file, after: file.text })).join('') }
}
