export { suggestionFormats } from './suggested-role.ts'
export { evidenceFormats } from './evidence/formats.ts'
export { exitCodeOf, type FailOn } from './exit-code.ts'
export { explainAccount, explainWorkload } from './explain.ts'
export { fileDiff, type ChangedFile } from './file-diff.ts'
export {
  evidenceFormatNames,
  formatNames,
  planFormatNames,
  procedureFormatNames,
  whoCanFormatNames,
  type EvidenceFormat,
  type Format,
  type PlanFormat,
  type ProcedureFormat,
  type WhoCanFormat,
} from './format-names.ts'
export { formats } from './formats.ts'
export { plainText } from './plain-text.ts'
export {
  audiencePhrase,
  containerPhrase,
  countPhrase,
  decidedPhrase,
  expiryPhrase,
  placePhrase,
  sourcePhrase,
  timePhrase,
} from './phrases.ts'
export { statusTitles } from './benchmark-status.ts'
export { timelineOf, type TimelineStep } from './use-timeline.ts'
export { displayWidth } from './display-width.ts'
export type { Renderer, RenderOptions } from './render-options.ts'
export { whoCanFormats } from './who-can/formats.ts'
export { procedureExitCode, procedureFormats } from './procedure-formats.ts'
export { planExitCode, planPhrase } from './plan/answer.ts'
export { editLines, stepLines } from './plan/object-lines.ts'
export { conditionPhrase, effectPhrase, leftTitles, remedyTitles, tokenPhrase } from './plan/phrases.ts'
export { planFormats } from './plan/formats.ts'
export { preflightText } from './run/preflight-text.ts'
export { eventText } from './run/progress.ts'
export { refusalLines } from './run/refusals.ts'
export { toldSteps, verdictOf, type RunVerdict, type ToldStep } from './run/standing.ts'
export { runExitCodes, standingText, statusFormats } from './run/status.ts'
export { verificationExitCodes, verificationFormats } from './run/verification.ts'
export { engineFormats, guardFormats, manifestsText } from './guard/manifests.ts'
export { guardTestExitCode, guardTestFormats, type GuardTest } from './guard/foreseen.ts'
export { guardStatusExitCode, guardStatusFormats, type GuardStatus } from './guard/status.ts'
export { prerequisiteFormats, prerequisitesExitCode, type Prerequisites } from './prerequisites.ts'
