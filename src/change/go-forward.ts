// The way forward through an open walk: batch by batch, each watched until pods show it, and taken back as one where it goes wrong.
import { formatName, refKey } from '../kube/index.ts'
import { arrivalRules } from './arrival.ts'
import { batchesOf, wavesOf } from './batches.ts'
import { goBack } from './go-back.ts'
import { isReady } from './look.ts'
import { inParallel, patiently, stepsAtATime, type Run } from './run.ts'
import type { Condition, Step } from './step.ts'
import { takeStep } from './take-step.ts'
import {
  awaitArrival,
  isWaitedFor,
  lookAgain,
  observe,
  takeBaselines,
  workloadsOf,
  workloadsOfAll,
  type Baselines,
} from './wait.ts'
import type { Refusal, WalkOutcome } from './walk.ts'

const refusalPauseMs = 1000

/** Opens a walk: from here on the journal alone says what is to be done. */
export async function beginForward(steps: readonly Step[], run: Run): Promise<void> {
  const { ledger, world } = run
  const observed = await observe(workloadsOfAll(steps), run)
  const unready = [...observed].filter(([, one]) => !isReady(one)).map(([key]) => key)
  await ledger.write({
    record: 'walk',
    direction: 'forward',
    at: world.clock.now(),
    steps: steps.map((step) => step.id),
    ...(unready.length === 0 ? {} : { unready }),
  })
}

/** Goes on in the open walk until its end. INVARIANT: its open writes are settled. */
export async function goForward(run: Run): Promise<WalkOutcome> {
  const { ledger, world, options } = run
  const walk = ledger.state.walk
  if (walk?.failed !== undefined) return await takeBatchBack(walk.failed, [], run)
  const chosen = new Set(walk?.steps)
  const steps = ledger.state.plan.steps.filter((step) => chosen.has(step.id))
  await lookAgain(steps, 'forward', run)
  const groups = new Set(steps.filter((step) => isOpen(step, run)).map((step) => step.group))
  const open = steps.filter((step) => groups.has(step.group))
  const observed = await observe(workloadsOfAll(open), run)
  const podsOf = (step: Step): number =>
    workloadsOf(step).reduce((sum, workload) => sum + (observed.get(refKey(workload))?.pods.length ?? 0), 0)
  const batches = batchesOf(open, options, podsOf, (step) => hasToArrive(step, run))
  const held: Refusal[] = []
  for (const [i, batch] of batches.entries()) {
    const ids = batch.map((step) => step.id)
    world.say({ kind: 'batch', direction: 'forward', number: i + 1, of: batches.length, steps: ids })
    const failure = await takeBatch(batch, held, run)
    if (failure === undefined) continue
    const made = ids.filter((id) => ledger.state.steps.get(id)?.kind === 'made')
    await ledger.write({ record: 'batchFailed', steps: made, message: failure.message, at: world.clock.now() })
    world.say({ kind: 'batchFailed', message: failure.message })
    return await takeBatchBack({ steps: made, message: failure.message }, failure.refusals, run)
  }
  const outcome = held.length === 0 ? 'complete' : 'stopped'
  await ledger.write({ record: 'closed', direction: 'forward', at: world.clock.now(), outcome })
  if (held.length === 0) return { kind: 'complete', refusals: [] }
  const reason = `${held.length === 1 ? '1 step is' : `${held.length} steps are`} not taken yet: what they need is not there`
  return { kind: 'stopped', reason, refusals: held }
}

interface Failure {
  readonly message: string
  readonly refusals: readonly Refusal[]
}

async function takeBatch(batch: readonly Step[], held: Refusal[], run: Run): Promise<Failure | undefined> {
  const { world, options } = run
  const baselines = await baselinesOf(batch, run)
  await run.refusals?.takeAsKnown()
  const unseen = (): readonly Step[] => batch.filter((step) => hasToArrive(step, run))
  for (const wave of wavesOf(batch)) {
    const needed = new Set(wave.filter((step) => isOpen(step, run)).flatMap((step) => step.requires))
    const early = unseen().filter((step) => needed.has(step.id))
    const late = await awaitArrival(early, 'forward', baselines, run)
    if (late !== undefined) return { message: late, refusals: [] }
    const refusals: Refusal[] = []
    await inParallel(wave, stepsAtATime(options), async (step) => {
      if (!isUntaken(step, run)) return
      const obstacle = blockedBy(step, run) ?? (await unmet(step, run))
      if (obstacle !== undefined) {
        held.push({ step: step.id, message: obstacle, conflicts: [] })
        return
      }
      const taken = await takeStep(step, 'forward', run)
      const isTaken = taken.kind === 'done' || taken.kind === 'alreadySo'
      const outcome = taken.kind === 'done' || taken.kind === 'alreadySo' ? taken.kind : 'refused'
      world.say({
        kind: 'step',
        direction: 'forward',
        step: step.id,
        outcome,
        ...(isTaken ? {} : { message: taken.refusal.message }),
      })
      if (!isTaken) refusals.push(taken.refusal)
    })
    await run.ledger.flush()
    const [first] = refusals
    if (first !== undefined) return { message: `\`${first.step}\`: ${first.message}`, refusals }
    // The pods that have to go are noted before a later step replaces them.
    await awaitArrival(
      unseen().filter((step) => !isWaitedFor(step, run)),
      'forward',
      baselines,
      run,
    )
  }
  const late = await awaitArrival(unseen(), 'forward', baselines, run)
  if (late !== undefined) return { message: late, refusals: [] }
  // What waited for its pods to be replaced may have had them replaced by a later step of the batch.
  await lookAgain(batch, 'forward', run)
  const refused = await watchRefusals(batch, run)
  return refused === undefined ? undefined : { message: refused, refusals: [] }
}

