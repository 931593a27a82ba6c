// The part of the HTML report on who can obtain tokens: the drawing of the routes, the table, and the routes explained.
import type { AuditReport } from '../verdict/index.ts'
import { markup, type Markup } from './html-markup.ts'
import { countPhrase } from './phrases.ts'
import { coveragePhrase, sentence } from './who-can/answer.ts'
import { drawingPart, routesPart, rowsTable } from './who-can/html-parts.ts'
import { accessRows } from './who-can/rows.ts'

/** Drawing, tables and explanations. */
export function accessPart(report: AuditReport): Markup {
  const rows = accessRows(report.grants)
  const own = rows.filter((row) => row.platform)
  const others = rows.filter((row) => !row.platform)
  const told = `${countPhrase(others.length, 'row')} beside the platform's own; ${coveragePhrase(report)}`
  return markup`<p>${sentence(told)}</p>
${drawingPart(report)}
${rowsTable(others, 'Who reaches what, the worst first', false)}
<details><summary>The platform's own: ${countPhrase(own.length, 'row')}</summary>${rowsTable(own, "The platform's own", false)}</details>
<details><summary>The routes, explained</summary>${routesPart(report.routes)}</details>`
}
