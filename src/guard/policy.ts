// What one policy of the guard is, before it is bound to stages and written as objects of a Kubernetes version.
import type { JsonObject } from '../base/index.ts'
import type { GuardOptions } from './options.ts'

/** How a policy is bound. */
export type Bound =
  /** Once for each stage, by the namespace's label. */
  | 'staged'
  /** Once for each stage, and at `deny` it warns. */
  | 'warned'
  /** Once, and it always refuses: it guards what the others rest on, and says no to nobody else. */
  | 'always'

/** One rule of a policy, as CEL. */
export interface Validation {
  readonly expression: string
  /** For whoever is refused: a text, or CEL that gives one. */
  readonly message: string
  readonly messageExpression?: string
}

/** A named part of an expression, or a condition. */
export interface NamedExpression {
  readonly name: string
  readonly expression: string
}

/** Which requests a policy sees. */
export interface ResourceRule {
  readonly apiGroups: readonly string[]
  readonly apiVersions: readonly string[]
  readonly operations: readonly ('CREATE' | 'UPDATE' | 'DELETE')[]
  readonly resources: readonly string[]
}

/** What a ValidatingAdmissionPolicy of the guard says. */
export interface ValidatingRules {
  readonly rule: ResourceRule
  /** The kind of object that is read beside the request's own: each of the request's namespace, or the one of a name. */
  readonly paramKind?: { readonly apiVersion: string; readonly kind: string }
  readonly paramName?: string
  readonly matchConditions: readonly NamedExpression[]
  readonly variables: readonly NamedExpression[]
  readonly validations: readonly Validation[]
}

/** What a MutatingAdmissionPolicy of the guard says. */
export interface MutatingRules {
  readonly rule: ResourceRule
  readonly matchConditions: readonly NamedExpression[]
  /** CEL that gives what is applied. */
  readonly apply: string
}

interface PolicyHead {
  /** The name of the object, and the end of its bindings' names. */
  readonly name: string
  /** What it does, in a sentence. */
  readonly title: string
  /** What a person should know before it is installed: what happens when it cannot be evaluated, and whom it must never stop. */
  readonly header: readonly string[]
  /** The oldest minor version of Kubernetes in which the kind is served by default. */
  readonly since: number
  /** `Ignore` where a refusal for want of an answer would do more harm than the request. */
  readonly failurePolicy: 'Fail' | 'Ignore'
}

/** One policy of the guard. */
export type Policy =
  | (PolicyHead & { readonly kind: 'validating'; readonly bound: Bound; readonly rules: ValidatingRules })
  /** Bound to namespaces at the stage `deny`, since it changes what is written. */
  | (PolicyHead & { readonly kind: 'mutating'; readonly rules: MutatingRules })

/** Makes a policy for a cluster. */
export type PolicyMaker = (options: GuardOptions) => Policy

/** An object of the guard, as the API server takes it. */
export type GuardObject = JsonObject & {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: JsonObject & { readonly name: string }
}
