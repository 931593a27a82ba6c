// The answer to `who-can`: everyone who can obtain one account's token, or any account's, or what one subject can obtain.
import { formatName, type AccountRef } from '../kube/index.ts'
import type { Inventory } from '../inventory/index.ts'
import {
  carriersOf,
  impliedGroups,
  bindingKey,
  isPlatformSubject,
  reachedBy,
  smallestCut,
  subjectKey,
  walk,
  whoReaches,
  type Grant,
  type GrantSubject,
} from '../rbac/index.ts'
import { accessOf, minorOf, type Access } from './access.ts'
import type { SourceReport } from './audit-report.ts'
import { assumptionReports, assumedRoles, roleGaps } from './assumptions.ts'
import { gapReports } from './gap-reports.ts'
import { bindingsOf, chainReport, grantReport, routeReports, sortGrants, subjectReport } from './grant-report.ts'
import { grantsIn, rbacKnown } from './rbac-known.ts'
import type { GrantReport } from './access-report.ts'
import type { BindingReach, CutReport, WhoCanReport } from './who-can-report.ts'

/** What is asked. */
export type WhoCanTarget =
  /** Everyone, about every account; or about those of some namespaces. */
  | { readonly kind: 'all'; readonly namespaces?: readonly string[] }
  | { readonly kind: 'serviceAccount'; readonly account: AccountRef }
  /** What a user, a group or an account can obtain itself. */
  | { readonly kind: 'subject'; readonly subject: GrantSubject }

/** The question with what the report says about it. */
export interface WhoCanQuestion {
  /** RFC 3339, in UTC. */
  readonly generatedAt: string
  readonly source: Omit<SourceReport, 'assumptions' | 'rolesKnown'>
  readonly target: WhoCanTarget
  /** The minor version of Kubernetes 1.x; absent: as the source says, else every version's routes. */
  readonly minor?: number
}

/** Answers from RBAC objects and what there is to reach. Pure: the same input and question give the same report. */
export function whoCan(inventory: Inventory, question: WhoCanQuestion): WhoCanReport {
  const { target } = question
  const rolesKnown = rbacKnown(inventory)
  const grants = grantsIn(inventory, question.source.kind)
  const asked = target.kind === 'serviceAccount' ? target.account : undefined
  const access = accessOf(inventory, grants, rolesKnown, question.minor ?? minorOf(question.source.serverVersion), asked)
  const assumed = assumedRoles(access)
  const reports = sortGrants(answer(target, access))
  const count = (test: (grant: GrantReport) => boolean): number =>
    reports.filter((grant) => !grant.platform && test(grant)).length
  const subjects = new Set(
    reports.flatMap((grant) => (grant.platform ? [] : [`${grant.subject.kind} ${formatName(grant.subject)}`])),
  )
  return {
    apiVersion: 'sparekey.dev/v1',
    kind: 'WhoCanReport',
    generatedAt: question.generatedAt,
    source: { ...question.source, assumptions: assumptionReports(inventory, assumed), rolesKnown },
    gaps: gapReports([...inventory.gaps, ...(rolesKnown ? [] : grants.gaps), ...roleGaps(inventory, assumed)]),
    asked: askedReport(target, inventory),
    summary: {
      subjects: subjects.size,
      direct: count((grant) => grant.direct),
      indirect: count((grant) => !grant.direct && grant.chain === undefined),
      chained: count((grant) => grant.chain !== undefined),
      platform: reports.filter((grant) => grant.platform).length,
    },
    grants: reports,
    ...(target.kind === 'serviceAccount' ? cutReports(target.account, access) : {}),
    routes: routeReports(reports),
  }
}

function askedReport(target: WhoCanTarget, inventory: Inventory): WhoCanReport['asked'] {
  if (target.kind === 'all') return target
  if (target.kind === 'subject') return { kind: 'subject', subject: subjectReport(target.subject) }
  const known = inventory.account(target.account).kind === 'known'
  const exists = known ? true : inventory.complete.has('serviceaccounts') ? false : null
  return { kind: 'serviceAccount', namespace: target.account.namespace, name: target.account.name, exists }
}

