// One step, forward or back: read, decide, write down the intent, write, note the outcome. A write whose answer was lost is
// settled by reading before it is tried again, and everything is tried a bounded number of times.
import { sameJson, type Json } from '../base/index.ts'
import { formatName, refKey } from '../kube/index.ts'
import { decideBack, decideForward, type Decision } from './decide.ts'
import type { Direction, ExactChange } from './journal.ts'
import type { LiveObject } from './ports.ts'
import { valueAt } from './pointer.ts'
import { patiently, type Run } from './run.ts'
import { settledOf, type SettledState } from './run-state.ts'
import { asMade, hasTaken, mayBeLate, settle, type Intent } from './settle.ts'
import type { Step } from './step.ts'
import type { Refusal } from './walk.ts'

/** What became of a step. */
export type Taken =
  | { readonly kind: 'done' }
  | { readonly kind: 'alreadySo' }
  /** It was written, and the API server has made something else of it. */
  | { readonly kind: 'altered'; readonly refusal: Refusal }
  | { readonly kind: 'refused'; readonly refusal: Refusal }

const attempts = 8
const retryPauseMs = 200
/** How long after a lost answer a write is still looked for: a request that was cut off is dropped or done within that. */
const latePauseMs = 2000

/**
 * What came of it is noted, and on disk when the ledger is flushed.
 *
 * INVARIANT: no write of the step is open in the journal, or `settleOpen` has found it unclear and `force` is set. */
export async function takeStep(step: Step, direction: Direction, run: Run): Promise<Taken> {
  const { ledger, world, options } = run
  const force = direction === 'back' && options.force
  const settled = standing(ledger.stateOf(step), force)
  const refuse = async (message: string, conflicts: Refusal['conflicts'] = []): Promise<Taken> => {
    await ledger.write({ record: 'refused', step: step.id, direction, message })
    return { kind: 'refused', refusal: { step: step.id, message, conflicts } }
  }
  let doubtful: Intent | undefined
  let failure = ''
  const seen = direction === 'forward' ? run.seen?.get(refKey(step.object)) : undefined
  // An object that has changed since it was seen is no failed attempt: it is read, as if it had not been seen.
  for (let attempt = seen === undefined ? 0 : -1; ; attempt++) {
    if (attempt > 0) await world.clock.pause(retryPauseMs * attempt)
    let live = attempt < 0 ? seen : await patiently(world.clock, () => world.cluster.read(step.object))
    if (doubtful !== undefined) {
      if (settle(doubtful, live) !== 'made' && mayBeLate(doubtful, live)) {
        await world.clock.pause(latePauseMs)
        live = await patiently(world.clock, () => world.cluster.read(step.object))
      }
      const settlement = settle(doubtful, live)
      if (settlement === 'made') return noteDone(step, direction, doubtful.change, live, run)
      // The intent stays open in the journal: to say that it was not made would be a guess.
      if (settlement === 'unclear') return { kind: 'refused', refusal: unclearRefusal(step, doubtful, live) }
    }
    if (attempt === attempts) return await refuse(`given up after ${attempts} attempts: ${failure}`)
    const decision = decide(step, direction, settled, live, force)
    // To leave an object or to refuse it needs a look at it as it is now.
    if (attempt < 0 && decision.kind !== 'write') continue
    if (decision.kind === 'refused') return await refuse(decision.message, decision.conflicts)
    if (decision.kind === 'alreadySo') {
      await ledger.write({ record: 'alreadySo', step: step.id, direction })
      return { kind: 'alreadySo' }
    }
    const { write, change } = decision
    const intent: Intent = {
      change,
      ...(write.kind === 'create' ? {} : { uid: write.uid, resourceVersion: write.resourceVersion }),
    }
    await ledger.write({ record: 'intent', step: step.id, direction, ...intent })
    const outcome = await world.cluster.write(write)
    switch (outcome.kind) {
      case 'written': {
        // An answer that tells nothing of the object is completed by a look at it.
        const isTold = outcome.live !== undefined || change.kind === 'delete'
        const made = isTold ? outcome.live : await patiently(world.clock, () => world.cluster.read(step.object))
        return noteDone(step, direction, change, made, run)
      }
      case 'refused':
        if (!outcome.conflict) return await refuse(outcome.message)
        failure = outcome.message
        break
      case 'unknown':
        failure = outcome.message
        doubtful = intent
    }
  }
}

