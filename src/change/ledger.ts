// The journal and the state that it comes to, kept together: nothing is done upon what is not on disk.
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
  /**
   * Takes down what has happened already, and goes on: it counts at once, and comes to the disk with or before whatever is written next.
   * Where it never gets there, the intent before it does, and what became of that is found out by looking.
   */
  note(record: JournalRecord): void
  /** Returns when all that was noted is on disk. */
  flush(): Promise<void>
}

/** @param records - what the journal holds already; its first is the run's */
export function ledgerOf(records: readonly JournalRecord[], journal: Journal): Ledger {
  const fold = foldOf(records)
  const steps = new Map(fold.state.plan.steps.map((step) => [step.id, step]))
  let noted: Promise<void> = Promise.resolve()
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
    note(record) {
      // One after the other, so that the last tells of all; a journal that is broken stays so, and refuses the next write as well.
      const appended = journal.append(record)
      noted = Promise.all([noted, appended]).then(() => undefined)
      // Whoever flushes is told.
      noted.catch(() => undefined)
      fold.add(record)
    },
    flush: () => noted,
  }
}
