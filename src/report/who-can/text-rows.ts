// One row for a terminal: who reaches what; below it by which routes, or steps, and through which bindings.
import type { Paint } from '../paint.ts'
import {
  boundRolePhrase,
  boundRolesPhrase,
  holderPhrase,
  reachPhrase,
  routesPhrase,
  targetPhrase,
  termsPhrase,
} from './phrases.ts'
import type { AccessRow } from './rows.ts'
import { textLines } from './text.ts'

/** The width of the first column, which holds the severity. */
const severityWidth = 'critical'.length + 2
const indent = ' '.repeat(severityWidth)

/** @param withSubject - whether the subject is named: not where all rows are about the same */
export function rowLines(row: AccessRow, withSubject: boolean, paint: Paint, width: number): string[] {
  const what =
    withSubject || row.memberOf !== undefined ? `${holderPhrase(row)} ${reachPhrase(row.target)}` : targetPhrase(row.target)
  const [head = '', ...more] = textLines(`${what} (${termsPhrase(row)})`, width, indent)
  const below =
    row.chain === undefined
      ? textLines(`${routesPhrase(row, 4)}: ${boundRolesPhrase(row.via, 2)}`, width, `${indent}  `)
      : row.chain.flatMap((hop, i) => {
          const through = hop.via.slice(0, 1).map((via) => `: ${boundRolePhrase(via)}`)
          const step = `${holderPhrase(hop)} ${hop.route} in ${targetPhrase(hop.target)}${through.join('')}`
          return textLines(step, width, `${indent}  ${i + 1}. `)
        })
  const severity = paint.severity(row.severity, row.severity.padEnd(severityWidth))
  return [`${severity}${head.slice(severityWidth)}`, ...more, ...below.map(paint.faint)]
}

/** A word below a row, set in as its routes are. */
export function rowNote(text: string, paint: Paint, width: number): string[] {
  return textLines(text, width, `${indent}  `).map(paint.faint)
}
