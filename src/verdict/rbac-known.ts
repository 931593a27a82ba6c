// Whether an input shows all of RBAC, so that who lacks a right can be told as well as who has it.
import type { Inventory } from '../inventory/index.ts'

const resources = ['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings']

/** Whether every role and binding of the cluster was read. */
export function rbacKnown(inventory: Inventory): boolean {
  return resources.every((resource) => inventory.complete.has(resource))
}
