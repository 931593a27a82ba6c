// A walk told while it goes: a line for each thing that happens.
import { unreachable } from '../../base/index.ts'
import type { Direction, StepOutcome, WalkEvent } from '../../change/index.ts'
import { formatRef } from '../../kube/index.ts'
import { plainText } from '../plain-text.ts'

/** The lines of an event, each with its line break; none for what is only of interest together with others. */
export function eventText(event: WalkEvent): string {
  return linesOf(event)
    .map((line) => `${plainText(line)}\n`)
    .join('')
}

function linesOf(event: WalkEvent): readonly string[] {
  switch (event.kind) {
    case 'batch': {
      const verb = event.direction === 'forward' ? 'batch' : 'back, batch'
      return [`${verb} ${event.number} of ${event.of}: ${event.steps.length} ${event.steps.length === 1 ? 'step' : 'steps'}`]
    }
    case 'step': {
      const note = event.message === undefined ? '' : `: ${event.message}`
      return [`  ${outcomeWords(event.outcome, event.direction)}  ${event.step}${note}`]
    }
    case 'waiting': {
      const shown = event.workloads.slice(0, shownAtMost)
      const rest = event.workloads.length - shown.length
      return [
        ...shown.map(({ workload, message }) => `  waiting    ${formatRef(workload)}: ${message}`),
        ...(rest > 0 ? [`  waiting    ${rest} more`] : []),
      ]
    }
    case 'watching':
      return [`  watching   the audit log for requests that are refused now: ${event.seconds} s`]
    case 'batchFailed':
      return [`this batch went wrong, and is taken back: ${event.message}`]
    default:
      return unreachable(event)
  }
}

const shownAtMost = 5

function outcomeWords(outcome: StepOutcome, direction: Direction): string {
  return words[outcome][direction].padEnd(10)
}

const words: Readonly<Record<StepOutcome, Readonly<Record<Direction, string>>>> = {
  done: { forward: 'made', back: 'taken back' },
  alreadySo: { forward: 'was so', back: 'was back' },
  effective: { forward: 'effective', back: 'effective' },
  pending: { forward: 'pending', back: 'pending' },
  refused: { forward: 'refused', back: 'refused' },
}
