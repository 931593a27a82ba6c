// Groups pods and what made them under the topmost owner that the input shows: the object a person would edit.
import { compareText } from '../base/index.ts'
import {
  groupOf,
  refKey,
  type ObjectMeta,
  type ObjectRef,
  type PlacedTemplate,
  type PodObject,
  type WorkloadControls,
  type WorkloadKind,
  type WorkloadObject,
} from '../kube/index.ts'

/** One workload: its templates (what the next pod gets) and its pods (what is there now). */
export interface Workload {
  readonly ref: ObjectRef
  /** The metadata of the root object; absent where only its pods were seen. */
  readonly meta?: ObjectMeta
  /** Absent for bare pods and for owners of a kind that the table does not know. */
  readonly row?: WorkloadKind
  /** What holds a change of its templates back; absent where its root was not seen. */
  readonly controls?: WorkloadControls
  readonly templates: readonly PlacedTemplate[]
  readonly pods: readonly PodObject[]
  /** A controller above the root that the input does not show: it may revert a change of the root. */
  readonly ownedBy?: ObjectRef
}

interface Draft {
  /** The object at the top; absent where only its pods were seen. */
  readonly root: WorkloadObject | PodObject | undefined
  readonly ref: ObjectRef
  readonly ownedBy: ObjectRef | undefined
  readonly pods: PodObject[]
}

/**
 * @param workloads - all objects that make pods, owned ones too
 * @param pods - all pods
 * @returns one entry for each root, ordered by namespace, kind and name
 */
export function groupWorkloads(workloads: readonly WorkloadObject[], pods: readonly PodObject[]): readonly Workload[] {
  const byKey = new Map<string, WorkloadObject>(workloads.map((workload) => [refKey(workload.ref), workload]))
  // An object that leaves its name to the API server is one of its own, whatever others begin like it.
  const drafts = new Map<string | WorkloadObject | PodObject, Draft>()
  const draftOf = (ref: ObjectRef, root: WorkloadObject | PodObject | undefined, ownedBy: ObjectRef | undefined): Draft => {
    const key = root?.meta.name === '' ? root : refKey(ref)
    const before = drafts.get(key)
    if (before !== undefined) return before
    const draft: Draft = { root, ref, ownedBy, pods: [] }
    drafts.set(key, draft)
    return draft
  }
  const rootOf = (workload: WorkloadObject): Draft => {
    const seen = new Set<WorkloadObject>()
    let top = workload
    for (;;) {
      seen.add(top)
      const owner = controllerOf(top.ref, top.meta)
      const above = owner === undefined ? undefined : byKey.get(refKey(owner))
      if (above === undefined) return draftOf(top.ref, top, owner)
      // Owners in a ring have no top: each stands for itself.
      if (seen.has(above)) return draftOf(workload.ref, workload, controllerOf(workload.ref, workload.meta))
      top = above
    }
  }

  for (const workload of workloads) rootOf(workload)
  const owned: { readonly pod: PodObject; readonly owner: ObjectRef }[] = []
  for (const pod of pods) {
    const owner = controllerOf(pod.ref, pod.meta)
    if (owner === undefined) draftOf(pod.ref, pod, undefined).pods.push(pod)
    else owned.push({ pod, owner })
  }
  // After the bare ones: a pod may be the controller of others, as Spark's driver is of its executors.
  for (const { pod, owner } of owned) {
    const workload = byKey.get(refKey(owner))
    const draft = workload === undefined ? draftOf(owner, undefined, undefined) : rootOf(workload)
    draft.pods.push(pod)
  }
  return [...drafts.values()].map(finish).sort((a, b) => compareRefs(a.ref, b.ref))
}

function finish({ root, ref, ownedBy, pods }: Draft): Workload {
  return {
    ref,
    ...(root === undefined ? {} : { meta: root.meta }),
    ...(root?.is === 'workload' ? { row: root.row, controls: root.controls } : {}),
    templates: root?.is === 'workload' ? root.templates : [],
    pods: pods.sort((a, b) => compareText(a.ref.name, b.ref.name)),
    ...(ownedBy === undefined ? {} : { ownedBy }),
  }
}

function compareRefs(a: ObjectRef, b: ObjectRef): number {
  return (
    compareText(a.namespace ?? '', b.namespace ?? '') ||
    compareText(a.kind, b.kind) ||
    compareText(a.name, b.name) ||
    compareText(groupOf(a.apiVersion), groupOf(b.apiVersion))
  )
}

/** The controller of an object. A static pod's Node is no controller: nobody can edit a workload there. */
function controllerOf(ref: ObjectRef, meta: ObjectMeta): ObjectRef | undefined {
  const owner = meta.ownerReferences.find((candidate) => candidate.controller === true)
  if (owner === undefined || owner.kind === 'Node') return undefined
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    ...(ref.namespace === undefined ? {} : { namespace: ref.namespace }),
    name: owner.name,
  }
}
