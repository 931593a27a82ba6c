// The procedure for a terminal: what was found first, then the control part by part, in lines that fit.
import {
  resultTitles,
  type ActionReport,
  type CommandReport,
  type FileReport,
  type InstructionReport,
  type PrintedReport,
  type ProcedureReport,
  type StepReport,
  type StepResult,
} from '../verdict/index.ts'
import { commandLines } from './command-lines.ts'
import { padEnd, padStart, wrap } from './display-width.ts'
import { paintFor, type Paint } from './paint.ts'
import { sourcePhrase, timePhrase } from './phrases.ts'
import { plainText } from './plain-text.ts'
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

/** Commands of one run that are shown; the other formats have all. */
const commandsShown = 10

interface Scene {
  readonly paint: Paint
  readonly width: number
}

/** Renders `text`. */
export const renderProcedureText: ProcedureRenderer = (report, options) => {
  const scene = { paint: paintFor(options.color), width: options.width }
  const sections = [
    head(report, scene),
    descriptionSection(report, scene),
    [heading('Prerequisites', scene), ...stepLines(numbered('P', report.prerequisites), scene)],
    ...planParts(report).map((part) => planSection(part, scene)),
    gapLines(report, scene),
  ]
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function head(report: ProcedureReport, scene: Scene): string[] {
  return [
    ...flow(`Sparekey control of ${sourcePhrase(report.source)}, ${timePhrase(report.generatedAt)}`, scene).map(
      scene.paint.strong,
    ),
    ...flow(`${report.control.title} (${report.control.level}): ${summaryPhrase(report)}.`, scene),
    ...report.source.assumptions.flatMap((assumption) => flow(`Assumed: ${assumption}.`, scene)),
    '',
    ...allResults(report).map(({ number, step }) => {
      const title = padEnd(resultTitles[step.result.kind], 'could not tell'.length)
      return `${padEnd(number, 3)}  ${tone(step.result, title, scene)}  ${plainText(step.title)}`
    }),
    '',
    ...flow(legend, scene).map(scene.paint.faint),
  ]
}

function descriptionSection(report: ProcedureReport, scene: Scene): string[] {
  return [
    heading('The control', scene),
    ...flow(`Covers ${report.control.controls.join(', ')}.`, scene),
    ...descriptionParts(report).flatMap(([title, texts]) => [
      '',
      scene.paint.strong(title),
      ...texts.flatMap((text) => flow(text, scene, '  ')),
    ]),
  ]
}

function planSection(part: PlanPart, scene: Scene): string[] {
  const ways = (['portal', 'azureCli'] as const).flatMap((way) => [
    '',
    scene.paint.strong(wayTitles[way]),
    ...part[way].flatMap((instruction) => instructionLines(instruction, scene)),
  ])
  return [heading(part.title, scene), ...ways, '', scene.paint.strong(part.kubectlTitle), ...stepLines(part.steps, scene)]
}

function instructionLines({ says, commands }: InstructionReport, scene: Scene): string[] {
  return [...flow(says, scene, '  - '), ...commandBlock(commands, scene)]
}

function stepLines(steps: readonly Numbered<StepReport | ActionReport>[], scene: Scene): string[] {
  return steps.flatMap(({ number, step }) => [
    '',
    ...flow(step.title, scene, `${padEnd(number, 3)} `).map(scene.paint.strong),
    ...('result' in step ? testedLines(step, scene) : actionLines(step, scene)),
  ])
}

function testedLines(step: StepReport, scene: Scene): string[] {
  const { result, evidence } = step
  const [first = '', ...rest] = flow(`${resultTitles[result.kind]}: ${result.reason}`, scene, '    ')
  return [
    ...flow(step.asks, scene, '    '),
    tone(result, first, scene),
    ...rest,
    ...(result.kind === 'couldNotTell' ? result.gaps.slice(0, 3).flatMap((gap) => flow(gap.message, scene, '      - ')) : []),
    ...evidence.counts.flatMap(({ count, what }) => flow(what, scene, `    ${padStart(String(count), 5)} `)),
    ...evidence.examples.flatMap((example) => flow(examplePhrase(example), scene, '      - ')),
    ...(evidence.more > 0 ? [`        ${morePhrase(evidence.more)}`] : []),
    ...printedLines(step.printed, scene),
    ...commandBlock(step.commands, scene),
  ]
}

function actionLines(action: ActionReport, scene: Scene): string[] {
  return [
    ...flow(action.why, scene, '    '),
    ...printedLines(action.printed, scene),
    ...commandBlock(action.commands, scene),
    ...action.notes.flatMap((note) => flow(note, scene, '    - ')),
  ]
}

function printedLines(printed: PrintedReport | undefined, scene: Scene): string[] {
  if (printed === undefined) return []
  return [
    '    As it is commonly printed:',
    ...commandLines(printed.command, scene.width - 6).map((line) => `      ${line}`),
    ...flow(`What it does: ${printed.shows}`, scene, '      '),
    ...flow(`Why it deceives: ${printed.deceives}`, scene, '      '),
  ]
}

function commandBlock(commands: readonly CommandReport[], scene: Scene): string[] {
  return runsOf(commands).flatMap((run) => {
    const shown = run.slice(0, commandsShown)
    const left = run.length - shown.length
    return [
      ...flow(run[0]?.says ?? '', scene, '    > '),
      ...shown.flatMap(({ command, file }) => [
        ...commandLines(command, scene.width - 6).map((line) => `      ${line}`),
        ...(file === undefined ? [] : fileLines(file)),
      ]),
      ...(left > 0 ? flow(`and ${left} more for other objects: -o json, markdown and html have them all`, scene, '      ') : []),
    ]
  })
}

function fileLines({ name, text }: FileReport): string[] {
  const lines = text.trimEnd().split('\n')
  return [`      ${name}:`, ...lines.map((line) => `        ${line}`)]
}

function gapLines(report: ProcedureReport, scene: Scene): string[] {
  if (report.gaps.length === 0) return []
  return [
    heading('Could not be known', scene),
    ...report.gaps.flatMap(({ message, remedy }) => flow(`${message}; ${remedy}`, scene, '  - ')),
  ]
}

function tone({ kind }: StepResult, text: string, { paint }: Scene): string {
  switch (kind) {
    case 'fail':
      return paint.severity('high', text)
    case 'couldNotTell':
      return paint.severity('medium', text)
    case 'manual':
      return paint.severity('low', text)
    case 'accepted':
    case 'pass':
      return paint.verdict('noApiToken', text)
  }
}

function heading(title: string, { paint }: Scene): string {
  return paint.strong(title.toUpperCase())
}

/** A text in lines that fit, the first led in by `lead`. */
function flow(text: string, { width }: Scene, lead = ''): string[] {
  const hang = ' '.repeat(lead.length)
  return wrap(plainText(text), width - lead.length).map((line, i) => `${i === 0 ? lead : hang}${line}`)
}
