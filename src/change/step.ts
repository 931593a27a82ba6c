// The plan as data: what is changed in which order, each step with both sides, its reason, what goes with it, when it counts, how
// risky it is, and what must be true before and after. The contract of `plan -o yaml` and of `apply` (schema in `api/`).
import type { Json, JsonObject } from '../base/index.ts'
import type { ObjectRef } from '../kube/index.ts'
import type { GapReport, SourceReport } from '../verdict/index.ts'
import type { PlannedEdit } from './resolve.ts'

/** What a step does to its object. */
export type Change =
  | { readonly kind: 'edit'; readonly edits: readonly PlannedEdit[] }
  | { readonly kind: 'create'; readonly object: JsonObject }
  /** Of an object that still says this; what else it says is recorded when it is deleted, and comes back with it. */
  | { readonly kind: 'delete'; readonly expect: readonly ExpectedField[] }

/** What a field says; absent for a field that is not there. */
export interface ExpectedField {
  readonly path: string
  readonly value?: Json
}

/** Every kind of remedy that an audit leads to, in the order in which a plan takes them: see `docs/plan.md`. */
export const auditRemedies = [
  'narrow-role-created',
  'legacy-replaced',
  'opt-in',
  'one-container',
  'files-only',
  'account-off',
  'template-off',
  'pods-renewed',
  'legacy-invalidated',
  'legacy-deleted',
  'minting-narrowed',
  'binding-replaced',
  'dangling-removed',
  'inert-removed',
] as const

/** Every kind of remedy. The guard is planned by commands of its own. */
export const remedies: readonly (AuditRemedyId | 'guard')[] = [...auditRemedies, 'guard']

/** A kind of remedy. */
export type RemedyId = (typeof remedies)[number]

type AuditRemedyId = (typeof auditRemedies)[number]

/** When a change reaches the pods, or the requests, that it is about. */
export type Effect =
  | { readonly when: 'atOnce' }
  /** A controller replaces the pods by itself. */
  | { readonly when: 'rollout' }
  /** Pods that run keep what they have until they are replaced. */
  | { readonly when: 'nextPod' }
  | { readonly when: 'nextJob' }
  /** `updateStrategy.type: OnDelete`: somebody has to delete the pods. */
  | { readonly when: 'onDelete' }
  /** `spec.paused`: somebody has to resume the rollout. */
  | { readonly when: 'paused' }
  /** Of a StatefulSet, pods with a lower ordinal than this keep what they have. */
  | { readonly when: 'partition'; readonly partition: number }
  /** An operator decides. */
  | { readonly when: 'operator' }

/** How much can go wrong. `low`: nothing that is known to run loses anything. `high`: people or programs may lose what they use. */
export type RiskLevel = 'low' | 'medium' | 'high'

/** All levels, the least first. */
export const riskLevels: readonly RiskLevel[] = ['low', 'medium', 'high']

/** A token that goes away: from whom, whose and where. */
export interface RemovedToken {
  readonly workload: ObjectRef
  readonly container: string
  /** `namespace/name`. */
  readonly serviceAccount: string
  readonly path: string | null
}

/** What must be true, and can be looked at. */
export type Condition =
  /** The field of the step's object; absent `value`: it is not there. */
  | { readonly kind: 'field'; readonly path: string; readonly value?: Json }
  | { readonly kind: 'exists' | 'absent'; readonly object: ObjectRef }
  /** Every pod of the workload that runs is ready, and exactly these containers of it hold an API token. */
  | { readonly kind: 'podsHold'; readonly workload: ObjectRef; readonly containers: readonly string[] }

/** One write to one object. */
export interface Step {
  /** Unique in its plan, and the same for the same input: `opt-in/Deployment/shop/web`. */
  readonly id: string
  readonly remedy: RemedyId
  readonly object: ObjectRef
  /** Of the object that was audited; a write to another object of this name is refused. */
  readonly uid?: string
  readonly change: Change
  /** Why, in a sentence without a full stop. */
  readonly reason: string
  readonly removes: readonly RemovedToken[]
  /** What else goes, as `ca.crt`. */
  readonly alsoRemoves: readonly string[]
  readonly effect: Effect
  readonly risk: { readonly level: RiskLevel; readonly why: string }
  readonly before: readonly Condition[]
  readonly after: readonly Condition[]
  /** Steps that must be effective before this one is taken. */
  readonly requires: readonly string[]
  /** Steps of one group belong together: they are in one batch, and are backed out together. */
  readonly group: string
}

/** Something that a plan leaves as it is, and why. */
export interface LeftAlone {
  readonly object: ObjectRef
  /** A word for programs. */
  readonly kind: 'platform' | 'reverted' | 'immutable' | 'tooRisky' | 'needsDecision' | 'couldNotTell'
  /** Why, in a sentence without a full stop. */
  readonly reason: string
  /** What a person can do. */
  readonly remedy: string
}

/** A change that belongs into the source of an object, since what made the object would take a live change back. */
export interface SourcePatch {
  readonly object: ObjectRef
  /** What would take it back, for people: `Helm release shop/web`. */
  readonly by: string
  /** Where to make it, as far as the object tells. */
  readonly where: string
  readonly edits: readonly PlannedEdit[]
  readonly reason: string
}

/** The whole plan. */
export interface Plan {
  readonly apiVersion: 'sparekey.dev/v1'
  readonly kind: 'Plan'
  /** RFC 3339; that of the audit. */
  readonly generatedAt: string
  readonly source: SourceReport
  /** In the order in which they are taken. */
  readonly steps: readonly Step[]
  readonly sourcePatches: readonly SourcePatch[]
  readonly left: readonly LeftAlone[]
  readonly gaps: readonly GapReport[]
}
