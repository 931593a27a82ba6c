// The API server's own admission policies, as far as they were read, and how the guard among them stands.
import type { ObjectRef } from '../kube/index.ts'

/** One object of the guard: as it was installed, changed since, or gone. */
export interface GuardObjectReport {
  readonly object: ObjectRef
  readonly state: 'asInstalled' | 'changed' | 'missing'
  /** What is not as it was installed, each a sentence without a full stop. */
  readonly drift: readonly string[]
}

/** How the guard stands, compared with what is rendered from the options that it was installed with. */
export interface GuardReport {
  /** The options, as its own annotation says them; each a sentence without a full stop. */
  readonly settings: readonly string[]
  readonly objects: readonly GuardObjectReport[]
}

/** The policies. */
export interface AdmissionReport {
  /** Policies that a binding puts to work, and those that no binding does. */
  readonly bound: number
  readonly unbound: number
  /** Bound policies that see the creation of pods, by name. */
  readonly onPods: readonly string[]
  /** Bound policies that see requests for tokens, by name. */
  readonly onTokenRequests: readonly string[]
  /** How the guard stands; absent where none is installed. */
  readonly guard?: GuardReport
}
