// Grants put together for people: one row for each subject and target, whatever the number of routes between them.
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
}

/** The rows of some grants: those that are not the platform's first, the worst first, else in the order of the grants. */
export function accessRows(grants: readonly GrantReport[]): readonly AccessRow[] {
  const groups = new Map<string, GrantReport[]>()
  for (const grant of grants) {
    const key = JSON.stringify([grant.subject, grant.memberOf, grant.target, grant.chain !== undefined])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [grant])
    else group.push(grant)
  }
  const rows = [...groups.values()].map(rowOf)
  return rows
    .map((row, i) => ({ row, i }))
    .sort(
      (a, b) =>
        Number(a.row.platform) - Number(b.row.platform) ||
        severities.indexOf(a.row.severity) - severities.indexOf(b.row.severity) ||
        a.i - b.i,
    )
    .map(({ row }) => row)
}

function rowOf(grants: readonly GrantReport[]): AccessRow {
  const [first] = grants
  if (first === undefined) throw new RangeError('a row has at least one grant')
  const certain = grants.filter((grant) => grant.besides === undefined)
  const known = grants.flatMap((grant) => grant.existing ?? [])
  const { subject, memberOf, target, platform, chain } = first
  return {
    subject,
    ...(memberOf === undefined ? {} : { memberOf }),
    target,
    platform,
    severity: severities.find((severity) => grants.some((grant) => grant.severity === severity)) ?? 'low',
    direct: grants.some((grant) => grant.direct),
    routes: chain === undefined ? grants.map((grant) => grant.route) : chain.map((hop) => hop.route),
    via: distinctVia(grants.flatMap((grant) => grant.via)),
    ...(chain === undefined ? {} : { chain }),
    existing: known.length === 0 ? null : Math.max(...known),
    ...(certain.length > 0 || first.besides === undefined ? {} : { besides: first.besides }),
  }
}

/** Each binding and rule once, in the order in which they come. */
export function distinctVia(via: readonly ViaReport[]): readonly ViaReport[] {
  return [...new Map(via.map((one) => [JSON.stringify(one), one])).values()]
}
