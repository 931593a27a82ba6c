// What a grant stands on: rules, each as its binding hands it out.
import type { ObjectRef } from '../kube/index.ts'

/** One rule, as its binding hands it out. */
export interface Via {
  readonly binding: ObjectRef
  readonly role: ObjectRef
  /** The rule's place in the role, from 0. */
  readonly rule: number
}

/** The needs of one way; for each the rules of which any one is enough. */
export type Support = readonly (readonly Via[])[]

/** One way in which a way is met. */
export interface Supported {
  readonly support: Support
  /** The name that the reach turns on; absent: every name. */
  readonly name: string | undefined
}
