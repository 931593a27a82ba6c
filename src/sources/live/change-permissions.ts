// The least that whoever changes a cluster must be allowed beside reading it: a ClusterRole, each rule with the remedies that need it.
import { workloadKinds } from '../../kube/index.ts'
import { roleText, type ReasonedRules, type RoleRule } from './role-text.ts'

const rbac = 'rbac.authorization.k8s.io'

/** Kinds whose templates a plan can change: of the others, a change of a template is refused or reaches nothing. */
const changeable = workloadKinds.filter(({ effect }) => effect === 'rollout' || effect === 'nextPod' || effect === 'nextJob')

function workloadRules(): readonly RoleRule[] {
  const groups = [...new Set(changeable.map(({ group }) => group))]
  return groups.map((group) => ({
    apiGroups: [group],
    resources: changeable.filter((row) => row.group === group).map(({ resource }) => resource),
    verbs: ['get', 'patch'],
  }))
}

const reasoned: readonly ReasonedRules[] = [
  {
    why: ['Accounts are switched off, and on again.'],
    rules: [{ apiGroups: [''], resources: ['serviceaccounts'], verbs: ['get', 'patch'] }],
  },
  {
    why: [
      'Templates: opted in or out, given a token in one container only, or renewed. Custom kinds that the cluster lacks can go.',
    ],
    rules: workloadRules(),
  },
  {
    why: ['Which disruption budgets stand in the way; asked before the first write.'],
    rules: [{ apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: ['list'] }],
  },
  {
    why: [
      'Token Secrets are made invalid by a label, valid again without it, and deleted where a plan says so. Sparekey asks for',
      'their metadata only; but RBAC knows no such right: whoever may get Secrets may also read what is in them. Leave this rule',
      'out if that is too much: then no plan with such a step passes its preflight.',
    ],
    rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'patch', 'delete'] }],
  },
  {
    why: [
      'Roles and bindings are narrowed, replaced or removed, and put back. The API server lets nobody give rights that they do not',
      'have: to put back what a plan takes away needs all of these rights, or `bind` and `escalate`, which are as good as being',
      'administrator. Leave this rule out where plans do not touch RBAC; the preflight says what is missing before anything is written.',
    ],
    rules: [
      {
        apiGroups: [rbac],
        resources: ['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'],
        verbs: ['get', 'create', 'patch', 'delete'],
      },
      { apiGroups: [rbac], resources: ['roles', 'clusterroles'], verbs: ['bind', 'escalate'] },
    ],
  },
  {
    why: [
      'The lock against a second run: a Lease in each namespace that a plan touches, in `kube-system` for cluster-scoped objects.',
    ],
    rules: [{ apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'create', 'patch', 'delete'] }],
  },
  {
    why: ['The copy of the journal in the cluster, for `--mirror`. A Role in that one namespace is enough.'],
    rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'create', 'patch'] }],
  },
]

/** The rules of the ClusterRole `sparekey-changer`. */
export function changeRules(): readonly RoleRule[] {
  return reasoned.flatMap(({ rules }) => rules)
}

/** The ClusterRole as YAML, with a comment on each rule that says what it is for; ends in a line break. */
export function formatChangeRole(): string {
  return roleText('sparekey-changer', headline, reasoned)
}

const headline: readonly string[] = [
  'What `sparekey apply`, `resume` and `backout` need beside `sparekey-reader`: bind both, to the same user. It allows no making of',
  'tokens. Whether a plan needs all of it, its preflight tells: `sparekey apply PLAN --dry-run` asks for each right that a step and',
  'its way back need, by SelfSubjectAccessReview (open to everyone who is logged in), and tries each write without effect.',
]
