// An object as one text that fits into an address: `Deployment.apps/shop/web`, `Pod/shop/web`, `ClusterRole.rbac.authorization.k8s.io//edit`.
import { groupOf, type ObjectRef } from '../kube/index.ts'

/** What tells objects apart, whatever version they were read in. */
export type LinkedObject = Pick<ObjectRef, 'apiVersion' | 'kind' | 'namespace' | 'name'>

/** The text of an object; each part is escaped, so that whatever is in a name stays in its part. */
export function objectLink({ apiVersion, kind, namespace = '', name }: LinkedObject): string {
  const group = groupOf(apiVersion)
  return [group === '' ? kind : `${kind}.${group}`, namespace, name].map(escaped).join('/')
}

// Only what would end the part, or the escape itself: names stay readable.
function escaped(part: string): string {
  return part.replace(/[%/]/g, (character) => (character === '/' ? '%2F' : '%25'))
}
