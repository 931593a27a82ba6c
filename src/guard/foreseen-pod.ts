// The next pod of a workload as the API server would make it: with the volume that the ServiceAccount plugin puts in, and named and owned
// as controllers do. This is what the policy would be asked about.
import type { JsonObject } from '../base/index.ts'
import {
  defaultTokenMountPath,
  injectedVolumePrefix,
  type AccountRef,
  type ObjectRef,
  type PodSpec,
  type ServiceAccountObject,
} from '../kube/index.ts'
import { injectionOf } from '../tokens/index.ts'

/** Of which no real one is a copy: names of generated objects end in letters that this has none of. */
const hash = 'aaaaaaaa'

/** @param mounts - whether the plugin mounts a token. @param today - `YYYY-MM-DD` */
export function foreseenPod(workload: ObjectRef, account: AccountRef, spec: PodSpec, mounts: boolean, today: string): JsonObject {
  const injection = injectionOf(spec)
  const added = mounts && injection.into.size > 0
  const volume = injection.volume.kind === 'own' ? `${injectedVolumePrefix}*` : injection.volume.volume.name
  const containers = (all: PodSpec['containers']): JsonObject[] =>
    all.map((container) => ({
      ...(container as unknown as JsonObject),
      volumeMounts: [
        ...container.volumeMounts.map(({ name, mountPath }) => ({ name, mountPath })),
        ...(added && injection.into.has(container) ? [{ name: volume, mountPath: defaultTokenMountPath }] : []),
      ],
    }))
  const token = { name: volume, projected: { sources: [{ serviceAccountToken: { path: 'token', expirationSeconds: 3607 } }] } }
  const own = added && injection.volume.kind === 'own' ? [token] : []
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: account.namespace, creationTimestamp: `${today}T00:00:00Z`, ...ownerOf(workload) },
    spec: {
      serviceAccountName: account.name,
      volumes: [...(spec.volumes as unknown as readonly JsonObject[]), ...own],
      initContainers: containers(spec.initContainers),
      containers: containers(spec.containers),
    },
  }
}

/**
 * The pod that its controller would send, to be tried on an API server: the template as it is, named and owned.
 *
 * @param template - a PodTemplateSpec
 */
export function trialPod(workload: ObjectRef, template: JsonObject): JsonObject {
  const given = (template['metadata'] ?? {}) as JsonObject
  const {
    name,
    labels = {},
    ownerReferences,
  } = ownerOf(workload) as { name: string; labels?: JsonObject; ownerReferences?: JsonObject[] }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: workload.namespace ?? 'default',
      labels: { ...((given['labels'] ?? {}) as JsonObject), ...labels },
      annotations: (given['annotations'] ?? {}) as JsonObject,
      ...(ownerReferences === undefined
        ? {}
        : {
            ownerReferences: ownerReferences.map((owner) => ({
              apiVersion:
                workload.kind === 'Deployment' || workload.kind === 'CronJob'
                  ? workload.kind === 'CronJob'
                    ? 'batch/v1'
                    : 'apps/v1'
                  : workload.apiVersion,
              uid: '00000000-0000-0000-0000-000000000000',
              ...owner,
            })),
          }),
    },
    spec: template['spec'] ?? {},
  }
}

/** What the controller of a workload writes into its pods. */
function ownerOf({ kind, name }: ObjectRef): JsonObject {
  const owned = (by: string, called: string, labels: JsonObject = {}): JsonObject => ({
    name: `${called}-${hash}`,
    labels,
    ownerReferences: [{ kind: by, name: called, controller: true }],
  })
  switch (kind) {
    case 'Pod':
      return { name }
    case 'Deployment':
      return owned('ReplicaSet', `${name}-${hash}`, { 'pod-template-hash': hash })
    case 'CronJob':
      return owned('Job', `${name}-00000000`)
    default:
      return owned(kind, name)
  }
}

/** An account as the policy reads it. */
export function accountParams({ ref, meta, secrets }: ServiceAccountObject): JsonObject {
  return {
    metadata: { namespace: ref.namespace ?? '', name: ref.name, annotations: { ...meta.annotations } },
    secrets: secrets.map(({ name }) => (name === undefined ? {} : { name })),
  }
}
