// The audit: every workload judged, every check asked, every control summed up, as one plain answer that is the same each time.
import { sortedBy } from '../base/index.ts'
import { describeGap, type Gap } from '../kube/index.ts'
import type { Inventory } from '../inventory/index.ts'
import { indexGrants } from '../rbac/index.ts'
import type { ApiAudiences } from '../tokens/index.ts'
import {
  severities,
  verdictTitles,
  type AuditReport,
  type BenchmarkReport,
  type ControlReport,
  type Finding,
  type GapReport,
  type Severity,
  type SourceReport,
  type Summary,
  type VerdictKind,
  type WorkloadReport,
} from './audit-report.ts'
import { benchmarks, controlsFor, findBenchmark, type Benchmark, type Control } from './benchmarks.ts'
import { checks } from './checks/index.ts'
import { judge, type Bench, type Judged } from './judge.ts'
import type { Requirements } from './requirements.ts'
import { workloadReport } from './workload-report.ts'

/** What an audit is asked. */
export interface AuditQuestion {
  /** RFC 3339, in UTC; statements of need are held against its day. */
  readonly generatedAt: string
  readonly source: Omit<SourceReport, 'apiAudiences' | 'rolesKnown'>
  readonly apiAudiences: ApiAudiences
  readonly requirements: Requirements
  /** Which workloads are in the report; all facts count all the same. */
  readonly keep?: (judged: Judged) => boolean
  /** One benchmark instead of all. */
  readonly benchmark?: string
}

const rbacResources = ['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings']

/** Audits an inventory. Pure: the same inventory and question give the same report. */
export function audit(inventory: Inventory, question: AuditQuestion): AuditReport {
  const rolesKnown = rbacResources.every((resource) => inventory.complete.has(resource))
  const bench: Bench = {
    inventory,
    facts: {
      account: (ref) => inventory.account(ref),
      secret: (namespace, name) => inventory.secret(namespace, name),
      driver: (name) => inventory.driver(name),
      claimDriver: (namespace, name) => inventory.claimDriver(namespace, name),
      classDriver: (name) => inventory.classDriver(name),
      apiAudiences: question.apiAudiences,
    },
    grants: indexGrants(inventory.roles, inventory.bindings),
    rolesKnown,
    requirements: question.requirements,
    today: question.generatedAt.slice(0, 10),
  }
  const all = inventory.workloads.map((workload) => judge(workload, bench))
  const judged = question.keep === undefined ? all : all.filter(question.keep)
  const workloads = judged.map((entry) => workloadReport(entry, bench))
  const findings = findingsOf(judged, bench, question)
  const gaps = gapReports([...inventory.gaps, ...judged.flatMap((entry) => entry.gaps)])
  return {
    apiVersion: 'sparekey.dev/v1',
    kind: 'AuditReport',
    generatedAt: question.generatedAt,
    source: { ...question.source, apiAudiences: question.apiAudiences.values, rolesKnown },
    gaps,
    summary: summaryOf(workloads, findings, gaps),
    workloads,
    findings,
    benchmarks: benchmarksAsked(question).map((benchmark) => benchmarkReport(benchmark, findings, workloads, gaps)),
  }
}

function benchmarksAsked(question: AuditQuestion): readonly Benchmark[] {
  if (question.benchmark === undefined) return benchmarks
  const one = findBenchmark(question.benchmark)
  return one === undefined ? [] : [one]
}

function findingsOf(judged: readonly Judged[], bench: Bench, question: AuditQuestion): readonly Finding[] {
  // A filter on workloads leaves findings about accounts and Secrets out too: they are not what was asked for.
  const asked = question.keep === undefined ? checks : checks.filter((check) => !aboutOtherObjects.has(check.id))
  const limit = question.benchmark === undefined ? undefined : `${question.benchmark}/`
  const findings = asked.flatMap((check) =>
    check.find(judged, bench).map((raw): Finding => {
      const location = bench.inventory.locate(raw.object, raw.field)
      return {
        id: check.id,
        severity: raw.severity,
        object: raw.object,
        message: raw.message,
        controls: controlsFor([...check.aspects, ...(raw.also ?? [])]).filter(
          (control) => limit === undefined || control.startsWith(limit),
        ),
        remedy: raw.remedy,
        ...(location === undefined ? {} : { location }),
      }
    }),
  )
  const order = new Map<string, number>(checks.map((check, i) => [check.id, i]))
  return sortedBy(findings, (f) => [f.object.namespace, f.object.kind, f.object.name, f.message]).sort(
    (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0),
  )
}

