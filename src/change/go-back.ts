// The way back through steps that were made: rank by rank, each held against what was made of it.
import { formatName } from '../kube/index.ts'
import { isWorkloadRank, ranksBack } from './back-order.ts'
import { inParallel, type Run } from './run.ts'
import type { Step } from './step.ts'
import { takeStep, type Taken } from './take-step.ts'
import { awaitArrival, lookAgain, type Baselines } from './wait.ts'
import type { Refusal } from './walk.ts'

/** Nothing is held against the way back: what fails on it is told, and the rest is taken back all the same. */
const noBaselines: Baselines = new Map()

/**
 * Takes steps back, and waits until pods show it.
 *
 * @param steps - in the plan's order; those that are not made are left
 */
export async function goBack(steps: readonly Step[], run: Run): Promise<readonly Refusal[]> {
  const { options } = run
  const refusals: Refusal[] = []
  const held = new Set<string>()
  const isLinked = (step: Step): Step | undefined =>
    steps.find(({ id, requires }) => held.has(id) && (requires.includes(step.id) || step.requires.includes(id)))
  for (const rank of ranksBack(steps)) {
    const size = isWorkloadRank(rank) && options.wait ? Math.max(1, options.batchSize) : rank.length
    for (let at = 0; at < rank.length; at += size) {
      const part = rank.slice(at, at + size)
      await inParallel(part, options.parallel, async (step) => {
        if (!isOpen(step, run)) return
        const linked = isLinked(step)
        const refusal = linked === undefined ? refusalOf(await takeStep(step, 'back', run)) : await holdBack(step, linked, run)
        if (refusal !== undefined) refusals.push(refusal)
        if (refusal !== undefined && isOpen(step, run)) held.add(step.id)
        tell(step, refusal, run)
      })
      await run.ledger.flush()
      await arrive(part, run)
    }
  }
  // Pods that an account was waiting for may have been renewed since.
  await lookAgain(steps, 'back', run)
  return refusals
}

/** Whether there is something to take back. */
function isOpen(step: Step, { ledger, options }: Run): boolean {
  const state = ledger.stateOf(step)
  return state.kind === 'made' || (state.kind === 'intended' && (options.force || state.settled.kind === 'made'))
}

/** To take one of two steps back and not the other could leave a pod between the two. */
async function holdBack(step: Step, linked: Step, { ledger }: Run): Promise<Refusal> {
  const message = `${linked.object.kind} \`${formatName(linked.object)}\`, which goes with it, could not be taken back (\`${linked.id}\`)`
  await ledger.write({ record: 'refused', step: step.id, direction: 'back', message })
  return { step: step.id, message, conflicts: [] }
}

async function arrive(steps: readonly Step[], run: Run): Promise<void> {
  const unseen = steps.filter((step) => {
    const state = run.ledger.stateOf(step)
    return state.kind === 'takenBack' && state.arrival.kind === 'unseen'
  })
  await awaitArrival(unseen, 'back', noBaselines, run)
}

function refusalOf(taken: Taken): Refusal | undefined {
  return taken.kind === 'done' || taken.kind === 'alreadySo' ? undefined : taken.refusal
}

function tell(step: Step, refusal: Refusal | undefined, { world }: Run): void {
  const outcome = refusal === undefined ? 'done' : 'refused'
  world.say({
    kind: 'step',
    direction: 'back',
    step: step.id,
    outcome,
    ...(refusal === undefined ? {} : { message: refusal.message }),
  })
}
