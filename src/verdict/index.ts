export { admissionKnown } from './admission.ts'
export type { AdmissionReport, GuardObjectReport, GuardReport } from './admission-report.ts'
export { audit, type AuditQuestion, type Selection } from './audit.ts'
export {
  severities,
  verdictTitles,
  type AuditReport,
  type AutomountReport,
  type BenchmarkReport,
  type ContainerReport,
  type ContainerType,
  type ControlReport,
  type DecidedByReport,
  type DeclarationReport,
  type DriftReport,
  type ExposureReport,
  type Finding,
  type GapReport,
  type RemovalReport,
  type Severity,
  type SourceReport,
  type Summary,
  type TokenReport,
  type VerdictKind,
  type WorkloadReport,
} from './audit-report.ts'
export { benchmarks, findBenchmark, type Benchmark } from './benchmarks.ts'
export { checks } from './checks/index.ts'
export type { Check } from './checks/check.ts'
export { noRequirements, readRequirements, type Minter, type Requirements } from './requirements.ts'
export type { Location } from '../inventory/index.ts'
export {
  evidenceTitles,
  type EvidenceKind,
  type EvidenceSummary,
  type HintReport,
  type UseSummary,
  type UsingPod,
  type WorkloadEvidenceReport,
} from './evidence/evidence-report.ts'
export { evidenceReach, type EvidenceQuestion } from './evidence/take-evidence.ts'
export {
  suggestRole,
  type GrantedRuleReport,
  type SuggestedObject,
  type SuggestedRole,
  type SuggestedRule,
} from './suggest-role.ts'
export { usePhrase, usesPhrase } from './evidence/uses-phrase.ts'
export { danglingSubjects, subjectName } from './dangling.ts'
export { annotatedStatement, indexedPrefix, isFor, readDeclaration, speaksFor, type Declaration } from './declaration.ts'
export { claimsToRestrict, inertParts, isBound } from './inert-rules.ts'
export { platformNamespaces, platformOwner } from './platform.ts'
export { grantsIn, rbacKnown } from './rbac-known.ts'
export { minorOf } from './access.ts'
export { subjectReport } from './grant-report.ts'
export { whoCan, type WhoCanQuestion, type WhoCanTarget } from './who-can.ts'
export type { GrantReport, HopReport, RouteReport, SubjectReport, TargetReport, ViaReport } from './access-report.ts'
export type { BindingReach, CutReport, VerificationReport, WhoCanReport } from './who-can-report.ts'
export {
  feedersOf,
  targetsOf,
  workloadRef,
  type Abilities,
  type Ability,
  type KeptAccount,
  type SwitchTarget,
  type Targets,
  type WorkloadSwitch,
} from './targets.ts'
export { isNameable, shellWord } from './procedure/command.ts'
export { procedure } from './procedure/procedure.ts'
export {
  resultTitles,
  type ActionReport,
  type CommandReport,
  type CountReport,
  type DescriptionReport,
  type EvidenceReport,
  type ExampleReport,
  type FileReport,
  type InstructionReport,
  type PlanReport,
  type PrintedReport,
  type ProcedureReport,
  type StepReport,
  type StepResult,
} from './procedure/procedure-report.ts'
export { prerequisitesOf, type ClusterFacts, type PrerequisiteReport, type PrerequisiteResult } from './prerequisites.ts'
