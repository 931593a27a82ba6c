export { suggestionFormats } from './suggested-role.ts'
export { evidenceFormatNames, evidenceFormats, type EvidenceFormat } from './evidence/formats.ts'
export { exitCodeOf, type FailOn } from './exit-code.ts'
export { explainAccount, explainWorkload } from './explain.ts'
export { fileDiff, type ChangedFile } from './file-diff.ts'
export { formatNames, formats, type Format } from './formats.ts'
export { plainText } from './plain-text.ts'
export { displayWidth } from './display-width.ts'
export type { Renderer, RenderOptions } from './render-options.ts'
export { whoCanFormatNames, whoCanFormats, type WhoCanFormat } from './who-can/formats.ts'
export { procedureExitCode, procedureFormatNames, procedureFormats, type ProcedureFormat } from './procedure-formats.ts'
export { planExitCode } from './plan/answer.ts'
export { planFormatNames, planFormats, type PlanFormat } from './plan/formats.ts'
export { preflightText } from './run/preflight-text.ts'
export { eventText } from './run/progress.ts'
export { refusalLines } from './run/refusals.ts'
export { verdictOf, type RunStanding } from './run/standing.ts'
export { runExitCodes, standingText, statusFormats } from './run/status.ts'
export {
  verificationExitCodes,
  verificationFormats,
  type VerificationReport as RunVerificationReport,
} from './run/verification.ts'
