// Who can obtain tokens, in Markdown: a table of rows, for the audit's comment and for the answer to `who-can`.
import type { AuditReport } from '../verdict/index.ts'
import { leftOut, within, type Room } from './markdown-budget.ts'
import { mdName, mdTable, mdText } from './markdown-text.ts'
import { countPhrase } from './phrases.ts'
import { coveragePhrase, sentence } from './who-can/answer.ts'
import { boundRolesPhrase, existingPhrase, holderPhrase, routesPhrase, targetPhrase, mannerPhrase } from './who-can/phrases.ts'
import { accessRows, type AccessRow } from './who-can/rows.ts'

/** Rows of the audit's comment; more are for `who-can --all`. */
const rowsShown = 15

/** The part of the audit's comment; no lines where the audit saw no grant. */
export function accessLines(report: AuditReport, room: Room): string[] {
  const rows = accessRows(report.grants)
  if (rows.length === 0) return []
  const others = rows.filter((row) => !row.platform)
  const more = Math.max(0, others.length - rowsShown)
  const own = rows.length - others.length
  const elsewhere = [
    ...(more > 0 ? [countPhrase(more, 'more row')] : []),
    ...(own > 0 ? [`${countPhrase(own, 'row')} of the platform's own`] : []),
  ]
  return [
    '### Who can obtain tokens',
    '',
    ...(others.length === 0
      ? [mdText(sentence(`nobody but the platform was found; ${coveragePhrase(report)}`)), '']
      : rowTable(others.slice(0, rowsShown), room)),
    ...(elsewhere.length === 0 ? [] : [`${elsewhere.join(', and ')}: <code>sparekey who-can --all</code>`, '']),
  ]
}

/** Rows as a table, as many as there is room for, with an empty line below. */
export function rowTable(rows: readonly AccessRow[], room: Room): string[] {
  const { kept, dropped } = within(room, rows.map(cells))
  return [...mdTable(['Severity', 'Subject', 'Reaches', 'How', 'Routes', 'Via', 'Now'], kept), ...leftOut(dropped), '']
}

function cells(row: AccessRow): string[] {
  return [
    row.severity,
    mdName(holderPhrase(row)),
    mdName(targetPhrase(row.target)),
    mdText(`${mannerPhrase(row)}${row.besides === undefined ? '' : `; needs ${row.besides}`}`),
    mdText(routesPhrase(row)),
    mdName(boundRolesPhrase(row.via, 2)),
    existingPhrase(row),
  ]
}
