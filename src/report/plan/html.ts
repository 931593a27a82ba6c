// The plan as one HTML file that needs nothing else, to be read and signed off before it is carried out: no script, works on paper.
import type { Plan } from '../../change/index.ts'
import { formatRef } from '../../kube/index.ts'
import { gapsPart, sourcePart } from '../html-lists.ts'
import { markup, name, nothing, prose, type Markup } from '../html-markup.ts'
import { pageText } from '../html-page.ts'
import { navigation, section, type PagePart } from '../html-section.ts'
import { sourcePhrase, timePhrase } from '../phrases.ts'
import { sentence } from '../who-can/answer.ts'
import { planPhrase, planTitle, tokenCounts } from './answer.ts'
import { overviewTable, stepsPart } from './html-steps.ts'
import { sourcesPart } from './html-sources.ts'
import { leftGroups } from './plan-parts.ts'
import { planStyle } from './plan-style.ts'
import type { PlanRenderer } from './renderer.ts'

const footer =
  'A plan changes nothing. It is written to a file by `sparekey plan -o plan.yaml`, carried out by `sparekey apply plan.yaml`, and every step of it is taken back by `sparekey backout`.'

/** Renders `html`. */
export const renderPlanHtml: PlanRenderer = (plan) => {
  const parts = partsOf(plan)
  return pageText({
    title: planTitle,
    style: planStyle,
    head: pageHead(plan, parts),
    main: markup`${parts.map(section)}`,
    footer: prose(footer),
  })
}

function pageHead(plan: Plan, parts: readonly PagePart[]): Markup {
  const { tokens } = tokenCounts(plan.steps)
  const high = plan.steps.filter(({ risk }) => risk.level === 'high').length
  return markup`<header class="top">
<p class="brand">Sparekey <span>plan</span></p>
<h1>${planTitle}</h1>
<p class="sub">${sourcePhrase(plan.source)}, <time datetime="${plan.generatedAt}">${timePhrase(plan.generatedAt)}</time></p>
<dl class="numbers">
${figure(plan.steps.length, 'steps', 'other')}
${figure(tokens, 'tokens that go', 'other')}
${figure(high, 'steps of high risk', high > 0 ? 'bad' : 'good')}
${figure(plan.gaps.length, 'gaps in what could be read', 'open')}
</dl>
<p>${sentence(planPhrase(plan))}</p>
${navigation(parts)}
</header>`
}

function figure(count: number, label: string, tone: string): Markup {
  return markup`<div class="${tone}"><dt>${label}</dt><dd>${count}</dd></div>`
}

function partsOf(plan: Plan): readonly PagePart[] {
  const some = plan.steps.length > 0
  const parts: readonly (PagePart | undefined)[] = [
    {
      id: 'overview',
      title: 'Steps',
      body: some ? overviewTable(plan) : markup`<p>Nothing was found to change in the cluster.</p>`,
    },
    some ? { id: 'steps', title: 'Step by step', body: stepsPart(plan) } : undefined,
    plan.sourcePatches.length === 0 ? undefined : { id: 'sources', title: 'In the source', body: sourcesPart(plan) },
    plan.left.length === 0 ? undefined : { id: 'left', title: 'Left as it is', body: leftPart(plan) },
    { id: 'gaps', title: 'Could not be known', body: gapsPart(plan) },
    { id: 'source', title: 'Source and assumptions', body: sourcePart(plan.source) },
  ]
  return parts.filter((part) => part !== undefined)
}

function leftPart(plan: Plan): Markup {
  return markup`${leftGroups(plan).map(({ title, left }) => {
    const items = left.map(
      ({ object, reason, remedy }) =>
        markup`<li>${name(formatRef(object))}: ${prose(reason)}<br><span class="remedy"><b>Remedy</b> ${prose(remedy)}</span></li>`,
    )
    return markup`<article><h3>${title} <small>${left.length}</small></h3><ul>${items.length === 0 ? nothing : items}</ul></article>\n`
  })}`
}
