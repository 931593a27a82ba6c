// The part of a PodSpec that decides which credentials its containers hold (core/v1 PodSpec, field names as upstream).
import { emptyMeta, objectMeta, type ObjectMeta } from './object-meta.ts'
import { defaulted, flag, integer, list, optional, presence, record, recurring, required, text, type Shape } from './shape.ts'

/** Which key of a Secret or ConfigMap becomes which file. */
export interface KeyToPath {
  readonly key: string
  readonly path: string
  /** Permission bits of the file; absent where the volume's own count. */
  readonly mode?: number
}

/** One source of a projected volume. */
export interface VolumeProjection {
  readonly serviceAccountToken?: { readonly audience?: string; readonly expirationSeconds?: number; readonly path: string }
  readonly secret?: { readonly name?: string; readonly items?: readonly KeyToPath[] }
  readonly configMap?: { readonly name?: string; readonly items?: readonly KeyToPath[] }
  readonly downwardAPI?: { readonly items: readonly { readonly path: string }[] }
  readonly clusterTrustBundle?: true
  readonly podCertificate?: true
}

/** A volume, as far as it can carry a credential. */
export interface Volume {
  readonly name: string
  readonly projected?: { readonly sources: readonly VolumeProjection[] }
  /** Whole: a plan that takes it away has to say what was there. */
  readonly secret?: {
    readonly secretName?: string
    readonly items?: readonly KeyToPath[]
    readonly defaultMode?: number
    readonly optional?: boolean
  }
  readonly csi?: { readonly driver: string }
  readonly persistentVolumeClaim?: { readonly claimName: string }
  readonly ephemeral?: { readonly volumeClaimTemplate?: { readonly spec?: { readonly storageClassName?: string } } }
  readonly hostPath?: { readonly path: string }
}

/** Where a container sees a volume. */
export interface VolumeMount {
  readonly name: string
  readonly mountPath: string
  readonly subPath?: string
  readonly subPathExpr?: string
}

/** An environment variable; its literal value is never read. */
export interface EnvVar {
  readonly name: string
  readonly valueFrom?: { readonly secretKeyRef?: { readonly name?: string; readonly key: string } }
}

/** A container of any type. */
export interface Container {
  readonly name: string
  /** `Always` on an init container makes it a sidecar. */
  readonly restartPolicy?: string
  readonly volumeMounts: readonly VolumeMount[]
  readonly env: readonly EnvVar[]
  readonly envFrom: readonly { readonly prefix?: string; readonly secretRef?: { readonly name?: string } }[]
}

/** A pod's specification. */
export interface PodSpec {
  readonly serviceAccountName?: string
  /** The deprecated alias; counts only where `serviceAccountName` is empty. */
  readonly serviceAccount?: string
  readonly automountServiceAccountToken?: boolean
  readonly shareProcessNamespace?: boolean
  readonly hostPID?: boolean
  /** The node that a pod runs on; what reaches the node reaches its token. */
  readonly nodeName?: string
  readonly volumes: readonly Volume[]
  readonly initContainers: readonly Container[]
  readonly containers: readonly Container[]
  readonly ephemeralContainers: readonly Container[]
}

/** A pod template (core/v1 PodTemplateSpec). */
export interface PodTemplate {
  readonly metadata: ObjectMeta
  readonly spec: PodSpec
}

const keyToPath: Shape<KeyToPath> = record<KeyToPath>({
  key: defaulted(text, ''),
  path: defaulted(text, ''),
  mode: optional(integer),
})

