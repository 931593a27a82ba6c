// What a remedy is: one way to take tokens, or the way to tokens, away, asked of the whole audit.
import type { Proposal } from '../draft.ts'
import type { PlanBench } from '../plan-bench.ts'
import type { RemedyId } from '../step.ts'

/** One remedy. */
export interface Remedy {
  readonly id: RemedyId
  /** What it does, for people: a verb phrase. */
  readonly title: string
  propose(bench: PlanBench): Proposal
}