/**
 * What became of the writes that a run was about to make when it broke off: those that were made are written down as such.
 *
 * @returns those that can't be told, since somebody else has changed their objects
 */
export async function settleOpen(run: Run): Promise<readonly Refusal[]> {
  const { ledger, world } = run
  const open = ledger.state.plan.steps.flatMap((step) => {
    const state = ledger.stateOf(step)
    return state.kind === 'intended' ? [{ step, state }] : []
  })
  const look = async ({ step, state }: (typeof open)[number]): Promise<{ live: LiveObject | undefined; isLate: boolean }> => {
    const live = await patiently(world.clock, () => world.cluster.read(step.object))
    return { live, isLate: settle(state, live) === 'notMade' && mayBeLate(state, live) }
  }
  const unclear: Refusal[] = []
  let hasPaused = false
  for (const entry of open) {
    const { step, state } = entry
    let seen = await look(entry)
    if (seen.isLate && !hasPaused) {
      hasPaused = true
      await world.clock.pause(latePauseMs)
      seen = await look(entry)
    }
    const settlement = settle(state, seen.live)
    if (settlement === 'made') noteDone(step, state.direction, state.change, seen.live, run)
    else if (settlement === 'notMade') await ledger.write({ record: 'notMade', step: step.id, direction: state.direction })
    else unclear.push(unclearRefusal(step, state, seen.live))
  }
  await ledger.flush()
  return unclear
}

function unclearRefusal(step: Step, intent: Intent, live: LiveObject | undefined): Refusal {
  const object = `${step.object.kind} \`${formatName(step.object)}\``
  const conflicts =
    intent.change.kind === 'edit' && live !== undefined
      ? intent.change.edits.map(({ path, from, to }) => ({
          path,
          ...(to === undefined ? {} : { expected: to }),
          ...(from === undefined ? {} : { wanted: from }),
          ...foundAt(live, path),
        }))
      : []
  const message = `the run broke off while it changed ${object}, and somebody else has changed it since: whether it was made can't be told`
  return { step: step.id, message, conflicts }
}

function foundAt(live: LiveObject, path: string): { readonly found?: Json } {
  const found = valueAt(live.object, path)
  return found === undefined ? {} : { found }
}

/** Where the step stands before it is taken; with force, a write that can't be told counts as made. */
function standing(state: ReturnType<Run['ledger']['stateOf']>, force: boolean): SettledState {
  if (state.kind !== 'intended' || !force || state.direction === 'back') return settledOf(state)
  const { change, uid } = state
  return { kind: 'made', change, ...(uid === undefined ? {} : { uid }), arrival: { kind: 'unseen' } }
}

function decide(step: Step, direction: Direction, settled: SettledState, live: LiveObject | undefined, force: boolean): Decision {
  if (direction === 'back') return settled.kind === 'made' ? decideBack(step.object, settled, live, force) : { kind: 'alreadySo' }
  // An object that the way back has made anew has a uid of its own.
  const uid = 'uid' in settled ? settled.uid : undefined
  return decideForward(step, uid ?? step.uid, live)
}

function noteDone(step: Step, direction: Direction, change: ExactChange, live: LiveObject | undefined, run: Run): Taken {
  const made = asMade(change, live)
  const isPlain = sameJson(made as unknown as Json, change as unknown as Json)
  run.ledger.note({
    record: 'done',
    step: step.id,
    direction,
    ...(live === undefined ? {} : { uid: live.uid, resourceVersion: live.resourceVersion }),
    ...(isPlain ? {} : { made }),
  })
  if (change.kind !== 'edit' || live === undefined || hasTaken(live.object, change.edits)) return { kind: 'done' }
  const paths = change.edits.filter((edit) => !hasTaken(live.object, [edit])).map(({ path }) => `\`${path}\``)
  const message = `the API server has taken the change of ${step.object.kind} \`${formatName(step.object)}\`, and made something else of it: ${paths.join(', ')}`
  return { kind: 'altered', refusal: { step: step.id, message, conflicts: [] } }
}
