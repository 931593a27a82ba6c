// The audit: every workload judged, every check asked, every control summed up, as one plain answer that is the same each time.
import { sortedBy } from '../base/index.ts'
import type { Inventory } from '../inventory/index.ts'
import type { Grant } from '../rbac/index.ts'
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
import { admissionKnown, admissionReport } from './admission.ts'
import type { GuardReport } from './admission-report.ts'
import { accessOf, minorOf, type Access } from './access.ts'
import { assumptionReports, assumedRoles, roleGaps } from './assumptions.ts'
import { gapReports } from './gap-reports.ts'
import { benchmarks, controlsFor, findBenchmark, type Benchmark, type Control } from './benchmarks.ts'
import { checks } from './checks/index.ts'
import { takeEvidence, type EvidenceQuestion } from './evidence/take-evidence.ts'
import { grantReport, routeReports, sortGrants } from './grant-report.ts'
import { judge, type Bench, type Judged } from './judge.ts'
import { grantsIn, rbacKnown } from './rbac-known.ts'
import type { Requirements } from './requirements.ts'
import { concerns } from './who-can.ts'
import { workloadReport } from './workload-report.ts'

/** What an audit is asked. */
export interface AuditQuestion {
  /** RFC 3339, in UTC; statements of need are held against its day. */
  readonly generatedAt: string
  readonly source: Omit<SourceReport, 'apiAudiences' | 'assumptions' | 'rolesKnown'>
  readonly apiAudiences: ApiAudiences
  readonly requirements: Requirements
  /** Of use, out of audit logs. */
  readonly evidence?: EvidenceQuestion
  /** How the guard stands; absent where none is installed, or where that is not known. */
  readonly guard?: GuardReport
  /** What is in the report; all facts count all the same. */
  readonly select?: Selection
  /** One benchmark instead of all. */
  readonly benchmark?: string
}

/** A part of what was read. */
export interface Selection {
  readonly namespaces?: readonly string[]
  /** Of workloads; whoever selects by labels asks about no other objects. */
  readonly labels?: (labels: ReadonlyMap<string, string>) => boolean
}

/** Audits an inventory. Pure: the same inventory and question give the same report. */
export function audit(inventory: Inventory, question: AuditQuestion): AuditReport {
  const rolesKnown = rbacKnown(inventory)
  const grants = grantsIn(inventory, question.source.kind)
  const access = accessOf(inventory, grants, rolesKnown, minorOf(question.source.serverVersion))
  const evidence = question.evidence === undefined ? undefined : takeEvidence(question.evidence, inventory)
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
    grants,
    access,
    rolesKnown,
    requirements: question.requirements,
    ...(evidence === undefined ? {} : { evidence: evidence.bench }),
    ...(question.guard === undefined || !admissionKnown(inventory) ? {} : { guard: question.guard }),
    today: question.generatedAt.slice(0, 10),
  }
  const all = inventory.workloads.map((workload) => judge(workload, bench))
  const judged = all.filter((entry) => isSelected(entry, question.select))
  const workloads = judged.map((entry) => workloadReport(entry, bench))
  const findings = findingsOf(judged, bench, question)
  const assumed = assumedRoles(access)
  const gaps = gapReports([
    ...inventory.gaps,
    ...(rolesKnown ? [] : grants.gaps),
    ...roleGaps(inventory, assumed),
    ...judged.flatMap((entry) => entry.gaps),
  ])
  const admission = admissionReport(inventory, bench.guard)
  const held = sortGrants(grantsAsked(access, question).map((grant) => grantReport(grant, access)))
  return {
    apiVersion: 'sparekey.dev/v1',
    kind: 'AuditReport',
    generatedAt: question.generatedAt,
    source: {
      ...question.source,
      apiAudiences: question.apiAudiences.values,
      assumptions: assumptionReports(inventory, assumed),
      rolesKnown,
    },
    ...(evidence === undefined ? {} : { evidence: evidence.summary }),
    ...(admission === undefined ? {} : { admission }),
    gaps,
    summary: summaryOf(workloads, findings, gaps),
    workloads,
    grants: held,
    routes: routeReports(held),
    findings,
    benchmarks: benchmarksAsked(question).map((benchmark) => benchmarkReport(benchmark, findings, workloads, gaps, rolesKnown)),
  }
}

