// What a journal says: for each step where it stands, and which walk is under way. A fold of the records, and nothing else.
import { SparekeyError, unreachable } from '../base/index.ts'
import type { Direction, ExactChange, HeldTokens, JournalRecord } from './journal.ts'
import type { Plan } from './step.ts'

/** Whether the pods of a step show it. */
export type Arrival =
  | { readonly kind: 'unseen' }
  | { readonly kind: 'effective'; readonly at: string }
  /** It waits for somebody; `pods`: the uids of those that have to go. */
  | { readonly kind: 'pending'; readonly message: string; readonly pods: readonly string[] }

/** Where a step stands, as far as no write of it is open. */
export type SettledState =
  | { readonly kind: 'untouched' }
  /** The object was so already: nothing was changed, and nothing is to be taken back. */
  | { readonly kind: 'alreadySo' }
  /** Refused before anything was changed. `uid`: as of `takenBack`. */
  | { readonly kind: 'refused'; readonly message: string; readonly uid?: string }
  /** `change`: as the API server made it. `refused`: why it could not be taken back when that was tried. */
  | {
      readonly kind: 'made'
      readonly change: ExactChange
      readonly uid?: string
      readonly arrival: Arrival
      readonly refused?: string
    }
  /** `uid`: of the object that was made anew for it. */
  | { readonly kind: 'takenBack'; readonly uid?: string; readonly arrival: Arrival }

/** Where a step stands. */
export type StepState =
  | SettledState
  /** A write was about to be sent: only the object can tell whether it was made. `settled`: where the step stood before. */
  | {
      readonly kind: 'intended'
      readonly direction: Direction
      readonly change: ExactChange
      readonly uid?: string
      readonly resourceVersion?: string
      readonly settled: SettledState
    }

/** The last walk of a run. */
export interface WalkState {
  readonly direction: Direction
  readonly steps: readonly string[]
  readonly unready: readonly string[]
  /** A batch that went wrong, and is to be taken back before anything else. */
  readonly failed?: { readonly steps: readonly string[]; readonly message: string }
  /** How it ended; absent while it is under way. */
  readonly outcome?: 'complete' | 'backedOut' | 'stopped'
}

/** A run, as its journal tells it. */
export interface RunState {
  readonly run: string
  readonly openedAt: string
  readonly server: string
  readonly plan: Plan
  readonly held: HeldTokens
  /** The namespace in which its journal is mirrored; absent: it is not. */
  readonly mirror?: string
  /** By the step's id, in the plan's order; every step of the plan has one. */
  readonly steps: ReadonlyMap<string, StepState>
  /** Absent where no walk has begun. */
  readonly walk?: WalkState
}

/** A run state that is brought up to date record by record. */
export interface Fold {
  readonly state: RunState
  add(record: JournalRecord): void
}

/**
 * The state that records come to.
 *
 * @throws SparekeyError `JOURNAL_CORRUPT` where they do not begin with a run, or speak of a step that the plan does not have
 */
export function stateOf(records: readonly JournalRecord[]): RunState {
  return foldOf(records).state
}

/** The state that records come to, to be gone on with. */
export function foldOf(records: readonly JournalRecord[]): Fold {
  const [opened, ...rest] = records
  if (opened?.record !== 'opened') {
    throw new SparekeyError('JOURNAL_CORRUPT', 'the journal holds no run', {
      hint: 'if it is a journal, its run never began: nothing was changed, and the plan can be applied anew',
    })
  }
  const { plan } = opened
  const steps = new Map<string, StepState>(plan.steps.map((step) => [step.id, { kind: 'untouched' }]))
  const { run, at: openedAt, server, held, mirror } = opened
  // The steps are one map, which is brought up to date in place.
  let state: RunState = { run, openedAt, server, plan, held, steps, ...(mirror === undefined ? {} : { mirror }) }
  const add = (record: JournalRecord): void => {
    if ('step' in record) {
      const before = steps.get(record.step)
      if (before === undefined) {
        throw new SparekeyError('JOURNAL_CORRUPT', `the journal speaks of a step that its plan does not have: \`${record.step}\``)
      }
      steps.set(record.step, stepAfter(before, record))
      return
    }
    const walk = walkAfter(state.walk, record)
    if (walk !== undefined) state = { ...state, walk }
  }
  for (const record of rest) add(record)
  return {
    get state() {
      return state
    },
    add,
  }
}

/** Where the step stood before the write that is open, if one is. */
export function settledOf(state: StepState): SettledState {
  return state.kind === 'intended' ? state.settled : state
}

type StepRecord = Extract<JournalRecord, { readonly step: string }>

function stepAfter(state: StepState, record: StepRecord): StepState {
  const settled = settledOf(state)
  switch (record.record) {
    case 'intent': {
      const { direction, change, uid, resourceVersion } = record
      return {
        kind: 'intended',
        direction,
        change,
        ...(uid === undefined ? {} : { uid }),
        ...(resourceVersion === undefined ? {} : { resourceVersion }),
        settled,
      }
    }
    case 'done':
      return stateOnceDone(state, record)
    case 'notMade':
      return settled
    case 'alreadySo':
      // On the way back: somebody has taken it back before.
      return record.direction === 'forward' ? { kind: 'alreadySo' } : { kind: 'takenBack', arrival: { kind: 'unseen' } }
    case 'refused':
      return refusedState(settled, record)
    case 'effective':
      return withArrival(state, { kind: 'effective', at: record.at })
    case 'pending':
      return withArrival(state, { kind: 'pending', message: record.message, pods: record.pods ?? [] })
    default:
      return unreachable(record)
  }
}

function refusedState(
  settled: SettledState,
  { direction, message }: Extract<JournalRecord, { readonly record: 'refused' }>,
): SettledState {
  if (settled.kind === 'made') return direction === 'back' ? { ...settled, refused: message } : settled
  if (direction === 'back') return settled
  return { kind: 'refused', message, ...('uid' in settled ? { uid: settled.uid } : {}) }
}

function stateOnceDone(state: StepState, record: Extract<JournalRecord, { readonly record: 'done' }>): StepState {
  if (state.kind !== 'intended' || state.direction !== record.direction) {
    throw new SparekeyError('JOURNAL_CORRUPT', `the journal says that \`${record.step}\` is done, and not what was`)
  }
  const uid = record.uid === undefined ? {} : { uid: record.uid }
  const arrival: Arrival = { kind: 'unseen' }
  if (record.direction === 'back') return { kind: 'takenBack', ...uid, arrival }
  return { kind: 'made', change: record.made ?? state.change, ...uid, arrival }
}

function withArrival(state: StepState, arrival: Arrival): StepState {
  return state.kind === 'made' || state.kind === 'takenBack' ? { ...state, arrival } : state
}

type WalkRecord = Exclude<JournalRecord, StepRecord>

function walkAfter(walk: WalkState | undefined, record: WalkRecord): WalkState | undefined {
  switch (record.record) {
    case 'opened':
      throw new SparekeyError('JOURNAL_CORRUPT', 'the journal opens a second run')
    case 'walk':
      return { direction: record.direction, steps: record.steps, unready: record.unready ?? [] }
    case 'batchFailed':
      return walk && { ...walk, failed: { steps: record.steps, message: record.message } }
    case 'closed':
      return walk && { ...walk, outcome: record.outcome }
    default:
      return unreachable(record)
  }
}
