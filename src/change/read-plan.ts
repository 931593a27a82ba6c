// Reads a plan that people may have edited: steps may be gone or moved, and whatever else is not as a plan has it is refused.
import { formatPath } from '../kube/index.ts'
import { readForm, type FormProblem } from './form.ts'
import { planForm } from './plan-form.ts'
import { brokenRules } from './plan-rules.ts'
import type { Plan } from './step.ts'

/** Something that is wrong with a plan. */
export interface PlanProblem {
  /** Where it stands, as `steps[2].requires[0]`; empty for the whole. */
  readonly place: string
  readonly message: string
  /** What to do. */
  readonly remedy: string
}

/** A plan, or why there is none. */
export type ReadPlan =
  { readonly kind: 'plan'; readonly plan: Plan } | { readonly kind: 'problems'; readonly problems: readonly PlanProblem[] }

/** @param value - what a reader of YAML or JSON made of the file */
export function readPlan(value: unknown): ReadPlan {
  const { value: plan, problems } = readForm(planForm, value)
  const all = problems.length > 0 ? problems : brokenRules(plan)
  return all.length > 0 ? { kind: 'problems', problems: all.map(placed) } : { kind: 'plan', plan }
}

function placed({ path, message, remedy }: FormProblem): PlanProblem {
  return { place: formatPath(path), message, remedy }
}
