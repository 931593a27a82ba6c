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
    metadata: {
      namespace: account.namespace,
      creationTimestamp: `${today}T00:00:00Z`,
      ...(identityOf(workload) as unknown as JsonObject),
    },
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
  const { name, labels, ownerReferences } = identityOf(workload)
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: workload.namespace ?? 'default',
      labels: { ...((given['labels'] ?? {}) as JsonObject), ...labels },
      annotations: given['annotations'] ?? {},
      // The API server wants an owner to have a uid, and does not ask whose it is.
      ownerReferences: ownerReferences.map((owner) => ({ ...owner, uid: '00000000-0000-0000-0000-000000000000' })),
    },
    spec: template['spec'] ?? {},
  }
}

interface Identity {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly ownerReferences: readonly {
    readonly apiVersion: string
    readonly kind: string
    readonly name: string
    readonly controller: true
  }[]
}

/** What stands between a workload and its pods, as its controller names it. */
const between: Readonly<
  Record<
    string,
    { readonly apiVersion: string; readonly kind: string; readonly suffix: string; readonly labels: Identity['labels'] }
  >
> = {
  Deployment: { apiVersion: 'apps/v1', kind: 'ReplicaSet', suffix: hash, labels: { 'pod-template-hash': hash } },
  CronJob: { apiVersion: 'batch/v1', kind: 'Job', suffix: '00000000', labels: {} },
}

/** A name of more characters is none; controllers cut what they name after an object, too. */
const longestName = 253

/** What the controller of a workload writes into its pods. */
function identityOf({ apiVersion, kind, name }: ObjectRef): Identity {
  if (kind === 'Pod') return { name, labels: {}, ownerReferences: [] }
  const row = between[kind]
  const owner =
    row === undefined ? { apiVersion, kind, name } : { apiVersion: row.apiVersion, kind: row.kind, name: `${name}-${row.suffix}` }
  const begin = owner.name.slice(0, longestName - hash.length - 1).replace(/[^a-z0-9]+$/, '')
  return { name: `${begin}-${hash}`, labels: row?.labels ?? {}, ownerReferences: [{ ...owner, controller: true }] }
}

/** An account as the policy reads it. */
export function accountParams({ ref, meta, secrets }: ServiceAccountObject): JsonObject {
  return {
    metadata: { namespace: ref.namespace ?? '', name: ref.name, annotations: { ...meta.annotations } },
    secrets: secrets.map(({ name }) => (name === undefined ? {} : { name })),
  }
}