const aboutOtherObjects: ReadonlySet<string> = new Set([
  'legacy-token-secret',
  'default-account-automounts',
  'default-account-has-rights',
])

function gapReports(gaps: readonly Gap[]): readonly GapReport[] {
  const reports = gaps.map((gap): GapReport => {
    const place = 'file' in gap ? { location: { file: gap.file, line: gap.line ?? 1, column: gap.column ?? 1 } } : {}
    return { kind: gap.kind, ...describeGap(gap), ...place }
  })
  const distinct = new Map(reports.map((report) => [`${report.kind} ${report.message}`, report]))
  return sortedBy(distinct.values(), (report) => [report.kind, report.message])
}

function summaryOf(workloads: readonly WorkloadReport[], findings: readonly Finding[], gaps: readonly GapReport[]): Summary {
  const containers = workloads.flatMap((workload) => workload.containers)
  const tokens = containers.flatMap((container) => container.tokens)
  const verdictKinds = Object.keys(verdictTitles) as VerdictKind[]
  return {
    workloads: workloads.length,
    containers: containers.length,
    containersWithApiToken: containers.filter((container) => container.tokens.some((token) => token.apiServer)).length,
    tokens: tokens.length,
    apiTokens: tokens.filter((token) => token.apiServer).length,
    verdicts: countBy(verdictKinds, workloads, (workload) => workload.verdict),
    findings: countBy<Severity, Finding>(severities, findings, (finding) => finding.severity),
    gaps: gaps.length,
  }
}

function countBy<K extends string, T>(keys: readonly K[], items: readonly T[], keyOf: (item: T) => K): Record<K, number> {
  const counts = Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>
  for (const item of items) counts[keyOf(item)]++
  return counts
}

function benchmarkReport(
  benchmark: Benchmark,
  findings: readonly Finding[],
  workloads: readonly WorkloadReport[],
  gaps: readonly GapReport[],
): BenchmarkReport {
  const { id, title, version } = benchmark
  return {
    id,
    title,
    version,
    controls: benchmark.controls.map((control) => controlReport(`${id}/${control.id}`, control, findings, workloads, gaps)),
  }
}

function controlReport(
  key: string,
  control: Control,
  findings: readonly Finding[],
  workloads: readonly WorkloadReport[],
  gaps: readonly GapReport[],
): ControlReport {
  const failed = findings.filter((finding) => finding.controls.includes(key)).length
  const base = { id: control.id, title: control.title, findings: failed }
  if (failed > 0) return { ...base, status: 'fail', note: `${failed} ${failed === 1 ? 'finding' : 'findings'}` }
  if (control.aspects.every((aspect) => aspect === 'minting')) {
    return { ...base, status: 'notAssessed', note: 'this version does not yet say who can mint tokens' }
  }
  if (gaps.length > 0) return { ...base, status: 'couldNotTell', note: 'the input has gaps' }
  const accepted = workloads.filter(
    (workload) => workload.verdict === 'requiredByDeclaration' || workload.verdict === 'platformOwned',
  ).length
  if (control.aspects.includes('mounted') && accepted > 0)
    return { ...base, status: 'accepted', note: `${accepted} declared as needed or owned by the platform` }
  return { ...base, status: 'pass', note: 'nothing found' }
}

/** Picks workloads by namespace and by a test of their labels. */
export function keepWorkloads(
  namespaces: readonly string[] | undefined,
  labels: ((labels: ReadonlyMap<string, string>) => boolean) | undefined,
): ((judged: Judged) => boolean) | undefined {
  if (namespaces === undefined && labels === undefined) return undefined
  return ({ workload }) =>
    (namespaces === undefined || namespaces.includes(workload.ref.namespace ?? 'default')) &&
    (labels === undefined || labels(workload.meta?.labels ?? new Map()))
}