/** Looks for requests that are refused since the batch, for as long as was asked for. @returns the first, in a sentence */
async function watchRefusals(
  batch: readonly Step[],
  { ledger, refusals, world, options: { watchMs } }: Run,
): Promise<string | undefined> {
  if (refusals === undefined || watchMs === undefined) return undefined
  const made = batch.filter((step) => ledger.stateOf(step).kind === 'made')
  if (made.length === 0) return undefined
  world.say({ kind: 'watching', seconds: Math.round(watchMs / 1000) })
  const until = world.clock.elapsed() + watchMs
  for (;;) {
    const isLast = world.clock.elapsed() >= until
    const refused = await refusals.against(made)
    if (refused !== undefined || isLast) return refused
    await world.clock.pause(Math.min(refusalPauseMs, Math.max(1, until - world.clock.elapsed())))
  }
}

/** Before the first write of a batch; for a batch that a run broke off in, as the walk's beginning had it. */
async function baselinesOf(batch: readonly Step[], run: Run): Promise<Baselines> {
  const unready = new Set(run.ledger.state.walk?.unready)
  const begun = new Set(workloadsOfAll(batch.filter((step) => hasToArrive(step, run))).map(refKey))
  const now = await takeBaselines(workloadsOfAll(batch), run)
  return new Map(
    [...now].map(([key, baseline]) => [key, { ...baseline, ready: begun.has(key) ? !unready.has(key) : baseline.ready }]),
  )
}

async function takeBatchBack(
  failed: { readonly steps: readonly string[]; readonly message: string },
  first: readonly Refusal[],
  run: Run,
): Promise<WalkOutcome> {
  const { ledger, world } = run
  const ids = new Set(failed.steps)
  const steps = ledger.state.plan.steps.filter((step) => ids.has(step.id))
  // What somebody has changed in the meantime is never overwritten without being asked.
  const refusals = await goBack(steps, { ...run, options: { ...run.options, force: false } })
  const outcome = refusals.length === 0 ? 'backedOut' : 'stopped'
  await ledger.write({ record: 'closed', direction: 'forward', at: world.clock.now(), outcome })
  const rest = refusals.length === 0 ? '' : ', and could not be taken back whole'
  return { kind: outcome, reason: `${failed.message}${rest}`, refusals: [...first, ...refusals] }
}

function isUntaken(step: Step, { ledger }: Run): boolean {
  const { kind } = ledger.stateOf(step)
  return kind === 'untouched' || kind === 'takenBack' || kind === 'refused'
}

function hasToArrive(step: Step, { ledger }: Run): boolean {
  const state = ledger.stateOf(step)
  return state.kind === 'made' && state.arrival.kind === 'unseen'
}

function isOpen(step: Step, run: Run): boolean {
  return isUntaken(step, run) || hasToArrive(step, run)
}

/** A step that this one requires, and that is not there yet. */
function blockedBy(step: Step, { ledger, options }: Run): string | undefined {
  for (const id of step.requires) {
    const required = ledger.stepOf(id)
    if (required === undefined) continue
    const state = ledger.stateOf(required)
    if (state.kind === 'alreadySo') continue
    if (state.kind !== 'made') return `\`${id}\`, which it requires, is not taken`
    const hasArrived = state.arrival.kind === 'effective' || !options.wait
    if (hasArrived || (state.arrival.kind === 'pending' && arrivalRules[required.effect.when].reachesNewPods)) continue
    const why = state.arrival.kind === 'pending' ? `: ${state.arrival.message}` : ''
    return `\`${id}\`, which it requires, has not reached its pods${why}`
  }
  return undefined
}

/** A condition on another object that does not hold. */
async function unmet(step: Step, { world }: Run): Promise<string | undefined> {
  const conditions = step.before.filter((one): one is Extract<Condition, { kind: 'exists' | 'absent' }> => 'object' in one)
  for (const { kind, object } of conditions) {
    const isThere = (await patiently(world.clock, () => world.cluster.read(object))) !== undefined
    if (isThere !== (kind === 'exists')) {
      return `${object.kind} \`${formatName(object)}\` ${isThere ? 'is there' : 'is not there'}`
    }
  }
  return undefined
}
