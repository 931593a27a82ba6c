// The admission policies of the API server itself (admissionregistration/v1), as far as they decide what is let in: each field of their
// specs, so that what stands in a cluster can be compared with what was installed. A member that is absent stays absent.
import { list, mapOf, optional, record, text, type Shape } from './shape.ts'

/** A selector as admission policies have it. */
export interface AdmissionSelector {
  readonly matchLabels?: Readonly<Record<string, string>>
  readonly matchExpressions?: readonly {
    readonly key?: string
    readonly operator?: string
    readonly values?: readonly string[]
  }[]
}

interface Rule {
  readonly apiGroups?: readonly string[]
  readonly apiVersions?: readonly string[]
  readonly operations?: readonly string[]
  readonly resources?: readonly string[]
  readonly resourceNames?: readonly string[]
  readonly scope?: string
}

/** Which requests a policy or a binding is for (MatchResources). */
export interface AdmissionMatch {
  readonly matchPolicy?: string
  readonly namespaceSelector?: AdmissionSelector
  readonly objectSelector?: AdmissionSelector
  readonly resourceRules?: readonly Rule[]
  readonly excludeResourceRules?: readonly Rule[]
}

interface Expression {
  readonly name?: string
  readonly expression?: string
}

interface Validation {
  readonly expression?: string
  readonly message?: string
  readonly messageExpression?: string
  readonly reason?: string
}

interface Mutation {
  readonly patchType?: string
  readonly applyConfiguration?: Expression
  readonly jsonPatch?: Expression
}

/** The spec of a policy or of a binding: of each what it has. */
export interface AdmissionSpec {
  readonly failurePolicy?: string
  readonly reinvocationPolicy?: string
  readonly paramKind?: { readonly apiVersion?: string; readonly kind?: string }
  readonly matchConstraints?: AdmissionMatch
  readonly matchConditions?: readonly Expression[]
  readonly variables?: readonly Expression[]
  readonly validations?: readonly Validation[]
  readonly auditAnnotations?: readonly { readonly key?: string; readonly valueExpression?: string }[]
  readonly mutations?: readonly Mutation[]
  readonly policyName?: string
  readonly paramRef?: {
    readonly name?: string
    readonly namespace?: string
    readonly selector?: AdmissionSelector
    readonly parameterNotFoundAction?: string
  }
  readonly matchResources?: AdmissionMatch
  readonly validationActions?: readonly string[]
}

const texts: Shape<readonly string[]> = list(text)

const labels: Shape<Readonly<Record<string, string>>> = asRecord(mapOf(text))

const selector: Shape<AdmissionSelector> = record<AdmissionSelector>({
  matchLabels: optional(labels),
  matchExpressions: optional(
    list(
      record<NonNullable<AdmissionSelector['matchExpressions']>[number]>({
        key: optional(text),
        operator: optional(text),
        values: optional(texts),
      }),
    ),
  ),
})

const rule: Shape<Rule> = record<Rule>({
  apiGroups: optional(texts),
  apiVersions: optional(texts),
  operations: optional(texts),
  resources: optional(texts),
  resourceNames: optional(texts),
  scope: optional(text),
})

const match: Shape<AdmissionMatch> = record<AdmissionMatch>({
  matchPolicy: optional(text),
  namespaceSelector: optional(selector),
  objectSelector: optional(selector),
  resourceRules: optional(list(rule)),
  excludeResourceRules: optional(list(rule)),
})

const expression: Shape<Expression> = record<Expression>({ name: optional(text), expression: optional(text) })

/** Reads the spec. */
export const admissionSpec: Shape<AdmissionSpec> = record<AdmissionSpec>({
  failurePolicy: optional(text),
  reinvocationPolicy: optional(text),
  paramKind: optional(record<NonNullable<AdmissionSpec['paramKind']>>({ apiVersion: optional(text), kind: optional(text) })),
  matchConstraints: optional(match),
  matchConditions: optional(list(expression)),
  variables: optional(list(expression)),
  validations: optional(
    list(
      record<Validation>({
        expression: optional(text),
        message: optional(text),
        messageExpression: optional(text),
        reason: optional(text),
      }),
    ),
  ),
  auditAnnotations: optional(
    list(
      record<NonNullable<AdmissionSpec['auditAnnotations']>[number]>({ key: optional(text), valueExpression: optional(text) }),
    ),
  ),
  mutations: optional(
    list(
      record<Mutation>({ patchType: optional(text), applyConfiguration: optional(expression), jsonPatch: optional(expression) }),
    ),
  ),
  policyName: optional(text),
  paramRef: optional(
    record<NonNullable<AdmissionSpec['paramRef']>>({
      name: optional(text),
      namespace: optional(text),
      selector: optional(selector),
      parameterNotFoundAction: optional(text),
    }),
  ),
  matchResources: optional(match),
  validationActions: optional(texts),
})

function asRecord(shape: Shape<ReadonlyMap<string, string>>): Shape<Readonly<Record<string, string>>> {
  return { wanted: shape.wanted, decode: (value, problems) => Object.fromEntries(shape.decode(value, problems) ?? []) }
}
