// Decides what a report means to the shell: found something, could not tell, or clean.
import { severities, type AuditReport, type Severity } from '../verdict/index.ts'

/** From which severity on a finding fails the run; `none` never fails it. */
export type FailOn = Severity | 'none'

/**
 * The exit code of an audit that ran to its end.
 *
 * @returns 1 for a finding at or above `failOn`; else 2 where a verdict or any part of the input is not known; else 0.
 * With `none` always 0: the report is read by a person, and the shell is not to stop.
 */
export function exitCodeOf(report: AuditReport, failOn: FailOn): 0 | 1 | 2 {
  if (failOn === 'none') return 0
  const failing = severities.slice(0, severities.indexOf(failOn) + 1)
  if (report.findings.some((finding) => failing.includes(finding.severity))) return 1
  const notTold = report.workloads.some((workload) => workload.verdict === 'couldNotTell')
  return notTold || report.gaps.length > 0 ? 2 : 0
}
