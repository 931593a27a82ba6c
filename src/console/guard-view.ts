// The guard's page: what it would refuse, workload by workload, and at which stage each namespace is where a cluster says so.
import { groupBy, sortedBy } from '../base/index.ts'
import { formatName } from '../kube/index.ts'
import type { Foreseen } from '../guard/index.ts'
import type { GuardStatus } from '../report/index.ts'
import type { AuditReport } from '../verdict/index.ts'
import { objectLink } from './object-link.ts'

/** One workload, and what would become of its next pod at the stage `deny`. */
export interface ForeseenView {
  readonly link: string
  readonly namespace: string
  readonly workload: string
  readonly account: string
  readonly answer: Foreseen['kind']
  readonly message: string
}

/** One namespace. */
export interface StageView {
  readonly namespace: string
  /** `null`: the source does not show it. */
  readonly stage: GuardStatus['namespaces'][number]['stage'] | null
  readonly odd?: string
  readonly refused: number
  readonly unknown: number
  readonly passes: number
}

/** The page. */
export interface GuardView {
  /** Why nothing could be foreseen, and what to do; absent where it could. */
  readonly problem?: string
  readonly namespaces: readonly StageView[]
  readonly answers: readonly ForeseenView[]
  /** How the guard stands in a live cluster; `null` of other sources. */
  readonly status: GuardStatus | null
  /** How the guard's objects stand in the policies that were read, as the audit says it; `null`: not all of these were read. */
  readonly seen: NonNullable<NonNullable<AuditReport['admission']>['guard']>['objects'] | null
  /** Why it could not be read of a live cluster. */
  readonly statusProblem?: string
}

/** What a live cluster said of the guard, or why it did not. */
export type StandingGuard =
  | { readonly kind: 'status'; readonly status: GuardStatus }
  | { readonly kind: 'problem'; readonly message: string }
  | { readonly kind: 'notLive' }

/**
 * @param answers - as `guard test` prints them
 * @param admission - of the audit
 */
export function guardView(answers: readonly Foreseen[], standing: StandingGuard, admission: AuditReport['admission']): GuardView {
  const rows = answers.map(foreseenView)
  const byNamespace = groupBy(rows, ({ namespace }) => namespace)
  const stages = new Map(standing.kind === 'status' ? standing.status.namespaces.map((one) => [one.name, one]) : [])
  const names = new Set([...byNamespace.keys(), ...stages.keys()])
  const count = (namespace: string, answer: Foreseen['kind']): number =>
    (byNamespace.get(namespace) ?? []).filter((row) => row.answer === answer).length
  const namespaces = [...names].map((namespace): StageView => {
    const found = stages.get(namespace)
    return {
      namespace,
      // A namespace of the platform is left out, whatever a cluster would say.
      stage: found?.stage ?? (isLeftOut(byNamespace.get(namespace) ?? []) ? 'excluded' : null),
      ...(found?.odd === undefined ? {} : { odd: found.odd }),
      refused: count(namespace, 'refused'),
      unknown: count(namespace, 'unknown'),
      passes: count(namespace, 'passes'),
    }
  })
  return {
    namespaces: sortedBy(namespaces, ({ namespace }) => [namespace]),
    answers: rows,
    status: standing.kind === 'status' ? standing.status : null,
    seen: admission === undefined ? null : (admission.guard?.objects ?? []),
    ...(standing.kind === 'problem' ? { statusProblem: standing.message } : {}),
  }
}

function isLeftOut(rows: readonly ForeseenView[]): boolean {
  return rows.length > 0 && rows.every(({ answer }) => answer === 'excluded')
}

function foreseenView(answer: Foreseen): ForeseenView {
  const { workload, account, kind } = answer
  return {
    link: objectLink(workload),
    namespace: workload.namespace ?? 'default',
    workload: `${workload.kind}/${workload.name}`,
    account: formatName(account),
    answer: kind,
    message: kind === 'refused' ? answer.message : kind === 'unknown' ? `${answer.why}; ${answer.remedy}` : '',
  }
}
