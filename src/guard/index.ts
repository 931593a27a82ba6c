export {
  engineIds,
  engineOf,
  engines,
  renderEngine,
  type Engine,
  type EngineDocument,
  type EngineOptions,
  type EngineRendering,
} from './engines/index.ts'
export { foresee, stageOf, type Foreseen, type Trials } from './foresee.ts'
export { localPolicy, type LocalPolicy, type LocalRequest, type PolicyAnswer } from './local-cel.ts'
export { excludedNamespaces, isStage, stageLabel, stages, type Stage } from './names.ts'
export { guardOptions, type GuardOptions, type MintingCaps } from './options.ts'
export type { GuardObject, Policy } from './policy.ts'
export { guardObjects, otherObjects, renderGuard, type RenderedGuard, type RenderedPolicy } from './render.ts'
export {
  driftOf,
  driftPhrase,
  installPlan,
  refOf,
  removePlan,
  stagePlan,
  type Compared,
  type PlanHead,
  type Present,
} from './plan-guard.ts'
export { trialPod } from './foreseen-pod.ts'
export { mastersOf } from './masters.ts'
export { mintRoles } from './mint-roles.ts'
export { guardReport, isInstalled } from './guard-report.ts'
