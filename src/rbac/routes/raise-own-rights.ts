// Row 26: giving oneself rights. `escalate` writes rules into a role that one does not hold, `bind` binds a role that one does not
// hold (pkg/registry/rbac: escalation_check.go, policybased). Roles and bindings may also be created by PUT.
import { clusterNeed, creates, need, type Need, type Reach, type Route, type Way } from './route.ts'

const group = 'rbac.authorization.k8s.io'

function escalates(role: Need, of: 'Role' | 'ClusterRole'): Way {
  return {
    needs: [{ ...role, verbs: ['escalate'], named: true }, role],
    sameName: [0, 1],
    reach: { kind: 'ownRoles', by: 0, of },
  }
}

function binds(role: Need, binding: Need, of: 'Role' | 'ClusterRole'): readonly Way[] {
  const confined = !binding.clusterScoped
  // The role stands last: behind one need for POST and for a change, behind two for server-side apply.
  const reach = (by: number): Reach => ({ kind: 'roles', by, of, confined })
  const [post, apply] = creates(binding, [role], reach(1))
  return [
    post,
    { ...apply, reach: reach(2) },
    { needs: [{ ...binding, verbs: ['update', 'patch'], named: true }, role], reach: reach(1) },
  ]
}

export const escalateRole: Route = {
  id: 'escalate-role',
  row: 26,
  title: 'writes rights into a role of its own',
  direct: false,
  ways: [
    escalates(clusterNeed('update patch', group, 'clusterroles'), 'ClusterRole'),
    escalates(need('update patch', group, 'roles'), 'Role'),
  ],
  remedy: 'take away `escalate`',
}

const clusterBindings = clusterNeed('create', group, 'clusterrolebindings')
const bindings = need('create', group, 'rolebindings')

const [first, ...others] = [
  ...binds(clusterNeed('bind', group, 'clusterroles'), clusterBindings, 'ClusterRole'),
  // In a RoleBinding `bind` on the ClusterRole is asked for in its namespace (clusterroles is then named with that namespace).
  ...binds(need('bind', group, 'clusterroles'), bindings, 'ClusterRole'),
  ...binds(need('bind', group, 'roles'), bindings, 'Role'),
]
if (first === undefined) throw new Error('no way to bind a role')

export const bindRole: Route = {
  id: 'bind-role',
  row: 26,
  title: 'binds a role to itself',
  direct: false,
  ways: [first, ...others],
  remedy: 'take away `bind`, or narrow it by `resourceNames` to roles that reach no token',
}
