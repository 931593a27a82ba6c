// The procedure as one HTML file, to be read, printed and filed: no network, no script, the look of the audit's report.
import {
  resultTitles,
  type ActionReport,
  type CommandReport,
  type InstructionReport,
  type PrintedReport,
  type ProcedureReport,
  type StepReport,
  type StepResult,
} from '../verdict/index.ts'
import { commandLines } from './command-lines.ts'
import { markup, nothing, prose, type Markup } from './html-markup.ts'
import { pageText } from './html-page.ts'
import { sourcePhrase, timePhrase } from './phrases.ts'
import {
  allResults,
  descriptionParts,
  examplePhrase,
  legend,
  morePhrase,
  numbered,
  planParts,
  runsOf,
  summaryPhrase,
  wayTitles,
  type Numbered,
  type PlanPart,
} from './procedure-parts.ts'
import type { ProcedureRenderer } from './procedure-renderer.ts'
import { procedureStyle } from './procedure-style.ts'

/** Columns of a command on a printed page. */
const codeWidth = 96

/** Renders `html`. */
export const renderProcedureHtml: ProcedureRenderer = (report) => {
  const plans = planParts(report)
  return pageText({
    title: report.control.title,
    style: procedureStyle,
    head: pageHead(report, plans),
    main: markup`${section('results', 'Results', resultsTable(report))}
${section('control', 'The control', descriptionBody(report))}
${section('prerequisites', 'Prerequisites', steps(numbered('P', report.prerequisites)))}
${plans.map((part) => section(part.id, part.title, planBody(part)))}
${section('gaps', 'Could not be known', gapsBody(report))}
`,
    footer: prose(legend),
  })
}

function pageHead(report: ProcedureReport, plans: readonly PlanPart[]): Markup {
  const { control, source, generatedAt } = report
  const parts = [
    { id: 'results', title: 'Results' },
    { id: 'control', title: 'The control' },
    { id: 'prerequisites', title: 'Prerequisites' },
    ...plans,
    { id: 'gaps', title: 'Could not be known' },
  ]
  return markup`<header class="top">
<p class="brand">Sparekey <span>control</span></p>
<h1>${control.title}</h1>
<p class="sub">${control.level}: ${summaryPhrase(report)}</p>
<p class="sub">${sourcePhrase(source)}, <time datetime="${generatedAt}">${timePhrase(generatedAt)}</time></p>
${source.assumptions.map((assumption) => markup`<p class="sub">Assumed: ${prose(assumption)}</p>\n`)}<nav aria-label="Parts of this report"><ul>${parts.map(({ id, title }) => markup`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
</header>`
}

function section(id: string, title: string, body: Markup): Markup {
  return markup`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>\n${body}</section>\n`
}

function resultsTable(report: ProcedureReport): Markup {
  const heads = ['Step', 'Result', 'What it asks for', 'Why'].map((head) => markup`<th scope="col">${head}</th>`)
  const rows = allResults(report).map(
    ({ number, step }) =>
      markup`<tr><th scope="row"><a href="#${number}">${number}</a></th><td>${badge(step.result)}</td><td>${prose(step.title)}</td><td>${prose(step.result.reason)}</td></tr>\n`,
  )
  return markup`<div class="scroll" role="region" aria-label="Results" tabindex="0"><table class="plain">
<thead><tr>${heads}</tr></thead>
<tbody>${rows}</tbody></table></div>\n`
}

function badge({ kind }: StepResult): Markup {
  return markup`<span class="st ${kind}">${resultTitles[kind]}</span>`
}

function descriptionBody(report: ProcedureReport): Markup {
  const parts = descriptionParts(report).map(
    ([title, texts]) => markup`<h3>${title}</h3>\n${texts.map((text) => markup`<p>${prose(text)}</p>\n`)}`,
  )
  return markup`<article>${parts}<p><small>Covers ${report.control.controls.join(', ')}.</small></p></article>\n`
}

function planBody(part: PlanPart): Markup {
  const ways = (['portal', 'azureCli'] as const).map(
    (way) => markup`<h3 class="way">${wayTitles[way]}</h3>\n<article><ol>${part[way].map(instruction)}</ol></article>\n`,
  )
  return markup`${ways}<h3 class="way">${part.kubectlTitle}</h3>\n${steps(part.steps)}`
}

function instruction({ says, commands }: InstructionReport): Markup {
  return markup`<li>${prose(says)}${commandList(commands)}</li>\n`
}

function steps(list: readonly Numbered<StepReport | ActionReport>[]): Markup {
  return markup`${list.map(({ number, step }) => {
    const result = 'result' in step ? markup` ${badge(step.result)}` : nothing
    const body = 'result' in step ? tested(step) : action(step)
    return markup`<article id="${number}"><h3>${number}. ${prose(step.title)}${result}</h3>\n${body}</article>\n`
  })}`
}

function tested({ asks, result, evidence, printed, commands }: StepReport): Markup {
  const gaps = result.kind === 'couldNotTell' ? result.gaps : []
  const counts = evidence.counts.map(({ count, what }) => markup`<tr><td class="n">${count}</td><td>${prose(what)}</td></tr>`)
  const facts = [
    ...gaps.map(({ message, remedy }) => `${message}; ${remedy}`),
    ...evidence.examples.map(examplePhrase),
    ...(evidence.more > 0 ? [morePhrase(evidence.more)] : []),
  ]
  return markup`<p>${prose(asks)}</p>
<p class="result"><b>${resultTitles[result.kind]}</b>: ${prose(result.reason)}</p>
${counts.length === 0 ? nothing : markup`<table class="counts"><tbody>${counts}</tbody></table>\n`}${list(facts)}${printedBlock(printed)}${commandList(commands)}`
}

function action({ why, printed, commands, notes }: ActionReport): Markup {
  return markup`<p>${prose(why)}</p>\n${printedBlock(printed)}${commandList(commands)}${list(notes)}`
}

function list(texts: readonly string[]): Markup {
  return texts.length === 0 ? nothing : markup`<ul>${texts.map((text) => markup`<li>${prose(text)}</li>`)}</ul>\n`
}

function printedBlock(printed: PrintedReport | undefined): Markup {
  if (printed === undefined) return nothing
  return markup`<div class="printed"><p>As it is commonly printed:</p>${code(commandLines(printed.command, codeWidth))}
<p><b>What it does</b> ${prose(printed.shows)}</p><p><b>Why it deceives</b> ${prose(printed.deceives)}</p></div>\n`
}

function commandList(commands: readonly CommandReport[]): Markup {
  return markup`${runsOf(commands).map((run) => {
    const files = run.map(({ file }) =>
      file === undefined
        ? nothing
        : markup`<p class="says">${prose(`\`${file.name}\``)}</p>${code(file.text.trimEnd().split('\n'))}`,
    )
    const lines = run.flatMap(({ command }) => commandLines(command, codeWidth))
    return markup`<p class="says">${prose(run[0]?.says ?? '')}</p>${code(lines)}${files}`
  })}`
}

// Line by line, since a line break in a name is made visible, and these are not names.
function code(lines: readonly string[]): Markup {
  return markup`<pre><code>${lines.map((line, i) => (i === 0 ? markup`${line}` : markup`\n${line}`))}</code></pre>\n`
}

function gapsBody(report: ProcedureReport): Markup {
  if (report.gaps.length === 0) return markup`<p>Everything that was asked for could be read.</p>\n`
  return markup`<article>${list(report.gaps.map(({ message, remedy }) => `${message}; ${remedy}`))}</article>\n`
}
