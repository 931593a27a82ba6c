// The parts of a page that show grants: the drawing, the table and the routes explained; the audit's page has them too.
import { severities, type GrantReport, type RouteReport } from '../../verdict/index.ts'
import { markup, name, nothing, prose, type Markup } from '../html-markup.ts'
import { countPhrase } from '../phrases.ts'
import { drawingOf } from './graph.ts'
import { existingPhrase, grantRoutePhrase, holderPhrase, madePhrase, mannerPhrase, targetPhrase, viaPhrase } from './phrases.ts'
import type { AccessRow } from './rows.ts'
import { svgOf } from './svg.ts'

/** Rows that a drawing can hold and still be read. */
const rowsDrawn = 40
/** Items of a cell that stand open; more are folded away. */
const itemsOpen = 3

const columns: readonly (readonly [title: string, sort: 'text' | 'number'])[] = [
  ['Severity', 'number'],
  ['Subject', 'text'],
  ['Reaches', 'text'],
  ['How', 'text'],
  ['Routes', 'text'],
  ['Via', 'text'],
  ['Now', 'number'],
]

/** The drawing with a word on what it leaves out. */
export function drawingPart(report: { readonly grants: readonly GrantReport[] }): Markup {
  const others = report.grants.filter((grant) => !grant.platform)
  const drawing = drawingOf(others, rowsDrawn)
  if (drawing.nodes.length === 0) return markup`<p>Nothing to draw: no grant was found beside the platform's own.</p>`
  const { leftOut } = drawing
  const rest =
    leftOut === 0
      ? nothing
      : markup`<p class="rest">The worst ${rowsDrawn} rows are drawn; ${countPhrase(leftOut, 'more stands', 'more stand')} in the table.</p>`
  return markup`<figure class="chart"><figcaption>Who reaches what, by which route; the worst first</figcaption>
<div class="scroll bare" role="region" aria-label="Drawing of the routes" tabindex="0">${svgOf(drawing, 'Who reaches what, by which route; the table below says the same')}</div>
${rest}</figure>\n`
}

/**
 * The rows as a table.
 *
 * @param sortable - whether the page has a script that takes over the heads
 */
export function rowsTable(rows: readonly AccessRow[], caption: string, sortable: boolean): Markup {
  if (rows.length === 0) return markup`<p>None.</p>`
  const heads = columns.map(([title, sort]) =>
    sortable
      ? markup`<th scope="col" data-sort="${sort}"><button type="button" disabled>${title}</button></th>`
      : markup`<th scope="col">${title}</th>`,
  )
  return markup`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table class="plain access">
<caption>${caption}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>${rows.map(rowMarkup)}</tbody></table></div>\n`
}

/** Each route with what takes it away. */
export function routesPart(routes: readonly RouteReport[]): Markup {
  if (routes.length === 0) return markup`<p>None.</p>`
  const explained = routes.map(
    ({ id, title, remedy }) =>
      markup`<dt>${name(id)}</dt><dd>${prose(title)}. <span class="remedy"><b>Remedy</b> ${prose(remedy)}</span></dd>\n`,
  )
  return markup`<dl class="facts">${explained}</dl>`
}

function rowMarkup(row: AccessRow): Markup {
  const besides = row.besides === undefined ? nothing : markup`<br><small>needs ${row.besides}</small>`
  return markup`<tr>
<td data-k="${severities.indexOf(row.severity)}"><span class="sev ${row.severity}">${row.severity}</span></td>
<th scope="row">${name(holderPhrase(row))}</th>
<td>${name(targetPhrase(row.target))}</td>
<td>${mannerPhrase(row)}${besides}</td>
<td>${row.chain === undefined ? folded(row.grants.map((grant) => name(grantRoutePhrase(grant)))) : steps(row.chain)}</td>
<td>${folded([...row.via.map(viaPhrase), ...madePhrases(row)].map(name))}</td>
<td data-k="${row.existing ?? -1}">${existingPhrase(row)}</td>
</tr>\n`
}

function madePhrases({ grants }: AccessRow): readonly string[] {
  return [...new Set(grants.flatMap(({ made = [] }) => made.map(madePhrase)))]
}

function steps(chain: NonNullable<AccessRow['chain']>): Markup {
  return markup`<ol>${chain.map(
    (hop) => markup`<li>${name(holderPhrase(hop))} ${hop.route} ${name(targetPhrase(hop.target))}</li>`,
  )}</ol>`
}

function folded(items: readonly Markup[]): Markup {
  const all = markup`<ul class="bare">${items.map((item) => markup`<li>${item}</li>`)}</ul>`
  return items.length <= itemsOpen ? all : markup`<details><summary>${items.length}</summary>${all}</details>`
}
