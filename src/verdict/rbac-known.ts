// Whether an input shows all of RBAC, so that who lacks a right can be told as well as who has it.
import type { Inventory } from '../inventory/index.ts'
import type { Aggregation } from '../rbac/index.ts'

const resources = ['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings']

/** Whether every role and binding of the cluster was read. */
export function rbacKnown(inventory: Inventory): boolean {
  return resources.every((resource) => inventory.complete.has(resource))
}

/** Whether the rules of aggregated roles come from a cluster, whose controller has filled them in, or from a folder. */
export function aggregationIn(inventory: Inventory): Aggregation {
  return inventory.complete.has('clusterroles') ? 'filled' : 'written'
}
