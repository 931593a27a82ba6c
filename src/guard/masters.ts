// Who could weaken the guard: policies and their bindings are exempt from all policies (the API server could not be repaired otherwise), so
// that RBAC alone stands before them.
import { compareText } from '../base/index.ts'
import { formatName, groupOf } from '../kube/index.ts'
import { ruleAllows, type Grants, type GrantSubject } from '../rbac/index.ts'

const resources = ['validatingadmissionpolicies', 'validatingadmissionpolicybindings']
const verbs = ['update', 'patch', 'delete', 'deletecollection']

/** Subjects whom a ClusterRoleBinding lets change or delete policies, each with a binding that does: `Group system:masters (cluster-admin)`. */
export function mastersOf(grants: Grants): readonly string[] {
  const found: string[] = []
  for (const subject of grants.subjects) {
    const by = grants
      .boundTo(subject)
      .find(({ namespace, rules }) => namespace === undefined && rules.some((rule) => verbs.some((verb) => allows(rule, verb))))
    if (by !== undefined) found.push(`${subject.kind} ${nameOf(subject)} (${by.binding.ref.kind} ${by.binding.ref.name})`)
  }
  return found.sort(compareText)
}

function allows(rule: Parameters<typeof ruleAllows>[0], verb: string): boolean {
  return resources.some((resource) =>
    ruleAllows(rule, {
      kind: 'resource',
      verb,
      apiGroup: groupOf('admissionregistration.k8s.io/v1'),
      resource,
      subresource: '',
      namespace: '',
      name: '',
    }),
  )
}

function nameOf(subject: GrantSubject): string {
  return subject.kind === 'ServiceAccount' ? formatName(subject) : subject.name
}
