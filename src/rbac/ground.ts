// Roles and bindings as somebody finds them who writes them: by place and name, with those that are certainly not there.
import { groupBy } from '../base/index.ts'
import type { BindingObject, RoleObject } from '../kube/index.ts'
import { canBeFed } from './aggregation.ts'
import type { Grants } from './grants.ts'
import type { Terrain } from './terrain.ts'

/** The kinds of roles. */
export type RoleKind = 'Role' | 'ClusterRole'

/** What there is to write. */
export interface Ground {
  /** Namespaces in which anything is known to be. */
  namespaces(): ReadonlySet<string>
  /** @param namespace - of Roles */
  rolesIn(kind: RoleKind, namespace: string | undefined): readonly RoleObject[]
  roleAt(kind: RoleKind, namespace: string | undefined, name: string): RoleObject | undefined
  /**
   * Whether there is certainly no such role, so that one can be created.
   *
   * @param namespace - of a Role; absent: anywhere
   */
  isMissing(kind: RoleKind, namespace: string | undefined, name: string): boolean
  /** RoleBindings of a namespace; absent: ClusterRoleBindings. */
  bindingsIn(namespace: string | undefined): readonly BindingObject[]
  /** Bindings of one name, in the namespaces that are wanted; ClusterRoleBindings are in none. */
  bindingsCalled(name: string, isWanted: (namespace: string | undefined) => boolean): readonly BindingObject[]
  /** Whether other roles can be made to feed a role, by their labels. */
  canBeFed(role: RoleObject): boolean
}

/** Puts the roles and bindings of a cluster in order, as far as it is asked for: few holders ask at all. */
export function groundOf(grants: Grants, terrain: Terrain): Ground {
  const roles = once(() =>
    groupBy(grants.roles, ({ ref: { namespace } }) => (namespace === undefined ? 'ClusterRole' : `Role ${namespace}`)),
  )
  const namespacedNames = once(
    () => new Set(grants.roles.flatMap(({ ref: { namespace, name } }) => (namespace === undefined ? [] : [name]))),
  )
  const bindings = once(() => groupBy(grants.bindings, ({ ref }) => ref.namespace ?? ''))
  const byName = once(() => groupBy(grants.bindings, ({ ref: { name } }) => name))
  const namespaces = once(
    () =>
      new Set(
        [...terrain.accounts.all, ...[...grants.roles, ...grants.bindings].map(({ ref }) => ref)].flatMap(
          ({ namespace }) => namespace ?? [],
        ),
      ),
  )
  return {
    namespaces,
    rolesIn: (kind, namespace) => roles().get(kind === 'Role' ? `Role ${namespace ?? ''}` : kind) ?? [],
    roleAt: (kind, namespace, name) => grants.roleAt(kind, namespace, name),
    isMissing(kind, namespace, name) {
      if (!roleName.test(name) || !terrain.rolesKnown[kind]) return false
      if (kind === 'Role' && namespace === undefined) return !namespacedNames().has(name)
      return grants.roleAt(kind, namespace, name) === undefined
    },
    bindingsIn: (namespace) => bindings().get(namespace ?? '') ?? [],
    bindingsCalled: (name, isWanted) => (byName().get(name) ?? []).filter(({ ref }) => isWanted(ref.namespace)),
    canBeFed,
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}

/** Names that the API takes for roles: those of a path segment (apimachinery pkg/api/validation/path). */
const roleName = /^(?!\.{1,2}$)[^/%]+$/
