// Values by object. Names are compared as they are instead of being spelled together into one key: a fleet has many objects, and each
// is looked up several times.
import { groupOf, type ObjectRef } from '../kube/index.ts'

/** A map whose keys are objects of a cluster, whatever version they are named in. */
export interface RefMap<T> {
  get(ref: ObjectRef): T | undefined
  set(ref: ObjectRef, value: T): void
  values(): Iterable<T>
}

interface Slot<T> {
  readonly ref: ObjectRef
  value: T
}

/** An empty one. */
export function refMap<T>(): RefMap<T> {
  const byNamespace = new Map<string, Map<string, Slot<T>[]>>()
  const all: Slot<T>[] = []
  const find = (ref: ObjectRef) =>
    byNamespace
      .get(ref.namespace ?? '')
      ?.get(ref.name)
      ?.find((slot) => isSameKind(slot.ref, ref))
  return {
    get: (ref) => find(ref)?.value,
    set(ref, value) {
      const known = find(ref)
      if (known !== undefined) {
        known.value = value
        return
      }
      const slot = { ref, value }
      all.push(slot)
      const namespace = ref.namespace ?? ''
      const byName = byNamespace.get(namespace) ?? new Map<string, Slot<T>[]>()
      byNamespace.set(namespace, byName)
      const slots = byName.get(ref.name)
      if (slots === undefined) byName.set(ref.name, [slot])
      else slots.push(slot)
    },
    *values() {
      for (const { value } of all) yield value
    },
  }
}

/** Whether two references name one object. */
export function isSameObject(a: ObjectRef, b: ObjectRef): boolean {
  return a.name === b.name && a.namespace === b.namespace && isSameKind(a, b)
}

function isSameKind(a: ObjectRef, b: ObjectRef): boolean {
  return a.kind === b.kind && (a.apiVersion === b.apiVersion || groupOf(a.apiVersion) === groupOf(b.apiVersion))
}
