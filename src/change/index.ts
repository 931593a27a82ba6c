export { conflictsOf, inverseEdits, isMade, patchOf, withEdits, type Conflict, type Edit, type PatchOperation } from './edit.ts'
export { inverseChange } from './inverse.ts'
export type { Direction, ExactChange, HeldTokens, JournalRecord } from './journal.ts'
export { pointer, pointerOfField, pointerSteps, valueAt } from './pointer.ts'
export type {
  Clock,
  Cluster,
  Journal,
  LiveObject,
  NeededRight,
  ObservedPod,
  ObservedWorkload,
  Write,
  WriteOutcome,
} from './ports.ts'
export { resolve, type FieldEdit, type ItemEdit, type PlannedEdit, type Resolution } from './resolve.ts'
export {
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
export type { Preflight, PreflightProblem, Refusal, StepOutcome, WalkEvent, WalkOptions, WalkOutcome, World } from './walk.ts'
export { planOf } from './plan.ts'
export { defaultPlanOptions, type PlanOptions } from './plan-options.ts'
export { remedyList } from './remedies/index.ts'
export type { Remedy } from './remedies/remedy.ts'
export { readPlan, type PlanProblem, type ReadPlan } from './read-plan.ts'
