// How a plan is cut up for people: numbered steps in runs of one group, and what is left alone by why.
import { groupBy } from '../../base/index.ts'
import type { LeftAlone, Plan, Step } from '../../change/index.ts'
import { leftTitles } from './phrases.ts'

/** A step and its number, counted from 1. */
export interface NumberedStep {
  readonly number: number
  readonly step: Step
  /** The numbers of the steps that it requires. */
  readonly requires: readonly number[]
}

/** Steps of one group that come one behind the other. */
export interface GroupRun {
  readonly group: string
  readonly steps: readonly [NumberedStep, ...NumberedStep[]]
}

/** The steps with their numbers. */
export function numberedSteps({ steps }: Plan): readonly NumberedStep[] {
  const numbers = new Map(steps.map(({ id }, i) => [id, i + 1]))
  return steps.map((step, i) => ({
    number: i + 1,
    step,
    requires: step.requires.flatMap((id) => numbers.get(id) ?? []),
  }))
}

/** The steps in their order, a run for each group that begins. */
export function groupRuns(plan: Plan): readonly GroupRun[] {
  const runs: { readonly group: string; readonly steps: [NumberedStep, ...NumberedStep[]] }[] = []
  for (const numbered of numberedSteps(plan)) {
    const run = runs.at(-1)
    if (run?.group === numbered.step.group) run.steps.push(numbered)
    else runs.push({ group: numbered.step.group, steps: [numbered] })
  }
  return runs
}

/** What is left alone for one reason. */
export interface LeftGroup {
  readonly title: string
  readonly left: readonly LeftAlone[]
}

/** What is left alone, by why, in the order of the contract. */
export function leftGroups(plan: Plan): readonly LeftGroup[] {
  const groups = groupBy(plan.left, ({ kind }) => kind)
  return (Object.keys(leftTitles) as LeftAlone['kind'][]).flatMap((kind) => {
    const left = groups.get(kind)
    return left === undefined ? [] : [{ title: leftTitles[kind], left }]
  })
}
