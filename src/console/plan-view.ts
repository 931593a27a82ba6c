// A plan to be looked at and chosen from: its steps in order with both sides of each, and what a choice of groups takes with it.
import type { Plan, RiskLevel } from '../change/index.ts'
import { formatRef } from '../kube/index.ts'
import { conditionPhrase, effectPhrase, leftTitles, planPhrase, remedyTitles, stepLines, tokenPhrase } from '../report/index.ts'
import { objectLink } from './object-link.ts'

/** One step. */
export interface StepView {
  readonly id: string
  readonly group: string
  readonly remedy: string
  readonly title: string
  readonly object: string
  readonly namespace: string
  readonly reason: string
  readonly risk: RiskLevel
  readonly why: string
  readonly effect: string
  readonly removes: readonly string[]
  readonly alsoRemoves: readonly string[]
  readonly after: readonly string[]
  readonly requires: readonly string[]
  readonly diff: readonly string[]
}

/** The plan. */
export interface PlanView {
  /** Names exactly this plan among those that the console has made. */
  readonly id: string
  readonly sentence: string
  readonly generatedAt: string
  readonly steps: readonly StepView[]
  readonly sources: readonly { readonly object: string; readonly by: string; readonly where: string; readonly reason: string }[]
  readonly left: readonly {
    readonly title: string
    readonly object: string
    readonly link: string
    readonly reason: string
    readonly remedy: string
  }[]
}

/** @param id - the name by which it is asked for again */
export function planView(plan: Plan, id: string): PlanView {
  return {
    id,
    sentence: planPhrase(plan),
    generatedAt: plan.generatedAt,
    steps: plan.steps.map((step) => ({
      id: step.id,
      group: step.group,
      remedy: step.remedy,
      title: remedyTitles[step.remedy],
      object: formatRef(step.object),
      namespace: step.object.namespace ?? '',
      reason: step.reason,
      risk: step.risk.level,
      why: step.risk.why,
      effect: effectPhrase(step.effect),
      removes: step.removes.map(tokenPhrase),
      alsoRemoves: step.alsoRemoves,
      after: step.after.map(conditionPhrase),
      requires: step.requires,
      diff: stepLines(step),
    })),
    sources: plan.sourcePatches.map(({ object, by, where, reason }) => ({ object: formatRef(object), by, where, reason })),
    left: plan.left.map(({ object, kind, reason, remedy }) => ({
      title: leftTitles[kind],
      object: formatRef(object),
      link: objectLink(object),
      reason,
      remedy,
    })),
  }
}

/** What is needed to see what hangs on what. */
export type Tied = Pick<StepView, 'id' | 'group' | 'requires'>

/**
 * The groups that a choice comes to: groups go whole, and each brings those whose steps its own require.
 *
 * @returns in the order of the plan
 */
export function wholeChoice(steps: readonly Tied[], chosen: ReadonlySet<string>): readonly string[] {
  const groupOf = new Map(steps.map(({ id, group }) => [id, group]))
  const groups = new Set(chosen)
  for (let before = -1; before !== groups.size;) {
    before = groups.size
    for (const { group, requires } of steps) {
      if (!groups.has(group)) continue
      for (const id of requires) groups.add(groupOf.get(id) ?? group)
    }
  }
  return [...new Set(steps.map(({ group }) => group))].filter((group) => groups.has(group))
}

/** The plan with the steps of some groups alone; what they require is among them. */
export function cutPlan(plan: Plan, chosen: ReadonlySet<string>): Plan {
  const groups = new Set(wholeChoice(plan.steps, chosen))
  return { ...plan, steps: plan.steps.filter(({ group }) => groups.has(group)) }
}
