// The journal and the state that it comes to, kept together: nothing is believed that is not on disk.
import type { JournalRecord } from './journal.ts'
import type { Journal } from './ports.ts'
import { foldOf, type RunState, type StepState } from './run-state.ts'
import type { Step } from './step.ts'

/** A run under way. */
export interface Ledger {
  readonly state: RunState
  stepOf(id: string): Step | undefined
  stateOf(step: Step): StepState
  /** Returns when the record is on disk, and counts. */
  write(record: JournalRecord): Promise<void>
}

/** @param records - what the journal holds already; its first is the run's */
export function ledgerOf(records: readonly JournalRecord[], journal: Journal): Ledger {
  const fold = foldOf(records)
  const steps = new Map(fold.state.plan.steps.map((step) => [step.id, step]))
  return {
    get state() {
      return fold.state
    },
    stepOf: (id) => steps.get(id),
    stateOf: (step) => fold.state.steps.get(step.id) ?? { kind: 'untouched' },
    async write(record) {
      await journal.append(record)
      fold.add(record)
    },
  }
}
