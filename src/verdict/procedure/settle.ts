// The one order in which a step's result is settled: what was found, then what could not be known, then what somebody answers for.
import type { GapReport } from '../audit-report.ts'
import type { StepResult } from './procedure-report.ts'

/** Why a step could have each result; an absent reason rules the result out. */
export interface Reasons {
  readonly fail: string | undefined
  readonly gaps: readonly GapReport[]
  readonly accepted?: string | undefined
  readonly pass: string
}

/** A finding stands whatever else is unknown; without one, a gap comes before every good word. */
export function settle({ fail, gaps, accepted, pass }: Reasons): StepResult {
  if (fail !== undefined) return { kind: 'fail', reason: fail }
  if (gaps.length > 0)
    return {
      kind: 'couldNotTell',
      reason: `nothing was found, and ${count(gaps.length, 'gap leaves', 'gaps leave')} the answer open`,
      gaps,
    }
  return accepted === undefined ? { kind: 'pass', reason: pass } : { kind: 'accepted', reason: accepted }
}

/** `1 thing`, `2 things`; `undefined` for none, which is no reason. */
export function some(number: number, one: string, many: string): string | undefined {
  return number === 0 ? undefined : count(number, one, many)
}

/** `0 things`, `1 thing`, `2 things`. */
export function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`
}
