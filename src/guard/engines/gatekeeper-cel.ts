// The guard for Gatekeeper, in CEL: from its template Gatekeeper makes a ValidatingAdmissionPolicy, which holds while Gatekeeper is away. CEL
// there sees the pod and nothing else, so that exempt accounts are a list.
import type { JsonObject } from '../../base/index.ts'
import { podsPolicy } from '../policies/pods.ts'
import type { Engine, EngineOptions } from './engine.ts'
import { constraints, everywhere, minting, podMatch, podsTitle, template } from './gatekeeper.ts'

/** Gatekeeper with K8sNativeValidation. */
export const gatekeeperCel: Engine = {
  id: 'gatekeeper-cel',
  title: 'Gatekeeper 3.18 or later (CEL, as a ValidatingAdmissionPolicy on Kubernetes 1.30 or later)',
  render: (options) => ({
    documents: [
      template(kind, podsTitle, celOf(options), { exemptAccounts: { type: 'array', items: { type: 'string' } } }),
      ...constraints(kind, podsTitle, podMatch, { exemptAccounts: [...(options.exemptAccounts ?? [])] }, options),
      ...minting(options),
    ],
    cannotExpress: [...byList, ...everywhere],
  }),
}

const kind = 'SparekeyListedPods'

/** What is lost where an account cannot be looked up. */
export const byList: readonly string[] = [
  'an exception is an account (`namespace/name`) in a list of parameters: the annotations of the account are not read, so that neither an end date nor certain containers or workloads count, and the list has to be rendered again when an exception is approved or ends',
  'of token Secrets those are seen that are named as older control planes named them (`NAME-token-xxxxx`), whether the account lists them or not: a Secret of another kind with such a name is taken for a token',
]

/** Secrets that the policy on pods finds among those of the account. */
const ofAccount = /(?<secret>[\w.?]+\.orValue\(""\)) in variables\.generated/g

/** Those parts of the policy on pods that say what a pod holds; of the account the name alone is known. */
function celOf(options: EngineOptions): JsonObject {
  const policy = podsPolicy(options)
  if (policy.kind !== 'validating') throw new TypeError('the policy on pods validates')
  const parts = ['containers', 'tokenVolumes', 'byVariable'].flatMap((part) =>
    policy.rules.variables
      .filter(({ name }) => name === part)
      .map(({ name, expression }) => ({
        name,
        expression: expression.replace(
          ofAccount,
          '($<secret>.startsWith(variables.prefix) && $<secret>.size() == variables.prefix.size() + 5)',
        ),
      })),
  )
  if (parts.length !== 3 || parts.some(({ expression }) => /\bparams\b|variables\.generated/.test(expression)))
    throw new TypeError('the policy on pods says in another way what a pod holds')
  const source = {
    failurePolicy: policy.failurePolicy,
    // What is updated was admitted before: its volumes cannot change. A scan knows no operation.
    matchCondition: [{ name: 'not-an-update', expression: '!has(request.operation) || request.operation != "UPDATE"' }],
    variables: [
      {
        name: 'account',
        expression: 'object.metadata.?namespace.orValue("default") + "/" + object.spec.?serviceAccountName.orValue("default")',
      },
      { name: 'prefix', expression: 'object.spec.?serviceAccountName.orValue("default") + "-token-"' },
      ...parts,
    ],
    validations: [
      {
        expression:
          '(variables.tokenVolumes.size() == 0 && variables.byVariable.size() == 0) || variables.params.?exemptAccounts.orValue([]).exists(a, a == variables.account)',
        message: 'the pod would hold a token for the API server, and its ServiceAccount is not exempt',
        messageExpression:
          '"the pod would hold a token for the API server (" + (variables.tokenVolumes.map(v, "volume " + v) + variables.byVariable.map(c, "environment of container " + c)).join(", ") + "), and ServiceAccount " + variables.account + " is not exempt: set automountServiceAccountToken: false on the account or the pod"',
      },
    ],
  }
  return { code: [{ engine: 'K8sNativeValidation', source }] }
}
