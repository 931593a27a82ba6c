// Goes on with a run that broke off, or that waited for somebody: settles the writes that were under way, and walks on in the direction
// in which the journal stands.
import { beginBack, finishBack } from './back-out.ts'
import { beginForward, goForward } from './go-forward.ts'
import type { JournalRecord } from './journal.ts'
import { runOf, type Run } from './run.ts'
import type { Step } from './step.ts'
import { settleOpen } from './take-step.ts'
import type { WalkOptions, WalkOutcome, World } from './walk.ts'

/** @param records - all that the journal of `world` holds */
export async function resumeRun(records: readonly JournalRecord[], world: World, options: WalkOptions): Promise<WalkOutcome> {
  const run = runOf(records, world, options)
  const { ledger } = run
  const unclear = await settleOpen(run)
  const { walk, plan } = ledger.state
  const inWalk = (step: Step): boolean => walk?.steps.includes(step.id) ?? true
  if (walk?.direction === 'back') {
    const left = plan.steps.filter((step) => inWalk(step) && ledger.stateOf(step).kind === 'made')
    if (walk.outcome !== undefined) {
      if (left.length === 0) return { kind: 'complete', refusals: [] }
      await beginBack(left, run)
    }
    const steps = plan.steps.filter((step) => inWalk(step))
    return await finishBack(steps, unclear, run)
  }
  if (unclear.length > 0) {
    return {
      kind: 'stopped',
      reason: 'somebody else has changed what was being changed when the run broke off',
      refusals: unclear,
    }
  }
  if (walk === undefined || walk.outcome !== undefined) {
    const groups = new Set(plan.steps.filter((step) => inWalk(step) && isLeft(step, run)).map((step) => step.group))
    if (groups.size === 0) return { kind: 'complete', refusals: [] }
    // Whole groups, since they are taken back whole.
    await beginForward(
      plan.steps.filter((step) => inWalk(step) && groups.has(step.group)),
      run,
    )
  }
  return await goForward(run)
}

/** Whether a forward walk has something to do for it. */
function isLeft(step: Step, { ledger }: Run): boolean {
  const state = ledger.stateOf(step)
  return !(state.kind === 'alreadySo' || (state.kind === 'made' && state.arrival.kind === 'effective'))
}
