// Carries out a plan: opens the journal with it, and walks.
import { checkPlan } from './check-plan.ts'
import { prerequisites } from './back-order.ts'
import { beginForward, goForward } from './go-forward.ts'
import type { HeldTokens, JournalRecord } from './journal.ts'
import { runOf } from './run.ts'
import type { Plan, Step } from './step.ts'
import type { SeenObjects, WalkOptions, WalkOutcome, World } from './walk.ts'

/** What a run is opened with. */
export interface NewRun {
  readonly plan: Plan
  /** A name for the run. */
  readonly run: string
  /** The API server's address; a journal is only ever gone on with at the same. */
  readonly server: string
  /** What the tokens are before it: see `heldOf`. */
  readonly held: HeldTokens
  /** The namespace in which the journal is mirrored; absent: it is not. */
  readonly mirror?: string
  /** What preflight has read, so that it is not read twice. */
  readonly seen?: SeenObjects
}

/**
 * Carries a plan out. The journal of `world` must be empty. What is thrown on the way (interrupted, no answer, a full disk) leaves the
 * run open: `resumeRun` and `backOut` go on from the journal alone.
 *
 * @throws SparekeyError `PLAN_INVALID` before anything is written
 */
export async function applyPlan(
  { plan, run: name, server, held, mirror, seen }: NewRun,
  world: World,
  options: WalkOptions,
): Promise<WalkOutcome> {
  checkPlan(plan)
  const chosen = chosenSteps(plan, options.steps)
  if ('refused' in chosen) return chosen.refused
  const opened: JournalRecord = {
    record: 'opened',
    run: name,
    at: world.clock.now(),
    server,
    plan,
    held,
    ...(mirror === undefined ? {} : { mirror }),
  }
  await world.journal.append(opened)
  const run = runOf([opened], world, options, seen)
  await beginForward(chosen.steps, run)
  return await goForward(run)
}

function chosenSteps(
  plan: Plan,
  ids: readonly string[] | undefined,
): { readonly steps: readonly Step[] } | { readonly refused: WalkOutcome } {
  if (ids === undefined) return { steps: plan.steps }
  return chooseSteps(plan.steps, ids, prerequisites(plan.steps, ids), 'requires')
}

/**
 * The steps that were asked for, or why they can't be had alone.
 *
 * @param open - those that there are to choose from, in the plan's order
 * @param also - those without which they are not to be had
 */
export function chooseSteps(
  open: readonly Step[],
  ids: readonly string[],
  also: readonly Step[],
  why: 'requires' | 'required',
): { readonly steps: readonly Step[] } | { readonly refused: WalkOutcome } {
  const known = new Set(open.map((step) => step.id))
  const stranger = ids.find((id) => !known.has(id))
  if (stranger !== undefined) {
    return { refused: { kind: 'stopped', reason: `there is nothing to do for a step \`${stranger}\``, refusals: [] } }
  }
  if (also.length > 0) {
    const verb = why === 'requires' ? 'is required by what was chosen' : 'requires what was chosen'
    const reason = `say these steps too, they go with it: ${also.map((step) => `\`${step.id}\``).join(', ')}`
    return {
      refused: {
        kind: 'stopped',
        reason,
        refusals: also.map((step) => ({ step: step.id, message: `it ${verb}`, conflicts: [] })),
      },
    }
  }
  return { steps: open.filter((step) => ids.includes(step.id)) }
}
