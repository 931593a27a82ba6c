// The least that a reader of the cluster must be allowed: a ClusterRole made from the table of lists, so that it can't drift.
import { customWorkloadKinds } from '../../kube/index.ts'
import { legacyTracking, openIdConfiguration, resourceReasons } from './resources.ts'
import { roleText, type ReasonedRules, type RoleRule } from './role-text.ts'

/** The ClusterRole of a reader. */
export interface ReaderRole {
  readonly apiVersion: 'rbac.authorization.k8s.io/v1'
  readonly kind: 'ClusterRole'
  readonly metadata: { readonly name: string }
  readonly rules: readonly RoleRule[]
}

const reasoned: readonly ReasonedRules[] = [
  ...resourceReasons.map(({ why, rows }) => ({ why, rules: listRules(rows) })),
  { why: ['Custom workloads; only those that the cluster has are read.'], rules: listRules(customWorkloadKinds) },
  {
    why: ['Since when the use of tokens of Secrets is recorded.'],
    rules: [{ apiGroups: [''], resources: [legacyTracking.resource], resourceNames: [legacyTracking.name], verbs: ['get'] }],
  },
  {
    why: ['The issuer of tokens, as in `system:service-account-issuer-discovery`. The rest of discovery is open to every user.'],
    rules: [{ nonResourceURLs: [openIdConfiguration], verbs: ['get'] }],
  },
]

/** The ClusterRole `sparekey-reader`: with it, and with it alone, a cluster is read without a gap. */
export function readerRole(): ReaderRole {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'sparekey-reader' },
    rules: reasoned.flatMap(({ rules }) => rules),
  }
}

/** The ClusterRole as YAML, with a comment on each rule that says what it is for; ends in a line break. */
export function formatClusterRole(): string {
  return roleText('sparekey-reader', headline, reasoned)
}

const headline: readonly string[] = [
  'The least that `sparekey audit` needs to see all of a cluster. It allows no change, and no making of tokens.',
  'Bind it with a ClusterRoleBinding; or with a RoleBinding, to read one namespace: the rest is then reported as not known.',
]

function listRules(rows: readonly { readonly group: string; readonly resource: string }[]): readonly RoleRule[] {
  const byGroup = new Map<string, string[]>()
  for (const { group, resource } of rows) byGroup.set(group, [...(byGroup.get(group) ?? []), resource])
  return [...byGroup].map(([group, resources]) => ({ apiGroups: [group], resources, verbs: ['list'] }))
}
