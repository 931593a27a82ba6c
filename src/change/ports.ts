// What the walk through a plan asks of the world: a cluster to read and write, a journal to write before it does, and time. Implemented
// by `sources`; nothing here knows how.
import type { JsonObject } from '../base/index.ts'
import type { ObjectRef } from '../kube/index.ts'
import type { AuditReport } from '../verdict/index.ts'
import type { PatchOperation } from './edit.ts'
import type { JournalRecord } from './journal.ts'

/** An object as it is now. Values of environment variables and the body of a Secret are not in it. */
export interface LiveObject {
  readonly uid: string
  readonly resourceVersion: string
  readonly object: JsonObject
}

/** One write. */
export type Write =
  /** `resourceVersion` and `uid` are tested by the server together with the patch's own tests. */
  | {
      readonly kind: 'patch'
      readonly ref: ObjectRef
      readonly uid: string
      readonly resourceVersion: string
      readonly patch: readonly PatchOperation[]
    }
  | { readonly kind: 'create'; readonly ref: ObjectRef; readonly object: JsonObject }
  | { readonly kind: 'delete'; readonly ref: ObjectRef; readonly uid: string; readonly resourceVersion: string }

/** What became of a write. */
export type WriteOutcome =
  | { readonly kind: 'written'; readonly live: LiveObject | undefined }
  /**
   * The server says no and has changed nothing: rights, admission, validation. `conflict`: a precondition does not hold (a test of the
   * patch, the uid, the resourceVersion), the object is gone, or one of this name exists.
   */
  | { readonly kind: 'refused'; readonly conflict: boolean; readonly message: string }
  /** No whole answer came: it may have been done or not. */
  | { readonly kind: 'unknown'; readonly message: string }

/** A right that a write needs. */
export interface NeededRight {
  readonly verb: string
  /** `''` is the core group. */
  readonly apiGroup: string
  readonly resource: string
  readonly subresource?: string
  readonly namespace?: string
  readonly name?: string
}

/** A pod of a workload that runs, as far as it tells whether a change has arrived. */
export interface ObservedPod {
  readonly name: string
  readonly uid: string
  /** Those of its containers that hold an API token. */
  readonly containersWithToken: readonly string[]
  readonly ready: boolean
  readonly restarts: number
  /** Why a container waits, where it does: `CrashLoopBackOff`. */
  readonly waiting?: string
  /** It is being deleted. */
  readonly ending: boolean
}

/** A workload and its pods. */
export interface ObservedWorkload {
  /** How many pods there should be; absent where the kind does not say. */
  readonly wanted?: number
  /**
   * Whether its controller has seen its newest generation, and none of its pods is of an older template as far as its status tells
   * (`updatedReplicas` of as many as there are). True where the kind does not say.
   */
  readonly upToDate: boolean
  readonly pods: readonly ObservedPod[]
}

/** A cluster. Every call may throw a SparekeyError `INTERRUPTED`, or `API_UNREACHABLE` where it only reads. */
export interface Cluster {
  /** `undefined` where there is no such object. */
  read(ref: ObjectRef): Promise<LiveObject | undefined>
  write(write: Write): Promise<WriteOutcome>
  /** The write, as far as the server can go without making it (`dryRun=All`). */
  tryWrite(write: Write): Promise<WriteOutcome>
  /** Whether the one who runs this may do it (SelfSubjectAccessReview). */
  may(right: NeededRight): Promise<boolean>
  /** The plural of the object's kind, for rights. */
  resourceOf(ref: ObjectRef): Promise<string>
  /** One for each workload, in their order; one that is not there wants no pods. */
  observe(workloads: readonly ObjectRef[]): Promise<readonly ObservedWorkload[]>
  /** PodDisruptionBudgets that allow no disruption now, for the pods of these workloads. */
  blockedByBudgets(workloads: readonly ObjectRef[]): Promise<readonly { readonly workload: ObjectRef; readonly budget: string }[]>
  /** Audits the cluster as the plan's source was audited. */
  audit(): Promise<AuditReport>
}

/**
 * Where the journal stands. `append` returns when the record is on disk, and throws when it is not; after that it takes no more. Calls
 * may overlap: records are written in the order of the calls.
 */
export interface Journal {
  append(record: JournalRecord): Promise<void>
}

/** A request that the API server refused. */
export interface RefusedRequest {
  readonly who:
    | { readonly kind: 'account'; readonly account: string }
    | { readonly kind: 'user'; readonly name: string }
    /** The Secret, as `namespace/name`, of a token that is refused. */
    | { readonly kind: 'secret'; readonly secret: string }
    /** Nobody could be authenticated: whose token it was, the log does not say. */
    | { readonly kind: 'nobody' }
  readonly verb: string
  readonly group: string
  readonly resource: string
  readonly subresource: string
  /** Empty: cluster-scoped, or all namespaces. */
  readonly namespace: string
}

/** An audit log that grows. */
export interface RefusalWatch {
  /** What was refused since the last look; at the first look, as far back as was kept. */
  look(): Promise<readonly RefusedRequest[]>
}

/** Time. */
export interface Clock {
  /** RFC 3339, in UTC. */
  now(): string
  /** Milliseconds, for durations. */
  elapsed(): number
  /** Ends early by throwing when the run is interrupted. */
  pause(milliseconds: number): Promise<void>
}
