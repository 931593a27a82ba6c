// Turns an untrusted value into one of the objects that the rooms above know, or says why it can't be one.
import { admissionSpec, type AdmissionSpec } from './admission-objects.ts'
import { objectMeta, type ObjectMeta } from './object-meta.ts'
import { formatPath, templatesOf, wantedOfTemplates, type PlacedTemplate } from './pod-templates.ts'
import { groupOf, type ObjectRef } from './object-ref.ts'
import { podSpec, type PodSpec } from './pod-spec.ts'
import { bindingBody, roleBody, type BindingBody, type RoleBody } from './rbac-objects.ts'
import { defaulted, flag, isRecord, list, optional, record, required, text, type DecodeProblem, type Shape } from './shape.ts'
import { mergeWanted, type Wanted } from './wanted.ts'
import { hasControls, workloadControls, type WorkloadControls } from './workload-controls.ts'
import { findWorkloadKind, type WorkloadKind } from './workload-kinds.ts'

interface Named {
  readonly ref: ObjectRef
  readonly meta: ObjectMeta
}

/** A Pod. */
export interface PodObject extends Named {
  readonly is: 'pod'
  readonly spec: PodSpec
  /** `Succeeded` and `Failed` pods run no more. */
  readonly phase?: string
}

/** Any object whose kind makes pods. */
export interface WorkloadObject extends Named {
  readonly is: 'workload'
  readonly row: WorkloadKind
  readonly controls: WorkloadControls
  readonly templates: readonly PlacedTemplate[]
}

/** A ServiceAccount. */
export interface ServiceAccountObject extends Named {
  readonly is: 'serviceAccount'
  readonly automountServiceAccountToken?: boolean
  /** The Secrets that the account lists: a token Secret in this list was made by the controller, not by hand. */
  readonly secrets: readonly { readonly name?: string }[]
}

/** A Secret's type and metadata; its data is never read. */
export interface SecretObject extends Named {
  readonly is: 'secret'
  readonly type: string
}

/** A Role or ClusterRole. */
export interface RoleObject extends Named, RoleBody {
  readonly is: 'role'
}

/** A RoleBinding or ClusterRoleBinding. */
export interface BindingObject extends Named, BindingBody {
  readonly is: 'binding'
}

/** A CSIDriver. */
export interface DriverObject extends Named {
  readonly is: 'driver'
  readonly tokenRequests: readonly { readonly audience: string }[]
}

/** A PersistentVolume, as far as it names a CSI driver. */
export interface VolumeObject extends Named {
  readonly is: 'volume'
  readonly driver?: string
}

/** A PersistentVolumeClaim. */
export interface ClaimObject extends Named {
  readonly is: 'claim'
  readonly volumeName?: string
  readonly storageClassName?: string
}

/** A StorageClass. */
export interface ClassObject extends Named {
  readonly is: 'class'
  readonly provisioner: string
}

/** An admission policy of the API server itself, or the binding of one. */
export interface AdmissionObject extends Named {
  readonly is: 'admission'
  readonly spec: AdmissionSpec
}

/** An object that some room reads. */
export type KubeObject =
  | PodObject
  | WorkloadObject
  | ServiceAccountObject
  | SecretObject
  | RoleObject
  | BindingObject
  | DriverObject
  | VolumeObject
  | ClaimObject
  | ClassObject
  | AdmissionObject

/** What became of a value. */
export type Decoded =
  | { readonly kind: 'object'; readonly object: KubeObject }
  /** A kind that no room reads. */
  | { readonly kind: 'ignored' }
  /** Not an object of Kubernetes at all. */
  | { readonly kind: 'foreign'; readonly message: string }
  /** A kind that is read, but with values that the API server would refuse. */
  | {
      readonly kind: 'refused'
      readonly ref: ObjectRef
      readonly problems: readonly { readonly field: string; readonly message: string }[]
    }

interface Head {
  readonly metadata: ObjectMeta
}

const head: Shape<Head> = record<Head>({ metadata: required(objectMeta) })

const pod: Shape<Pick<PodObject, 'spec'> & { readonly status?: { readonly phase?: string } }> = record<
  Pick<PodObject, 'spec'> & { readonly status?: { readonly phase?: string } }
