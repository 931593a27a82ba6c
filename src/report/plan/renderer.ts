// The form of every renderer of a plan.
import type { Plan } from '../../change/index.ts'
import type { RenderOptions } from '../render-options.ts'

/** A plan as text: pure, and ending in a line break. */
export type PlanRenderer = (plan: Plan, options: RenderOptions) => string
