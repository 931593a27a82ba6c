// The guard as an audit sees it: each of its objects as it stands in the cluster, against what is rendered.
import type { JsonObject } from '../base/index.ts'
import { refKey, type AdmissionObject } from '../kube/index.ts'
import type { GuardReport } from '../verdict/index.ts'
import { partOf } from './names.ts'
import { driftOf, driftPhrase, refOf, type Present } from './plan-guard.ts'
import { guardObjects, type RenderedGuard } from './render.ts'

/** Whether any object of a guard is there: its label is enough, or the name of one that every guard has. */
export function isInstalled(admission: readonly AdmissionObject[], guard: RenderedGuard): boolean {
  const names = new Set(guardObjects(guard).map((object) => refKey(refOf(object))))
  const [[key, value] = ['', '']] = Object.entries(partOf)
  return admission.some(({ ref, meta }) => meta.labels.get(key) === value || names.has(refKey(ref)))
}

/**
 * @param admission - all policies and bindings of the cluster
 * @param guard - as it was installed
 * @param settings - its options, in sentences
 */
export function guardReport(
  admission: readonly AdmissionObject[],
  guard: RenderedGuard,
  settings: readonly string[],
): GuardReport {
  const present = new Map(admission.map((one) => [refKey(one.ref), one]))
  return {
    settings,
    objects: guardObjects(guard).map((wanted) => {
      const object = refOf(wanted)
      const found = present.get(refKey(object))
      if (found === undefined) return { object, state: 'missing', drift: [] }
      const drift = driftOf({ wanted, present: presentOf(found) }).map(driftPhrase)
      return { object, state: drift.length === 0 ? 'asInstalled' : 'changed', drift }
    }),
  }
}

function presentOf({ meta, spec }: AdmissionObject): Present {
  return {
    uid: meta.uid ?? '',
    object: {
      metadata: { labels: Object.fromEntries(meta.labels), annotations: { ...meta.annotations } },
      // Shapes make plain values of it, in which what is absent is not there.
      spec: spec as unknown as JsonObject,
    },
  }
}