const volumeProjection: Shape<VolumeProjection> = record<VolumeProjection>({
  serviceAccountToken: optional(
    record<NonNullable<VolumeProjection['serviceAccountToken']>>({
      audience: optional(text),
      expirationSeconds: optional(integer),
      path: defaulted(text, ''),
    }),
  ),
  secret: optional(record<NonNullable<VolumeProjection['secret']>>({ name: optional(text), items: optional(list(keyToPath)) })),
  configMap: optional(
    record<NonNullable<VolumeProjection['configMap']>>({ name: optional(text), items: optional(list(keyToPath)) }),
  ),
  downwardAPI: optional(
    record<NonNullable<VolumeProjection['downwardAPI']>>({
      items: defaulted(list(record<{ readonly path: string }>({ path: defaulted(text, '') })), []),
    }),
  ),
  clusterTrustBundle: optional(presence),
  podCertificate: optional(presence),
})

const volume: Shape<Volume> = record<Volume>({
  name: defaulted(text, ''),
  projected: optional(record<NonNullable<Volume['projected']>>({ sources: defaulted(recurring(list(volumeProjection)), []) })),
  secret: optional(
    record<NonNullable<Volume['secret']>>({
      secretName: optional(text),
      items: optional(list(keyToPath)),
      defaultMode: optional(integer),
      optional: optional(flag),
    }),
  ),
  csi: optional(record<NonNullable<Volume['csi']>>({ driver: defaulted(text, '') })),
  persistentVolumeClaim: optional(record<NonNullable<Volume['persistentVolumeClaim']>>({ claimName: defaulted(text, '') })),
  ephemeral: optional(
    record<NonNullable<Volume['ephemeral']>>({
      volumeClaimTemplate: optional(
        record<NonNullable<NonNullable<Volume['ephemeral']>['volumeClaimTemplate']>>({
          spec: optional(record<{ readonly storageClassName?: string }>({ storageClassName: optional(text) })),
        }),
      ),
    }),
  ),
  hostPath: optional(record<NonNullable<Volume['hostPath']>>({ path: defaulted(text, '') })),
})

const volumeMount: Shape<VolumeMount> = record<VolumeMount>({
  name: defaulted(text, ''),
  mountPath: defaulted(text, ''),
  subPath: optional(text),
  subPathExpr: optional(text),
})

const envVar: Shape<EnvVar> = record<EnvVar>({
  name: defaulted(text, ''),
  valueFrom: optional(
    record<NonNullable<EnvVar['valueFrom']>>({
      secretKeyRef: optional(
        record<{ readonly name?: string; readonly key: string }>({ name: optional(text), key: defaulted(text, '') }),
      ),
    }),
  ),
})

const container: Shape<Container> = record<Container>({
  name: defaulted(text, ''),
  restartPolicy: optional(text),
  volumeMounts: defaulted(list(recurring(volumeMount)), []),
  env: defaulted(recurring(list(envVar)), []),
  envFrom: defaulted(
    list(
      record<Container['envFrom'][number]>({
        prefix: optional(text),
        secretRef: optional(record<{ readonly name?: string }>({ name: optional(text) })),
      }),
    ),
    [],
  ),
})

/** Reads a PodSpec. */
export const podSpec: Shape<PodSpec> = record<PodSpec>({
  serviceAccountName: optional(text),
  serviceAccount: optional(text),
  automountServiceAccountToken: optional(flag),
  shareProcessNamespace: optional(flag),
  hostPID: optional(flag),
  nodeName: optional(text),
  volumes: defaulted(list(recurring(volume)), []),
  initContainers: defaulted(list(container), []),
  containers: defaulted(list(container), []),
  ephemeralContainers: defaulted(list(container), []),
})

/** Reads a pod template. */
export const podTemplate: Shape<PodTemplate> = record<PodTemplate>({
  metadata: defaulted(objectMeta, emptyMeta),
  spec: required(podSpec),
})

/** The account a pod runs as: `serviceAccountName`, else the alias, else `default` (core/v1 conversion, semantics §1.3). */
export function accountNameOf(spec: Pick<PodSpec, 'serviceAccountName' | 'serviceAccount'>): string {
  if (spec.serviceAccountName !== undefined && spec.serviceAccountName !== '') return spec.serviceAccountName
  if (spec.serviceAccount !== undefined && spec.serviceAccount !== '') return spec.serviceAccount
  return 'default'
}
