// One workload's whole story: which field decided, what its token may do, what it was seen to do, and what one edit would change.
import { formatName, refKey, type ObjectRef } from '../kube/index.ts'
import type { Inventory } from '../inventory/index.ts'
import type { Plan, RiskLevel } from '../change/index.ts'
import { powerOf } from '../rbac/index.ts'
import { editLines, explainWorkload, stepLines, timelineOf, type TimelineStep } from '../report/index.ts'
import { grantsIn, type AuditReport, type Finding, type TokenReport, type WorkloadReport } from '../verdict/index.ts'
import { objectLink } from './object-link.ts'

/** One rule of the account, with what hands it out. */
export interface RightView {
  readonly verbs: readonly string[]
  /** `apps/deployments`, `secrets`, `/healthz`. */
  readonly on: readonly string[]
  readonly names: readonly string[]
  /** `''`: in the whole cluster. */
  readonly namespace: string
  readonly role: string
  readonly binding: string
}

/** What an account may do by RBAC. */
export interface RightsView {
  /** `namespace/name`. */
  readonly account: string
  /** `none`: nothing beyond what upstream gives to everyone. */
  readonly power: 'none' | 'some' | 'everything'
  readonly rights: readonly RightView[]
  /** How many more there are than are shown. */
  readonly more: number
}

/** One edit that takes tokens away, or why there is none. */
export interface EditView {
  readonly object: string
  readonly field: string
  readonly text: string
  /** What the containers lose beside the token. */
  readonly loses: readonly string[]
  /** Other workloads that the same field gives their token to, by their links. */
  readonly shared: readonly string[]
  readonly diff: readonly string[]
}

/** A step of a plan that is about the workload. */
export interface WorkloadStepView {
  readonly id: string
  readonly object: string
  readonly reason: string
  readonly risk: RiskLevel
  readonly diff: readonly string[]
}

/** The page of a workload. */
export interface WorkloadView {
  readonly link: string
  readonly workload: WorkloadReport
  /** The words of `sparekey explain`. */
  readonly explained: string
  readonly rights: readonly RightsView[]
  /** Whether all roles and bindings were read, so that the rights are all there are. */
  readonly rolesKnown: boolean
  /** Requests over the time that the evidence reaches; empty without evidence. */
  readonly timeline: readonly TimelineStep[]
  readonly edits: readonly EditView[]
  /** What a plan of any risk would do about it. */
  readonly steps: readonly WorkloadStepView[]
  readonly findings: readonly Finding[]
}

/** How many rights are shown of one account. */
const shownRights = 60

/** The workload with a link; `undefined` where there is none. */
export function workloadView(report: AuditReport, inventory: Inventory, plan: Plan, link: string): WorkloadView | undefined {
  const workload = report.workloads.find((one) => objectLink(one) === link)
  if (workload === undefined) return undefined
  const accounts = new Set([workload.serviceAccount, ...apiTokens(workload).map((token) => token.serviceAccount)])
  const key = refKey(workload)
  return {
    link,
    workload,
    explained: explainWorkload(report, workload),
    rights: [...accounts].map((account) => rightsOf(account, inventory, report)),
    rolesKnown: report.source.rolesKnown,
    timeline:
      report.evidence === undefined || workload.evidence === undefined ? [] : timelineOf(report.evidence, workload.evidence),
    edits: editsOf(workload, report),
    steps: plan.steps
      .filter((step) => refKey(step.object) === key || step.removes.some((token) => refKey(token.workload) === key))
      .map((step) => ({
        id: step.id,
        object: objectText(step.object),
        reason: step.reason,
        risk: step.risk.level,
        diff: stepLines(step),
      })),
    findings: report.findings.filter(({ object }) => refKey(object) === key),
  }
}

function apiTokens({ containers }: WorkloadReport): readonly TokenReport[] {
  return containers.flatMap(({ tokens }) => tokens.filter(({ apiServer }) => apiServer))
}

function rightsOf(account: string, inventory: Inventory, report: AuditReport): RightsView {
  const [namespace = '', ...rest] = account.split('/')
  const { value: rules } = grantsIn(inventory, report.source.kind).rulesOf({ namespace, name: rest.join('/') })
  const rights = rules.map(({ rule, role, binding, namespace: confined = '' }): RightView => ({
    verbs: rule.verbs,
    on: [
      ...rule.apiGroups.flatMap((group) => rule.resources.map((resource) => (group === '' ? resource : `${group}/${resource}`))),
      ...rule.nonResourceURLs,
    ],
    names: rule.resourceNames,
    namespace: confined,
    role: objectText(role),
    binding: objectText(binding),
  }))
  return {
    account,
    power: powerOf(rules).kind,
    rights: rights.slice(0, shownRights),
    more: Math.max(0, rights.length - shownRights),
  }
}

function editsOf(workload: WorkloadReport, report: AuditReport): readonly EditView[] {
  const edits = new Map<string, EditView>()
  for (const token of apiTokens(workload)) {
    const { removal } = token
    if (removal.kind === 'none') {
      edits.set(removal.reason, { object: '', field: '', text: removal.reason, loses: [], shared: [], diff: [] })
      continue
    }
    const { object, field, value, instruction } = removal
    edits.set(`${refKey(object)} ${field}`, {
      object: objectText(object),
      field,
      text: instruction,
      loses: token.alsoRemoves,
      shared: report.workloads.filter((other) => other !== workload && hangsOn(other, object, field)).map(objectLink),
      diff: editLines(object, field, value, decidedValue(token, object, field)),
    })
  }
  return [...edits.values()]
}

/** Whether a token of a workload is decided by a field, so that an edit of it reaches that workload too. */
function hangsOn(workload: WorkloadReport, object: ObjectRef, field: string): boolean {
  return apiTokens(workload).some(({ decidedBy }) => decidedBy.field === field && refKey(decidedBy.object) === refKey(object))
}

/** What the field says now, where it is the one that decided; else it is not set. */
function decidedValue({ decidedBy }: TokenReport, object: ObjectRef, field: string): boolean | string | null {
  return decidedBy.field === field && refKey(decidedBy.object) === refKey(object) ? decidedBy.value : null
}

function objectText(object: ObjectRef): string {
  return `${object.kind} ${formatName(object)}`
}
