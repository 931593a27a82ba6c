// A binding gives somebody other people's tokens: the finding stands on the binding, since that is what one takes away.
import { compareText } from '../../base/index.ts'
import { formatName, formatRef, type ObjectRef } from '../../kube/index.ts'
import { bindingKey, isPlatformSubject, type Grant, type GrantSubject } from '../../rbac/index.ts'
import { severities, type Severity } from '../audit-report.ts'
import type { Aspect } from '../benchmarks.ts'
import { isOutsider, severityOf } from '../grant-severity.ts'
import type { Bench } from '../judge.ts'
import type { Check, RawFinding } from './check.ts'

/** Which aspect of a benchmark a route decides. */
const aspectsOf: Readonly<Record<string, Aspect>> = {
  'mint-token': 'minting',
  'create-token-secret': 'minting',
  'repoint-token-secret': 'minting',
  'read-token-secret': 'secrets',
  'patch-token-secret': 'secrets',
  'delete-collection-of-secrets': 'secrets',
  'delete-token-secret': 'secrets',
  'create-pod': 'createPods',
  'impersonate-account': 'escalation',
  'impersonate-account-constrained': 'escalation',
  'impersonate-user': 'escalation',
  'impersonate-group': 'escalation',
  'bind-role': 'escalation',
  'escalate-role': 'escalation',
  'proxy-to-kubelet': 'nodesProxy',
  'approve-certificate': 'certificates',
  'approve-node-certificate': 'certificates',
  'write-mutating-webhook': 'webhooks',
  'write-validating-webhook': 'webhooks',
  'create-host-volume': 'persistentVolumes',
}

interface Opened {
  readonly binding: ObjectRef
  readonly role: ObjectRef
  readonly grants: Set<Grant>
  /** Whether a rule of the role that takes part is there by assumption. */
  assumed: boolean
}

/** One finding for each binding that is not the platform's. */
export const tokenAccess: Check = {
  id: 'token-access',
  title: 'a binding lets somebody obtain service account tokens',
  aspects: [],
  find: (_, bench) => {
    const byBinding = new Map<string, Opened>()
    for (const grant of bench.access.found) {
      if (isPlatformSubject(grant.subject)) continue
      for (const via of grant.supports.flat(2)) {
        // A role that the subject fills, or a binding that it joins, is not what lets it.
        if (via.rule === undefined) continue
        const key = bindingKey(via.binding)
        const opened = byBinding.get(key) ?? { binding: via.binding, role: via.role, grants: new Set<Grant>(), assumed: false }
        byBinding.set(key, opened)
        opened.grants.add(grant)
        opened.assumed ||= bench.grants.assumedOrigin(via.role, via.rule) !== undefined
      }
    }
    return [...byBinding.values()].map((opened) => findingOf(opened, bench))
  },
}

function findingOf({ binding, role, grants, assumed }: Opened, bench: Bench): RawFinding {
  const list = [...grants]
  const severity = list.map((grant) => severityOf(grant, bench.access)).reduce(worse)
  const subjects = distinct(list.map((grant) => grant.subject).map(subjectText))
  const direct = distinct(list.filter((grant) => grant.route.direct).map((grant) => grant.route.title))
  const routes = distinct(list.map((grant) => grant.route.id))
  const outsiders = list.some((grant) => isOutsider(grant.subject))
  const aspects = new Set<Aspect>(routes.flatMap((id) => aspectsOf[id] ?? []))
  if (role.kind === 'ClusterRole' && role.name === 'cluster-admin') aspects.add('clusterAdmin')
  const [remedy] = [...list].sort(
    (a, b) => severities.indexOf(severityOf(a, bench.access)) - severities.indexOf(severityOf(b, bench.access)),
  )
  return {
    severity,
    object: binding,
    field: 'roleRef',
    message: `${formatRef(role)}${assumed ? " (assumed, with upstream's rules)" : ''} lets ${listed(subjects, 3)} obtain tokens of ${reachText(list)}: ${routes.length === 1 ? (list[0]?.route.title ?? '') : `${direct.length > 0 ? 'by making new ones, ' : ''}by ${routes.length} routes: ${listed(routes, 4)}`}${outsiders ? '; nobody has picked who is in that group' : ''}`,
    remedy:
      role.kind === 'ClusterRole' && ['edit', 'admin', 'cluster-admin'].includes(role.name)
        ? `\`${role.name}\` always opens the tokens of all accounts where it is bound: bind a narrower role, or keep trusted accounts out of that namespace`
        : (remedy?.route.remedy ?? 'remove the binding'),
    also: [...aspects],
  }
}

function worse(a: Severity, b: Severity): Severity {
  return severities.indexOf(a) <= severities.indexOf(b) ? a : b
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort(compareText)
}

function subjectText(subject: GrantSubject): string {
  return `${subject.kind} \`${formatName(subject)}\``
}

function listed(texts: readonly string[], most: number): string {
  const shown = texts.slice(0, most)
  const rest = texts.length - shown.length
  return `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

/** The widest target in words. */
function reachText(grants: readonly Grant[]): string {
  const targets = grants.map((grant) => grant.landing.target)
  if (targets.some((target) => target.scope === 'cluster')) return 'accounts of the whole cluster'
  const nodes = distinct(targets.flatMap((target) => (target.scope === 'node' ? [`node \`${target.name}\``] : [])))
  if (nodes.length > 0) return `the pods on ${listed(nodes, 3)}`
  const namespaces = distinct(targets.flatMap((target) => (target.scope === 'namespace' ? [`\`${target.namespace}\``] : [])))
  if (namespaces.length > 0) return `accounts of namespace ${listed(namespaces, 3)}`
  const accounts = targets.flatMap((target) =>
    target.scope === 'serviceAccount' ? [`\`${target.namespace ?? '*'}/${target.name}\``] : [],
  )
  return `ServiceAccount ${listed(distinct(accounts), 3)}`
}
