// How bad it is that somebody obtains a token: how many accounts it opens, how much is behind them, and whether outsiders have it.
import { groups } from '../kube/index.ts'
import type { Grant, GrantSubject } from '../rbac/index.ts'
import type { Access, Strength } from './access.ts'
import type { Severity } from './audit-report.ts'

/** The worst first, as `severities`; a step up is one to the left. */
const scale: readonly Severity[] = ['critical', 'high', 'medium', 'low']

const byScope: Readonly<Record<Grant['landing']['target']['scope'], Severity>> = {
  cluster: 'high',
  node: 'high',
  namespace: 'medium',
  serviceAccount: 'low',
}

/** Steps up from the scope's own severity. */
const byStrength: Readonly<Record<Strength, number>> = { everything: 1, federated: 1, some: 0, unknown: 0, none: -1 }

/** Groups, and one user, that nobody chose the members of. */
const outsiders: ReadonlySet<string> = new Set([
  groups.unauthenticated,
  groups.authenticated,
  groups.serviceAccounts,
  'system:anonymous',
])

/** The severity of one grant. */
export function severityOf(grant: Grant, access: Access): Severity {
  // What ends in nothing that exists is there the day something does, and no sooner.
  if (grant.landing.existing === 0 && grant.route.id !== 'revive-account') return 'low'
  if (isOutsider(grant.subject)) return 'critical'
  const place = scale.indexOf(byScope[grant.landing.target.scope]) - byStrength[access.strengthOf(grant.landing)]
  return scale[Math.min(Math.max(place, 0), scale.length - 1)] ?? 'low'
}

/** Whether a subject stands for people or programs that nobody has picked. */
export function isOutsider(subject: GrantSubject): boolean {
  return subject.kind !== 'ServiceAccount' && outsiders.has(subject.name)
}