>({ spec: required(podSpec), status: optional(record<{ readonly phase?: string }>({ phase: optional(text) })) })

const serviceAccount: Shape<Pick<ServiceAccountObject, 'automountServiceAccountToken' | 'secrets'>> = record<
  Pick<ServiceAccountObject, 'automountServiceAccountToken' | 'secrets'>
>({
  automountServiceAccountToken: optional(flag),
  secrets: defaulted(list(record<{ readonly name?: string }>({ name: optional(text) })), []),
})

const secret: Shape<Pick<SecretObject, 'type'>> = record<Pick<SecretObject, 'type'>>({ type: defaulted(text, 'Opaque') })

const driver: Shape<{ readonly spec?: Pick<DriverObject, 'tokenRequests'> }> = record<{
  readonly spec?: Pick<DriverObject, 'tokenRequests'>
}>({
  spec: optional(
    record<Pick<DriverObject, 'tokenRequests'>>({
      tokenRequests: defaulted(list(record<{ readonly audience: string }>({ audience: defaulted(text, '') })), []),
    }),
  ),
})

const volume: Shape<{ readonly spec?: { readonly csi?: { readonly driver?: string } } }> = record<{
  readonly spec?: { readonly csi?: { readonly driver?: string } }
}>({
  spec: optional(
    record<{ readonly csi?: { readonly driver?: string } }>({
      csi: optional(record<{ readonly driver?: string }>({ driver: optional(text) })),
    }),
  ),
})

const claim: Shape<{ readonly spec?: Pick<ClaimObject, 'volumeName' | 'storageClassName'> }> = record<{
  readonly spec?: Pick<ClaimObject, 'volumeName' | 'storageClassName'>
}>({
  spec: optional(
    record<Pick<ClaimObject, 'volumeName' | 'storageClassName'>>({
      volumeName: optional(text),
      storageClassName: optional(text),
    }),
  ),
})

const storageClass: Shape<Pick<ClassObject, 'provisioner'>> = record<Pick<ClassObject, 'provisioner'>>({
  provisioner: defaulted(text, ''),
})

const admission: Shape<{ readonly spec: AdmissionSpec }> = record<{ readonly spec: AdmissionSpec }>({
  spec: defaulted(admissionSpec, {}),
})

/** The kinds besides workloads: which they are, and how each is read. */
interface PlainKind {
  readonly group: string
  readonly kind: string
  /** Whether objects of it live in a namespace; one that names none then lives in `default`. */
  readonly namespaced: boolean
  readonly wanted: Wanted
  read(value: unknown, named: Named, problems: DecodeProblem[]): KubeObject
}

function plain<T>(
  group: string,
  kind: string,
  namespaced: boolean,
  shape: Shape<T>,
  make: (named: Named, body: T) => KubeObject,
): PlainKind {
  return {
    group,
    kind,
    namespaced,
    wanted: shape.wanted,
    read: (value, named, problems) => make(named, shape.decode(value, problems)),
  }
}

const rbac = 'rbac.authorization.k8s.io'

const plainKinds: readonly PlainKind[] = [
  plain('', 'Pod', true, pod, (named, body) => ({
    ...named,
    is: 'pod',
    spec: body?.spec,
    ...(body?.status?.phase === undefined ? {} : { phase: body.status.phase }),
  })),
  plain('', 'ServiceAccount', true, serviceAccount, (named, body) => ({ ...named, is: 'serviceAccount', ...body })),
  plain('', 'Secret', true, secret, (named, body) => ({ ...named, is: 'secret', ...body })),
  plain(rbac, 'Role', true, roleBody, (named, body) => ({ ...named, is: 'role', ...body })),
  plain(rbac, 'ClusterRole', false, roleBody, (named, body) => ({ ...named, is: 'role', ...body })),
  plain(rbac, 'RoleBinding', true, bindingBody, (named, body) => ({ ...named, is: 'binding', ...body })),
  plain(rbac, 'ClusterRoleBinding', false, bindingBody, (named, body) => ({ ...named, is: 'binding', ...body })),
  plain('storage.k8s.io', 'CSIDriver', false, driver, (named, body) => ({
    ...named,
    is: 'driver',
    tokenRequests: body?.spec?.tokenRequests ?? [],
  })),
  plain('', 'PersistentVolume', false, volume, (named, body) => ({
    ...named,
    is: 'volume',
    ...(body?.spec?.csi?.driver === undefined ? {} : { driver: body.spec.csi.driver }),
  })),
  plain('', 'PersistentVolumeClaim', true, claim, (named, body) => ({ ...named, is: 'claim', ...body?.spec })),
  plain('storage.k8s.io', 'StorageClass', false, storageClass, (named, body) => ({ ...named, is: 'class', ...body })),
  ...[
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
    'MutatingAdmissionPolicy',
    'MutatingAdmissionPolicyBinding',
  ].map((kind) =>
    plain('admissionregistration.k8s.io', kind, false, admission, (named, body) => ({ ...named, is: 'admission', ...body })),
  ),
]

