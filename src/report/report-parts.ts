// Decides how a report is cut up for people: workloads by verdict and severity, findings by check, gaps by what mends them.
import { compareText, sortedBy } from '../base/index.ts'
import { formatName, formatRef, refKey } from '../kube/index.ts'
import { severities, verdictTitles } from '../verdict/index.ts'
import type { AuditReport, BenchmarkReport, Finding, GapReport, Severity, VerdictKind, WorkloadReport } from '../verdict/index.ts'
import { locationPhrase } from './phrases.ts'
import type { RenderOptions } from './render-options.ts'

/** The check whose findings are the workloads that the reports list first. */
export const notProvenRequiredCheck = 'token-not-proven-required'

/** All verdicts, in the order of the contract. */
export const verdictKinds: readonly VerdictKind[] = Object.keys(verdictTitles) as VerdictKind[]

/** A workload, and how bad the finding about it is, where there is one. */
export interface RankedWorkload {
  readonly workload: WorkloadReport
  readonly severity: Severity | undefined
}

/** The workloads, by verdict, then the worst first, then by namespace, kind and name. */
export function rankWorkloads(report: AuditReport): readonly RankedWorkload[] {
  const worst = new Map<string, Severity>()
  for (const finding of report.findings) {
    if (finding.id !== notProvenRequiredCheck) continue
    const key = refKey(finding.object)
    worst.set(key, worseOf(worst.get(key), finding.severity))
  }
  const ranked = report.workloads.map((workload) => ({ workload, severity: worst.get(refKey(workload)) }))
  return sortedBy(ranked, ({ workload, severity }) => [
    rankText(verdictKinds.indexOf(workload.verdict)),
    rankText(severity === undefined ? severities.length : severities.indexOf(severity)),
    workload.namespace,
    workload.kind,
    workload.name,
    workload.apiVersion,
  ])
}

/** The findings that are not about a workload's verdict, in the order of the report. */
export function otherFindings(report: AuditReport): readonly Finding[] {
  return report.findings.filter((finding) => finding.id !== notProvenRequiredCheck)
}

/** Findings of one check and one severity. */
export interface FindingGroup {
  readonly id: string
  readonly severity: Severity
  readonly findings: readonly Finding[]
  /** What to do, each different instruction once. */
  readonly remedies: readonly string[]
}

/** The other findings by severity and check. */
export function groupFindings(findings: readonly Finding[]): readonly FindingGroup[] {
  return groupBy(findings, (finding) => `${severities.indexOf(finding.severity)} ${finding.id}`).map((group) => ({
    id: group[0].id,
    severity: group[0].severity,
    findings: group,
    remedies: unique(group.map((finding) => finding.remedy)),
  }))
}

/** Gaps of one kind that the same thing mends. */
export interface GapGroup {
  readonly kind: string
  readonly remedy: string
  readonly gaps: readonly GapReport[]
}

/** The gaps by kind and remedy. */
export function groupGaps(gaps: readonly GapReport[]): readonly GapGroup[] {
  return groupBy(gaps, (gap) => `${gap.kind} ${gap.remedy}`).map((group) => ({
    kind: group[0].kind,
    remedy: group[0].remedy,
    gaps: group,
  }))
}

/** The benchmark that was asked for, as a list of none or one. */
export function chosenBenchmarks(report: AuditReport, options: RenderOptions): readonly BenchmarkReport[] {
  return report.benchmarks.filter((benchmark) => benchmark.id === options.benchmark)
}

/** What a finding says, with its object in front where the message does not name it, and its place behind. */
export function findingText(finding: Finding): string {
  const { kind } = finding.object
  const name = formatName(finding.object)
  const named = [`${kind} ${name}`, `${kind} \`${name}\``].some((text) => finding.message.includes(text))
  const said = named ? finding.message : `${formatRef(finding.object)}: ${finding.message}`
  return finding.location === undefined ? said : `${said} (${locationPhrase(finding.location)})`
}

/** What a gap says, with its place behind where the message does not name the file. */
export function gapText(gap: GapReport): string {
  if (gap.location === undefined || gap.message.includes(gap.location.file)) return gap.message
  return `${gap.message} (${locationPhrase(gap.location)})`
}

function worseOf(a: Severity | undefined, b: Severity): Severity {
  return a !== undefined && severities.indexOf(a) < severities.indexOf(b) ? a : b
}

function rankText(rank: number): string {
  return String.fromCodePoint(rank + 0x30)
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)]
}

// Groups in the order of their keys; within a group the order of the items stays.
function groupBy<T>(items: readonly T[], key: (item: T) => string): (readonly [T, ...T[]])[] {
  const groups = new Map<string, [T, ...T[]]>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group === undefined) groups.set(key(item), [item])
    else group.push(item)
  }
  return [...groups].sort(([a], [b]) => compareText(a, b)).map(([, group]) => group)
}
