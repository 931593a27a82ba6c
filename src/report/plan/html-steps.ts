// The steps of a plan on a page: a table to look over, and below it each step with its diff and all that is to be known of it.
import type { Plan, RiskLevel } from '../../change/index.ts'
import { formatRef } from '../../kube/index.ts'
import { joined, markup, name, nothing, prose, type Markup } from '../html-markup.ts'
import { changeWord } from './changes.ts'
import { sidesOf } from './partial-document.ts'
import { conditionPhrase, effectPhrase, effectWord, remedyTitles, tokenPhrase } from './phrases.ts'
import { groupRuns, numberedSteps, type NumberedStep } from './plan-parts.ts'
import { diffBlock } from './html-diff.ts'

/** Items of a list that stand open; more are folded away. */
const itemsOpen = 8

/** All steps, a row each. */
export function overviewTable(plan: Plan): Markup {
  const heads = ['Step', 'Risk', 'Object', 'Remedy', 'Takes effect', 'Group'].map((head) => markup`<th scope="col">${head}</th>`)
  const rows = numberedSteps(plan).map(
    ({ number, step }) => markup`<tr>
<th scope="row"><a href="#step-${number}">${number}</a></th>
<td>${badge(step.risk.level)}</td>
<td>${name(formatRef(step.object))}</td>
<td>${step.remedy}</td>
<td>${effectWord(step.effect)}</td>
<td>${name(step.group)}</td>
</tr>\n`,
  )
  return markup`<div class="scroll" role="region" aria-label="The steps in their order" tabindex="0"><table class="plain steps">
<caption>The steps in their order <small>those of one group are taken, watched and taken back together</small></caption>
<thead><tr>${heads}</tr></thead>
<tbody>${rows}</tbody></table></div>\n`
}

/** Each step whole. */
export function stepsPart(plan: Plan): Markup {
  return markup`${groupRuns(plan).map(
    ({ group, steps }) => markup`<h3 class="group">Group ${name(group)}</h3>\n${steps.map(stepArticle)}`,
  )}`
}

function stepArticle({ number, step, requires }: NumberedStep): Markup {
  const links = requires.map((required) => markup`<a href="#step-${required}">step ${required}</a>`)
  return markup`<article class="step" id="step-${number}">
<h3><span class="no">${number}.</span> ${changeWord(step.change)} ${name(formatRef(step.object))} ${badge(step.risk.level)}</h3>
<p>${remedyTitles[step.remedy]}: ${prose(step.reason)}</p>
${diffBlock(sidesOf(step))}
<dl class="facts">${[
    fact('Takes effect', markup`${effectPhrase(step.effect)}`),
    fact('Risk', markup`${step.risk.level}: ${prose(step.risk.why)}`),
    list('Takes away', [...step.removes.map(tokenPhrase), ...step.alsoRemoves.map((file) => `${file}, which goes with it`)]),
    links.length === 0 ? nothing : fact('First effective', joined(links, ', ')),
    list('True before', step.before.map(conditionPhrase)),
    list('True after', step.after.map(conditionPhrase)),
    step.uid === undefined ? nothing : fact('Uid of the object', name(step.uid)),
  ]}</dl></article>\n`
}

/** The mark of a risk, in a word and a colour. */
function badge(level: RiskLevel): Markup {
  return markup`<span class="sev ${level}">${level} risk</span>`
}

function fact(title: string, body: Markup): Markup {
  return markup`<dt>${title}</dt><dd>${body}</dd>`
}

function list(title: string, texts: readonly string[]): Markup {
  if (texts.length === 0) return nothing
  const all = markup`<ul>${texts.map((text) => markup`<li>${text}</li>`)}</ul>`
  return fact(title, texts.length <= itemsOpen ? all : markup`<details><summary>${texts.length}</summary>${all}</details>`)
}
