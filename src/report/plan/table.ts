// The plan for a terminal: the sentence, every step with all that it changes, what belongs into sources, what is left, and the gaps.
import type { Plan } from '../../change/index.ts'
import { formatRef } from '../../kube/index.ts'
import type { Paint } from '../paint.ts'
import { countPhrase, sourcePhrase, timePhrase } from '../phrases.ts'
import { plainText } from '../plain-text.ts'
import { gapLines, sceneOf, sectionsText, textLines, type Scene } from '../who-can/text.ts'
import { planPhrase, planTitle } from './answer.ts'
import { changeLines, changeWord, editLines, type ChangeLine } from './changes.ts'
import { effectPhrase, remedyTitles, tokenPhrase } from './phrases.ts'
import { groupRuns, leftGroups, type GroupRun, type NumberedStep } from './plan-parts.ts'
import type { PlanRenderer } from './renderer.ts'

/** Tokens of one step that are printed; a shared account can feed hundreds of workloads. */
const tokensShown = 6

/** Renders `table`, the default. */
export const renderPlanTable: PlanRenderer = (plan, options) => {
  const scene = sceneOf(plan, options)
  const runs = groupRuns(plan)
  return sectionsText([
    headLines(scene),
    runs.length === 0 ? [] : stepsTitle(scene),
    ...runs.map((run) => runLines(run, scene)),
    sourceLines(scene),
    leftLines(scene),
    gapLines(scene),
  ])
}

function headLines({ report, paint, width }: Scene<Plan>): string[] {
  return [
    ...textLines(planTitle, width).map(paint.strong),
    ...textLines(`${sourcePhrase(report.source)}, ${timePhrase(report.generatedAt)}`, width).map(paint.faint),
    ...textLines(planPhrase(report), width),
    ...report.source.assumptions.flatMap((assumption) => textLines(`assumed: ${assumption}`, width)),
  ]
}

function stepsTitle({ paint, width }: Scene<Plan>): string[] {
  const note = 'in this order; those of one group are taken, watched and taken back together'
  return [paint.strong('STEPS'), ...textLines(note, width).map(paint.faint)]
}

function runLines({ group, steps }: GroupRun, scene: Scene<Plan>): string[] {
  return [
    ...textLines(`Group ${group}`, scene.width).map(scene.paint.strong),
    ...steps.flatMap((numbered) => stepLines(numbered, scene)),
  ]
}

function stepLines({ number, step, requires }: NumberedStep, { report, paint, width }: Scene<Plan>): string[] {
  const digits = String(report.steps.length).length
  const risk = step.risk.level.padEnd('medium'.length)
  const lead = `${String(number).padStart(digits)}. ${risk}  `
  const [first = '', ...rest] = textLines(`${changeWord(step.change)} ${formatRef(step.object)} (${step.remedy})`, width, lead)
  const indent = ' '.repeat(digits + 2)
  const told = (text: string): string[] => textLines(text, width, indent).map(paint.faint)
  return [
    `${first.slice(0, digits + 2)}${paint.severity(step.risk.level, risk)}${first.slice(digits + 2 + risk.length)}`,
    ...rest,
    ...textLines(`${remedyTitles[step.remedy]}: ${step.reason}`, width, indent),
    ...changedLines(changeLines(step.change), indent, paint, width),
    ...step.removes.slice(0, tokensShown).flatMap((token) => textLines(`takes from ${tokenPhrase(token)}`, width, indent)),
    ...(step.removes.length > tokensShown ? told(`and ${step.removes.length - tokensShown} more tokens (-o yaml)`) : []),
    ...(step.alsoRemoves.length > 0 ? textLines(`with it go: ${step.alsoRemoves.join(', ')}`, width, indent) : []),
    ...told(`takes effect ${effectPhrase(step.effect)}; ${step.risk.level} risk: ${step.risk.why}`),
    ...(requires.length > 0 ? told(`first must be effective: ${countedSteps(requires)}`) : []),
  ]
}

function countedSteps(numbers: readonly number[]): string {
  return `${numbers.length === 1 ? 'step' : 'steps'} ${numbers.join(', ')}`
}

function changedLines(lines: readonly ChangeLine[], indent: string, paint: Paint, width: number): string[] {
  return lines.flatMap(({ sign, text }) => {
    const tone = (line: string): string => (sign === '~' ? line : paint.severity(sign === '+' ? 'low' : 'medium', line))
    return textLines(text, width, `${indent}${sign} `).map(tone)
  })
}

function sourceLines({ report: { sourcePatches }, paint, width }: Scene<Plan>): string[] {
  if (sourcePatches.length === 0) return []
  return [
    `${paint.strong('IN THE SOURCE')}${paint.faint(`  ${countPhrase(sourcePatches.length, 'change')} that would be taken back in the cluster`)}`,
    ...sourcePatches.flatMap(({ object, by, where, edits, reason }) => [
      ...textLines(`${formatRef(object)}, made by ${by}: ${reason}`, width, '- '),
      ...changedLines(editLines(edits), '  ', paint, width),
      ...textLines(`where: ${where}`, width, '  ').map(paint.faint),
    ]),
  ]
}

function leftLines({ report, paint, width }: Scene<Plan>): string[] {
  const groups = leftGroups(report)
  if (groups.length === 0) return []
  return [
    `${paint.strong('LEFT AS IT IS')}${paint.faint(`  ${countPhrase(report.left.length, 'object')}`)}`,
    ...groups.flatMap(({ title, left }) => [
      `${plainText(title)} (${left.length})`,
      ...left.flatMap(({ object, reason, remedy }) => [
        ...textLines(`${formatRef(object)}: ${reason}`, width, '  - '),
        ...textLines(remedy, width, '    Remedy: ').map(paint.faint),
      ]),
    ]),
  ]
}
