// What the steps look at: the parts of an audit that concern the namespaces asked for, each with its place in the report.
import type { AuditReport, Finding, GapReport, TokenReport, WorkloadReport } from '../audit-report.ts'
import type { GrantReport } from '../access-report.ts'
export { workloadRef } from '../targets.ts'
import type { CountReport, EvidenceReport, ExampleReport } from './procedure-report.ts'

/** A part of the report, and the JSON Pointer to it. */
export interface Placed<T> {
  readonly at: string
  readonly value: T
}

/** A token with its workload. */
export interface HeldToken {
  readonly at: string
  readonly token: TokenReport
  readonly container: string
  readonly workload: WorkloadReport
}

/** What every step is given. */
export interface Material {
  readonly report: AuditReport
  readonly workloads: readonly Placed<WorkloadReport>[]
  readonly tokens: readonly HeldToken[]
  readonly findings: readonly Placed<Finding>[]
  readonly grants: readonly Placed<GrantReport>[]
}

/** @param namespaces - absent: all; what is in no namespace concerns every choice */
export function materialOf(report: AuditReport, namespaces?: readonly string[]): Material {
  const asked = (namespace: string | undefined) =>
    namespaces === undefined || namespace === undefined || namespaces.includes(namespace)
  const workloads = placed('/workloads', report.workloads).filter(({ value }) => asked(value.namespace))
  return {
    report,
    workloads,
    tokens: workloads.flatMap(({ at, value: workload }) =>
      placed(`${at}/containers`, workload.containers).flatMap((container) =>
        placed(`${container.at}/tokens`, container.value.tokens).map(({ at: place, value: token }) => ({
          at: place,
          token,
          container: container.value.name,
          workload,
        })),
      ),
    ),
    findings: placed('/findings', report.findings).filter(({ value }) => asked(value.object.namespace)),
    grants: placed('/grants', report.grants).filter(({ value }) => asked(value.target.namespace)),
  }
}

function placed<T>(path: string, items: readonly T[]): readonly Placed<T>[] {
  return items.map((value, i) => ({ at: `${path}/${i}`, value }))
}

/** The findings of some checks. */
export function findingsOf({ findings }: Material, ...checks: readonly string[]): readonly Placed<Finding>[] {
  return findings.filter(({ value }) => checks.includes(value.id))
}

/** A finding as an example. */
export function findingExample({ at, value }: Placed<Finding>): ExampleReport {
  return { at, object: value.object, says: value.message }
}

const shown = 5

/** Counts, and the first examples. */
export function evidence(counts: readonly CountReport[], examples: readonly ExampleReport[] = []): EvidenceReport {
  return { counts, examples: examples.slice(0, shown), more: Math.max(0, examples.length - shown) }
}

/** What a gap leaves open. */
export type Topic = 'pods' | 'objects' | 'rbac'

const opens: Readonly<Record<string, Topic>> = {
  accountMissing: 'pods',
  secretUnknown: 'pods',
  driverUnknown: 'pods',
  claimUnknown: 'pods',
  subPathComputed: 'pods',
  roleMissing: 'rbac',
  roleAssumed: 'rbac',
}

const clusterNotShown: GapReport = {
  kind: 'clusterNotShown',
  message: 'the source does not show every object of the cluster: that nothing was found in it proves nothing of the rest',
  remedy: 'audit the live cluster with the rights that `sparekey rbac` prints, or a snapshot of it',
}

/** The gaps that leave an answer open; a gap of no topic of its own, as an unreadable document, leaves every answer open. */
export function gapsAbout({ report }: Material, topic: Topic): readonly GapReport[] {
  const gaps = report.gaps.filter(({ kind }) => (opens[kind] ?? topic) === topic)
  // Workloads are judged one by one; of other objects only a whole cluster shows that there are no more.
  return topic === 'pods' || report.source.rolesKnown ? gaps : [clusterNotShown, ...gaps]
}
