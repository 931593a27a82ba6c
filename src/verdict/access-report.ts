// Who can obtain whose token, as it leaves the house: plain data, the same in `who-can` and in the audit (schemas in `api/`).
import type { ObjectRef } from '../kube/index.ts'
import type { Severity } from './severity.ts'

/** Who holds something. A user name of a service account appears as that ServiceAccount. */
export interface SubjectReport {
  readonly kind: 'ServiceAccount' | 'User' | 'Group'
  readonly name: string
  /** Of a ServiceAccount. */
  readonly namespace?: string
}

/** Whose token. */
export interface TargetReport {
  readonly scope: 'serviceAccount' | 'namespace' | 'node' | 'cluster'
  /** Of an account, or of all in one namespace; an account without a namespace is that name in every namespace. */
  readonly namespace?: string
  /** Of an account or a node. */
  readonly name?: string
  /** With scope `cluster`: another user or group, as whom the subject can act. */
  readonly identity?: SubjectReport
}

/** One rule that gives it, as its binding hands it out. */
export interface ViaReport {
  readonly binding: ObjectRef
  readonly role: ObjectRef
  /** The rule's place in the role, from 0; absent where the binding counts whatever its role says, as the subject can change that. */
  readonly rule?: number
  /** Where the input does not have the rule: it is taken to be there, as upstream has it (see the source's assumptions). */
  readonly assumed?: true
}

/** One step of a chain. */
export interface HopReport {
  readonly subject: SubjectReport
  /** The group through which the subject has it, where it is not bound itself. */
  readonly memberOf?: string
  readonly route: string
  readonly target: TargetReport
  readonly via: readonly ViaReport[]
  readonly made?: readonly ViaReport[]
}

/** One subject's hold on one target. */
export interface GrantReport {
  readonly subject: SubjectReport
  /** The group through which the subject has it, where it is not bound itself. */
  readonly memberOf?: string
  /** The route's id, as `mint-token`; for a chain that of its first step. */
  readonly route: string
  /** Whether the subject may ask for a new token of the target itself (TokenRequest); `false` for every way around that, and for chains. */
  readonly direct: boolean
  readonly target: TargetReport
  /** Every rule that takes part. */
  readonly via: readonly ViaReport[]
  /** Rules that the subject comes to by bindings that it makes, or adds itself to, on the way. */
  readonly made?: readonly ViaReport[]
  /** For what is reached through others: every step, the first to the last. */
  readonly chain?: readonly HopReport[]
  /** How many accounts, pods or Secrets there are now for the route to end in; `null` where the input does not show it. */
  readonly existing: number | null
  /** What it needs besides that RBAC does not show. */
  readonly besides?: string
  /** The last minor version of Kubernetes 1.x where the route works, or the first, where the input does not say the version. */
  readonly versions?: { readonly since?: number; readonly until?: number }
  /** Whether it belongs to Kubernetes itself or to the cloud's platform. */
  readonly platform: boolean
  readonly severity: Severity
}

/** A route as the report explains it. */
export interface RouteReport {
  readonly id: string
  readonly title: string
  readonly direct: boolean
  readonly remedy: string
}
