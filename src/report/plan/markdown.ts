// The plan as Markdown, for an issue or a review: the sentence, a table of the steps, and each step's changes folded away.
import type { Plan, SourcePatch } from '../../change/index.ts'
import { formatRef } from '../../kube/index.ts'
import { budget, leftOut, length, within, type Room } from '../markdown-budget.ts'
import { gapLines } from '../markdown-gaps.ts'
import { mdName, mdProse, mdTable, mdText } from '../markdown-text.ts'
import { countPhrase, listPhrase, sourcePhrase, timePhrase } from '../phrases.ts'
import { sentence } from '../who-can/answer.ts'
import { planPhrase, planTitle } from './answer.ts'
import { changeLines, changeWord, editLines, type ChangeLine } from './changes.ts'
import { conditionPhrase, effectPhrase, effectWord, remedyTitles, tokenPhrase } from './phrases.ts'
import { leftGroups, numberedSteps, type NumberedStep } from './plan-parts.ts'
import type { PlanRenderer } from './renderer.ts'

/** Tokens of one step that are listed. */
const tokensShown = 10

/** Renders `markdown`. */
export const renderPlanMarkdown: PlanRenderer = (plan) => {
  const head = headLines(plan)
  const tail = gapLines(plan.gaps)
  const room: Room = { left: budget - length(head) - length(tail) }
  return `${[...head, ...stepsTable(plan, room), ...sourceLines(plan, room), ...leftLines(plan, room), ...detailLines(plan, room), ...tail].join('\n').trimEnd()}\n`
}

function headLines(plan: Plan): string[] {
  const { assumptions } = plan.source
  return [
    `## ${mdText(planTitle)}`,
    '',
    `**${mdText(sentence(planPhrase(plan)))}** ${mdText(sentence(`${sourcePhrase(plan.source)}, ${timePhrase(plan.generatedAt)}`))}`,
    '',
    ...(assumptions.length === 0 ? [] : [`Assumed: ${mdText(listPhrase(assumptions, 8))}.`, '']),
  ]
}

function stepsTable(plan: Plan, room: Room): string[] {
  if (plan.steps.length === 0) return []
  const { kept, dropped } = within(room, numberedSteps(plan).map(stepRow))
  return [...mdTable(['', 'Risk', 'Object', 'Change', 'Takes effect', 'After'], kept), ...leftOut(dropped), '']
}

function stepRow({ number, step, requires }: NumberedStep): string[] {
  const changes = changeLines(step.change).map(changeText)
  const told = changes.length === 0 ? [changeWord(step.change)] : changes
  const verb = step.change.kind === 'edit' ? '' : `${changeWord(step.change)}<br>`
  return [
    String(number),
    step.risk.level,
    mdName(formatRef(step.object)),
    `${mdText(step.remedy)}<br>${verb}${told.join('<br>')}`,
    mdText(effectWord(step.effect)),
    requires.join(', '),
  ]
}

function changeText({ sign, text }: ChangeLine): string {
  return mdName(`${sign} ${text}`)
}

function detailLines(plan: Plan, room: Room): string[] {
  if (plan.steps.length === 0) return []
  const { kept, dropped } = within(room, numberedSteps(plan).map(stepDetail))
  if (kept.length === 0) return []
  return [
    '<details><summary>Why, and what goes, step by step</summary>',
    '',
    ...kept.flat(),
    ...leftOut(dropped),
    '</details>',
    '',
  ]
}

function stepDetail({ number, step }: NumberedStep): string[] {
  const more = step.removes.length - tokensShown
  return [
    `${number}. ${mdName(formatRef(step.object))}: ${mdText(remedyTitles[step.remedy])}: ${mdProse(step.reason)}`,
    ...step.removes.slice(0, tokensShown).map((token) => `   - takes from ${mdText(tokenPhrase(token))}`),
    ...(more > 0 ? [`   - and ${countPhrase(more, 'more token')}`] : []),
    ...(step.alsoRemoves.length > 0 ? [`   - with it go: ${mdText(step.alsoRemoves.join(', '))}`] : []),
    `   - takes effect ${mdText(effectPhrase(step.effect))}`,
    `   - ${step.risk.level} risk: ${mdProse(step.risk.why)}`,
    ...step.before.map((condition) => `   - before: ${mdText(conditionPhrase(condition))}`),
    ...step.after.map((condition) => `   - after: ${mdText(conditionPhrase(condition))}`),
  ]
}

function sourceLines({ sourcePatches }: Plan, room: Room): string[] {
  if (sourcePatches.length === 0) return []
  const { kept, dropped } = within(room, sourcePatches.map(sourceRow))
  return ['### In the source', '', ...mdTable(['Object', 'Made by', 'Where', 'Change', 'Why'], kept), ...leftOut(dropped), '']
}

function sourceRow({ object, by, where, edits, reason }: SourcePatch): string[] {
  return [mdName(formatRef(object)), mdText(by), mdProse(where), editLines(edits).map(changeText).join('<br>'), mdProse(reason)]
}

function leftLines(plan: Plan, room: Room): string[] {
  if (plan.left.length === 0) return []
  const rows = leftGroups(plan).flatMap(({ title, left }) =>
    left.map(({ object, reason, remedy }) => [mdName(formatRef(object)), mdText(title), mdProse(reason), mdProse(remedy)]),
  )
  const { kept, dropped } = within(room, rows)
  return ['### Left as it is', '', ...mdTable(['Object', '', 'Why', 'Remedy'], kept), ...leftOut(dropped), '']
}
