// Takes a run back from its journal alone, whole or in part; and the back-out of a back-out, which makes the steps again.
import { chooseSteps } from './apply.ts'
import { dependents, prerequisites } from './back-order.ts'
import { goBack } from './go-back.ts'
import { beginForward, goForward } from './go-forward.ts'
import type { JournalRecord } from './journal.ts'
import { runOf, type Run } from './run.ts'
import type { Step } from './step.ts'
import { settleOpen } from './take-step.ts'
import type { Refusal, WalkOptions, WalkOutcome, World } from './walk.ts'

/** How to take a run back. */
export interface BackOutOptions extends WalkOptions {
  /** Makes again what was taken back. */
  readonly redo?: boolean
}

/** @param records - all that the journal of `world` holds */
export async function backOut(records: readonly JournalRecord[], world: World, options: BackOutOptions): Promise<WalkOutcome> {
  const run = runOf(records, world, options)
  const unclear = await settleOpen(run)
  return options.redo === true ? await redo(run, unclear) : await takeBack(run, unclear)
}

async function takeBack(run: Run, unclear: readonly Refusal[]): Promise<WalkOutcome> {
  const { ledger, options } = run
  const isMade = (step: Step): boolean => {
    const { kind } = ledger.stateOf(step)
    return kind === 'made' || (kind === 'intended' && options.force)
  }
  const made = ledger.state.plan.steps.filter(isMade)
  const chosen =
    options.steps === undefined ? { steps: made } : chooseSteps(made, options.steps, dependents(made, options.steps), 'required')
  if ('refused' in chosen) return chosen.refused
  await beginBack(chosen.steps, run)
  return await finishBack(chosen.steps, options.force ? [] : unclear, run)
}

/** Opens a walk back. */
export async function beginBack(steps: readonly Step[], { ledger, world }: Run): Promise<void> {
  await ledger.write({ record: 'walk', direction: 'back', at: world.clock.now(), steps: steps.map((step) => step.id) })
}

/** Goes on in an open walk back until its end. INVARIANT: its open writes are settled. */
export async function finishBack(steps: readonly Step[], unclear: readonly Refusal[], run: Run): Promise<WalkOutcome> {
  const { ledger, world } = run
  const refusals = [...unclear, ...(await goBack(steps, run))]
  const outcome = refusals.length === 0 ? 'complete' : 'stopped'
  await ledger.write({ record: 'closed', direction: 'back', at: world.clock.now(), outcome })
  if (refusals.length === 0) return { kind: 'complete', refusals: [] }
  const count = refusals.length === 1 ? '1 step is' : `${refusals.length} steps are`
  return { kind: 'stopped', reason: `${count} not taken back`, refusals }
}

async function redo(run: Run, unclear: readonly Refusal[]): Promise<WalkOutcome> {
  const { ledger, options } = run
  if (unclear.length > 0) return { kind: 'stopped', reason: 'an earlier change can not be told', refusals: unclear }
  const open = ledger.state.plan.steps.filter((step) => ledger.stateOf(step).kind === 'takenBack')
  const chosen =
    options.steps === undefined
      ? { steps: open }
      : chooseSteps(open, options.steps, prerequisites(open, options.steps), 'requires')
  if ('refused' in chosen) return chosen.refused
  await beginForward(chosen.steps, run)
  return await goForward(run)
}
