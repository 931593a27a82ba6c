// Which rules reach a service account, through which binding and role: as its user name, through its groups, or by name.
// Follows pkg/registry/rbac/validation/rule.go; a missing role is a gap and the other bindings still count.
import {
  formatName,
  groups,
  namespaceAccountsGroup,
  serviceAccountUserName,
  type AccountRef,
  type Answer,
  type BindingObject,
  type Gap,
  type LabelSelector,
  type ObjectRef,
  type PolicyRule,
  type RoleObject,
} from '../kube/index.ts'

/** One rule that an account has, with its whole path. */
export interface GrantedRule {
  readonly rule: PolicyRule
  /** Its place among the role's rules, from 0. */
  readonly index: number
  readonly role: ObjectRef
  readonly binding: ObjectRef
  /** The namespace that a RoleBinding confines it to; absent for a ClusterRoleBinding. */
  readonly namespace?: string
}

/** Roles and bindings, indexed by subject, so that one account costs only its own bindings. */
export interface Grants {
  rulesOf(account: AccountRef): Answer<readonly GrantedRule[]>
}

/**
 * @param roles - Roles and ClusterRoles; aggregated ones without rules (as in manifests) are filled in from their labels
 */
export function indexGrants(roles: readonly RoleObject[], bindings: readonly BindingObject[]): Grants {
  const byRef = new Map(roles.map((role) => [`${role.ref.kind}/${formatName(role.ref)}`, role]))
  const clusterRoles = roles.filter((role) => role.ref.kind === 'ClusterRole')
  const bySubject = new Map<string, BindingObject[]>()
  for (const binding of bindings) {
    for (const key of new Set(binding.subjects.map((subject) => subjectKey(subject, binding)))) {
      const list = bySubject.get(key)
      if (list === undefined) bySubject.set(key, [binding])
      else list.push(binding)
    }
  }
  return {
    rulesOf(account) {
      const rules: GrantedRule[] = []
      const gaps: Gap[] = []
      for (const binding of new Set(identitiesOf(account).flatMap((key) => bySubject.get(key) ?? []))) {
        const namespace = binding.ref.namespace
        const clusterRole = binding.roleRef.kind === 'ClusterRole'
        const name = clusterRole || namespace === undefined ? binding.roleRef.name : `${namespace}/${binding.roleRef.name}`
        const role = byRef.get(`${binding.roleRef.kind}/${name}`)
        if (role === undefined) {
          gaps.push({ kind: 'roleMissing', binding: binding.ref, role: missingRole(binding) })
          continue
        }
        effectiveRules(role, clusterRoles).forEach((rule, index) => {
          rules.push({ rule, index, role: role.ref, binding: binding.ref, ...(namespace === undefined ? {} : { namespace }) })
        })
      }
      return { value: rules, gaps }
    },
  }
}

function missingRole(binding: BindingObject): ObjectRef {
  const { namespace } = binding.ref
  const confined = binding.roleRef.kind === 'Role' && namespace !== undefined ? { namespace } : {}
  return { apiVersion: binding.ref.apiVersion, kind: binding.roleRef.kind, ...confined, name: binding.roleRef.name }
}

// A ServiceAccount subject without a namespace means the RoleBinding's own; in a ClusterRoleBinding it matches nobody.
function subjectKey(subject: BindingObject['subjects'][number], binding: BindingObject): string {
  if (subject.kind !== 'ServiceAccount') return `${subject.kind}:${subject.name}`
  return `ServiceAccount:${subject.namespace ?? binding.ref.namespace ?? ''}/${subject.name}`
}

function identitiesOf({ namespace, name }: AccountRef): readonly string[] {
  return [
    `ServiceAccount:${namespace}/${name}`,
    `User:${serviceAccountUserName(namespace, name)}`,
    `Group:${groups.serviceAccounts}`,
    `Group:${namespaceAccountsGroup(namespace)}`,
    `Group:${groups.authenticated}`,
  ]
}

function effectiveRules(role: RoleObject, clusterRoles: readonly RoleObject[]): readonly PolicyRule[] {
  const selectors = role.aggregationRule?.clusterRoleSelectors
  if (selectors === undefined || role.rules.length > 0) return role.rules
  return clusterRoles
    .filter((candidate) => candidate !== role && selectors.some((selector) => matches(selector, candidate.meta.labels)))
    .flatMap((candidate) => candidate.rules)
}

/** Whether labels satisfy a selector (apimachinery labels.Selector); an operator that is not known matches nothing. */
function matches(selector: LabelSelector, labels: ReadonlyMap<string, string>): boolean {
  return (
    [...selector.matchLabels].every(([key, value]) => labels.get(key) === value) &&
    selector.matchExpressions.every(({ key, operator, values }) => {
      const value = labels.get(key)
      if (operator === 'Exists') return value !== undefined
      if (operator === 'DoesNotExist') return value === undefined
      if (operator === 'In') return value !== undefined && values.includes(value)
      return operator === 'NotIn' && (value === undefined || !values.includes(value))
    })
  )
}