function benchmarksAsked(question: AuditQuestion): readonly Benchmark[] {
  if (question.benchmark === undefined) return benchmarks
  const one = findBenchmark(question.benchmark)
  return one === undefined ? [] : [one]
}

function findingsOf(judged: readonly Judged[], bench: Bench, question: AuditQuestion): readonly Finding[] {
  const { namespaces, labels } = question.select ?? {}
  const asked = labels === undefined ? checks : checks.filter((check) => !aboutOtherObjects.has(check.id))
  const limit = question.benchmark === undefined ? undefined : `${question.benchmark}/`
  const findings = asked.flatMap((check) =>
    check.find(judged, bench).flatMap((raw): readonly Finding[] => {
      const { namespace } = raw.object
      if (namespaces !== undefined && namespace !== undefined && !namespaces.includes(namespace)) return []
      const location = bench.inventory.locate(raw.object, raw.field)
      return [
        {
          id: check.id,
          severity: raw.severity,
          object: raw.object,
          message: raw.message,
          controls: controlsFor([...check.aspects, ...(raw.also ?? [])]).filter(
            (control) => limit === undefined || control.startsWith(limit),
          ),
          remedy: raw.remedy,
          ...(location === undefined ? {} : { location }),
        },
      ]
    }),
  )
  const order = new Map<string, number>(checks.map((check, i) => [check.id, i]))
  return sortedBy(findings, (f) => [f.object.namespace, f.object.kind, f.object.name, f.message]).sort(
    (a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0),
  )
}

/** A choice of namespaces narrows what is reached; a choice of workloads by label asks about no grants at all. */
function grantsAsked(access: Access, { select }: AuditQuestion): readonly Grant[] {
  return select?.labels === undefined ? access.found.filter((grant) => concerns(grant, select?.namespaces)) : []
}

const aboutOtherObjects: ReadonlySet<string> = new Set([
  'legacy-token-secret',
  'default-account-automounts',
  'default-account-has-rights',
  'token-access',
  'inert-restriction',
  'dangling-binding',
  'guard-drift',
])

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
  rolesKnown: boolean,
): BenchmarkReport {
  const { id, title, version } = benchmark
  return {
    id,
    title,
    version,
    controls: benchmark.controls.map((control) =>
      controlReport(`${id}/${control.id}`, control, findings, workloads, gaps, rolesKnown),
    ),
  }
}

function controlReport(
  key: string,
  control: Control,
  findings: readonly Finding[],
  workloads: readonly WorkloadReport[],
  gaps: readonly GapReport[],
  rolesKnown: boolean,
): ControlReport {
  const failed = findings.filter((finding) => finding.controls.includes(key)).length
  const base = { id: control.id, title: control.title, findings: failed }
  if (failed > 0) return { ...base, status: 'fail', note: `${failed} ${failed === 1 ? 'finding' : 'findings'}` }
  if (control.partial === true)
    return { ...base, status: 'notAssessed', note: 'only what opens tokens is looked for, and nothing was found' }
  if (control.aspects.includes('minting') && !rolesKnown)
    return { ...base, status: 'couldNotTell', note: 'the input does not show all roles and bindings' }
  if (gaps.length > 0) return { ...base, status: 'couldNotTell', note: 'the input has gaps' }
  const accepted = workloads.filter(
    (workload) =>
      workload.verdict === 'requiredByDeclaration' ||
      workload.verdict === 'requiredByEvidence' ||
      workload.verdict === 'platformOwned',
  ).length
  if (control.aspects.includes('mounted') && accepted > 0)
    return { ...base, status: 'accepted', note: `${accepted} declared as needed, seen in use or owned by the platform` }
  return { ...base, status: 'pass', note: 'nothing found' }
}

function isSelected({ workload }: Judged, { namespaces, labels }: Selection = {}): boolean {
  return (
    (namespaces === undefined || namespaces.includes(workload.ref.namespace ?? 'default')) &&
    (labels === undefined || labels(workload.meta?.labels ?? new Map()))
  )
}
