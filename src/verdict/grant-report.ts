// From grants as the evaluator has them to grants as reports print them: sorted, flat, with severity and with whose they are.
import { compareText, sortedBy } from '../base/index.ts'
import type { ObjectRef } from '../kube/index.ts'
import { bindingKey, isPlatformSubject, routes, type Chain, type Grant, type GrantSubject, type Via } from '../rbac/index.ts'
import type { Access } from './access.ts'
import { severityOf } from './grant-severity.ts'
import type { GrantReport, HopReport, RouteReport, SubjectReport, TargetReport, ViaReport } from './access-report.ts'

/**
 * One grant at one step.
 *
 * @param subject - who is told of: the grant's own subject, or somebody who is in the group that it names
 */
export function grantReport(grant: Grant, access: Access, subject: GrantSubject = grant.subject): GrantReport {
  const { route, landing } = grant
  const { since, until, besides } = grant.terms
  const versionMatters = access.terrain().minor === undefined && (since !== undefined || until !== undefined)
  return {
    subject: subjectReport(subject),
    ...memberOf(subject, grant),
    route: route.id,
    direct: route.direct,
    target: targetReport(grant),
    ...rulesOf(grant, access),
    existing: landing.existing ?? null,
    ...(besides === undefined ? {} : { besides }),
    ...(versionMatters
      ? { versions: { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) } }
      : {}),
    platform: isPlatformSubject(subject),
    severity: severityOf(grant, access),
  }
}

/** What is reached through others: the first step's route and rules, and every step. */
export function chainReport(holder: GrantSubject, target: TargetReport, chain: Chain, access: Access): GrantReport {
  const [first] = chain.hops
  const last = chain.hops[chain.hops.length - 1]
  if (first === undefined || last === undefined) throw new RangeError('a chain has at least one step')
  return {
    subject: subjectReport(holder),
    ...memberOf(holder, first.grant),
    route: first.grant.route.id,
    direct: false,
    target,
    ...rulesOf(first.grant, access),
    chain: chain.hops.map(({ subject, grant }): HopReport => ({
      subject: subjectReport(subject),
      ...memberOf(subject, grant),
      route: grant.route.id,
      target: targetReport(grant),
      ...rulesOf(grant, access),
    })),
    existing: last.grant.landing.existing ?? null,
    platform: isPlatformSubject(holder),
    severity: severityOf(first.grant, access),
  }
}

function memberOf(subject: GrantSubject, grant: Grant): { readonly memberOf?: string } {
  const group = grant.subject.kind === 'Group' && (subject.kind !== 'Group' || subject.name !== grant.subject.name)
  return group ? { memberOf: grant.subject.name } : {}
}

/** A subject as reports name it. */
export function subjectReport(subject: GrantSubject): SubjectReport {
  return subject.kind === 'ServiceAccount'
    ? { kind: subject.kind, name: subject.name, namespace: subject.namespace }
    : { kind: subject.kind, name: subject.name }
}

function targetReport({ landing: { target } }: Grant): TargetReport {
  if (target.scope !== 'cluster' || target.identity === undefined) return target
  return { scope: 'cluster', identity: subjectReport(target.identity) }
}

function rulesOf({ supports, made }: Grant, access: Access): Pick<GrantReport, 'via' | 'made'> {
  return { via: viaReports(supports.flat(2), access), ...(made.length === 0 ? {} : { made: viaReports(made, access) }) }
}

function viaReports(vias: readonly Via[], { grants }: Access): readonly ViaReport[] {
  const distinct = new Map<string, Via>()
  for (const via of vias) distinct.set(`${bindingKey(via.binding)} ${via.rule ?? ''}`, via)
  const sorted = sortedBy(distinct.values(), (via) => [
    via.binding.kind,
    via.binding.namespace,
    via.binding.name,
    String(via.rule ?? '').padStart(4, '0'),
  ])
  return sorted.map(({ binding, role, rule }) => {
    if (rule === undefined) return { binding, role }
    return { binding, role, rule, ...(grants.assumedOrigin(role, rule) === undefined ? {} : { assumed: true }) }
  })
}

/** Sorts grants by target, subject, route and first binding; the platform's own last. */
export function sortGrants(grants: readonly GrantReport[]): readonly GrantReport[] {
  return sortedBy(grants, (grant) => [
    grant.platform ? '1' : '0',
    grant.target.scope,
    grant.target.namespace,
    grant.target.name,
    grant.target.identity === undefined ? '' : `${grant.target.identity.kind} ${grant.target.identity.name}`,
    grant.subject.kind,
    grant.subject.namespace,
    grant.subject.name,
    String(grant.chain?.length ?? 0).padStart(4, '0'),
    grant.route,
    grant.memberOf,
  ])
}

/** The routes that grants name, explained, in the order of the list of routes. */
export function routeReports(grants: readonly GrantReport[]): readonly RouteReport[] {
  const named = new Set(grants.flatMap((grant) => [grant.route, ...(grant.chain ?? []).map((hop) => hop.route)]))
  return routes.flatMap(({ id, title, direct, remedy }) => (named.has(id) ? [{ id, title, direct, remedy }] : []))
}

/** The bindings of some grants, each once, by name. */
export function bindingsOf(grants: readonly Grant[]): readonly ObjectRef[] {
  const distinct = new Map<string, ObjectRef>()
  for (const via of grants.flatMap((grant) => grant.supports.flat(2))) distinct.set(bindingKey(via.binding), via.binding)
  return [...distinct].sort(([a], [b]) => compareText(a, b)).map(([, ref]) => ref)
}
