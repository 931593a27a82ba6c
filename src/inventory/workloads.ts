// Groups pods and what made them under the topmost owner that the input shows: the object a person would edit.
import { compareText } from '../base/index.ts'
import {
  groupOf,
  refKey,
  type ObjectMeta,
  type ObjectRef,
  type PlacedTemplate,
  type PodObject,
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
  readonly templates: readonly PlacedTemplate[]
  readonly pods: readonly PodObject[]
  /** A controller above the root that the input does not show: it may revert a change of the root. */
  readonly ownedBy?: ObjectRef
}

interface Draft {
  readonly root: WorkloadObject | undefined
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
  const drafts = new Map<string, Draft>()
  const draftOf = (ref: ObjectRef, root: WorkloadObject | undefined, ownedBy: ObjectRef | undefined): Draft => {
    const key = refKey(ref)
    const before = drafts.get(key)
    if (before !== undefined) return before
    const draft: Draft = { root, ref, ownedBy, pods: [] }
    drafts.set(key, draft)
    return draft
  }
  const rootOf = (workload: WorkloadObject): Draft => {
    const seen = new Set<string>()
    let top = workload
    for (;;) {
      seen.add(refKey(top.ref))
      const owner = controllerOf(top.ref, top.meta)
      const above = owner === undefined ? undefined : byKey.get(refKey(owner))
      if (above === undefined || seen.has(refKey(above.ref))) return draftOf(top.ref, top, owner)
      top = above
    }
  }

  for (const workload of workloads) rootOf(workload)
  for (const pod of pods) {
    const owner = controllerOf(pod.ref, pod.meta)
    if (owner === undefined) {
      draftOf(pod.ref, undefined, undefined).pods.push(pod)
      continue
    }
    const workload = byKey.get(refKey(owner))
    const draft = workload === undefined ? draftOf(owner, undefined, undefined) : rootOf(workload)
    draft.pods.push(pod)
  }
  return [...drafts.values()].map(finish).sort((a, b) => compareRefs(a.ref, b.ref))
}

function finish(draft: Draft): Workload {
  const [only] = draft.pods
  const meta = draft.root?.meta ?? (only !== undefined && refKey(only.ref) === refKey(draft.ref) ? only.meta : undefined)
  return {
    ref: draft.ref,
    ...(meta === undefined ? {} : { meta }),
    ...(draft.root === undefined ? {} : { row: draft.root.row }),
    templates: draft.root?.templates ?? [],
    pods: draft.pods.sort((a, b) => compareText(a.ref.name, b.ref.name)),
    ...(draft.ownedBy === undefined ? {} : { ownedBy: draft.ownedBy }),
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
