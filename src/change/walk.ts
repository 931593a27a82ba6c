// What a walk through a plan is given, what it tells while it goes, and what it comes to.
import type { ObjectRef } from '../kube/index.ts'
import type { Conflict } from './edit.ts'
import type { Direction } from './journal.ts'
import type { Clock, Cluster, Journal, LiveObject, NeededRight, RefusalWatch } from './ports.ts'

/** The world of a walk. */
export interface World {
  readonly cluster: Cluster
  readonly journal: Journal
  readonly clock: Clock
  /** What is refused; absent where no audit log is at hand. */
  readonly refusals?: RefusalWatch
  readonly say: (event: WalkEvent) => void
}

/** How to walk. */
export interface WalkOptions {
  /** How many groups the first batch has. */
  readonly canary: number
  /** How many groups each later batch has. */
  readonly batchSize: number
  /** How many writes of one batch are under way at a time, where no step requires another. */
  readonly parallel: number
  /** How long a batch may take until its pods show the change, in milliseconds. */
  readonly timeoutMs: number
  /** How long refused requests are looked for after each batch, in milliseconds; absent where nothing tells of them. */
  readonly watchMs?: number
  /** Whether to wait for the pods at all. */
  readonly wait: boolean
  /** Whether fields that somebody else has changed since are overwritten on the way back. */
  readonly force: boolean
  /** Only these steps, by id; absent: all. */
  readonly steps?: readonly string[]
}

/** What is told on the way. */
export type WalkEvent =
  | {
      readonly kind: 'batch'
      readonly direction: Direction
      readonly number: number
      readonly of: number
      readonly steps: readonly string[]
    }
  | {
      readonly kind: 'step'
      readonly direction: Direction
      readonly step: string
      readonly outcome: StepOutcome
      readonly message?: string
    }
  | { readonly kind: 'waiting'; readonly workloads: readonly { readonly workload: ObjectRef; readonly message: string }[] }
  /** The pods show it; refused requests are looked for. */
  | { readonly kind: 'watching'; readonly seconds: number }
  | { readonly kind: 'batchFailed'; readonly message: string }

/** What became of a step. */
export type StepOutcome = 'done' | 'alreadySo' | 'effective' | 'pending' | 'refused'

/** Why a step can't be taken, with what is there and what was expected. */
export interface Refusal {
  readonly step: string
  readonly message: string
  readonly conflicts: readonly Conflict[]
}

/** What a walk came to. */
export interface WalkOutcome {
  /** `complete`: every step is taken; `backedOut`: a batch went wrong and was taken back; `stopped`: it ends before its end. */
  readonly kind: 'complete' | 'backedOut' | 'stopped'
  readonly reason?: string
  readonly refusals: readonly Refusal[]
}

/** Everything that was asked before the first write. */
export interface Preflight {
  /** What stands against it; none where the walk may begin. */
  readonly problems: readonly PreflightProblem[]
  /** What could not be asked, or is worth knowing. */
  readonly warnings: readonly { readonly step?: string; readonly message: string }[]
  /** How many rights were asked about, for the steps and for their inverses. */
  readonly rightsAsked: number
  /** Steps whose objects are so already. */
  readonly alreadySo: readonly string[]
  /** The objects that can be written, as they were read, by `refKey`. */
  readonly seen: SeenObjects
}

/**
 * Objects as they were read before the walk, by `refKey`. Nothing is decided upon one but a write that tests its uid and its
 * resourceVersion, so that an object that has changed since is read anew.
 */
export type SeenObjects = ReadonlyMap<string, LiveObject>

/** One thing that stands against a step. */
export type PreflightProblem =
  | { readonly kind: 'right'; readonly step: string; readonly direction: Direction; readonly right: NeededRight }
  | { readonly kind: 'missing' | 'replaced'; readonly step: string; readonly message: string }
  | { readonly kind: 'changed'; readonly step: string; readonly conflicts: readonly Conflict[] }
  | { readonly kind: 'refused'; readonly step: string; readonly message: string }
