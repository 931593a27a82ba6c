// Gaps as reports print them: each once, with what to do about it and where.
import { sortedBy } from '../base/index.ts'
import { describeGap, type Gap } from '../kube/index.ts'
import type { GapReport } from './audit-report.ts'

/** Distinct gaps, by kind and message. */
export function gapReports(gaps: readonly Gap[]): readonly GapReport[] {
  const reports = gaps.map((gap): GapReport => {
    const place = 'file' in gap ? { location: { file: gap.file, line: gap.line ?? 1, column: gap.column ?? 1 } } : {}
    return { kind: gap.kind, ...describeGap(gap), ...place }
  })
  const distinct = new Map(reports.map((report) => [`${report.kind} ${report.message}`, report]))
  return sortedBy(distinct.values(), (report) => [report.kind, report.message])
}
