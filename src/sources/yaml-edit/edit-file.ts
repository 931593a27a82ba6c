// Edits objects of one file, each found by its place, and leaves all other documents of it as they are to the byte.
import type { JsonObject } from '../../base/index.ts'
import type { PlannedEdit } from '../../change/index.ts'
import { breaksIn, locationAt, splitDocuments, type Chunk } from '../yaml/index.ts'
import type { ChangedLines } from './changed-lines.ts'
import { editDocument, type EditedDocument } from './edit-document.ts'

/** What is to be changed in an object of a file. */
export interface FileChange {
  /** Where the object begins, from 1, as readers of manifests tell it; or which document of the file it is, from 0. */
  readonly place: { readonly line: number; readonly column: number } | { readonly document: number }
  /** Tells the object that was meant from any other that may stand there by now. */
  readonly is: (value: JsonObject) => boolean
  readonly edits: readonly PlannedEdit[]
}

/** What became of one change. */
export type ChangeOutcome =
  /** `unchanged`: the file says so already. */
  | { readonly kind: 'edited' | 'unchanged' }
  | {
      readonly kind: 'refused'
      readonly line: number
      /** Why, without a full stop. */
      readonly message: string
      /** What a person can do. */
      readonly remedy: string
    }

/** An edited file. */
export interface EditedFile {
  readonly text: string
  /** By change, in their order. */
  readonly outcomes: readonly ChangeOutcome[]
  /** The lines, from 1, of the file as it was, that may be shown beside a change. */
  readonly shown: ReadonlySet<number>
  /** From the first to the last. */
  readonly changed: readonly ChangedLines[]
}

/**
 * @param text - the whole file
 * @returns the file as it was where every change was refused
 */
export function editFile(text: string, changes: readonly FileChange[]): EditedFile {
  const outcomes = new Map<FileChange, ChangeOutcome>()
  const shown = new Set<number>()
  const changed: ChangedLines[] = []
  let shift = 0
  let result = ''
  let at = 0
  let index = -1
  for (const chunk of splitDocuments('', text)) {
    if (chunk.kind === 'broken' || outcomes.size === changes.length) break
    index++
    const { document } = chunk
    const lines = breaksIn(document.text) + 1
    const here = changes.filter(({ place }) =>
      'document' in place
        ? place.document === index
        : place.line >= document.firstLine && place.line < document.firstLine + lines,
    )
    if (here.length === 0) continue
    const edited = editChunk(chunk, here, text)
    result += text.slice(at, chunk.start) + edited.text
    at = chunk.end
    here.forEach((change, i) => {
      const outcome = edited.outcomes[i]
      if (outcome !== undefined) outcomes.set(change, outcome)
    })
    for (const line of edited.shown) shown.add(line + document.firstLine)
    const above = document.firstLine - 1
    for (const { old, oldEnd, new: start, newEnd } of edited.changed)
      changed.push({ old: old + above, oldEnd: oldEnd + above, new: start + above + shift, newEnd: newEnd + above + shift })
    shift += edited.changed.reduce((sum, run) => sum + (run.newEnd - run.new) - (run.oldEnd - run.old), 0)
  }
  const missing: ChangeOutcome = {
    kind: 'refused',
    line: 1,
    message: 'the document is not there any more',
    remedy: 'run it again',
  }
  return { text: result + text.slice(at), outcomes: changes.map((change) => outcomes.get(change) ?? missing), shown, changed }
}

type DocumentChunk = Extract<Chunk, { readonly kind: 'document' }>

function editChunk(
  { document, start, end }: DocumentChunk,
  changes: readonly FileChange[],
  file: string,
): Omit<EditedDocument, 'outcomes'> & { readonly outcomes: readonly ChangeOutcome[] } {
  const edited = editDocument(
    document.text,
    changes.map(({ place, is, edits }) => ({
      ...('document' in place ? {} : { offset: offsetOf(document.text, place.line - document.firstLine, place.column) }),
      is,
      edits,
    })),
    file,
  )
  const whole = file.slice(start, end)
  // A byte order mark that was put aside is put back.
  const mark = whole.length > document.text.length ? whole.indexOf('\ufeff') : -1
  return {
    shown: edited.shown,
    changed: edited.changed,
    text: mark < 0 ? edited.text : edited.text.slice(0, mark) + '\ufeff' + edited.text.slice(mark),
    outcomes: edited.outcomes.map((outcome) => {
      if (outcome.kind !== 'refused') return outcome
      const { message, remedy, offset } = outcome
      return { kind: 'refused', line: locationAt(document, offset).line, message, remedy }
    }),
  }
}

/** @param line - from 0 */
function offsetOf(text: string, line: number, column: number): number {
  let at = 0
  for (let i = 0; i < line; i++) at = text.indexOf('\n', at) + 1
  return at + column - 1
}
