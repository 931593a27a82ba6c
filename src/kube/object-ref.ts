// How an object is named in every answer, and the one function that writes such a name.

/** Names one object of the cluster or of the input. */
export interface ObjectRef {
  /** As in the manifest: `v1`, `apps/v1`; the group and version of a custom resource. */
  readonly apiVersion: string
  readonly kind: string
  /** Absent for cluster-scoped objects. */
  readonly namespace?: string
  readonly name: string
}

/** Names a service account. */
export interface AccountRef {
  readonly namespace: string
  readonly name: string
}

/** `namespace/name`, or the bare name of a cluster-scoped object. */
export function formatName(ref: { readonly namespace?: string; readonly name: string }): string {
  return ref.namespace === undefined ? ref.name : `${ref.namespace}/${ref.name}`
}

/** `Kind namespace/name`, as messages print it. */
export function formatRef(ref: ObjectRef): string {
  return `${ref.kind} ${formatName(ref)}`
}

/** The reference of a ServiceAccount object. */
export function accountObject(account: AccountRef): ObjectRef {
  return { apiVersion: 'v1', kind: 'ServiceAccount', namespace: account.namespace, name: account.name }
}

/** The part of an `apiVersion` before the slash: `''` for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/')
  return slash < 0 ? '' : apiVersion.slice(0, slash)
}

/** A key that tells objects apart whatever version they were read in. */
export function refKey(ref: ObjectRef): string {
  return `${groupOf(ref.apiVersion)}\u0000${ref.kind}\u0000${ref.namespace ?? ''}\u0000${ref.name}`
}
