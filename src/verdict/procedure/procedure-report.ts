// The control as a procedure, as it leaves the house: plain data, the contract of `control -o json` (schema in `api/`).
import type { ObjectRef } from '../../kube/index.ts'
import type { GapReport, SourceReport } from '../audit-report.ts'

/** What a step came to. `manual`: no Kubernetes object shows it, so a person runs the step's commands. */
export type StepResult =
  | { readonly kind: 'pass' | 'fail' | 'accepted' | 'manual'; readonly reason: string }
  | { readonly kind: 'couldNotTell'; readonly reason: string; readonly gaps: readonly GapReport[] }

/** All results, what needs a person first, each with its name for people. */
export const resultTitles: Readonly<Record<StepResult['kind'], string>> = {
  fail: 'fail',
  couldNotTell: 'could not tell',
  manual: 'manual',
  accepted: 'accepted',
  pass: 'pass',
}

/** A file that a command reads. */
export interface FileReport {
  readonly name: string
  readonly text: string
}

/** One command for a POSIX shell. Words in capitals, as `NAMESPACE`, are to be filled in. */
export interface CommandReport {
  readonly effect: 'reads' | 'changes'
  readonly command: string
  /** What it shows or does. */
  readonly says: string
  /** The object of the audit that it was written for. */
  readonly about?: ObjectRef
  readonly file?: FileReport
}

/** A command as it is commonly printed for this step, and what is wrong with it. */
export interface PrintedReport {
  readonly command: string
  /** What it really does, as executed. */
  readonly shows: string
  readonly deceives: string
}

/** A number of the audit, with what it counts. */
export interface CountReport {
  readonly count: number
  readonly what: string
}

/** One fact of the audit. */
export interface ExampleReport {
  /** Where it stands in the AuditReport of the same source without `-n`: a JSON Pointer (RFC 6901). */
  readonly at: string
  readonly object: ObjectRef
  readonly says: string
}

/** What a result rests on. */
export interface EvidenceReport {
  readonly counts: readonly CountReport[]
  /** The first few. */
  readonly examples: readonly ExampleReport[]
  /** How many more there are. */
  readonly more: number
}

/** One question of the control, answered for the audit at hand. */
export interface StepReport {
  readonly id: string
  readonly title: string
  readonly asks: string
  readonly result: StepResult
  readonly evidence: EvidenceReport
  readonly printed?: PrintedReport
  /** What shows the same without Sparekey. */
  readonly commands: readonly CommandReport[]
}

/** One change, or the taking back of one. */
export interface ActionReport {
  readonly id: string
  readonly title: string
  readonly why: string
  readonly printed?: PrintedReport
  /** Those with `about` were written for objects of the audit. */
  readonly commands: readonly CommandReport[]
  /** What to mind. */
  readonly notes: readonly string[]
}

/** Something to do in a portal or with a program. */
export interface InstructionReport {
  readonly says: string
  readonly commands: readonly CommandReport[]
}

/** One plan in its three ways. */
export interface PlanReport<Step> {
  readonly portal: readonly InstructionReport[]
  readonly azureCli: readonly InstructionReport[]
  readonly kubectl: readonly Step[]
}

/** What the control is. */
export interface DescriptionReport {
  readonly title: string
  readonly level: string
  /** The controls of benchmarks that it covers, as `cis-aks-1.8/4.1.12`. */
  readonly controls: readonly string[]
  readonly description: readonly string[]
  readonly rationale: readonly string[]
  readonly gains: readonly string[]
  readonly costs: readonly string[]
  readonly defaultValue: readonly string[]
}

/** The whole answer. */
export interface ProcedureReport {
  readonly apiVersion: 'sparekey.dev/v1'
  readonly kind: 'ProcedureReport'
  /** RFC 3339. */
  readonly generatedAt: string
  readonly source: SourceReport
  /** How many prerequisites and test steps came to each result. */
  readonly summary: Readonly<Record<StepResult['kind'], number>>
  readonly control: DescriptionReport
  readonly prerequisites: readonly StepReport[]
  readonly test: PlanReport<StepReport>
  readonly implementation: PlanReport<ActionReport>
  readonly backout: PlanReport<ActionReport>
  /** Of the whole audit. */
  readonly gaps: readonly GapReport[]
}
