// The audit's answer as it leaves the house: plain data, the contract of `-o json` (schema in `api/`), read by every renderer.
import type { ObjectRef } from '../kube/index.ts'
import type { Location } from '../inventory/index.ts'
import type { AdmissionReport } from './admission-report.ts'
import type { GrantReport, RouteReport } from './access-report.ts'
import type { EvidenceSummary, WorkloadEvidenceReport } from './evidence/evidence-report.ts'
import type { Severity } from './severity.ts'

export { severities, type Severity } from './severity.ts'

/** What is said of a workload. Only `notProvenRequired` is a finding by itself; `couldNotTell` is a gap. */
export type VerdictKind =
  | 'notProvenRequired'
  | 'couldNotTell'
  | 'powerless'
  | 'requiredByEvidence'
  | 'requiredByDeclaration'
  | 'platformOwned'
  | 'noApiToken'

/** All verdicts, what needs a person first, each with its name for people. */
export const verdictTitles: Readonly<Record<VerdictKind, string>> = {
  notProvenRequired: 'not proven required',
  couldNotTell: 'could not tell',
  powerless: 'powerless',
  requiredByEvidence: 'required, seen in use',
  requiredByDeclaration: 'required, by declaration',
  platformOwned: 'platform-owned',
  noApiToken: 'holds no API token',
}

/** The field of the object that decided something, and its value; `null` is a field that is absent. */
export interface DecidedByReport {
  readonly object: ObjectRef
  readonly field: string
  readonly value: boolean | string | null
}

/** The one edit that would take a token away, or why none would. */
export type RemovalReport =
  | {
      readonly kind: 'edit'
      readonly object: ObjectRef
      readonly field: string
      readonly value: boolean | null
      readonly instruction: string
    }
  | { readonly kind: 'none'; readonly reason: string }

/** One token that one container holds. */
export interface TokenReport {
  readonly source: 'automount' | 'projected' | 'secret' | 'csi'
  /** `namespace/name` of the account whose token it is. */
  readonly serviceAccount: string
  /** `null` is the API server's default audience. */
  readonly audience: string | null
  /** Whether the API server accepts it. */
  readonly apiServer: boolean
  /** The file, as the container sees it; for `csi` the mount; `null` where it is in the environment. */
  readonly path: string | null
  /** The environment variable, where it is in one. */
  readonly environment?: string
  readonly volume: string | null
  /** Seconds; `null` never expires. */
  readonly expirationSeconds: number | null
  readonly decidedBy: DecidedByReport
  readonly removal: RemovalReport
  /** What else the container loses with the token, as `ca.crt`. */
  readonly alsoRemoves: readonly string[]
}

/** The kinds of container, by how the kubelet runs them. */
export type ContainerType = 'init' | 'sidecar' | 'container' | 'ephemeral'

/** One container and what it holds. */
export interface ContainerReport {
  readonly name: string
  readonly type: ContainerType
  readonly tokens: readonly TokenReport[]
}

/** A way to a token that is no mount of the container's own. */
export interface ExposureReport {
  readonly kind: 'unmountedVolume' | 'hostPath' | 'sharedProcessNamespace' | 'hostProcesses'
  readonly object: ObjectRef
  readonly field: string
  readonly message: string
}

/** A running pod that holds other tokens than the next pod of its workload will. */
export interface DriftReport {
  readonly pod: string
  readonly message: string
  readonly containers: readonly ContainerReport[]
}

/** Somebody's statement that the token is needed. */
export interface DeclarationReport {
  readonly reason: string
  readonly owner: string
  /** `YYYY-MM-DD`, the last day on which it holds. */
  readonly until: string
  /** Only `ca.crt` and `namespace` are needed, and no token. */
  readonly needs?: 'files'
  /** Only these containers need it. */
  readonly containers?: readonly string[]
  /** Where it stands: an object's annotation, or the requirements file. */
  readonly from: string
}

/** Whether the ServiceAccount admission plugin mounts a token into the workload's pods; `null` where it is not known. */
export interface AutomountReport {
  readonly mounts: boolean | null
  readonly decidedBy?: DecidedByReport
}

