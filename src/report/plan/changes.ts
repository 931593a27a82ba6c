// A change in lines for people: each field with both sides, each item that comes or goes, and what is made or deleted.
import { sameJson, type Json } from '../../base/index.ts'
import type { Change, PlannedEdit } from '../../change/index.ts'
import { fieldName, valuePhrase } from './phrases.ts'

/** Something that changes. */
export interface ChangeLine {
  readonly sign: '~' | '+' | '-'
  readonly text: string
}

/** The longest value that is written out in a line for people; the diff has it whole. */
const longest = 160

/** The changes of a step. */
export function changeLines(change: Change): readonly ChangeLine[] {
  switch (change.kind) {
    case 'edit':
      return editLines(change.edits)
    case 'create':
      return Object.entries(change.object)
        .filter(([key]) => !['apiVersion', 'kind', 'metadata'].includes(key))
        .map(([key, value]) => ({ sign: '+', text: `${key}: ${short(value)}` }))
    case 'delete':
      return change.expect.map(({ path, value }) => ({ sign: '-', text: `${fieldName(path)}: ${short(value)}` }))
  }
}

/** The changes of fields; one that is only held as it is changes nothing. */
export function editLines(edits: readonly PlannedEdit[]): readonly ChangeLine[] {
  return edits.flatMap((edit): readonly ChangeLine[] => {
    const field = fieldName(edit.path)
    if ('remove' in edit) return [{ sign: '-', text: `${field}: item ${edit.at}, ${short(edit.remove)}` }]
    if ('append' in edit) return [{ sign: '+', text: `${field}: ${short(edit.append)}` }]
    return isHeld(edit) ? [] : [{ sign: '~', text: `${field}: ${short(edit.from)} → ${short(edit.to)}` }]
  })
}

/** Whether an edit only says that a field stays as it is. */
export function isHeld(edit: PlannedEdit): boolean {
  return !('remove' in edit || 'append' in edit) && sameJson(edit.from, edit.to)
}

/** What a step does to its object, in a word. */
export function changeWord(change: Change): string {
  return { edit: 'change', create: 'make', delete: 'delete' }[change.kind]
}

function short(value: Json | undefined): string {
  const text = valuePhrase(value)
  return text.length > longest ? `${Array.from(text).slice(0, longest).join('')}…` : text
}
