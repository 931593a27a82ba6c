// One look at a workload's pods: whether they show a change, still have to, or fail upon it. Pure; what is waited for and how long is
// decided elsewhere.
import type { ObservedPod, ObservedWorkload } from './ports.ts'

/** How a workload stood before it was changed. */
export interface Baseline {
  /** Whether all its pods were there and ready. What was not is never held against the change. */
  readonly ready: boolean
  /** By the pod's uid. */
  readonly restarts: ReadonlyMap<string, number>
}

/** What the pods of a workload are to show. */
export interface Expected {
  /** Exactly these containers hold an API token; absent: whichever. */
  readonly containers?: readonly string[]
  /** The uids of pods that have to be gone. */
  readonly gone?: readonly string[]
}

/** What one look shows. */
export type Look =
  | { readonly kind: 'arrived' }
  /** `ending`: only pods that are being deleted are in the way. */
  | { readonly kind: 'waiting'; readonly message: string; readonly ending: boolean }
  | { readonly kind: 'failing'; readonly message: string }

/** Why a container waits that will not start by waiting longer (kubelet: pkg/kubelet/kuberuntime, pkg/kubelet/images). */
const failures: ReadonlySet<string> = new Set([
  'CrashLoopBackOff',
  'CreateContainerConfigError',
  'CreateContainerError',
  'ErrImageNeverPull',
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'PostStartHookError',
  'RunContainerError',
])

/** How a workload stands now, to be held against later. */
export function baselineOf(observed: ObservedWorkload): Baseline {
  return { ready: isReady(observed), restarts: new Map(observed.pods.map((pod) => [pod.uid, pod.restarts])) }
}

/** Whether all pods are there and ready. */
export function isReady({ wanted, pods }: ObservedWorkload): boolean {
  const running = pods.filter((pod) => !pod.ending)
  return running.every((pod) => pod.ready) && (wanted === undefined || running.length >= wanted)
}

/** @param before - how it stood before the change */
export function lookAt(observed: ObservedWorkload, expected: Expected, before: Baseline): Look {
  const running = observed.pods.filter((pod) => !pod.ending)
  const failure = before.ready ? failureOf(running, before) : undefined
  if (failure !== undefined) return { kind: 'failing', message: failure }
  const reasons = [
    ...(observed.upToDate ? [] : ['its controller has not replaced all pods yet']),
    ...oldPods(observed.pods, expected),
    ...count(
      running.filter((pod) => !pod.ready),
      'not ready',
    ),
    ...(observed.wanted === undefined || observed.wanted === running.length
      ? []
      : [`${running.length} of ${observed.wanted} pods are there`]),
    ...running.flatMap((pod) => wrongContainers(pod, expected)),
  ]
  if (reasons.length > 0) return { kind: 'waiting', message: reasons.slice(0, 3).join('; '), ending: false }
  const ending = observed.pods.filter((pod) => pod.ending && wrongContainers(pod, expected).length > 0)
  if (ending.length > 0)
    return { kind: 'waiting', message: `${podCount(ending.length)} still being deleted, with other tokens`, ending: true }
  return { kind: 'arrived' }
}

function failureOf(running: readonly ObservedPod[], before: Baseline): string | undefined {
  // A pod that is new may restart as often as those before it did: some programs do at every start.
  const most = Math.max(0, ...before.restarts.values())
  for (const pod of running) {
    if (pod.waiting !== undefined && failures.has(pod.waiting)) return `pod \`${pod.name}\` waits: ${pod.waiting}`
    const allowed = before.restarts.get(pod.uid) ?? most
    if (pod.restarts > allowed) return `pod \`${pod.name}\` has restarted: ${pod.restarts} times, and ${allowed} before`
  }
  return undefined
}

function oldPods(pods: readonly ObservedPod[], { gone = [] }: Expected): readonly string[] {
  return count(
    pods.filter((pod) => gone.includes(pod.uid)),
    'from before the change',
  )
}

function wrongContainers(pod: ObservedPod, { containers }: Expected): readonly string[] {
  if (containers === undefined) return []
  const held = new Set(pod.containersWithToken)
  const still = [...held]
    .filter((name) => !containers.includes(name))
    .map((name) => `\`${name}\` of \`${pod.name}\` holds a token`)
  const lacking = containers.filter((name) => !held.has(name)).map((name) => `\`${name}\` of \`${pod.name}\` has no token`)
  return [...still, ...lacking]
}

function count(pods: readonly ObservedPod[], what: string): readonly string[] {
  return pods.length === 0 ? [] : [`${podCount(pods.length)} ${what}`]
}

function podCount(count: number): string {
  return count === 1 ? '1 pod is' : `${count} pods are`
}
