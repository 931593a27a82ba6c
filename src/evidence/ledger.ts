// The ledger: a set of blocks of audit log, each with what was seen in it. Nothing is summed up before somebody asks, so that a block
// that comes twice counts once (decision 0009).

/** Which log it is: AKS's `kube-audit-admin` lacks get and list, so it can show use and never the lack of it. */
export const categories = ['kube-audit', 'kube-audit-admin'] as const

/** One of {@link categories}. */
export type Category = (typeof categories)[number]

/** What a person said of a log that does not say it itself; `''` where nothing was said. */
export interface Given {
  readonly cluster: string
  readonly category: Category | ''
}

/** Which part of which log: the same bytes are the same block, wherever the file lies and whatever it is called. */
export interface BlockIdentity {
  /** Bytes, unpacked. */
  readonly length: number
  /** Of samples of the bytes at fixed places, of their number, and of all that the block says: two with one digest say the same. */
  readonly digest: string
  /** Digests of the samples in the first 1, 2, 4 … KiB, as far as there are so many: they tell a block that has grown since. */
  readonly marks: readonly string[]
  readonly given: Given
}

/** A number of equal things: how many, on which day, first and last. Several stages of one request are one thing. */
export interface Tally {
  /** What makes them equal; the columns are those of the table. */
  readonly key: readonly string[]
  /** Days since 1970, of the request. */
  readonly day: number
  /** Requests that were seen to begin to answer: watches and other streams. */
  readonly started: number
  /** Requests that were seen to end. */
  readonly ended: number
  /** Microseconds since 1970. */
  readonly first: number
  readonly last: number
}

/** The tables of a section. */
export const tableNames = [
  'uses',
  'minted',
  'credentialUses',
  'legacySecrets',
  'staleTokens',
  'impersonations',
  'refused',
  'tokenReviews',
  'unauthenticated',
] as const

/** One of {@link tableNames}. */
export type TableName = (typeof tableNames)[number]

/** What the columns of their keys are. */
export const tableColumns: Readonly<Record<TableName, readonly string[]>> = {
  uses: ['serviceAccount', 'pod', 'uid', 'credential', 'verb', 'group', 'resource', 'subresource', 'namespace', 'result'],
  minted: ['by', 'serviceAccount', 'credentialId', 'result'],
  credentialUses: ['credentialId', 'serviceAccount'],
  legacySecrets: ['serviceAccount', 'secret', 'kind', 'state'],
  staleTokens: ['serviceAccount', 'pod', 'uid'],
  impersonations: ['by', 'as', 'result'],
  refused: ['subject', 'verb', 'group', 'resource', 'subresource', 'namespace'],
  tokenReviews: ['by', 'result'],
  unauthenticated: [],
}

/** All tables of a section, each sorted by key and day. */
export type Tables = Readonly<Record<TableName, readonly Tally[]>>

/** What was not understood, and where: the offset in the unpacked log, never what stands there. */
export interface LineProblem {
  readonly offset: number
  readonly reason: string
}

/** How many lines came to what. A line is one event or record; a batch has several. */
export interface LineCounts {
  /** Events that were understood, of any stage and user. */
  readonly events: number
  /** Of them, stages of a request that counted already by another one in the block. */
  readonly joined: number
  /** Of them, the very same once more. */
  readonly duplicated: number
  /** Of them, cut down by the API server because they were too long. */
  readonly truncated: number
  /** Of them, tokens that the kubelet asked for, for its pods: no use of anything. */
  readonly refreshed: number
  /** Records of other categories, as the scheduler's. */
  readonly others: number
  readonly notUnderstood: number
}

/**
 * Known ways in which a log says less than its category promises. `impersonationHidden`: its tables have no column for the user in whose
 * name somebody acted. `streamEndsEarly`: the packed file is torn or damaged, and only its beginning was read.
 */
export const shortcomings = ['impersonationHidden', 'streamEndsEarly'] as const

/** One of {@link shortcomings}. */
export type Shortcoming = (typeof shortcomings)[number]

/** What a block has of one cluster and category. */
export interface Section {
  readonly cluster: string
  readonly category: Category
  readonly lines: LineCounts
  /** The first ones of the block. */
  readonly problems: readonly LineProblem[]
  readonly shortcomings: readonly Shortcoming[]
  /** Hours since 1970 that hold events, and how many, in order. */
  readonly hours: readonly (readonly [hour: number, events: number])[]
  readonly tables: Tables
}

/** One block. */
export interface Block {
  readonly identity: BlockIdentity
  /** By cluster and category. */
  readonly sections: readonly Section[]
}

/** The whole. INVARIANT: sorted, and no block is the beginning of another (`merge.ts`). */
export interface Ledger {
  readonly blocks: readonly Block[]
}

/** Nothing was read. */
export const emptyLedger: Ledger = { blocks: [] }
