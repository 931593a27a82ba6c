// The first page: how many tokens are held and why, who can obtain more, what the controls come to, and how that changed.
import { groupBy, sortedBy } from '../base/index.ts'
import { formatName } from '../kube/index.ts'
import { sourcePhrase } from '../report/index.ts'
import type { AuditReport, BenchmarkReport, GapReport, GrantReport, Summary, VerdictKind } from '../verdict/index.ts'

/** Who can obtain tokens, counted as `who-can --all` counts: without the platform's own. */
export interface MinterCounts {
  readonly subjects: number
  readonly direct: number
  readonly indirect: number
  readonly platform: number
}

/** One audit of several. */
export interface HistoryPoint {
  /** RFC 3339: when the objects were read. */
  readonly at: string
  /** The file, or the source of the console. */
  readonly from: string
  readonly summary: Summary
  readonly minters: MinterCounts
}

/** What one namespace holds. */
export interface NamespaceCounts {
  readonly name: string
  readonly verdicts: Readonly<Partial<Record<VerdictKind, number>>>
}

/** The first page. */
export interface OverviewView {
  /** RFC 3339. */
  readonly generatedAt: string
  readonly source: string
  readonly summary: Summary
  readonly minters: MinterCounts
  /** Those with most workloads that nobody is shown to need first. */
  readonly namespaces: readonly NamespaceCounts[]
  readonly benchmarks: readonly BenchmarkReport[]
  /** How far the evidence of use reaches; absent where none was given. */
  readonly evidence?: { readonly statement: string; readonly sufficient: boolean }
  readonly assumptions: readonly string[]
  readonly gaps: readonly GapReport[]
  /** The oldest first, the audit at hand last; empty where no earlier snapshot was given. */
  readonly history: readonly HistoryPoint[]
}

/** @param earlier - audits of earlier snapshots */
export function overview(report: AuditReport, earlier: readonly HistoryPoint[]): OverviewView {
  const { generatedAt, source, summary, benchmarks, evidence, gaps } = report
  return {
    generatedAt,
    source: sourcePhrase(source),
    summary,
    minters: minterCounts(report.grants),
    namespaces: namespaceCounts(report),
    benchmarks,
    ...(evidence === undefined ? {} : { evidence: { statement: evidence.statement, sufficient: evidence.sufficient } }),
    assumptions: source.assumptions,
    gaps,
    history: earlier.length === 0 ? [] : [...sortedBy(earlier, ({ at, from }) => [at, from]), historyPoint(report, 'now')],
  }
}

/** An audit as one point of a history. */
export function historyPoint({ generatedAt, source, summary, grants }: AuditReport, from: string): HistoryPoint {
  return { at: source.takenAt ?? generatedAt, from, summary, minters: minterCounts(grants) }
}

/** Counts grants as `who-can --all` does. */
export function minterCounts(grants: readonly GrantReport[]): MinterCounts {
  const own = grants.filter(({ platform }) => !platform)
  return {
    subjects: new Set(own.map(({ subject }) => `${subject.kind} ${formatName(subject)}`)).size,
    direct: own.filter(({ direct }) => direct).length,
    indirect: own.filter(({ direct }) => !direct).length,
    platform: grants.length - own.length,
  }
}

function namespaceCounts({ workloads }: AuditReport): readonly NamespaceCounts[] {
  const counted = [...groupBy(workloads, ({ namespace }) => namespace)].map(([name, some]): NamespaceCounts => {
    const verdicts: Partial<Record<VerdictKind, number>> = {}
    for (const { verdict } of some) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1
    return { name, verdicts }
  })
  const open = ({ verdicts }: NamespaceCounts): number => (verdicts.notProvenRequired ?? 0) * 1e6 + (verdicts.couldNotTell ?? 0)
  return sortedBy(counted, ({ name }) => [name]).sort((a, b) => open(b) - open(a))
}
