export { describeGap, type Answer, type Gap } from './gap.ts'
export type { AdmissionMatch, AdmissionSelector, AdmissionSpec } from './admission-objects.ts'
export {
  decodeObject,
  wantedOfObjects,
  type AdmissionObject,
  type BindingObject,
  type ClaimObject,
  type ClassObject,
  type Decoded,
  type DriverObject,
  type KubeObject,
  type PodObject,
  type RoleObject,
  type SecretObject,
  type ServiceAccountObject,
  type VolumeObject,
  type WorkloadObject,
} from './kube-object.ts'
export {
  defaultServiceAccountName,
  defaultTokenMountPath,
  exceptionInfix,
  groups,
  injectedExpirationSeconds,
  injectedVolumePrefix,
  keys,
  namespaceAccountsGroup,
  projectedExpirationSeconds,
  serviceAccountUserName,
  statementPrefix,
  tokenSecretType,
} from './names.ts'
export { emptyMeta, type ObjectMeta, type OwnerReference } from './object-meta.ts'
export { accountObject, formatName, formatRef, groupOf, refKey, type AccountRef, type ObjectRef } from './object-ref.ts'
export {
  accountNameOf,
  type Container,
  type EnvVar,
  type KeyToPath,
  type PodSpec,
  type PodTemplate,
  type Volume,
  type VolumeMount,
  type VolumeProjection,
} from './pod-spec.ts'
export { formatPath, type PlacedTemplate } from './pod-templates.ts'
export type { BindingBody, LabelSelector, PolicyRule, RoleBody, Subject } from './rbac-objects.ts'
export {
  defaulted,
  flag,
  integer,
  isRecord,
  list,
  mapOf,
  optional,
  record,
  required,
  text,
  type DecodeProblem,
  type Members,
  type Shape,
} from './shape.ts'
export { mergeWanted, wantedAt, wantedMember, type Wanted } from './wanted.ts'
export type { WorkloadControls } from './workload-controls.ts'
export { customWorkloadKinds, findWorkloadKind, workloadKinds, type TemplateForm, type WorkloadKind } from './workload-kinds.ts'
