// Row 26: giving oneself rights. `escalate` writes rules into a role that one does not hold, `bind` binds a role that one does not
// hold (pkg/registry/rbac: escalation_check.go, policybased). Both are looked up by the request: a POST has no name, so that names
// narrow it to nothing. What the rights come to together is worked out in raise.ts; these are the requests that it is made of.
import { clusterNeed, namedCreate, need, type Need, type Route, type Way } from './route.ts'

const group = 'rbac.authorization.k8s.io'

/** What can be asked for on one kind of object. */
export interface Writing {
  /** By POST, which carries no name. */
  readonly create: Need
  /** By server-side apply or by PUT, which ask for `patch` or `update` of the same name besides. */
  readonly createNamed: Need
  readonly write: Need
  readonly remove: Need
  readonly removeAll: Need
}

function writing(resource: string, right: typeof need): Writing {
  const create = right('create', group, resource)
  return {
    create,
    createNamed: namedCreate(create),
    write: right('update patch', group, resource),
    remove: right('delete', group, resource),
    removeAll: right('deletecollection', group, resource),
  }
}

/** What can be asked for on a kind of role. */
export interface RoleWriting extends Writing {
  readonly escalate: Need
  /** For a role that a POST creates. */
  readonly escalateNew: Need
}

function roleWriting(resource: string, right: typeof need): RoleWriting {
  const escalate: Need = { ...right('escalate', group, resource), named: true }
  return { ...writing(resource, right), escalate, escalateNew: { ...escalate, named: false } }
}

/** By the kind of role. */
export const roleWritings: Readonly<Record<'Role' | 'ClusterRole', RoleWriting>> = {
  ClusterRole: roleWriting('clusterroles', clusterNeed),
  Role: roleWriting('roles', need),
}

/** By the kind of binding. */
export const bindingWritings: Readonly<Record<'RoleBinding' | 'ClusterRoleBinding', Writing>> = {
  ClusterRoleBinding: writing('clusterrolebindings', clusterNeed),
  RoleBinding: writing('rolebindings', need),
}

/** By the kind of binding and the kind of role. For a RoleBinding `bind` on a ClusterRole is asked for in its namespace. */
export const bindNeeds: Readonly<Record<'RoleBinding' | 'ClusterRoleBinding', Readonly<Record<'Role' | 'ClusterRole', Need>>>> = {
  // A ClusterRoleBinding refers to no Role.
  ClusterRoleBinding: { ClusterRole: clusterNeed('bind', group, 'clusterroles'), Role: clusterNeed('bind', group, 'roles') },
  RoleBinding: { ClusterRole: need('bind', group, 'clusterroles'), Role: need('bind', group, 'roles') },
}

const reach = { kind: 'raised' } as const

function escalates({ escalate, escalateNew, write, create, createNamed, remove, removeAll }: RoleWriting): readonly Way[] {
  return [
    { needs: [escalate, write], sameName: [0, 1], reach },
    { needs: [escalateNew, create], reach },
    { needs: [escalate, write, create], sameName: [0, 1], reach },
    { needs: [escalate, write, createNamed], sameName: [0, 1, 2], reach },
    { needs: [escalateNew, create, remove], reach },
    { needs: [escalateNew, create, removeAll], reach },
  ]
}

function binds({ create, createNamed, write, remove, removeAll }: Writing, bind: Need): readonly Way[] {
  return [
    { needs: [create, bind], reach },
    { needs: [createNamed, write, bind], sameName: [0, 1], reach },
    { needs: [write, bind], reach },
    { needs: [createNamed, write, remove, bind], sameName: [0, 1, 2], reach },
    { needs: [createNamed, write, removeAll, bind], sameName: [0, 1], reach },
  ]
}

function listed([first, ...others]: readonly Way[]): Route['ways'] {
  if (first === undefined) throw new Error('a route has no way')
  return [first, ...others]
}

export const escalateRole: Route = {
  id: 'escalate-role',
  row: 26,
  title: 'writes rights into a role that it is bound to, or can bind itself to',
  direct: false,
  ways: listed([...escalates(roleWritings.ClusterRole), ...escalates(roleWritings.Role)]),
  remedy: 'take away `escalate`',
}

export const bindRole: Route = {
  id: 'bind-role',
  row: 26,
  title: 'binds a role to itself',
  direct: false,
  ways: listed([
    ...binds(bindingWritings.ClusterRoleBinding, bindNeeds.ClusterRoleBinding.ClusterRole),
    ...binds(bindingWritings.RoleBinding, bindNeeds.RoleBinding.ClusterRole),
    ...binds(bindingWritings.RoleBinding, bindNeeds.RoleBinding.Role),
  ]),
  remedy: 'take away `bind`, or narrow it by `resourceNames` to roles that reach no token',
}
