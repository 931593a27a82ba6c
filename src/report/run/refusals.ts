// Why steps can't be taken, field by field: what was expected, what is there now, and what would be put there.
import type { Conflict, Refusal } from '../../change/index.ts'
import { plainText } from '../plain-text.ts'

type Value = Conflict['expected']

/** A conflict with all of its sides; `wanted`: what the step would put there. */
type ThreeSides = Conflict & { readonly wanted?: Value }

/** The lines of several refusals; each field with its sides. */
export function refusalLines(refusals: readonly Refusal[], direction: 'forward' | 'back'): readonly string[] {
  return refusals.flatMap(({ step, message, conflicts }) => [
    `  ${plainText(step)}: ${plainText(message)}`,
    ...conflicts.flatMap((conflict) => conflictLines(conflict, direction)),
  ])
}

/** The lines of one field: an absent side says so. */
export function conflictLines(conflict: ThreeSides, direction: 'forward' | 'back'): readonly string[] {
  const isBack = direction === 'back'
  const [expected, wanted] = isBack ? ['this run made it', 'before it was'] : ['the plan expects', 'it would be']
  const sides: readonly (readonly [string, Value, boolean])[] = [
    [expected, conflict.expected, true],
    ['it is now', conflict.found, true],
    // On the way there a field may only be looked at.
    [wanted, conflict.wanted, isBack || 'wanted' in conflict],
  ]
  const width = Math.max(...sides.map(([title]) => title.length))
  return [
    `    ${plainText(conflict.path)}`,
    ...sides.flatMap(([title, value, shown]) => (shown ? [`      ${title.padEnd(width)}  ${valueText(value)}`] : [])),
  ]
}

function valueText(value: Value): string {
  if (value === undefined) return '(absent)'
  const text = plainText(JSON.stringify(value))
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}
