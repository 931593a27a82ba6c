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
  const { spec, status } = live.object
  const isDaemonSet = ref.kind === 'DaemonSet' && groupOf(ref.apiVersion) === 'apps'
  const wanted = isDaemonSet ? numberAt(status, 'desiredNumberScheduled') : numberAt(spec, 'replicas')
  return {
    ...(wanted === undefined ? {} : { wanted }),
    upToDate: hasSeen(ref, live.object) && hasReplaced(ref, status),
  }
}

/** Whether its controller has seen its newest generation. Kinds of which no controller says so, as Jobs, have nothing to see. */
function hasSeen({ apiVersion, kind }: ObjectRef, { metadata, status }: LiveObject['object']): boolean {
  const generation = numberAt(metadata, 'generation')
  const seen = numberAt(status, 'observedGeneration')
  if (seen === undefined) return groupOf(apiVersion) !== 'apps' && kind !== 'ReplicationController'
  return generation === undefined || seen >= generation
}

/** Counts of pods of the newest template, and of all; a count of none is left out by the server. */
const counts: Readonly<Record<string, readonly [updated: string, all: string]>> = {
  'apps/Deployment': ['updatedReplicas', 'replicas'],
  'apps/StatefulSet': ['updatedReplicas', 'replicas'],
  'apps/DaemonSet': ['updatedNumberScheduled', 'currentNumberScheduled'],
}

function hasReplaced({ apiVersion, kind }: ObjectRef, status: unknown): boolean {
  const known = counts[`${groupOf(apiVersion)}/${kind}`]
  // Of operators' kinds, those count that count as a Deployment does.
  if (known === undefined && numberAt(status, 'updatedReplicas') === undefined) return true
  const [updated, all] = known ?? ['updatedReplicas', 'replicas']
  return (numberAt(status, updated) ?? 0) >= (numberAt(status, all) ?? 0)
}

/** Argo Rollouts write the generation that was seen as a text. */
function numberAt(value: unknown, member: string): number | undefined {
  const found = isRecord(value) ? value[member] : undefined
  if (typeof found === 'string' && /^\d+$/.test(found)) return Number(found)
  return typeof found === 'number' ? found : undefined
}