/** One workload. */
export interface WorkloadReport extends ObjectRef {
  readonly namespace: string
  /** `namespace/name`. */
  readonly serviceAccount: string
  readonly verdict: VerdictKind
  /** Why, in a sentence without a full stop. */
  readonly reason: string
  readonly automount: AutomountReport
  readonly containers: readonly ContainerReport[]
  readonly exposures: readonly ExposureReport[]
  readonly pods: { readonly running: number; readonly drift: readonly DriftReport[] }
  readonly declaration?: DeclarationReport
  /** What was seen of its use; absent where no evidence was given. */
  readonly evidence?: WorkloadEvidenceReport
  /** A controller above it that the input does not show. */
  readonly ownedBy?: ObjectRef
  readonly labels: Readonly<Record<string, string>>
  readonly location?: Location
}

/** Something to mend. */
export interface Finding {
  /** The check, as `token-not-proven-required`. */
  readonly id: string
  readonly severity: Severity
  readonly object: ObjectRef
  readonly message: string
  /** `benchmark/control`, as `cis-aks-1.8/4.1.6`. */
  readonly controls: readonly string[]
  readonly remedy: string
  readonly location?: Location
}

/** Something that could not be known. */
export interface GapReport {
  readonly kind: string
  readonly message: string
  readonly remedy: string
  readonly location?: Location
}

/** What one control of a benchmark comes to. */
export interface ControlReport {
  readonly id: string
  readonly title: string
  /** `accepted`: only declared or platform-owned tokens are left. `notAssessed`: this version has no check for it. */
  readonly status: 'pass' | 'fail' | 'accepted' | 'couldNotTell' | 'notAssessed'
  readonly findings: number
  readonly note: string
}

/** One benchmark in one version. */
export interface BenchmarkReport {
  readonly id: string
  readonly title: string
  readonly version: string
  readonly controls: readonly ControlReport[]
}

/** Where the objects came from. */
export interface SourceReport {
  readonly kind: 'live' | 'manifests' | 'snapshot'
  /** For people: a context, a folder, a file. */
  readonly description: string
  readonly serverVersion?: string
  /** When a snapshot was taken (RFC 3339). */
  readonly takenAt?: string
  readonly namespaces?: readonly string[]
  /** Audiences that the API server was taken to accept, beside the empty one. */
  readonly apiAudiences: readonly string[]
  /** What was supposed of objects that the input lacks, each in a sentence without a full stop. */
  readonly assumptions: readonly string[]
  /** Whether every role and binding is known, so that a powerless account can be told. */
  readonly rolesKnown: boolean
}

/** Counts over the whole report. */
export interface Summary {
  readonly workloads: number
  readonly containers: number
  readonly containersWithApiToken: number
  readonly tokens: number
  readonly apiTokens: number
  readonly verdicts: Readonly<Record<VerdictKind, number>>
  readonly findings: Readonly<Record<Severity, number>>
  readonly gaps: number
}

/** The whole answer. */
export interface AuditReport {
  readonly apiVersion: 'sparekey.dev/v1'
  readonly kind: 'AuditReport'
  /** RFC 3339; an argument of the audit, so that the same input gives the same bytes. */
  readonly generatedAt: string
  readonly source: SourceReport
  /** The evidence of use that it was given; absent for none. */
  readonly evidence?: EvidenceSummary
  /** The API server's own admission policies; absent where not all of them were read. */
  readonly admission?: AdmissionReport
  readonly gaps: readonly GapReport[]
  readonly summary: Summary
  /** By namespace, kind and name. */
  readonly workloads: readonly WorkloadReport[]
  /** Who can obtain whose token at one step, as `who-can --all` shows it: by target, subject and route, the platform's own last. */
  readonly grants: readonly GrantReport[]
  /** Every route that `grants` names. */
  readonly routes: readonly RouteReport[]
  /** The worst first, then by check and object. */
  readonly findings: readonly Finding[]
  readonly benchmarks: readonly BenchmarkReport[]
}
