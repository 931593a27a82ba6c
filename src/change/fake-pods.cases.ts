// Deterministic controllers: how the pods of a workload follow its template, and what tokens they get when they are made.
import type { Json, JsonObject } from '../base/index.ts'
import { textAt } from './fake-objects.cases.ts'
import { valueAt } from './pointer.ts'
import type { ObservedPod } from './ports.ts'

/** A pod, and the template that it was made from. */
export interface FakePod extends ObservedPod {
  readonly template: string
  /** Its program lacks the token without which it ends. */
  readonly breaks: boolean
}

/** The annotation of a template whose program in this container breaks without a token. */
export const needsToken = 'fake/needs-token'

const texts = new WeakMap<JsonObject, string>()

/** A template as text, by which templates are compared. */
export function textOf(template: JsonObject): string {
  const text = texts.get(template) ?? JSON.stringify(template)
  texts.set(template, text)
  return text
}

/** The pod template of a workload. */
export function templateOf(workload: JsonObject): JsonObject {
  const path = workload['kind'] === 'CronJob' ? '/spec/jobTemplate/spec/template' : '/spec/template'
  return (valueAt(workload, path) ?? {}) as JsonObject
}

/** The containers of a pod of this template that hold a token, by the rules of the ServiceAccount admission plugin. */
export function tokensOf(template: JsonObject, account: JsonObject | undefined): readonly string[] {
  const spec = (template['spec'] ?? {}) as JsonObject
  const automount = spec['automountServiceAccountToken'] ?? account?.['automountServiceAccountToken'] ?? true
  const volumes = (spec['volumes'] ?? []) as readonly JsonObject[]
  const own = new Set(
    volumes
      .filter((volume) => JSON.stringify(volume['projected'] ?? '').includes('serviceAccountToken'))
      .map((volume) => volume['name']),
  )
  return ((spec['containers'] ?? []) as readonly JsonObject[])
    .filter(
      ({ volumeMounts = [] }) =>
        automount === true || (volumeMounts as readonly JsonObject[]).some((mount) => own.has(mount['name'])),
    )
    .map((container) => textAt(container, 'name'))
}

/** One turn of a workload's controller: at most one pod is replaced, and pods that were made in the turn before are ready or fail. */
export function turn(
  workload: JsonObject,
  pods: readonly FakePod[],
  account: JsonObject | undefined,
  nextUid: () => string,
): readonly FakePod[] {
  const template = templateOf(workload)
  const text = textOf(template)
  const containersWithToken = tokensOf(template, account)
  const needing = textAt(template, 'metadata', 'annotations', needsToken)
  const breaks = needing !== '' && !containersWithToken.includes(needing)
  const made = (name: string): FakePod => ({
    name,
    uid: nextUid(),
    breaks,
    containersWithToken,
    ready: false,
    restarts: 0,
    ending: false,
    template: text,
  })
  const settled = pods.filter((pod) => !pod.ending).map(started)
  const old = settled.findIndex((pod, ordinal) => pod.template !== text && follows(workload, ordinal))
  // The next pod is only replaced when those before it are ready.
  const isCalm = settled.every((pod) => pod.ready || pod.template !== text)
  const replaced =
    old >= 0 && isCalm ? [...settled.map((pod, i) => (i === old ? made(pod.name) : pod)), ending(settled[old])] : settled
  const wanted = wantedOf(workload)
  const running = replaced.filter((pod) => !pod.ending).length
  const missing = Array.from({ length: Math.max(0, wanted - running) }, (_, i) =>
    made(`${textAt(workload, 'metadata', 'name')}-${running + i}`),
  )
  return [...replaced, ...missing]
}

/** How many pods there should be. */
export function wantedOf(workload: JsonObject): number {
  const replicas: Json | undefined = valueAt(workload, '/spec/replicas')
  return typeof replicas === 'number' ? replicas : 1
}

/** Whether the controller replaces the pod of this number when the template changes. */
function follows(workload: JsonObject, ordinal: number): boolean {
  if (workload['kind'] === 'Deployment') return valueAt(workload, '/spec/paused') !== true
  if (workload['kind'] !== 'StatefulSet' && workload['kind'] !== 'DaemonSet') return false
  if (valueAt(workload, '/spec/updateStrategy/type') === 'OnDelete') return false
  const partition = valueAt(workload, '/spec/updateStrategy/rollingUpdate/partition')
  return ordinal >= (typeof partition === 'number' ? partition : 0)
}

function started(pod: FakePod): FakePod {
  if (pod.breaks) return { ...pod, ready: false, restarts: pod.restarts + 1, waiting: 'CrashLoopBackOff' }
  return pod.ready ? pod : { ...pod, ready: true }
}

function ending(pod: FakePod | undefined): FakePod {
  if (pod === undefined) throw new RangeError('no such pod')
  return { ...pod, ending: true, ready: false }
}
