// The plan as data: the file that people review and `apply` carries out, the contract of `api/plan.schema.json`.
import { jsonText } from '../json-text.ts'
import { yamlText } from '../yaml.ts'
import { orderedPlan } from './plan-order.ts'
import type { PlanRenderer } from './renderer.ts'

const head = [
  'A plan of Sparekey: which service account tokens are taken away, how, and in which order. Nothing has been changed yet.',
  'Review it; steps that are not wanted can be taken out. Then carry it out: sparekey apply FILE',
  'Every step is written down before it is taken, and `sparekey backout` takes it back.',
]

/** Renders `json`. */
export const renderPlanJson: PlanRenderer = (plan) => `${jsonText(orderedPlan(plan))}\n`

/** Renders `yaml`. */
export const renderPlanYaml: PlanRenderer = (plan) =>
  `${head.map((line) => `# ${line}\n`).join('')}${yamlText(orderedPlan(plan))}`
