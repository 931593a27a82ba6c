// How a run stands, step by step, as its journal tells it: the same words as `sparekey status`.
import type { RunState } from '../change/index.ts'
import { formatRef } from '../kube/index.ts'
import { remedyTitles, standingText, toldSteps, verdictOf, type RunVerdict } from '../report/index.ts'

/** One step of a run. */
export interface RunStepView {
  readonly id: string
  readonly title: string
  readonly object: string
  readonly state: string
  readonly note: string
  /** Whether somebody has something to do for it. */
  readonly open: boolean
}

/** A run. */
export interface RunView {
  readonly run: string
  readonly openedAt: string
  readonly server: string
  readonly verdict: RunVerdict
  readonly sentence: string
  readonly direction: 'forward' | 'back' | null
  /** Why a batch went wrong. */
  readonly failed?: string
  readonly steps: readonly RunStepView[]
  /** What can be done with it now. */
  readonly offers: readonly ('resume' | 'backout')[]
}

/** One journal of the list. */
export type JournalView =
  | ({ readonly name: string; readonly kind: 'run' } & Pick<RunView, 'openedAt' | 'server' | 'verdict' | 'sentence'>)
  | { readonly name: string; readonly kind: 'unreadable'; readonly message: string }

/** What is done in a run. */
export type RunKind = 'check' | 'apply' | 'resume' | 'backout'

/** The run that is under way, or that was the last. */
export interface RunningView {
  readonly number: number
  readonly kind: RunKind
  readonly startedAt: string
  /** The name of the journal's file; absent before there is one. */
  readonly journal?: string
  readonly run?: RunView
  /** What the command would have printed. */
  readonly lines: readonly string[]
  readonly state:
    | { readonly kind: 'underWay'; readonly stopping: boolean }
    | { readonly kind: 'ended'; readonly code: number; readonly at: string }
    | { readonly kind: 'failed'; readonly message: string; readonly hint?: string; readonly at: string }
}

/** The run of a journal. */
export function runView(state: RunState): RunView {
  const told = toldSteps(state)
  const verdict = verdictOf(state)
  const failed = state.walk?.failed?.message
  const touched = told.some(({ kind }) => kind === 'made' || kind === 'intended')
  return {
    run: state.run,
    openedAt: state.openedAt,
    server: state.server,
    verdict,
    sentence: standingText(state),
    direction: state.walk?.direction ?? null,
    ...(failed === undefined ? {} : { failed }),
    steps: told.map(({ step, state: word, note, open }) => ({
      id: step.id,
      title: remedyTitles[step.remedy],
      object: formatRef(step.object),
      state: word,
      note,
      open,
    })),
    offers: [
      ...(verdict === 'open' || verdict === 'pending' ? (['resume'] as const) : []),
      ...(touched ? (['backout'] as const) : []),
    ],
  }
}
