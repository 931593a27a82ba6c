// The answer to `who-can` as it leaves the house: plain data, the contract of `-o json` (schema in `api/`), read by every renderer.
import type { ObjectRef } from '../kube/index.ts'
import type { GrantReport, RouteReport, SubjectReport } from './access-report.ts'
import type { GapReport, SourceReport } from './audit-report.ts'

/** What to take away so that nobody but the platform reaches the target. */
export interface CutReport {
  /** `none`: nobody reaches it. `smallest`: no smaller set does. `some`: it does, and a smaller one may exist. `impossible`: only platform bindings are left. */
  readonly kind: 'none' | 'smallest' | 'some' | 'impossible'
  readonly bindings: readonly ObjectRef[]
}

/** How much one binding opens. */
export interface BindingReach {
  readonly binding: ObjectRef
  /** Accounts that its subjects reach with it. */
  readonly accounts: number
  /** Those of them that they would not reach without it. */
  readonly alone: number
}

/** One difference between RBAC and the API server. */
export interface Unequal {
  readonly subject: SubjectReport
  /** `''`: every namespace, or every account of the namespace. */
  readonly namespace: string
  readonly name: string
  /** In the words of the server's authorizer. */
  readonly reason: string
}

/** What a live API server said about minting, beside what RBAC objects say. */
export interface VerificationReport {
  /** How many questions were asked. */
  readonly asked: number
  /** Another authorizer allows what RBAC does not. */
  readonly outsideRbac: readonly Unequal[]
  /** RBAC objects allow what the server does not: they were read before or after a change. */
  readonly unconfirmed: readonly Unequal[]
}

/** The whole answer to `who-can`. */
export interface WhoCanReport {
  readonly apiVersion: 'sparekey.dev/v1'
  readonly kind: 'WhoCanReport'
  readonly generatedAt: string
  readonly source: SourceReport
  readonly gaps: readonly GapReport[]
  /** `all`: every account; else one, with whether it exists (`null` where the input does not show it). */
  readonly asked:
    | { readonly kind: 'all'; readonly namespaces?: readonly string[] }
    | { readonly kind: 'serviceAccount'; readonly namespace: string; readonly name: string; readonly exists: boolean | null }
    | { readonly kind: 'subject'; readonly subject: SubjectReport }
  readonly summary: {
    readonly subjects: number
    readonly direct: number
    readonly indirect: number
    readonly chained: number
    /** Grants of the platform's own, which the other counts leave out. */
    readonly platform: number
  }
  /** Sorted by target, subject and route; complete. */
  readonly grants: readonly GrantReport[]
  /** For one account. */
  readonly cut?: CutReport
  /** For one account: the bindings that lead to it, those that open most first. */
  readonly bindings?: readonly BindingReach[]
  /** Where `--verify` asked a live cluster. */
  readonly verification?: VerificationReport
  /** Every route that `grants` names, in the order of docs/routes.md. */
  readonly routes: readonly RouteReport[]
}
