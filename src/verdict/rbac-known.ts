// Whether an input shows all of RBAC, so that who lacks a right can be told as well as who has it; and what stands in for the rest.
import type { Inventory } from '../inventory/index.ts'
import { indexGrants, upstreamRoles, type Grants } from '../rbac/index.ts'
import type { SourceReport } from './audit-report.ts'

const resources = ['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings']

/** Whether every role and binding of the cluster was read. */
export function rbacKnown(inventory: Inventory): boolean {
  return resources.every((resource) => inventory.complete.has(resource))
}

/**
 * The roles and bindings of an input. Manifests leave out the roles that every cluster has, so that upstream's count there; of a
 * cluster they count where its own could not be read and the user asked for it.
 */
export function grantsIn(inventory: Inventory, from: SourceReport['kind']): Grants {
  const { roles, bindings, complete, assumptions } = inventory
  const assume = bindings.length > 0 && (from === 'manifests' || assumptions.has('roles'))
  return indexGrants(
    roles,
    bindings,
    // A cluster's controller has filled the rules of aggregated roles in.
    complete.has('clusterroles') ? 'filled' : 'written',
    assume ? upstreamRoles().filter(({ ref }) => !complete.has(ref.kind === 'Role' ? 'roles' : 'clusterroles')) : [],
  )
}
