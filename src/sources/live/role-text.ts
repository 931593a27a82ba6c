// ClusterRoles as YAML for people: each rule under the reason for it.

/** A rule of a ClusterRole (rbac.authorization.k8s.io/v1 PolicyRule). */
export interface RoleRule {
  readonly apiGroups?: readonly string[]
  readonly resources?: readonly string[]
  readonly resourceNames?: readonly string[]
  readonly nonResourceURLs?: readonly string[]
  readonly verbs: readonly string[]
}

/** Rules, and why they are needed, in whole sentences. */
export interface ReasonedRules {
  readonly why: readonly string[]
  readonly rules: readonly RoleRule[]
}

/** The ClusterRole; ends in a line break. */
export function roleText(name: string, headline: readonly string[], reasoned: readonly ReasonedRules[]): string {
  const lines = [
    ...headline.map((line) => `# ${line}`),
    'apiVersion: rbac.authorization.k8s.io/v1',
    'kind: ClusterRole',
    'metadata:',
    `  name: ${name}`,
    'rules:',
    ...reasoned.flatMap(({ why, rules }) => [...why.map((line) => `  # ${line}`), ...rules.flatMap(ruleLines)]),
  ]
  return `${lines.join('\n')}\n`
}

// Every value is a name without quotes or backslashes: as JSON it is YAML that means the same.
function ruleLines(rule: RoleRule): readonly string[] {
  const lines = Object.entries(rule).map(
    ([field, values]: readonly [string, readonly string[]]) =>
      `${field}: [${values.map((value) => JSON.stringify(value)).join(', ')}]`,
  )
  return lines.map((line, at) => (at === 0 ? `  - ${line}` : `    ${line}`))
}
