// What is written down before and after each write to a cluster: enough to go on, or to take everything back, from the journal alone.
import type { JsonObject } from '../base/index.ts'
import type { Edit } from './edit.ts'
import type { Plan } from './step.ts'

/** A write as it was really made, exact and invertible: edits resolved against the whole object, and objects with all that they said. */
export type ExactChange =
  | { readonly kind: 'edit'; readonly edits: readonly Edit[] }
  | { readonly kind: 'create'; readonly object: JsonObject }
  | { readonly kind: 'delete'; readonly object: JsonObject }

/** What the tokens of an audited cluster were, for the proof afterwards: by workload (`Kind namespace/name`), one line for each token. */
export type HeldTokens = Readonly<Record<string, readonly string[]>>

/** One line of the journal. */
export type JournalRecord =
  /** The first line: the whole plan, so that the journal needs no other file. */
  | {
      readonly record: 'opened'
      readonly run: string
      readonly at: string
      readonly server: string
      readonly plan: Plan
      readonly held: HeldTokens
      /** The namespace in which a copy of the journal is kept, where one was asked for: whoever goes on keeps it too. */
      readonly mirror?: string
    }
  /** A walk begins: forward, or back. `steps` are those that it is to take, in order. */
  | {
      readonly record: 'walk'
      readonly direction: Direction
      readonly at: string
      readonly steps: readonly string[]
      /** Workloads (by `refKey`) whose pods were not all ready before it: they are not held against the change. */
      readonly unready?: readonly string[]
    }
  /** On disk before the request is sent. */
  | {
      readonly record: 'intent'
      readonly step: string
      readonly direction: Direction
      readonly uid?: string
      readonly resourceVersion?: string
      readonly change: ExactChange
    }
  /** The API server has taken it. */
  | {
      readonly record: 'done'
      readonly step: string
      readonly direction: Direction
      readonly uid?: string
      readonly resourceVersion?: string
      /** What it made of the change, where that is more than was sent: defaults in the fields, an object with its uid. */
      readonly made?: ExactChange
    }
  /** An intent without `done` was held against the object: nothing had been written. */
  | { readonly record: 'notMade'; readonly step: string; readonly direction: Direction }
  /** The object was so already: nothing was sent, and nothing is to be taken back. */
  | { readonly record: 'alreadySo'; readonly step: string; readonly direction: Direction }
  /** The API server has refused it, or the object is not as it should be; nothing was changed. */
  | { readonly record: 'refused'; readonly step: string; readonly direction: Direction; readonly message: string }
  /** The pods show it. */
  | { readonly record: 'effective'; readonly step: string; readonly direction: Direction; readonly at: string }
  /** It is applied, and its effect waits for somebody: see `Effect`. */
  | {
      readonly record: 'pending'
      readonly step: string
      readonly direction: Direction
      readonly message: string
      /** The uids of the pods that are waited for to go. */
      readonly pods?: readonly string[]
    }
  /** A batch went wrong, and is backed out. */
  | { readonly record: 'batchFailed'; readonly steps: readonly string[]; readonly message: string; readonly at: string }
  | {
      readonly record: 'closed'
      readonly direction: Direction
      readonly at: string
      readonly outcome: 'complete' | 'backedOut' | 'stopped'
    }

/** Forward makes the plan's steps; back takes them back. */
export type Direction = 'forward' | 'back'
