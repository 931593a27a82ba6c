// The change that takes a change back. INVARIANT: twice the inverse is the change itself.
import { unreachable } from '../base/index.ts'
import { inverseEdits } from './edit.ts'
import type { ExactChange } from './journal.ts'

/** Pure; needs nothing but what was written down. */
export function inverseChange(change: ExactChange): ExactChange {
  switch (change.kind) {
    case 'edit':
      return { kind: 'edit', edits: inverseEdits(change.edits) }
    case 'create':
      return { kind: 'delete', object: change.object }
    case 'delete':
      return { kind: 'create', object: change.object }
    default:
      return unreachable(change)
  }
}
