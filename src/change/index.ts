export { applyPlan, type NewRun } from './apply.ts'
export { ranksBack } from './back-order.ts'
export { backOut, type BackOutOptions } from './back-out.ts'
export { conflictsOf, inverseEdits, isMade, patchOf, withEdits, type Conflict, type Edit, type PatchOperation } from './edit.ts'
export { heldOf } from './held-tokens.ts'
export { heldBack, inSource, type NotInSource, type SourceEdit, type SourcePlan } from './in-source.ts'
export { inverseChange } from './inverse.ts'
export type { Direction, ExactChange, HeldTokens, JournalRecord } from './journal.ts'
export { emptyJournal, formatRecord, readJournal, type JournalTail } from './journal-format.ts'
export { pointer, pointerOfField, pointerSteps, valueAt } from './pointer.ts'
export type {
  Clock,
  Cluster,
  Journal,
  LiveObject,
  NeededRight,
  ObservedPod,
  ObservedWorkload,
  RefusalWatch,
  RefusedRequest,
  Write,
  WriteOutcome,
} from './ports.ts'
export { preflight } from './preflight.ts'
export { resolve, type FieldEdit, type ItemEdit, type PlannedEdit, type Resolution } from './resolve.ts'
export { resumeRun } from './resume.ts'
export {
  foldOf,
  stateOf,
  type Arrival,
  type Fold,
  type RunState,
  type SettledState,
  type StepState,
  type WalkState,
} from './run-state.ts'
export {
  auditRemedies,
  remedies,
  riskLevels,
  type Change,
  type Condition,
  type Effect,
  type ExpectedField,
  type LeftAlone,
  type Plan,
  type RemedyId,
  type RemovedToken,
  type RiskLevel,
  type SourcePatch,
  type Step,
} from './step.ts'
export { verifyRun, type TokenDifference, type Verification } from './verify-run.ts'
export type {
  Preflight,
  PreflightProblem,
  Refusal,
  SeenObjects,
  StepOutcome,
  WalkEvent,
  WalkOptions,
  WalkOutcome,
  World,
} from './walk.ts'
export { planOf } from './plan.ts'
export { defaultPlanOptions, type PlanOptions } from './plan-options.ts'
export { remedyList } from './remedies/index.ts'
export type { Remedy } from './remedies/remedy.ts'
export { readPlan, type PlanProblem, type ReadPlan } from './read-plan.ts'
