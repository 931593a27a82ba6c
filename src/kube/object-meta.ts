// The narrow part of ObjectMeta that is read: never `last-applied-configuration`, which can hold a Secret's body.
import { exceptionInfix, keys } from './names.ts'
import { defaulted, flag, list, mapOf, optional, presence, record, recordAlso, recurring, text, type Shape } from './shape.ts'

/** An owner of an object (meta/v1 OwnerReference). */
export interface OwnerReference {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly controller?: boolean
}

/** What is read of an object's metadata. */
export interface ObjectMeta {
  readonly name: string
  /** What the API server makes a name from where none is given. */
  readonly generateName?: string
  readonly namespace?: string
  readonly uid?: string
  readonly creationTimestamp?: string
  readonly deletionTimestamp?: string
  readonly labels: ReadonlyMap<string, string>
  readonly annotations: Annotations
  readonly ownerReferences: readonly OwnerReference[]
  /** Per field manager, its `kube-api-access-` volumes as managedFields spells them; absent where the input left them out. */
  readonly managedFields?: readonly ManagedVolumes[]
}

/** The annotations that some answer turns on; all others are never read. */
export type Annotations = NamedAnnotations & {
  /** Of the account `default` of a namespace: what is stated of the other accounts there. */
  readonly [key: `${string}.exceptions.sparekey.dev/${string}`]: string
}

interface NamedAnnotations {
  readonly 'kubernetes.io/config.mirror'?: string
  readonly 'kubernetes.io/service-account.name'?: string
  readonly 'meta.helm.sh/release-name'?: string
  readonly 'meta.helm.sh/release-namespace'?: string
  readonly 'sparekey.dev/token-required'?: string
  readonly 'sparekey.dev/token-owner'?: string
  readonly 'sparekey.dev/token-until'?: string
  readonly 'sparekey.dev/token-needs'?: string
  readonly 'sparekey.dev/token-containers'?: string
  readonly 'sparekey.dev/token-workloads'?: string
  readonly 'sparekey.dev/renewed-at'?: string
  readonly 'argocd.argoproj.io/tracking-id'?: string
  readonly 'configmanagement.gke.io/managed'?: string
  readonly 'azure.workload.identity/client-id'?: string
  readonly 'sparekey.dev/title'?: string
  readonly 'sparekey.dev/guard-options'?: string
}

interface ManagedVolumes {
  readonly fieldsV1?: { readonly 'f:spec'?: { readonly 'f:volumes'?: ReadonlyMap<string, true> } }
}

const named: Shape<NamedAnnotations> = record<NamedAnnotations>({
  [keys.mirrorPod]: optional(text),
  [keys.secretAccountName]: optional(text),
  [keys.helmReleaseName]: optional(text),
  [keys.helmReleaseNamespace]: optional(text),
  [keys.requiredReason]: optional(text),
  [keys.requiredOwner]: optional(text),
  [keys.requiredUntil]: optional(text),
  [keys.tokenNeeds]: optional(text),
  [keys.tokenContainers]: optional(text),
  [keys.tokenWorkloads]: optional(text),
  [keys.renewedAt]: optional(text),
  [keys.argoTracking]: optional(text),
  [keys.configSync]: optional(text),
  [keys.azureClientId]: optional(text),
  [keys.guardTitle]: optional(text),
  [keys.guardOptions]: optional(text),
})

const annotations: Shape<Annotations> = recordAlso(named, exceptionInfix, text)

const ownerReference: Shape<OwnerReference> = record<OwnerReference>({
  apiVersion: defaulted(text, ''),
  kind: defaulted(text, ''),
  name: defaulted(text, ''),
  controller: optional(flag),
})

const managedVolumes: Shape<ManagedVolumes> = record<ManagedVolumes>({
  fieldsV1: optional(
    record<NonNullable<ManagedVolumes['fieldsV1']>>({
      'f:spec': optional(
        record<{ readonly 'f:volumes'?: ReadonlyMap<string, true> }>({
          'f:volumes': optional(mapOf(presence, 'k:{"name":"kube-api-access-')),
        }),
      ),
    }),
  ),
})

/** Reads ObjectMeta. A name that is missing reads as empty: pod templates have none. */
export const objectMeta: Shape<ObjectMeta> = record<ObjectMeta>({
  name: defaulted(text, ''),
  generateName: optional(text),
  namespace: optional(text),
  uid: optional(text),
  creationTimestamp: optional(text),
  deletionTimestamp: optional(text),
  labels: defaulted(recurring(mapOf(text)), new Map()),
  annotations: defaulted(recurring(annotations), {}),
  ownerReferences: defaulted(recurring(list(ownerReference)), []),
  managedFields: optional(recurring(list(managedVolumes))),
})

/** The metadata of an object that has none. */
export const emptyMeta: ObjectMeta = { name: '', labels: new Map(), annotations: {}, ownerReferences: [] }
