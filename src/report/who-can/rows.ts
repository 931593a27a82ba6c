// Grants put together for people: one row for each subject and target, whatever the number of routes between them.
import { groupBy } from '../../base/index.ts'
import {
  severities,
  type GrantReport,
  type HopReport,
  type Severity,
  type SubjectReport,
  type TargetReport,
  type ViaReport,
} from '../../verdict/index.ts'

/** Everything that one subject has on one target at one step, or one chain. */
export interface AccessRow {
  readonly subject: SubjectReport
  readonly memberOf?: string
  readonly target: TargetReport
  readonly platform: boolean
  /** The worst of its grants. */
  readonly severity: Severity
  readonly direct: boolean
  /** Ids, in the order of the grants; for a chain one for each step. */
  readonly routes: readonly string[]
  readonly via: readonly ViaReport[]
  readonly chain?: readonly HopReport[]
  /** The most that one of its routes can end in now; `null` where none is known. */
  readonly existing: number | null
  /** What every one of its routes needs besides. */
  readonly besides?: string
  readonly grants: readonly GrantReport[]
}

/** The rows of some grants: those that are not the platform's first, the worst first, else in the order of the grants. */
export function accessRows(grants: readonly GrantReport[]): readonly AccessRow[] {
  const groups = groupBy(grants, (grant) =>
    JSON.stringify([holderKey(grant), grant.target, (grant.chain ?? []).map((hop) => [hop.subject, hop.route, hop.target])]),
  )
  return worstFirst([...groups.values()].map(rowOf))
}

/** One subject with all its rows. */
export interface HolderRows {
  readonly subject: SubjectReport
  readonly memberOf?: string
  readonly platform: boolean
  /** The worst of its rows. */
  readonly severity: Severity
  readonly rows: readonly AccessRow[]
}

/** Rows by subject, in the order of {@link accessRows}. */
export function holderRows(rows: readonly AccessRow[]): readonly HolderRows[] {
  const holders = [...groupBy(rows, holderKey).values()].map((own): HolderRows => {
    const { subject, memberOf } = firstOf(own)
    return {
      subject,
      ...(memberOf === undefined ? {} : { memberOf }),
      platform: own.every((row) => row.platform),
      severity: worstOf(own),
      rows: own,
    }
  })
  return worstFirst(holders)
}

function rowOf(grants: readonly GrantReport[]): AccessRow {
  const first = firstOf(grants)
  const certain = grants.some((grant) => grant.besides === undefined)
  const known = grants.flatMap((grant) => grant.existing ?? [])
  const { subject, memberOf, target, platform, chain } = first
  return {
    subject,
    ...(memberOf === undefined ? {} : { memberOf }),
    target,
    platform,
    severity: worstOf(grants),
    direct: grants.some((grant) => grant.direct),
    routes: chain === undefined ? [...new Set(grants.map((grant) => grant.route))] : chain.map((hop) => hop.route),
    via: distinctVia((chain ?? grants).flatMap((part) => part.via)),
    ...(chain === undefined ? {} : { chain }),
    existing: known.length === 0 ? null : Math.max(...known),
    ...(certain || first.besides === undefined ? {} : { besides: first.besides }),
    grants,
  }
}

// Names may hold any character, so that no phrase made of them could tell two subjects apart.
function holderKey({ subject, memberOf }: Pick<GrantReport, 'subject' | 'memberOf'>): string {
  return JSON.stringify([subject.kind, subject.namespace, subject.name, memberOf])
}

function distinctVia(via: readonly ViaReport[]): readonly ViaReport[] {
  return [...new Map(via.map((one) => [JSON.stringify(one), one])).values()]
}

function worstOf(items: readonly { readonly severity: Severity }[]): Severity {
  return severities.find((severity) => items.some((item) => item.severity === severity)) ?? 'low'
}

// Sorting is stable: what is equally bad stays in its order.
function worstFirst<T extends { readonly platform: boolean; readonly severity: Severity }>(items: readonly T[]): readonly T[] {
  return [...items].sort(
    (a, b) => Number(a.platform) - Number(b.platform) || severities.indexOf(a.severity) - severities.indexOf(b.severity),
  )
}

function firstOf<T>(items: readonly T[]): T {
  const [first] = items
  if (first === undefined) throw new RangeError('a group has at least one member')
  return first
}
