// Roles and bindings as the API has them (rbac/v1), narrowed to what evaluation reads.
import { defaulted, list, mapOf, optional, record, required, text, type Shape } from './shape.ts'

/** What a role allows (rbac/v1 PolicyRule). */
export interface PolicyRule {
  readonly verbs: readonly string[]
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly resourceNames: readonly string[]
  readonly nonResourceURLs: readonly string[]
}

/** A label selector as aggregation rules use it. */
export interface LabelSelector {
  readonly matchLabels: ReadonlyMap<string, string>
  readonly matchExpressions: readonly { readonly key: string; readonly operator: string; readonly values: readonly string[] }[]
}

/** The rules of a Role or ClusterRole. */
export interface RoleBody {
  readonly rules: readonly PolicyRule[]
  readonly aggregationRule?: { readonly clusterRoleSelectors: readonly LabelSelector[] }
}

/** Who a binding binds (rbac/v1 Subject). */
export interface Subject {
  readonly kind: string
  /** Not asked by the evaluator; kept so that a subject can be taken out and put back as it was. */
  readonly apiGroup?: string
  readonly name: string
  readonly namespace?: string
}

/** What a RoleBinding or ClusterRoleBinding says. */
export interface BindingBody {
  readonly subjects: readonly Subject[]
  readonly roleRef: { readonly apiGroup?: string; readonly kind: string; readonly name: string }
}

const texts: Shape<readonly string[]> = list(text)

const policyRule: Shape<PolicyRule> = record<PolicyRule>({
  verbs: defaulted(texts, []),
  apiGroups: defaulted(texts, []),
  resources: defaulted(texts, []),
  resourceNames: defaulted(texts, []),
  nonResourceURLs: defaulted(texts, []),
})

const labelSelector: Shape<LabelSelector> = record<LabelSelector>({
  matchLabels: defaulted(mapOf(text), new Map()),
  matchExpressions: defaulted(
    list(
      record<LabelSelector['matchExpressions'][number]>({
        key: defaulted(text, ''),
        operator: defaulted(text, ''),
        values: defaulted(texts, []),
      }),
    ),
    [],
  ),
})

/** Reads a Role or ClusterRole. */
export const roleBody: Shape<RoleBody> = record<RoleBody>({
  rules: defaulted(list(policyRule), []),
  aggregationRule: optional(
    record<NonNullable<RoleBody['aggregationRule']>>({ clusterRoleSelectors: defaulted(list(labelSelector), []) }),
  ),
})

/** Reads a RoleBinding or ClusterRoleBinding. */
export const bindingBody: Shape<BindingBody> = record<BindingBody>({
  subjects: defaulted(
    list(
      record<Subject>({
        kind: defaulted(text, ''),
        apiGroup: optional(text),
        name: defaulted(text, ''),
        namespace: optional(text),
      }),
    ),
    [],
  ),
  roleRef: required(
    record<BindingBody['roleRef']>({ apiGroup: optional(text), kind: defaulted(text, ''), name: defaulted(text, '') }),
  ),
})
