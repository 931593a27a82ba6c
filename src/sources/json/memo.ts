// What was read last at a place of the wanted tree: the next object mostly repeats it, and what repeats is not read again.

/**
 * The last array or object that was read for one node of a wanted tree. It ends where its bracket closes, so the same
 * bytes for the same node are the same value: pods of one owner differ in a few names, addresses and times.
 *
 * INVARIANT: the members are of the input's piece in which the array or object itself stands, or `piece` is -1.
 */
export class Memo<M> {
  /** The piece of input that holds the text; the text is gone with it. -1 before the first. */
  piece = -1
  from = 0
  length = 0
  lines = 0
  lastLine = 0
  value: unknown = undefined
  /** Of a record, how many members it had, if the first of `members` are all of it; else -1. */
  count = -1
  /** How many members of the record that is being read are not what they were in the last. */
  differing = 0
  /** Of a record, the member that was read last in each place. They need not be of the same record. */
  readonly members: MemberMemo<M>[] = []

  /** Begins anew, for another piece. */
  clear(): void {
    this.piece = -1
    this.value = undefined
    this.count = -1
    this.members.length = 0
  }
}

/**
 * A member of a record, from its first quote up to the quote of the next one or the closing brace. INVARIANT: it repeats
 * only where that byte repeats, too: a number would not end without it.
 */
export interface MemberMemo<M> {
  from: number
  length: number
  lines: number
  lastLine: number
  /** `undefined` for a member that is skipped. */
  member: M | undefined
  value: unknown
}

/** How many members of a record are remembered; those behind them are read each time. */
export const rememberedMembers = 32
