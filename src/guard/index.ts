export {
  engineOf,
  engines,
  renderEngine,
  type Engine,
  type EngineDocument,
  type EngineOptions,
  type EngineRendering,
} from './engines/index.ts'
export { foresee, foreseenName, stageOf, type Foreseen } from './foresee.ts'
export { localPolicy, type LocalPolicy, type LocalRequest, type PolicyAnswer } from './local-cel.ts'
export { excludedNamespaces, isStage, stageLabel, stages, type Stage } from './names.ts'
export { guardOptions, type GuardOptions, type MintingCaps } from './options.ts'
export type { GuardObject, Policy } from './policy.ts'
export { guardObjects, renderGuard, type RenderedGuard, type RenderedPolicy } from './render.ts'
