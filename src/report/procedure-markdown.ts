// The procedure as Markdown, for a wiki or an auditor's file; every command in it.
import {
  resultTitles,
  type ActionReport,
  type CommandReport,
  type InstructionReport,
  type PrintedReport,
  type ProcedureReport,
  type StepReport,
} from '../verdict/index.ts'
import { commandLines } from './command-lines.ts'
import { mdProse, mdTable, mdText } from './markdown-text.ts'
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

/** Columns of a block of code that a page shows without a scroll bar. */
const codeWidth = 96

/** Renders `markdown`. */
export const renderProcedureMarkdown: ProcedureRenderer = (report) => {
  const lines = [
    ...head(report),
    ...descriptionParts(report).flatMap(([title, texts]) => [`### ${title}`, '', ...bullets(texts), '']),
    '## Prerequisites',
    '',
    ...stepLines(numbered('P', report.prerequisites)),
    ...planParts(report).flatMap(planLines),
    ...(report.gaps.length === 0
      ? []
      : ['## Could not be known', '', ...bullets(report.gaps.map(({ message, remedy }) => `${message}; ${remedy}`)), '']),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

function head(report: ProcedureReport): string[] {
  const { control, source, generatedAt } = report
  return [
    `# ${mdText(control.title)}`,
    '',
    `${mdText(control.level)}. **${mdText(summaryPhrase(report))}** (${mdText(sourcePhrase(source))}, ${mdText(timePhrase(generatedAt))}).`,
    '',
    ...source.assumptions.flatMap((assumption) => [`Assumed: ${mdProse(assumption)}.`, '']),
    ...mdTable(
      ['Step', 'Result', 'What it asks for'],
      allResults(report).map(({ number, step }) => [number, resultTitles[step.result.kind], mdProse(step.title)]),
    ),
    '',
    mdProse(legend),
    '',
    '## The control',
    '',
    mdText(`Covers ${control.controls.join(', ')}.`),
    '',
  ]
}

function planLines(part: PlanPart): string[] {
  return [
    `## ${part.title}`,
    '',
    ...(['portal', 'azureCli'] as const).flatMap((way) => [`### ${wayTitles[way]}`, '', ...part[way].flatMap(instructionLines)]),
    `### ${part.kubectlTitle}`,
    '',
    ...stepLines(part.steps),
  ]
}

function instructionLines({ says, commands }: InstructionReport): string[] {
  return [mdProse(says), '', ...commandBlocks(commands)]
}

function stepLines(steps: readonly Numbered<StepReport | ActionReport>[]): string[] {
  return steps.flatMap(({ number, step }) => [
    `#### ${number}. ${mdProse(step.title)}`,
    '',
    ...('result' in step ? testedLines(step) : actionLines(step)),
  ])
}

function testedLines(step: StepReport): string[] {
  const { asks, result, evidence } = step
  const gaps = result.kind === 'couldNotTell' ? result.gaps : []
  return [
    mdProse(asks),
    '',
    `**${resultTitles[result.kind]}**: ${mdProse(result.reason)}`,
    '',
    ...bullets([
      ...gaps.map(({ message, remedy }) => `${message}; ${remedy}`),
      ...evidence.counts.map(({ count, what }) => `${what}: ${count}`),
      ...evidence.examples.map(examplePhrase),
      ...(evidence.more > 0 ? [morePhrase(evidence.more)] : []),
    ]),
    '',
    ...printedLines(step.printed),
    ...commandBlocks(step.commands),
  ]
}

function actionLines({ why, printed, commands, notes }: ActionReport): string[] {
  return [mdProse(why), '', ...printedLines(printed), ...commandBlocks(commands), ...bullets(notes), '']
}

function printedLines(printed: PrintedReport | undefined): string[] {
  if (printed === undefined) return []
  return [
    'As it is commonly printed:',
    '',
    ...code(commandLines(printed.command, codeWidth)),
    ...bullets([`What it does: ${printed.shows}`, `Why it deceives: ${printed.deceives}`]),
    '',
  ]
}

function commandBlocks(commands: readonly CommandReport[]): string[] {
  return runsOf(commands).flatMap((run) => [
    mdProse(run[0]?.says ?? ''),
    '',
    ...code(run.flatMap(({ command }) => commandLines(command, codeWidth))),
    ...run.flatMap(({ file }) =>
      file === undefined ? [] : [`${mdProse(`\`${file.name}\``)}:`, '', ...code(file.text.trimEnd().split('\n'))],
    ),
  ])
}

// No line of a command can close the block: names with backticks get no command.
function code(lines: readonly string[]): string[] {
  return ['```', ...lines, '```', '']
}

function bullets(texts: readonly string[]): string[] {
  return texts.map((text) => `- ${mdProse(text)}`)
}