const plainByKind: ReadonlyMap<string, PlainKind> = new Map(plainKinds.map((row) => [`${row.group}/${row.kind}`, row]))

const noControls: WorkloadControls = {}

const identity: Wanted = { kind: 'record', members: new Map(['apiVersion', 'kind'].map((key) => [key, { kind: 'scalar' }])) }

/** Everything that is read of any object, whatever its kind. Secret `data` and environment values are in no shape. */
export const wantedOfObjects: Wanted = [
  identity,
  head.wanted,
  wantedOfTemplates,
  workloadControls.wanted,
  ...plainKinds.map((row) => row.wanted),
].reduce(mergeWanted)

/**
 * Reads one object.
 *
 * @param value - a plain value, as JSON or YAML gave it
 * @param defaultNamespace - the namespace of a namespaced object that names none
 */
export function decodeObject(value: unknown, defaultNamespace = 'default'): Decoded {
  if (!isRecord(value)) return { kind: 'foreign', message: 'not an object' }
  const { apiVersion, kind } = value
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || apiVersion === '' || kind === '') {
    return { kind: 'foreign', message: 'no `apiVersion` and `kind`: not a Kubernetes object' }
  }
  const group = groupOf(apiVersion)
  const row = findWorkloadKind(group, kind)
  const plainRow = plainByKind.get(`${group}/${kind}`)
  if (row === undefined && plainRow === undefined) return { kind: 'ignored' }

  const problems: DecodeProblem[] = []
  const meta = head.decode(value, problems)?.metadata
  const namespaced = row !== undefined || plainRow?.namespaced === true
  const ref = refOf(apiVersion, kind, meta, namespaced ? defaultNamespace : undefined)
  if (problems.length === 0 && ref.name === '')
    problems.push({ path: ['metadata', 'name'], expected: 'a name', found: 'nothing' })
  const named: Named = { ref, meta }
  const object: KubeObject | undefined =
    row === undefined
      ? plainRow?.read(value, named, problems)
      : {
          ...named,
          is: 'workload',
          row,
          controls: (hasControls(row.group, row.kind) ? workloadControls.decode(value, problems)?.spec : undefined) ?? noControls,
          templates: templatesOf(row, value, problems),
        }
  if (problems.length > 0 || object === undefined) {
    return {
      kind: 'refused',
      ref,
      problems: problems.map((p) => ({ field: formatPath(p.path), message: `expected ${p.expected}, found ${p.found}` })),
    }
  }
  return { kind: 'object', object }
}

function refOf(apiVersion: string, kind: string, meta: ObjectMeta | undefined, defaultNamespace: string | undefined): ObjectRef {
  const name = nameOf(meta)
  if (defaultNamespace === undefined) return { apiVersion, kind, name }
  const given = typeof meta?.namespace === 'string' && meta.namespace !== '' ? meta.namespace : defaultNamespace
  return { apiVersion, kind, namespace: given, name }
}

// An object that leaves its name to the API server is told as `prefix*`.
function nameOf(meta: ObjectMeta | undefined): string {
  if (typeof meta?.name === 'string' && meta.name !== '') return meta.name
  return typeof meta?.generateName === 'string' && meta.generateName !== '' ? `${meta.generateName}*` : ''
}
