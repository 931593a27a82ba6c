// A pod to be judged, whether it exists or is only described: the input of everything else in this room.
import type { AccountRef, ObjectRef, PlacedTemplate, PodObject, PodSpec } from '../kube/index.ts'
import { accountNameOf, keys } from '../kube/index.ts'

/** A pod specification and where it stands. */
export interface PodSubject {
  /** `template`: what the next pod gets, admission still to come. `pod`: what the API server has already put into it. */
  readonly stage: 'template' | 'pod'
  readonly object: ObjectRef
  /** The path of the PodSpec in the object, as `spec.template.spec`. */
  readonly specPath: string
  readonly namespace: string
  readonly spec: PodSpec
  /** Static pods are shown by a mirror, and never have a token (semantics §1.2). */
  readonly mirror: boolean
  /** The `kube-api-access-` volumes that some manager wrote; absent where managedFields were not in the input. */
  readonly managedVolumes?: ReadonlySet<string>
}

/** The account that the pod runs as. */
export function accountOf(subject: PodSubject): AccountRef {
  return { namespace: subject.namespace, name: accountNameOf(subject.spec) }
}

/** A workload's template as a subject. */
export function templateSubject(object: ObjectRef, placed: PlacedTemplate): PodSubject {
  return {
    stage: 'template',
    object,
    specPath: placed.specPath,
    namespace: object.namespace ?? 'default',
    spec: placed.template.spec,
    mirror: false,
  }
}

/** A Pod as a subject. With a uid it came from an API server; without, it is a manifest that has yet to be admitted. */
export function podSubject(pod: PodObject): PodSubject {
  const managed = pod.meta.managedFields
  return {
    stage: pod.meta.uid === undefined ? 'template' : 'pod',
    object: pod.ref,
    specPath: 'spec',
    namespace: pod.ref.namespace ?? 'default',
    spec: pod.spec,
    mirror: pod.meta.annotations[keys.mirrorPod] !== undefined,
    ...(managed === undefined
      ? {}
      : {
          managedVolumes: new Set(
            managed.flatMap((entry) => [...(entry.fieldsV1?.['f:spec']?.['f:volumes']?.keys() ?? [])].map(managedName)),
          ),
        }),
  }
}

/** Out of a managedFields key like `k:{"name":"kube-api-access-abcde"}`. */
function managedName(key: string): string {
  return key.slice('k:{"name":"'.length, -'"}'.length)
}
