// What a step of the test plan is: a question with the commands for it, and how the audit at hand answers it.
import type { Material } from '../material.ts'
import type { StepReport } from '../procedure-report.ts'

/** One step. */
export interface Step extends Omit<StepReport, 'result' | 'evidence'> {
  carryOut(material: Material): Pick<StepReport, 'result' | 'evidence'>
}

/** The step, carried out. */
export function report(step: Step, material: Material): StepReport {
  const { id, title, asks, printed, commands } = step
  const { result, evidence } = step.carryOut(material)
  return { id, title, asks, result, evidence, ...(printed === undefined ? {} : { printed }), commands }
}
