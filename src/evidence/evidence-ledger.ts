// What a ledger says of one cluster, as it leaves the house: plain data, the contract of `evidence show -o json` (schema in `api/`).
import type { Credential } from './credential.ts'
import type { Category, LineCounts, Shortcoming } from './ledger.ts'
import type { Result } from './result.ts'

/** How often, first and last; RFC 3339 in UTC, with microseconds. */
export interface Times {
  readonly count: number
  readonly first: string
  readonly last: string
}

/** A stretch of time; `to` is not part of it. */
export interface Stretch {
  readonly from: string
  readonly to: string
}

/** Where something was not understood. */
export interface ProblemExample {
  /** The beginning of the block's digest. */
  readonly block: string
  /** Bytes from the start of the unpacked log. */
  readonly offset: number
  readonly reason: string
}

/** How far the evidence of one category reaches. */
export interface Coverage extends Stretch {
  readonly cluster: string
  readonly category: Category
  /** Whether get and list are in it, so that it can show that something was not done. */
  readonly reads: boolean
  /** Hours from the first to the last one that holds events. */
  readonly hours: number
  readonly hoursWithEvents: number
  /** The hours that hold events, as stretches. */
  readonly covered: readonly Stretch[]
  readonly lines: LineCounts
  /** The first lines that were not understood. */
  readonly examples: readonly ProblemExample[]
  readonly shortcomings: readonly Shortcoming[]
}

/** One kind of use. */
export interface UseRow extends Times {
  /** `namespace/name`. */
  readonly serviceAccount: string
  /** Whose token it was; `null` where it was bound to no pod. */
  readonly pod: { readonly name: string; readonly uid: string } | null
  readonly credential: Credential
  readonly verb: string
  readonly group: string
  /** For what is no resource, the path, which begins with a slash. */
  readonly resource: string
  readonly subresource: string
  /** Empty: cluster-scoped, or all namespaces. */
  readonly namespace: string
  readonly result: Result
}

/** Tokens that somebody had made, who is no kubelet, and whether they were used. */
export interface MintedRow extends Times {
  readonly by: string
  readonly serviceAccount: string
  /** `null` where the API server does not say it. */
  readonly credentialId: string | null
  readonly result: Result
  /** Use of it as far as it was bound to no pod; `null` for none that was seen. */
  readonly used: Times | null
}

/** Use of the token in a Secret. */
export interface LegacySecretRow extends Times {
  /** Empty for one that is refused, which names no account. */
  readonly serviceAccount: string
  /** `namespace/name`; empty where the API server does not say it. */
  readonly secret: string
  readonly kind: string
  readonly state: string
}

/** A client that goes on with a token which the kubelet has renewed since. */
export interface StaleRow extends Times {
  readonly serviceAccount: string
  readonly pod: { readonly name: string; readonly uid: string } | null
}

/** Requests in somebody else's name. */
export interface ImpersonationRow extends Times {
  readonly by: string
  readonly as: string
  readonly result: string
}

/** Requests of users, not of service accounts, that the authorizer refused. */
export interface RefusedRow extends Times {
  readonly subject: string
  readonly verb: string
  readonly group: string
  readonly resource: string
  readonly subresource: string
  readonly namespace: string
}

/** Who asked whose token it is that came to them: whose it was, the log does not say. */
export interface TokenReviewRow extends Times {
  readonly by: string
  readonly result: string
}

/** The whole. */
export interface EvidenceLedger {
  readonly apiVersion: 'sparekey.dev/v1'
  readonly kind: 'EvidenceLedger'
  readonly cluster: string
  /** How many blocks of log it is made of. */
  readonly blocks: number
  /** By category. */
  readonly coverage: readonly Coverage[]
  readonly rows: readonly UseRow[]
  readonly minted: readonly MintedRow[]
  readonly legacySecrets: readonly LegacySecretRow[]
  readonly staleTokens: readonly StaleRow[]
  readonly impersonations: readonly ImpersonationRow[]
  readonly refused: readonly RefusedRow[]
  readonly tokenReviews: readonly TokenReviewRow[]
  /** Requests of nobody (401); `null` for none. */
  readonly unauthenticated: Times | null
}
