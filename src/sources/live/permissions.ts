// The least that a reader of the cluster must be allowed: a ClusterRole made from the table of lists, so that it can't drift.
import { customWorkloadKinds } from '../../kube/index.ts'
import { legacyTracking, openIdConfiguration, resourceReasons } from './resources.ts'

/** A rule of a ClusterRole (rbac.authorization.k8s.io/v1 PolicyRule). */
export interface ReaderRule {
  readonly apiGroups?: readonly string[]
  readonly resources?: readonly string[]
  readonly resourceNames?: readonly string[]
  readonly nonResourceURLs?: readonly string[]
  readonly verbs: readonly string[]
}

/** The ClusterRole of a reader. */
export interface ReaderRole {
  readonly apiVersion: 'rbac.authorization.k8s.io/v1'
  readonly kind: 'ClusterRole'
  readonly metadata: { readonly name: string }
  readonly rules: readonly ReaderRule[]
}

interface Reasoned {
  readonly why: readonly string[]
  readonly rules: readonly ReaderRule[]
}

const reasoned: readonly Reasoned[] = [
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
  const { apiVersion, kind, metadata } = readerRole()
  const lines = [
    '# The least that `sparekey audit` needs to see all of a cluster. It allows no change, and no making of tokens.',
    '# Bind it with a ClusterRoleBinding; or with a RoleBinding, to read one namespace: the rest is then reported as not known.',
    `apiVersion: ${apiVersion}`,
    `kind: ${kind}`,
    'metadata:',
    `  name: ${metadata.name}`,
    'rules:',
    ...reasoned.flatMap(({ why, rules }) => [...why.map((line) => `  # ${line}`), ...rules.flatMap(ruleLines)]),
  ]
  return `${lines.join('\n')}\n`
}

function listRules(rows: readonly { readonly group: string; readonly resource: string }[]): readonly ReaderRule[] {
  const byGroup = new Map<string, string[]>()
  for (const { group, resource } of rows) byGroup.set(group, [...(byGroup.get(group) ?? []), resource])
  return [...byGroup].map(([group, resources]) => ({ apiGroups: [group], resources, verbs: ['list'] }))
}

// Every value is a name without quotes or backslashes: as JSON it is YAML that means the same.
function ruleLines(rule: ReaderRule): readonly string[] {
  const lines = Object.entries(rule).map(
    ([field, values]: readonly [string, readonly string[]]) =>
      `${field}: [${values.map((value) => JSON.stringify(value)).join(', ')}]`,
  )
  return lines.map((line, at) => (at === 0 ? `  - ${line}` : `    ${line}`))
}
