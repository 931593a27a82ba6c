// Who can obtain what, one row for each grant: the same grants as `who-can --all` prints, with what is needed to show and to filter them.
import { formatName } from '../kube/index.ts'
import type { AuditReport, GrantReport, RouteReport, Severity, SubjectReport, TargetReport } from '../verdict/index.ts'
import { plainText } from '../report/index.ts'
import { objectLink } from './object-link.ts'

/** One rule that gives it. */
export interface ViaView {
  /** The link of the binding. */
  readonly binding: string
  readonly bindingName: string
  readonly role: string
  /** The rule's place in its role, from 0; absent where the binding counts whatever the role says. */
  readonly rule?: number
}

/** One subject's hold on one target. */
export interface MinterRow {
  /** `ServiceAccount shop/web`, `User alice`. */
  readonly subject: string
  readonly subjectKind: SubjectReport['kind']
  /** Where the subject's own page is; of a ServiceAccount alone. */
  readonly account?: string
  readonly memberOf?: string
  readonly route: string
  readonly direct: boolean
  readonly target: string
  /** `namespace/name`, where it is one account. */
  readonly targetAccount?: string
  readonly via: readonly ViaView[]
  readonly besides?: string
  readonly existing: number | null
  readonly platform: boolean
  readonly severity: Severity
}

/** The table. */
export interface MinterTable {
  readonly rows: readonly MinterRow[]
  readonly routes: readonly RouteReport[]
  /** Every account of the input, as `namespace/name`: whose page can be opened. */
  readonly accounts: readonly string[]
  readonly rolesKnown: boolean
}

/** What is chosen of it. */
export interface MinterFilter {
  readonly text: string
  readonly route: string
  readonly platform: boolean
}

/** @param accounts - `namespace/name` of each, sorted */
export function minterTable(report: AuditReport, accounts: readonly string[]): MinterTable {
  return { rows: report.grants.map(minterRow), routes: report.routes, accounts, rolesKnown: report.source.rolesKnown }
}

/** A grant as a row. */
export function minterRow(grant: GrantReport): MinterRow {
  const { subject, memberOf, target, besides } = grant
  const account = subject.kind === 'ServiceAccount' ? { account: formatName(subject) } : {}
  return {
    subject: subjectText(subject),
    subjectKind: subject.kind,
    ...account,
    ...(memberOf === undefined ? {} : { memberOf }),
    route: grant.route,
    direct: grant.direct,
    target: targetText(target),
    ...(target.scope === 'serviceAccount' && target.namespace !== undefined && target.name !== undefined
      ? { targetAccount: `${target.namespace}/${target.name}` }
      : {}),
    via: viasOf(grant),
    ...(besides === undefined ? {} : { besides }),
    existing: grant.existing,
    platform: grant.platform,
    severity: grant.severity,
  }
}

function viasOf({ via, made = [] }: GrantReport): readonly ViaView[] {
  return [...via, ...made].map(({ binding, role, rule }) => ({
    binding: objectLink(binding),
    bindingName: `${binding.kind} ${formatName(binding)}`,
    role: `${role.kind} ${formatName(role)}`,
    ...(rule === undefined ? {} : { rule }),
  }))
}

/** `ServiceAccount shop/web`, `Group devs`. */
export function subjectText(subject: SubjectReport): string {
  return `${subject.kind} ${formatName(subject)}`
}

/** Whose token, in words. */
export function targetText({ scope, namespace, name, identity }: TargetReport): string {
  switch (scope) {
    case 'serviceAccount':
      return namespace === undefined ? `accounts named ${name ?? ''}, in every namespace` : `${namespace}/${name ?? ''}`
    case 'namespace':
      return `every account of ${namespace ?? ''}`
    case 'node':
      return name === undefined ? 'accounts of pods on a node' : `accounts of pods on node ${name}`
    case 'cluster':
      return identity === undefined ? 'every account' : `acts as ${subjectText(identity)}`
  }
}

/** The rows that are chosen, in their order. */
export function chooseMinters(rows: readonly MinterRow[], { text, route, platform }: MinterFilter): readonly MinterRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return rows.filter(
    (row) =>
      (platform || !row.platform) &&
      (route === '' || row.route === route) &&
      words.every((word) =>
        plainText(`${row.subject} ${row.target} ${row.route} ${row.via.map((via) => `${via.bindingName} ${via.role}`).join(' ')}`)
          .toLowerCase()
          .includes(word),
      ),
  )
}
