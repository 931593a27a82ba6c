// What a run has come to, in words for people: of each step, and of the whole.
import type { Arrival, RunState, Step, StepState } from '../../change/index.ts'

/** One step with where it stands, in words. */
export interface ToldStep {
  readonly step: Step
  /** One word or two. */
  readonly state: string
  readonly note: string
  readonly kind: StepState['kind']
  /** Whether somebody, or another run of the command, has something to do for it. */
  readonly open: boolean
}

/** All steps of a run in the plan's order. */
export function toldSteps({ plan, steps }: RunState): readonly ToldStep[] {
  return plan.steps.map((step) => {
    const standing = steps.get(step.id) ?? { kind: 'untouched' }
    return { step, kind: standing.kind, ...wordsOf(standing) }
  })
}

function wordsOf(standing: StepState): Pick<ToldStep, 'state' | 'note' | 'open'> {
  switch (standing.kind) {
    case 'untouched':
      return { state: 'not taken', note: '', open: false }
    case 'alreadySo':
      return { state: 'was so already', note: 'nothing was changed, and nothing is to be taken back', open: false }
    case 'refused':
      return { state: 'refused', note: standing.message, open: true }
    case 'intended':
      return {
        state: 'not known',
        note: `the run broke off while it was ${standing.direction === 'back' ? 'taken back' : 'made'}: \`resume\` and \`backout\` settle it`,
        open: true,
      }
    case 'made':
      if (standing.refused !== undefined) return { state: 'not taken back', note: standing.refused, open: true }
      return { state: madeWords[standing.arrival.kind], ...arrivalOf(standing) }
    case 'takenBack':
      return { state: backWords[standing.arrival.kind], ...arrivalOf(standing) }
  }
}

const madeWords = { effective: 'effective', pending: 'made, pending', unseen: 'made' } as const
const backWords = { effective: 'taken back', pending: 'taken back, pending', unseen: 'taken back' } as const

function arrivalOf({
  kind,
  arrival,
}: {
  readonly kind: 'made' | 'takenBack'
  readonly arrival: Arrival
}): Pick<ToldStep, 'note' | 'open'> {
  if (arrival.kind === 'pending') return { note: arrival.message, open: true }
  const unseen = kind === 'made' && arrival.kind !== 'effective'
  return { note: unseen ? 'pods have not been seen with it' : '', open: unseen }
}

/** How a run stands as a whole, in one word. */
export type RunVerdict = 'notBegun' | 'complete' | 'partly' | 'pending' | 'open' | 'stopped' | 'backedOut' | 'partlyBack'

/** How it stands. */
export function verdictOf(run: RunState): RunVerdict {
  const told = toldSteps(run)
  if (run.walk === undefined) return 'notBegun'
  if (run.walk.outcome === undefined || told.some(({ kind }) => kind === 'intended')) return 'open'
  if (run.walk.outcome === 'stopped') return 'stopped'
  if (told.some(({ kind, open }) => open && kind !== 'refused')) return 'pending'
  const has = (...kinds: readonly ToldStep['kind'][]) => told.some(({ kind }) => kinds.includes(kind))
  if (run.walk.direction === 'back' || has('takenBack')) return has('made') ? 'partlyBack' : 'backedOut'
  // A walk of some steps alone is complete without the others.
  return run.walk.outcome === 'complete' && has('untouched', 'refused') ? 'partly' : run.walk.outcome
}
