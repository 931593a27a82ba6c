// How a run stands: `sparekey status`, and the last word of every command that walks.
import type { RunState } from '../../change/index.ts'
import { formatRef } from '../../kube/index.ts'
import { jsonText } from '../json-text.ts'
import { paintFor } from '../paint.ts'
import { plainText } from '../plain-text.ts'
import type { RenderOptions } from '../render-options.ts'
import { tableLines } from '../text-columns.ts'
import { toldSteps, verdictOf, type RunVerdict, type ToldStep } from './standing.ts'

/** A run's standing as text. */
export type StatusRenderer = (run: RunState, options: RenderOptions) => string

/** The formats of `status`. */
export const statusFormats: Readonly<Record<'table' | 'json', StatusRenderer>> = { table: statusTable, json: statusJson }

/** Exit codes by how a run stands: 0 done, 1 backed out, 2 something is left to do. */
export const runExitCodes: Readonly<Record<RunVerdict, 0 | 1 | 2>> = {
  complete: 0,
  backedOut: 1,
  partlyBack: 1,
  partly: 2,
  pending: 2,
  open: 2,
  stopped: 2,
  notBegun: 2,
}

const verdictSentences: Readonly<Record<RunVerdict, string>> = {
  complete: 'every step is made, and shows',
  backedOut: 'everything is as it was before',
  partly: 'some steps are made, and others were not taken',
  partlyBack: 'some steps are made, and others taken back',
  pending: 'what was written waits for somebody, or for its pods',
  open: 'it broke off: go on with `sparekey resume`, or take it back with `sparekey backout`',
  stopped: 'it stopped before its end: see the steps',
  notBegun: 'nothing was changed yet',
}

/** One line on how a run stands. */
export function standingText(run: RunState): string {
  const told = toldSteps(run)
  const counts = [...new Set(told.map(({ state }) => state))].map(
    (state) => `${told.filter((one) => one.state === state).length} ${state}`,
  )
  return `run ${plainText(run.run)}: ${verdictSentences[verdictOf(run)]} (${told.length === 0 ? 'no steps' : counts.join(', ')})`
}

function statusTable(run: RunState, { color, width }: RenderOptions): string {
  const paint = paintFor(color)
  const told = toldSteps(run)
  const failed = run.walk?.failed?.message
  const lines = [
    standingText(run),
    `opened ${plainText(run.openedAt)} on ${plainText(run.server)}`,
    ...(failed === undefined ? [] : [`a batch went wrong: ${plainText(failed)}`]),
    '',
    ...tableLines({
      columns: [
        { title: 'STATE', floor: 10 },
        { title: 'REMEDY', floor: 8 },
        { title: 'OBJECT', floor: 20 },
        { title: 'NOTE', floor: 20 },
      ],
      rows: told.map((one) => [one.state, one.step.remedy, formatRef(one.step.object), one.note].map(plainText)),
      width,
      paintTitle: paint.strong,
      paintCell: (text, column, row) => (column === 0 ? paintState(told[row], text, paint) : text),
    }),
  ]
  return `${lines.join('\n')}\n`
}

function paintState(told: ToldStep | undefined, text: string, paint: ReturnType<typeof paintFor>): string {
  if (told?.open !== true) return text
  return paint.severity(told.kind === 'made' || told.kind === 'takenBack' ? 'medium' : 'high', text)
}

function statusJson(run: RunState): string {
  const steps = toldSteps(run).map(({ step, kind, state, note, open }) => ({
    id: step.id,
    remedy: step.remedy,
    object: step.object,
    kind,
    state,
    ...(note === '' ? {} : { note }),
    open,
  }))
  const { openedAt, server, walk } = run
  return `${jsonText({
    apiVersion: 'sparekey.dev/v1',
    kind: 'RunStatus',
    run: run.run,
    openedAt,
    server,
    verdict: verdictOf(run),
    ...(walk === undefined ? {} : { direction: walk.direction }),
    steps,
  })}\n`
}
