// The answer as one HTML file that needs nothing else: the drawing of the routes, the table, what to remove, and what was not known.
import type { WhoCanReport } from '../../verdict/index.ts'
import { gapsPart, sourcePart } from '../html-lists.ts'
import { markup, name, nothing, prose, type Markup } from '../html-markup.ts'
import { pageText } from '../html-page.ts'
import { navigation, section, type PagePart } from '../html-section.ts'
import { countPhrase, sourcePhrase, timePhrase } from '../phrases.ts'
import { answerPhrase, cutPhrase, existsPhrase, sentence, titlePhrase } from './answer.ts'
import { drawingPart, routesPart, rowsTable } from './html-parts.ts'
import { sortScript, sortScriptHash } from './html-script.ts'
import { bindingPhrase, placePhrase, subjectPhrase } from './phrases.ts'
import type { WhoCanRenderer } from './renderer.ts'
import { accessRows } from './rows.ts'
import { drawingStyle } from './svg-style.ts'

const caution =
  'Routes are read from RBAC objects. Other authorizers of the cluster can allow more: `sparekey who-can --verify` asks a live cluster about them.'

/** Renders `html`. */
export const renderWhoCanHtml: WhoCanRenderer = (report) => {
  const parts = partsOf(report)
  return pageText({
    title: titlePhrase(report),
    style: drawingStyle,
    head: pageHead(report, parts),
    main: markup`${parts.map(section)}`,
    footer: prose(caution),
    script: { text: sortScript, hash: sortScriptHash },
  })
}

function pageHead(report: WhoCanReport, parts: readonly PagePart[]): Markup {
  const { summary } = report
  const exists = existsPhrase(report)
  return markup`<header class="top">
<p class="brand">Sparekey <span>who can</span></p>
<h1>${titlePhrase(report)}</h1>
<p class="sub">${sourcePhrase(report.source)}, <time datetime="${report.generatedAt}">${timePhrase(report.generatedAt)}</time></p>
<dl class="numbers">
${figure(summary.direct, 'grants that make new tokens', summary.direct > 0 ? 'bad' : 'good')}
${figure(summary.indirect, 'grants that obtain tokens in other ways', 'other')}
${figure(summary.chained, 'chains that go through others', 'other')}
${figure(report.gaps.length, 'gaps in what could be read', 'open')}
</dl>
<p>${sentence(answerPhrase(report))}</p>
${exists === undefined ? nothing : markup`<p>${sentence(exists)}</p>`}
${navigation(parts)}
</header>`
}

function figure(count: number, label: string, tone: string): Markup {
  return markup`<div class="${tone}"><dt>${label}</dt><dd>${count}</dd></div>`
}

function partsOf(report: WhoCanReport): readonly PagePart[] {
  const rows = accessRows(report.grants)
  const others = rows.filter((row) => !row.platform)
  const own = rows.filter((row) => row.platform)
  const parts: readonly (PagePart | undefined)[] = [
    { id: 'drawing', title: 'Routes', body: drawingPart(report) },
    { id: 'grants', title: 'Who, and through what', body: rowsTable(others, 'Who reaches what, the worst first', true) },
    report.cut === undefined ? undefined : { id: 'cut', title: 'What to remove', body: cutPart(report) },
    report.verification === undefined
      ? undefined
      : { id: 'verification', title: 'Asked of the live cluster', body: verificationPart(report.verification) },
    {
      id: 'platform',
      title: "The platform's own",
      body: rowsTable(own, 'What belongs to Kubernetes itself or to the platform of the cloud', true),
    },
    { id: 'routes', title: 'The routes, explained', body: routesPart(report.routes) },
    { id: 'gaps', title: 'Could not be known', body: gapsPart(report) },
    { id: 'source', title: 'Source and assumptions', body: sourcePart(report.source) },
  ]
  return parts.filter((part) => part !== undefined)
}

function cutPart(report: WhoCanReport): Markup {
  const { bindings = [] } = report
  const said = markup`<p class="cut">${sentence(cutPhrase(report) ?? '')}</p>`
  if (bindings.length === 0) return said
  const rows = bindings.map(
    ({ binding, accounts, alone }) =>
      markup`<tr><th scope="row">${name(bindingPhrase(binding))}</th><td class="n">${accounts}</td><td class="n">${alone}</td></tr>\n`,
  )
  return markup`${said}
<div class="scroll" role="region" aria-label="What each binding opens" tabindex="0"><table class="plain">
<caption>What each binding opens</caption>
<thead><tr><th scope="col">Binding</th><th scope="col" class="n">Accounts reached</th><th scope="col" class="n">Only by it</th></tr></thead>
<tbody>${rows}</tbody></table></div>\n`
}

function verificationPart({ asked, outsideRbac, unconfirmed }: NonNullable<WhoCanReport['verification']>): Markup {
  const outside = outsideRbac.map(
    (one) => markup`<li>${name(subjectPhrase(one.subject))} may make tokens in ${name(placePhrase(one))}: ${one.reason}</li>`,
  )
  const denied = unconfirmed.map(
    (one) =>
      markup`<li>${name(subjectPhrase(one.subject))} has it in ${name(placePhrase(one))} by RBAC objects, and the server says no: read again</li>`,
  )
  const found =
    outsideRbac.length === 0
      ? 'none showed a right to make tokens outside RBAC'
      : 'some showed a right to make tokens outside RBAC'
  const items = [...outside, ...denied]
  return markup`<article><p>${countPhrase(asked, 'SubjectAccessReview')}; ${found}.</p>${items.length === 0 ? nothing : markup`<ul>${items}</ul>`}</article>\n`
}