function answer(target: WhoCanTarget, access: Access): readonly GrantReport[] {
  switch (target.kind) {
    case 'all':
      return access.found.filter((grant) => concerns(grant, target.namespaces)).map((grant) => grantReport(grant, access))
    case 'serviceAccount': {
      const subject = accountSubject(target.account)
      const { atOnce, chains } = whoReaches(access.graph(), subject)
      // What needs something besides RBAC, or pods and Secrets that the input may not show, makes no edge, and is told all the same.
      const told = new Set(atOnce)
      const uncertain = access.found.filter((grant) => !told.has(grant) && isUncertain(grant) && mayEndIn(grant, target.account))
      const end = { scope: 'serviceAccount', ...target.account } as const
      return [
        ...[...atOnce, ...uncertain].map((grant) => grantReport(grant, access)),
        ...chains.map((chain) => chainReport(chain.subject, end, chain, access)),
      ]
    }
    case 'subject': {
      // What the groups give that it is certainly in is its own, too.
      const identities: readonly GrantSubject[] = [
        target.subject,
        ...impliedGroups(target.subject).map((name): GrantSubject => ({ kind: 'Group', name })),
      ]
      const keys = new Set(identities.map(subjectKey))
      const own = access.found.filter((grant) => keys.has(subjectKey(grant.subject)))
      const chains = reachedBy(access.graph(), target.subject)
      return [
        ...own.map((grant) => grantReport(grant, access, target.subject)),
        ...chains.map((chain) => {
          const { subject } = chain
          const end =
            subject.kind === 'ServiceAccount'
              ? ({ scope: 'serviceAccount', namespace: subject.namespace, name: subject.name } as const)
              : ({ scope: 'cluster', identity: subjectReport(subject) } as const)
          return chainReport(target.subject, end, chain, access)
        }),
      ]
    }
  }
}

function accountSubject({ namespace, name }: AccountRef): GrantSubject {
  return { kind: 'ServiceAccount', namespace, name }
}

/** Whether a grant concerns some namespaces; what opens the whole cluster or a node concerns all. */
export function concerns(grant: Grant, namespaces: readonly string[] | undefined): boolean {
  const { target } = grant.landing
  if (namespaces === undefined || target.scope === 'cluster' || target.scope === 'node') return true
  return target.namespace === undefined || namespaces.includes(target.namespace)
}

/** Whether more than the input's objects decides what a grant ends in. */
function isUncertain({ terms, landing: { place, existing } }: Grant): boolean {
  if (terms.besides !== undefined) return true
  return (
    existing === undefined &&
    (place.kind === 'pods' || place.kind === 'secrets' || place.kind === 'nowhere' || place.kind === 'node')
  )
}

function mayEndIn({ landing: { target } }: Grant, account: AccountRef): boolean {
  if (target.scope === 'cluster' || target.scope === 'node') return true
  if (target.namespace !== undefined && target.namespace !== account.namespace) return false
  return target.scope === 'namespace' || target.name === account.name
}

/** How many bindings are measured: each takes two walks through the graph. */
const measured = 50

function cutReports(
  account: AccountRef,
  access: Access,
): { readonly cut: CutReport; readonly bindings: readonly BindingReach[] } {
  const graph = access.graph()
  const subject = accountSubject(account)
  const { atOnce, chains } = whoReaches(graph, subject)
  const involved = [...atOnce, ...chains.flatMap((chain) => chain.hops.map((hop) => hop.grant))]
  const foreign = involved.filter((grant) => !isPlatformSubject(grant.subject))
  const removable = bindingsOf(foreign)
  const mayRemove = new Set(removable.map(bindingKey))
  const cut = smallestCut(
    graph,
    subject,
    (from) => !isPlatformSubject(from),
    (binding) => mayRemove.has(bindingKey(binding)),
  )
  const bindings = removable.slice(0, measured).map((binding): BindingReach => {
    const key = bindingKey(binding)
    const starts = foreign
      .filter((grant) => bindingsOf([grant]).some((ref) => bindingKey(ref) === key))
      .flatMap((grant) => graph.nodeOf(grant.subject) ?? [])
    const removed = new Set([key])
    const all = walk(graph, starts, 'forward')
    const left = walk(graph, starts, 'forward', (number) => carriersOf(graph.grants[number], removed) === undefined)
    const own = new Set(starts)
    const reached = [...graph.accountNodes].filter((node) => all.met(node) && !own.has(node))
    return { binding, accounts: reached.length, alone: reached.filter((node) => !left.met(node)).length }
  })
  return {
    cut: { kind: cut.kind, bindings: 'bindings' in cut ? cut.bindings : [] },
    bindings: [...bindings].sort((a, b) => b.alone - a.alone || b.accounts - a.accounts),
  }
}
