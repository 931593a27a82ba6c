export { apiAudiencePatterns, defaultApiAudiences, isApiAudience, type ApiAudiences } from './audiences.ts'
export { injectionOf, type Injection } from './admission.ts'
export { decideAutomount, type AutomountDecision } from './automount.ts'
export { driftOf, mergeContainers, type Drift } from './drift.ts'
export type { Exposure } from './exposures.ts'
export { holdingOf, type Holding } from './holding.ts'
export { accountOf, podSubject, templateSubject, type PodSubject } from './subject.ts'
export {
  tokenKey,
  type ContainerTokens,
  type ContainerType,
  type DecidedBy,
  type Removal,
  type Token,
  type TokenPlace,
} from './token.ts'
export { tokensInVolume, type TokenFacts } from './volume-tokens.ts'
