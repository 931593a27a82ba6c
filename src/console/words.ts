// The words and names that the pages share with every report: one place from which the browser's code takes them.
export { evidenceTitles, resultTitles, severities, verdictTitles } from '../verdict/index.ts'
export type {
  ActionReport,
  BenchmarkReport,
  CommandReport,
  ControlReport,
  DecidedByReport,
  GapReport,
  InstructionReport,
  PlanReport,
  ProcedureReport,
  RouteReport,
  Severity,
  StepReport,
  StepResult,
  TokenReport,
  VerdictKind,
  WorkloadReport,
} from '../verdict/index.ts'
export { usePhrase } from '../verdict/index.ts'
export {
  audiencePhrase,
  containerPhrase,
  countPhrase,
  decidedPhrase,
  expiryPhrase,
  placePhrase,
  plainText,
  statusTitles,
  timePhrase,
} from '../report/index.ts'
export type { RiskLevel } from '../change/index.ts'
