// The snapshot file: gzip over JSON lines, a head, one object a line in a fixed order, and a tail that tells a whole file from a
// torn one. The same cluster state gives the same bytes.
import type { Gap } from '../../kube/index.ts'

/** The head line's `formatVersion`; a reader refuses what is newer. */
export const formatVersion = 1

/** What a snapshot holds beside its objects. */
export interface SnapshotHead {
  /** RFC 3339, in UTC. */
  readonly takenAt: string
  readonly description: string
  readonly serverVersion?: string
  readonly apiAudiences: readonly string[]
  readonly legacyTrackingSince?: string
  readonly namespaces?: readonly string[]
  /** Plural resource names that were read to their end. */
  readonly complete: readonly string[]
  readonly gaps: readonly Gap[]
}

/** A whole snapshot. Objects are plain values that hold only the fields which the audit reads. */
export interface Snapshot extends SnapshotHead {
  readonly objects: readonly unknown[]
}

/** The last line. */
export interface SnapshotTail {
  readonly objects: number
  /** SHA-256 of every byte before this line, in hex. */
  readonly sha256: string
}
