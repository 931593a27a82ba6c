// The whole control, carried out on one audit: every part asked in its order, and the results counted.
import type { AuditReport } from '../audit-report.ts'
import { backout, implementation } from './actions/index.ts'
import { azureBackout, azureImplementation, azureTest } from './azure.ts'
import { description } from './description.ts'
import { materialOf } from './material.ts'
import { prerequisites } from './prerequisites.ts'
import { resultTitles, type ProcedureReport, type StepReport, type StepResult } from './procedure-report.ts'
import { steps } from './steps/index.ts'
import { report as carriedOut } from './steps/step.ts'
import { targetsOf, type Abilities } from '../targets.ts'
import { isPatchable } from './switch-patch.ts'

/**
 * Carries the control out. Pure: the same audit gives the same report.
 *
 * @param audit - of everything: an audit that leaves objects out proves nothing of them
 * @param namespaces - the only ones that the results are about; absent: all
 */
export function procedure(audit: AuditReport, namespaces?: readonly string[]): ProcedureReport {
  const material = materialOf(audit, namespaces)
  const shown = { workloads: material.workloads.map(({ value }) => value), findings: material.findings.map(({ value }) => value) }
  const plan = { material, targets: targetsOf(shown, byHand) }
  const asked = prerequisites.map((step) => carriedOut(step, material))
  const tested = steps.map((step) => carriedOut(step, material))
  return {
    apiVersion: 'sparekey.dev/v1',
    kind: 'ProcedureReport',
    generatedAt: audit.generatedAt,
    source: namespaces === undefined ? audit.source : { ...audit.source, namespaces },
    summary: countResults([...asked, ...tested]),
    control: description,
    prerequisites: asked,
    test: { ...azureTest, kubectl: tested },
    implementation: { ...azureImplementation, kubectl: implementation.map((action) => action(plan)) },
    backout: { ...azureBackout, kubectl: backout.map((action) => action(plan)) },
    gaps: audit.gaps,
  }
}

/** What a person with `kubectl` can change; a controller above a workload would take the change back. */
const byHand: Abilities = {
  account: () => 'now',
  workload: (workload) => (isPatchable(workload) && workload.ownedBy === undefined ? 'now' : 'no'),
}

function countResults(reports: readonly StepReport[]): ProcedureReport['summary'] {
  const kinds = Object.keys(resultTitles) as StepResult['kind'][]
  const counts = kinds.map((kind) => [kind, reports.filter(({ result }) => result.kind === kind).length])
  return Object.fromEntries(counts) as ProcedureReport['summary']
}
