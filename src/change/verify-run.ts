// The proof of a run: the tokens that its journal recorded before it, against those of an audit now. Exactly those that it was to take
// away are gone, and none other changed; or, taken back, all are as they were.
import { sortedBy } from '../base/index.ts'
import { formatRef } from '../kube/index.ts'
import type { AuditReport, GapReport } from '../verdict/index.ts'
import { heldOf, tokenOf } from './held-tokens.ts'
import type { JournalRecord } from './journal.ts'
import { stateOf, type RunState, type StepState } from './run-state.ts'
import type { RemovedToken, Step } from './step.ts'

/** One token that is not as it was, or not as it should be. */
export interface TokenDifference {
  /** `Kind namespace/name`. */
  readonly workload: string
  /** As `heldOf` writes it. */
  readonly token: string
  readonly reason: string
  /** The step that explains it. */
  readonly step?: string
}

/** What a run has come to, by the tokens alone. */
export interface Verification {
  /**
   * `asIntended`: what should be gone is gone, and nothing else changed. `couldNotTell`: the same, but this audit has gaps that the
   * plan's did not have, in which a token could be.
   */
  readonly kind: 'asIntended' | 'couldNotTell' | 'differs'
  /** Tokens that are as they were. */
  readonly unchanged: number
  /** Taken away, as the plan says. */
  readonly gone: readonly TokenDifference[]
  /** Come in the place of one that was taken away, as the plan says. */
  readonly replaced: readonly TokenDifference[]
  /** Should be gone, and is not. */
  readonly stillHeld: readonly TokenDifference[]
  /** Gone, and no step took it away. */
  readonly lost: readonly TokenDifference[]
  /** There, and was not before. */
  readonly gained: readonly TokenDifference[]
  /** Workloads that somebody else has made or removed since; they are not held against the run. */
  readonly others: readonly { readonly workload: string; readonly reason: string }[]
  /** What this audit could not know, and the plan's could. */
  readonly gaps: readonly GapReport[]
}

/** @param report - an audit of the same cluster with the same selection, made now */
export function verifyRun(records: readonly JournalRecord[], report: AuditReport): Verification {
  const state = stateOf(records)
  const now = heldOf(report)
  const made = state.plan.steps.flatMap((step) => {
    const is = state.steps.get(step.id)
    return is === undefined || !isMade(is) ? [] : [{ step, is }]
  })
  const result = {
    gone: new Array<TokenDifference>(),
    replaced: new Array<TokenDifference>(),
    stillHeld: new Array<TokenDifference>(),
    lost: new Array<TokenDifference>(),
    gained: new Array<TokenDifference>(),
  }
  const others: Verification['others'][number][] = []
  let unchanged = 0
  for (const workload of namesOf(state.held, now)) {
    const [before, after] = [state.held[workload], now[workload]]
    if (before === undefined || after === undefined) {
      others.push({ workload, reason: after === undefined ? 'it is not there any more' : 'it was not there before' })
      continue
    }
    const steps = made.filter(({ step }) => step.removes.some((token) => formatRef(token.workload) === workload))
    for (const token of before) {
      const by = steps.find(({ step }) => removes(step, workload, token))
      const isHeld = after.includes(token)
      if (by === undefined && isHeld) unchanged++
      else if (by === undefined) result.lost.push({ workload, token, ...whyLost(state, workload, token) })
      else if (isHeld) result.stillHeld.push({ workload, token, step: by.step.id, reason: stillReason(by.is) })
      else result.gone.push({ workload, token, step: by.step.id, reason: by.step.reason })
    }
    for (const token of after.filter((line) => !before.includes(line))) {
      const by = steps.find(({ step }) => replaces(step, workload, token))
      if (by === undefined)
        result.gained.push({ workload, token, reason: 'it was not held before, and no step of this run gave it' })
      else result.replaced.push({ workload, token, step: by.step.id, reason: by.step.reason })
    }
  }
  const known = new Set(state.plan.gaps.map((gap) => gap.message))
  const gaps = report.gaps.filter((gap) => !known.has(gap.message))
  const differs = result.stillHeld.length + result.lost.length + result.gained.length > 0
  return { kind: differs ? 'differs' : gaps.length > 0 ? 'couldNotTell' : 'asIntended', unchanged, ...result, others, gaps }
}

/** Pods that outlive a change hold what no object gives them: replaced once, they do not get it back. */
function whyLost({ plan, steps }: RunState, workload: string, token: string): Pick<TokenDifference, 'reason' | 'step'> {
  const cured = plan.steps.find(
    (step) => step.remedy === 'pods-renewed' && steps.get(step.id)?.kind === 'takenBack' && removes(step, workload, token),
  )
  if (cured === undefined) return { reason: 'it is gone, and no step of this run took it away' }
  return {
    step: cured.id,
    reason:
      'its pods held it from before a change that this run has not made: now that they have been replaced, nothing gives it to them',
  }
}

function isMade(state: StepState): boolean {
  return state.kind === 'made' || state.kind === 'intended'
}

function namesOf(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): readonly string[] {
  return sortedBy(new Set([...Object.keys(before), ...Object.keys(after)]), (name) => [name])
}

function removes(step: Step, workload: string, line: string): boolean {
  const held = tokenOf(line)
  return step.removes.some(
    (token) => isOf(token, workload, held) && (token.path === null ? !held.place.startsWith('/') : token.path === held.place),
  )
}

/** A token of the same account in the same container, in a container that the plan says will hold one. */
function replaces(step: Step, workload: string, line: string): boolean {
  const held = tokenOf(line)
  const isExpected = step.after.some(
    (one) => one.kind === 'podsHold' && formatRef(one.workload) === workload && one.containers.includes(held.container),
  )
  return isExpected && step.removes.some((token) => isOf(token, workload, held))
}

function isOf(
  token: RemovedToken,
  workload: string,
  held: { readonly container: string; readonly serviceAccount: string },
): boolean {
  return (
    formatRef(token.workload) === workload && token.container === held.container && token.serviceAccount === held.serviceAccount
  )
}

function stillReason(state: StepState): string {
  if (state.kind === 'intended') return 'the run broke off while it took it away: `resume` settles it'
  const arrival = 'arrival' in state ? state.arrival : undefined
  if (arrival?.kind === 'pending') return arrival.message
  return arrival?.kind === 'effective'
    ? 'it was gone, and is back: something restored it'
    : 'pods that run have not been replaced yet'
}
