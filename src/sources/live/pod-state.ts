// What a pod's status says of how it fares.
import type { ObservedPod } from '../../change/index.ts'
import { isRecord, mergeWanted, type Wanted } from '../../kube/index.ts'
import { wantedFields } from './wanted-fields.ts'

/** How a pod fares, and which it is. */
export type PodState = Pick<ObservedPod, 'uid' | 'ready' | 'restarts' | 'waiting' | 'ending'>

const lists = ['initContainerStatuses', 'containerStatuses']

/** The fields that {@link podState} reads. */
export const wantedOfPodState: Wanted = mergeWanted(
  wantedFields('metadata.uid', 'metadata.deletionTimestamp', 'status.conditions.[].type', 'status.conditions.[].status'),
  wantedFields(...lists.flatMap((list) => [`status.${list}.[].restartCount`, `status.${list}.[].state.waiting.reason`])),
)

/** Reasons why every container waits for a while. */
const usual: ReadonlySet<string> = new Set(['ContainerCreating', 'PodInitializing'])

/** @param pod - a pod, of which the wanted fields are read */
export function podState(pod: unknown): PodState {
  const { metadata = {}, status = {} } = membersOf(pod)
  const { uid, deletionTimestamp } = membersOf(metadata)
  const conditions = recordsOf(membersOf(status)['conditions'])
  const containers = lists.flatMap((list) => recordsOf(membersOf(status)[list]))
  const waiting = containers.flatMap(({ state }) => {
    const { reason } = membersOf(membersOf(state)['waiting'])
    return typeof reason === 'string' ? [reason] : []
  })
  const reason = waiting.find((word) => !usual.has(word)) ?? waiting[0]
  return {
    uid: typeof uid === 'string' ? uid : '',
    ready: conditions.some(({ type, status: is }) => type === 'Ready' && is === 'True'),
    restarts: containers.reduce((sum, { restartCount }) => sum + (typeof restartCount === 'number' ? restartCount : 0), 0),
    ...(reason === undefined ? {} : { waiting: reason }),
    ending: typeof deletionTimestamp === 'string',
  }
}

function membersOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {}
}

function recordsOf(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}
