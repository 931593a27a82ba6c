// The guard as Kyverno's CEL policies (policies.kyverno.io/v1): every policy of it, staged by the same labels of namespaces.
import { unreachable, type JsonObject } from '../../base/index.ts'
import { stages, type Stage } from '../names.ts'
import type { Policy } from '../policy.ts'
import { policiesOf } from '../policies/index.ts'
import { metadataOf, selectorOf } from '../render.ts'
import type { Engine, EngineDocument, EngineOptions } from './engine.ts'
import { kyvernoExpression, kyvernoRules } from './kyverno-cel.ts'

const apiVersion = 'policies.kyverno.io/v1'

/** Kyverno with ValidatingPolicy and MutatingPolicy. */
export const kyverno: Engine = {
  id: 'kyverno',
  title: 'Kyverno 1.17 or later (ValidatingPolicy and MutatingPolicy, policies.kyverno.io/v1)',
  render: (options) => ({
    // MutatingPolicy needs nothing of the API server: with Kyverno the switch is written in every version of Kubernetes.
    documents: [rights, ...policiesOf({ ...options, minor: 36 }).flatMap((policy) => documentsOf(policy, options))],
    cannotExpress,
  }),
}

const cannotExpress: readonly string[] = [
  'Kyverno judges only what reaches its webhook: its installation leaves out `kube-system` and its own namespace, and whoever may change its configuration or its webhooks may leave out more',
  'kubelets ask for the tokens of their pods through the same webhook: the policies on minting and on token Secrets let requests pass while Kyverno does not answer (failurePolicy Ignore), since no pod would start otherwise, and so for as long nobody is held to the verb `mint`',
  'the right `mint` or `approve` is asked for by a request of its own for each token, Secret and changed exception, which takes longer than in the API server, and which Kyverno needs the right to make',
  'an account that a pod names and Kyverno cannot read refuses the pod, as does Kyverno itself while it does not answer',
  'a PolicyException of Kyverno passes what it names without the verb `approve`: who may write them is a matter of Kyverno and RBAC',
]

/** What Kyverno must be allowed to ask for; its own roles give it neither by themselves in every installation. */
const rights: EngineDocument = {
  name: 'rights',
  format: 'yaml',
  object: {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: {
      ...metadataOf('sparekey-guard:kyverno', 'lets Kyverno read ServiceAccounts and ask who may mint'),
      labels: {
        ...(metadataOf('', '')['labels'] as JsonObject),
        'rbac.kyverno.io/aggregate-to-admission-controller': 'true',
        'rbac.kyverno.io/aggregate-to-background-controller': 'true',
        'rbac.kyverno.io/aggregate-to-reports-controller': 'true',
      },
    },
    rules: [
      { apiGroups: [''], resources: ['serviceaccounts'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'], verbs: ['create'] },
    ],
  },
}

function documentsOf(policy: Policy, options: EngineOptions): readonly EngineDocument[] {
  switch (policy.kind) {
    case 'validating':
      return policy.bound === 'always'
        ? [validating(policy, policy.name, ['Deny'], options, undefined)]
        : stages.map((stage) =>
            validating(policy, `${stage}.${policy.name}`, actionsOf(stage, policy.bound === 'warned'), options, stage),
          )
    case 'mutating':
      return [mutating(policy, options)]
    default:
      return unreachable(policy)
  }
}

function actionsOf(stage: Stage, neverDenies: boolean): readonly string[] {
  switch (stage) {
    case 'audit':
      return ['Audit']
    case 'warn':
      return ['Warn', 'Audit']
    case 'deny':
      return neverDenies ? ['Warn', 'Audit'] : ['Deny']
    default:
      return unreachable(stage)
  }
}

type Of<K extends Policy['kind']> = Extract<Policy, { readonly kind: K }>

function validating(
  policy: Of<'validating'>,
  name: string,
  actions: readonly string[],
  options: EngineOptions,
  stage: Stage | undefined,
): EngineDocument {
  const { rules, asks } = kyvernoRules(policy.rules)
  const { rule, matchConditions, variables, validations } = rules
  // A scan of what is there knows no user, and no request.
  const scans = asks.has('account') && !asks.has('right')
  // What kubelets send must not wait for Kyverno.
  const failurePolicy = policy.bound === 'staged' && asks.has('right') ? 'Ignore' : policy.failurePolicy
  return document(name, {
    apiVersion,
    kind: 'ValidatingPolicy',
    metadata: metadataOf(name, policy.title),
    spec: {
      validationActions: [...actions],
      failurePolicy,
      // Kyverno would judge the templates of workloads too, in which no token volume has been put yet.
      autogen: { podControllers: { controllers: [] } },
      evaluation: { background: { enabled: scans } },
      matchConstraints: { namespaceSelector: selectorOf(options, stage), resourceRules: [{ ...rule }] },
      ...(matchConditions.length === 0 ? {} : { matchConditions: matchConditions.map((one) => ({ ...one })) }),
      ...(variables.length === 0 ? {} : { variables: variables.map((one) => ({ ...one })) }),
      validations: validations.map((one) => ({ ...one })),
    },
  })
}

function mutating(policy: Of<'mutating'>, options: EngineOptions): EngineDocument {
  const { rule, matchConditions, apply } = policy.rules
  const name = `deny.${policy.name}`
  return document(name, {
    apiVersion,
    kind: 'MutatingPolicy',
    metadata: metadataOf(name, policy.title),
    spec: {
      failurePolicy: policy.failurePolicy,
      reinvocationPolicy: 'IfNeeded',
      autogen: { podControllers: { controllers: [] } },
      matchConstraints: { namespaceSelector: selectorOf(options, 'deny'), resourceRules: [{ ...rule }] },
      matchConditions: matchConditions.map((one) => ({ name: one.name, expression: kyvernoExpression(one.expression) })),
      mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression: apply } }],
    },
  })
}

function document(name: string, object: JsonObject): EngineDocument {
  return { name, format: 'yaml', object }
}
