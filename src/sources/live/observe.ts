// Workloads as they are now, as far as it tells whether a change has arrived: what a walk waits for.
import { groupBy } from '../../base/index.ts'
import type { LiveObject, ObservedWorkload } from '../../change/index.ts'
import { groupOf, isRecord, refKey, type ObjectRef, type PodObject } from '../../kube/index.ts'
import type { ChangeConnection } from './connect-for-change.ts'
import { ownedPods } from './owned-pods.ts'
import type { ObjectContext } from './read-object.ts'

/** Which containers of a pod hold an API token. */
export type ContainersWithToken = (pod: PodObject) => Promise<readonly string[]> | readonly string[]

/**
 * @returns one answer for each workload, in the same order; a workload that is gone has no pods and is up to date
 * @throws SparekeyError `API_REFUSED` and `API_UNREACHABLE` where something can't be read
 */
export async function observeWorkloads(
  connection: ChangeConnection,
  workloads: readonly ObjectRef[],
  context: ObjectContext,
  containersWithToken: ContainersWithToken,
): Promise<readonly ObservedWorkload[]> {
  const spaces = [...groupBy(workloads, (ref) => ref.namespace ?? '')]
  const owners = await Promise.all(spaces.map(([namespace, refs]) => ownedPods(connection, namespace, refs, context)))
  const observed = await Promise.all(
    owners.flat().map(async ({ ref, live, pods }): Promise<[string, ObservedWorkload]> => {
      const seen = pods.map(async ({ pod, state }) => ({
        name: pod.ref.name,
        ...state,
        containersWithToken: await containersWithToken(pod),
      }))
      return [refKey(ref), { ...progressOf(ref, live), pods: await Promise.all(seen) }]
    }),
  )
  const byKey = new Map(observed)
  return workloads.flatMap((ref) => byKey.get(refKey(ref)) ?? [])
}

/** What a workload says of itself. */
function progressOf(ref: ObjectRef, live: LiveObject | undefined): Omit<ObservedWorkload, 'pods'> {
  if (live === undefined) return { wanted: 0, upToDate: true }
  const { metadata, spec, status } = live.object
  const generation = numberAt(metadata, 'generation')
  const seen = numberAt(status, 'observedGeneration')
  const isDaemonSet = ref.kind === 'DaemonSet' && groupOf(ref.apiVersion) === 'apps'
  const wanted = isDaemonSet ? numberAt(status, 'desiredNumberScheduled') : numberAt(spec, 'replicas')
  return {
    ...(wanted === undefined ? {} : { wanted }),
    upToDate: seen === undefined ? !tellsProgress(ref) : generation === undefined || seen >= generation,
  }
}

/** Kinds whose controllers say which generation they have seen; of others, as of a Job, nothing can lag behind. */
function tellsProgress({ apiVersion, kind }: ObjectRef): boolean {
  return groupOf(apiVersion) === 'apps' || kind === 'ReplicationController'
}

function numberAt(value: unknown, member: string): number | undefined {
  const found = isRecord(value) ? value[member] : undefined
  return typeof found === 'number' ? found : undefined
}
