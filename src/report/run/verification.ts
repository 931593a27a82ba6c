// The proof of a run: which tokens are gone, which are not, and that none other changed.
import { unreachable } from '../../base/index.ts'
import type { Verification } from '../../change/index.ts'
import { jsonText } from '../json-text.ts'
import { paintFor } from '../paint.ts'
import { plainText } from '../plain-text.ts'
import type { RenderOptions } from '../render-options.ts'

/** A verification as text. */
export type VerificationRenderer = (run: string, report: Verification, options: RenderOptions) => string

/** The formats of `verify`. */
export const verificationFormats: Readonly<Record<'table' | 'json', VerificationRenderer>> = {
  table: verificationTable,
  json: (run, { kind: result, ...report }) =>
    `${jsonText({ apiVersion: 'sparekey.dev/v1', kind: 'RunVerification', run, result, ...report })}\n`,
}

/** 0 proved, 1 differences, 2 something could not be read. */
export const verificationExitCodes: Readonly<Record<Verification['kind'], 0 | 1 | 2>> = {
  asIntended: 0,
  differs: 1,
  couldNotTell: 2,
}

const sections: readonly (readonly [keyof Pick<Verification, 'stillHeld' | 'lost' | 'gained' | 'gone' | 'replaced'>, string])[] =
  [
    ['stillHeld', 'should be gone, and is not'],
    ['lost', 'gone, and no step took it away'],
    ['gained', 'there, and was not before'],
    ['gone', 'taken away, as planned'],
    ['replaced', 'come in the place of one that was taken away, as planned'],
  ]

function verificationTable(run: string, report: Verification, { color }: RenderOptions): string {
  const paint = paintFor(color)
  const changed = sections.flatMap(([name, title]) => {
    const rows = report[name]
    if (rows.length === 0) return []
    return [
      '',
      paint.strong(`${title}: ${rows.length}`),
      ...rows.flatMap(({ workload, token, reason }) => [
        `  ${plainText(workload)}: ${plainText(token)}`,
        `    ${paint.faint(plainText(reason))}`,
      ]),
    ]
  })
  const others = report.others.map(({ workload, reason }) => `  ${plainText(workload)}: ${plainText(reason)}`)
  const gaps = report.gaps.flatMap(({ message, remedy }) => [`  ${plainText(message)}`, `    ${paint.faint(plainText(remedy))}`])
  return [
    `run ${plainText(run)}: ${headline(report)}`,
    ...changed,
    ...(others.length === 0 ? [] : ['', paint.strong('made or removed by others since'), ...others]),
    ...(gaps.length === 0 ? [] : ['', paint.strong('could not be read now, and could before'), ...gaps]),
    '',
  ].join('\n')
}

function headline({ kind, gone, replaced, unchanged, stillHeld, lost, gained }: Verification): string {
  const kept = `${unchanged} ${unchanged === 1 ? 'token is' : 'tokens are'} as before`
  const differences = stillHeld.length + lost.length + gained.length
  const count = gone.length + replaced.length
  const intended = count === 1 ? 'the one intended token is' : `the ${count} intended tokens are`
  switch (kind) {
    case 'asIntended':
      return `as intended: exactly ${intended} gone or replaced, and none other changed; ${kept}`
    case 'couldNotTell':
      return `not proved: ${intended} gone or replaced, but not everything could be read; ${kept}`
    case 'differs':
      return `not as intended: ${differences} ${differences === 1 ? 'difference' : 'differences'}; ${kept}`
    default:
      return unreachable(kind)
  }
}
