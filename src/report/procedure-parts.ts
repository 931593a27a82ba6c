// What the renderers of a procedure share: its parts in order, the names of its ways and steps, and its sentences.
import { formatRef } from '../kube/index.ts'
import {
  resultTitles,
  type ActionReport,
  type CommandReport,
  type ExampleReport,
  type InstructionReport,
  type PlanReport,
  type ProcedureReport,
  type StepReport,
  type StepResult,
} from '../verdict/index.ts'
import { countPhrase } from './phrases.ts'

/** A step or an action with its number, as `T3`. */
export interface Numbered<T> {
  readonly number: string
  readonly step: T
}

/** One plan as it is shown. */
export interface PlanPart {
  readonly id: string
  readonly title: string
  readonly portal: readonly InstructionReport[]
  readonly azureCli: readonly InstructionReport[]
  readonly steps: readonly Numbered<StepReport | ActionReport>[]
  readonly kubectlTitle: string
}

/** Titles of the ways of every plan. */
export const wayTitles = { portal: 'In the Azure portal', azureCli: 'By the Azure CLI' } as const

/** The three plans in order. */
export function planParts({ test, implementation, backout }: ProcedureReport): readonly PlanPart[] {
  return [
    planPart('test', 'Test plan', 'T', 'By kubectl, carried out on this source', test),
    planPart('implementation', 'Implementation plan', 'I', 'By kubectl, in this order', implementation),
    planPart('backout', 'Backout plan', 'B', 'By kubectl, in this order', backout),
  ]
}

function planPart(
  id: string,
  title: string,
  letter: string,
  kubectlTitle: string,
  { portal, azureCli, kubectl }: PlanReport<StepReport | ActionReport>,
): PlanPart {
  return { id, title, portal, azureCli, steps: numbered(letter, kubectl), kubectlTitle }
}

/** Steps with their numbers. */
export function numbered<T>(letter: string, steps: readonly T[]): readonly Numbered<T>[] {
  return steps.map((step, i) => ({ number: `${letter}${i + 1}`, step }))
}

/** Prerequisites and test steps: everything that has a result. */
export function allResults({ prerequisites, test }: ProcedureReport): readonly Numbered<StepReport>[] {
  return [...numbered('P', prerequisites), ...numbered('T', test.kubectl)]
}

/** Paragraphs of the description, each with its title. */
export function descriptionParts({ control }: ProcedureReport): readonly (readonly [title: string, texts: readonly string[]])[] {
  return [
    ['Description', control.description],
    ['Rationale', control.rationale],
    ['Impact: what it brings', control.gains],
    ['Impact: what it costs', control.costs],
    ['Default value', control.defaultValue],
  ]
}

/** `14 fail, 2 manual`. */
export function summaryPhrase({ summary }: ProcedureReport): string {
  const kinds = Object.keys(resultTitles) as StepResult['kind'][]
  return kinds
    .filter((kind) => summary[kind] > 0)
    .map((kind) => `${summary[kind]} ${resultTitles[kind]}`)
    .join(', ')
}

/** An example with its object and its place in the audit. */
export function examplePhrase({ object, says, at }: ExampleReport): string {
  return `\`${formatRef(object)}\`: ${says} (\`${at}\`)`
}

/** What stands under the examples, where there are more. */
export function morePhrase(more: number): string {
  return `and ${countPhrase(more, 'more like it', 'more like these')}`
}

/** Commands parted into runs of which the same is said, so that it is said once. */
export function runsOf(commands: readonly CommandReport[]): readonly (readonly CommandReport[])[] {
  const runs: CommandReport[][] = []
  for (const command of commands) {
    const run = runs.at(-1)
    if (run?.[0]?.says === command.says) run.push(command)
    else runs.push([command])
  }
  return runs
}

/** Said once in every format, for people. */
export const legend: string =
  'Words in capitals, as NAMESPACE, are to be filled in. Places such as `/findings/0` are JSON Pointers into what ' +
  '`sparekey audit -o json` prints of the same source. A step that is manual is one that no Kubernetes object shows: its commands do.'
