// What a plan may hold: how much risk, which remedies, where.
import type { Minter } from '../verdict/index.ts'
import type { RemedyId, RiskLevel } from './step.ts'

/** Complete: defaults are resolved once, by whoever asks. */
export interface PlanOptions {
  /** What is riskier is named and left alone. */
  readonly maxRisk: RiskLevel
  /** Only these remedies. */
  readonly only?: readonly RemedyId[]
  /** All but these. */
  readonly skip?: readonly RemedyId[]
  /** Only objects in these namespaces; absent: all, and those that are in none. */
  readonly namespaces?: readonly string[]
  /** Whether pods are replaced for a change of their account to reach them. */
  readonly renewPods: boolean
  /** Deletes Secrets that were made invalid so many days ago, and that nobody has tried since; absent: none. */
  readonly deleteQuietSecrets?: { readonly days: number }
  /** Statements of who makes tokens for which accounts; rights are narrowed by nothing else. */
  readonly minters: readonly Minter[]
}

/** What a plan holds where nothing else is said. */
export const defaultPlanOptions: PlanOptions = { maxRisk: 'medium', renewPods: true, minters: [] }

/** Whether a remedy was asked for. */
export function isAsked(remedy: RemedyId, { only, skip }: PlanOptions): boolean {
  return only?.includes(remedy) !== false && skip?.includes(remedy) !== true
}
