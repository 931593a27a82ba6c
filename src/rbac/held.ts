// What somebody holds: rules, each as its binding hands it out, by bindings that there are or that the holder would come to by itself.
import type { ObjectRef } from '../kube/index.ts'
import type { BoundRole } from './grants.ts'
import type { Route } from './routes/route.ts'

/** One rule, as its binding hands it out. */
export interface Via {
  readonly binding: ObjectRef
  readonly role: ObjectRef
  /** The rule's place in the role, from 0; absent where the binding counts whatever its role says. */
  readonly rule?: number
}

/** A rule that a holder has, or would have by a binding that it comes to by itself. */
export interface HeldVia extends Via {
  /** Bound to the subject itself rather than to a group that it is in. */
  readonly own: boolean
  /** By a RoleBinding of the namespace in question, rather than everywhere. */
  readonly local: boolean
  /** How the holder comes to the binding, where it is not bound yet. */
  readonly gain?: Gain
}

/** Rules of which any one is enough. */
export type Clause = readonly HeldVia[]

/** Clauses that are needed together. */
export type HeldSupport = readonly Clause[]

/** One way in which a way is met. */
export interface Supported {
  readonly support: HeldSupport
  /** The name that the reach turns on; absent: every name. */
  readonly name: string | undefined
}

/** One way to a binding. */
export interface GainWay {
  readonly clauses: HeldSupport
  /** Where the holder can make no binding but one of this name: then it is bound to one role by it, and no other. */
  readonly slot?: Slot
}

/** The only name that bindings can be made under in a place. */
export interface Slot {
  readonly kind: string
  /** Absent: in every namespace, or in none. */
  readonly namespace?: string
  readonly name: string
}

/** A binding that the holder can give itself, by rights that it holds. */
export interface Gain {
  readonly key: string
  readonly route: Route
  readonly bound: BoundRole
  /** Whether it gives everything where it reaches. */
  readonly everything: boolean
  /** Every way to it; found again in each round of raise.ts. */
  ways: readonly GainWay[]
}

/** A role that somebody has, or comes to have. */
export interface Taken {
  readonly bound: BoundRole
  readonly own: boolean
  readonly gain?: Gain
}
