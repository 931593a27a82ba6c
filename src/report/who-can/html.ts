// The answer as one HTML file that needs nothing else: the drawing of the routes, the table, what to remove, and what was not known.
import type { RouteReport, WhoCanReport } from '../../verdict/index.ts'
import { sourcePart } from '../html-lists.ts'
import { markup, name, nothing, prose, trusted, type Markup } from '../html-markup.ts'
import { pageStyle } from '../html-style.ts'
import { countPhrase, sourcePhrase, timePhrase } from '../phrases.ts'
import { gapText, groupGaps } from '../report-parts.ts'
import { drawingOf } from './graph.ts'
import {
  answerPhrase,
  bindingPhrase,
  cutPhrase,
  existingPhrase,
  existsPhrase,
  holderPhrase,
  mannerPhrase,
  subjectPhrase,
  targetPhrase,
  titlePhrase,
  viaPhrase,
} from './phrases.ts'
import type { WhoCanRenderer } from './renderer.ts'
import { accessRows, type AccessRow } from './rows.ts'
import { svgOf } from './svg.ts'
import { drawingStyle } from './svg-style.ts'

/** Grants that a drawing can hold and still be read. */
const drawn = 60

const contentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

/** Renders `html`. */
export const renderWhoCanHtml: WhoCanRenderer = (report) => {
  const exists = existsPhrase(report)
  const rows = accessRows(report.grants)
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(contentSecurityPolicy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Sparekey: ${titlePhrase(report)}</title>
<style>${trusted(pageStyle + drawingStyle)}</style>
</head>
<body>
<header class="top">
<p class="brand">Sparekey <span>who can</span></p>
<h1>${titlePhrase(report)}</h1>
<p class="sub">${sourcePhrase(report.source)}, <time datetime="${report.generatedAt}">${timePhrase(report.generatedAt)}</time></p>
<p>${answerPhrase(report)}.</p>
${exists === undefined ? nothing : markup`<p>${exists}.</p>`}
</header>
<main>
${section('drawing', 'Routes', drawingPart(report))}
${section('grants', 'Who, and through what', rowsTable(rows.filter((row) => !row.platform)))}
${report.cut === undefined ? nothing : section('cut', 'What to remove', cutPart(report, report.cut))}
${verificationPart(report)}
${section('platform', "The platform's own", rowsTable(rows.filter((row) => row.platform)))}
${section('routes', 'The routes, explained', routesPart(report.routes))}
${section('gaps', 'Could not be known', gapsPart(report))}
${section('source', 'Source and assumptions', sourcePart(report.source))}
</main>
<footer><p>Routes are read from RBAC objects. Other authorizers of the cluster can allow more: <code>sparekey who-can --verify</code> asks a live cluster about them.</p></footer>
</body>
</html>
`
  return page.html
}

function section(id: string, title: string, body: Markup): Markup {
  return markup`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>\n${body}</section>\n`
}

/** The drawing with a word on what it leaves out; also stands in the audit's report. */
export function drawingPart(report: Pick<WhoCanReport, 'grants'>): Markup {
  const others = { grants: report.grants.filter((grant) => !grant.platform) }
  const drawing = drawingOf(others, drawn)
  if (drawing.nodes.length === 0) return markup`<p>Nothing to draw: nobody but the platform was found.</p>`
  const left =
    drawing.leftOut === 0
      ? nothing
      : markup`<p class="rest">${countPhrase(drawing.leftOut, 'grant')} of lesser weight not drawn; the table has all.</p>`
  return markup`<figure class="chart"><div class="scroll bare" role="region" aria-label="Drawing of the routes" tabindex="0">${svgOf(drawing, 'Who reaches what, by which route')}</div>${left}</figure>`
}

/** The rows as a table; also stands in the audit's report. */
export function rowsTable(rows: readonly AccessRow[]): Markup {
  if (rows.length === 0) return markup`<p>Nothing.</p>`
  const heads = ['Severity', 'Subject', 'Reaches', 'How', 'Routes', 'Via', 'Now'].map(
    (head) => markup`<th scope="col">${head}</th>`,
  )
  return markup`<div class="scroll" role="region" aria-label="Grants" tabindex="0"><table class="plain access"><thead><tr>${heads}</tr></thead>
<tbody>${rows.map(row)}</tbody></table></div>\n`
}

function row(one: AccessRow): Markup {
  const routes =
    one.chain === undefined
      ? list(one.routes.map(name))
      : markup`<ol>${one.chain.map((hop) => markup`<li>${name(subjectPhrase(hop.subject))} ${hop.route} ${name(targetPhrase(hop.target))}</li>`)}</ol>`
  const told = markup`<td>${mannerPhrase(one)}</td><td>${routes}</td><td>${list(one.via.map((via) => name(viaPhrase(via))))}</td><td>${existingPhrase(one)}</td>`
  return markup`<tr><td><span class="sev ${one.severity}">${one.severity}</span></td><th scope="row">${name(holderPhrase(one))}</th><td>${name(targetPhrase(one.target))}</td>${told}</tr>\n`
}

/** A few stand open; more are folded away. */
function list(items: readonly Markup[]): Markup {
  const all = markup`<ul class="bare">${items.map((item) => markup`<li>${item}</li>`)}</ul>`
  return items.length <= 3 ? all : markup`<details><summary>${items.length}</summary>${all}</details>`
}

function cutPart(report: WhoCanReport, cut: NonNullable<WhoCanReport['cut']>): Markup {
  const rows = (report.bindings ?? []).map(
    ({ binding, accounts, alone }) =>
      markup`<tr><th scope="row">${name(bindingPhrase(binding))}</th><td class="n">${accounts}</td><td class="n">${alone}</td></tr>\n`,
  )
  const table =
    rows.length === 0
      ? nothing
      : markup`<div class="scroll" role="region" aria-label="What each binding opens" tabindex="0"><table class="plain"><caption>What each binding opens</caption><thead><tr><th scope="col">Binding</th><th scope="col" class="n">Accounts reached</th><th scope="col" class="n">Only by it</th></tr></thead><tbody>${rows}</tbody></table></div>`
  return markup`<p class="cut">${cutPhrase(cut)}.</p>${table}`
}

function verificationPart({ verification }: WhoCanReport): Markup {
  if (verification === undefined) return nothing
  const { asked, outsideRbac } = verification
  const found = outsideRbac.map(
    ({ subject, namespace, name: account, reason }) =>
      markup`<li>${name(subjectPhrase(subject))} may make tokens in ${namespace === '' ? 'every namespace' : `${namespace}/${account}`}: ${reason}</li>`,
  )
  return section(
    'verification',
    'Asked of the live cluster',
    markup`<p>${countPhrase(asked, 'SubjectAccessReview')}; ${outsideRbac.length === 0 ? 'nothing is granted outside RBAC' : 'granted outside RBAC:'}</p><ul>${found}</ul>`,
  )
}

function routesPart(routes: readonly RouteReport[]): Markup {
  return markup`<dl class="facts">${routes.map(({ id, title, remedy }) => markup`<dt>${name(id)}</dt><dd>${title}. <span class="remedy"><b>Remedy</b> ${prose(remedy)}</span></dd>`)}</dl>`
}

function gapsPart({ gaps }: WhoCanReport): Markup {
  if (gaps.length === 0) return markup`<p>Everything that was asked for could be read.</p>`
  return markup`${groupGaps(gaps).map(
    (group) =>
      markup`<article><h3>${name(group.kind)} <small>${countPhrase(group.gaps.length, 'gap')}</small></h3><ul>${group.gaps.map((gap) => markup`<li>${prose(gapText(gap))}</li>`)}</ul><p class="remedy"><b>Remedy</b> ${prose(group.remedy)}</p></article>\n`,
  )}`
}
