// Whether a pod that is gone was one of a workload's, by its name: controllers name pods after themselves (pkg/controller/
// controller_utils.go, and each controller's own rule). With the account it is a strong sign and no proof; it only ever speaks for need.

/** What the API server and controllers append (k8s.io/apimachinery/pkg/util/rand): no vowels, and none of 0, 1 and 3. */
const random = '[bcdfghjklmnpqrstvwxz2456789]'

/** How the names of a kind's pods go on after the name of the workload. */
const endings: Readonly<Record<string, string>> = {
  Deployment: `-${random}{1,10}-${random}{5}`,
  Rollout: `-${random}{1,10}-${random}{5}`,
  ReplicaSet: `-${random}{5}`,
  ReplicationController: `-${random}{5}`,
  DaemonSet: `-${random}{5}`,
  StatefulSet: '-\\d+',
  Job: `(-\\d+)?-${random}{5}`,
  CronJob: `-\\d+(-\\d+)?-${random}{5}`,
}

/** The API server cuts what a name is made from to 58 characters, so that five fit behind it. */
const longestBase = 58

/** @returns `false` too for kinds whose pods are named in no known way */
export function isNamedAfter(pod: string, workload: { readonly kind: string; readonly name: string }): boolean {
  if (workload.kind === 'Pod') return pod === workload.name
  const ending = endings[workload.kind]
  if (ending === undefined) return pod.startsWith(`${workload.name}-`)
  const name = workload.name.replace(/[.]/g, '\\.')
  if (new RegExp(`^${name}${ending}$`).test(pod)) return true
  const base = pod.slice(0, -5)
  return base.length === longestBase && `${workload.name}-`.startsWith(base) && new RegExp(`^${random}{5}$`).test(pod.slice(-5))
}
