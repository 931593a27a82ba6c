// The policy on pods as Kyverno's older kind (kyverno.io/v1 ClusterPolicy), for installations without policies.kyverno.io: its rules take
// CEL with parameters, as the API server does, so that the text is nearly the guard's own.
import { unreachable } from '../../base/index.ts'
import { stages, type Stage } from '../names.ts'
import type { ValidatingRules } from '../policy.ts'
import { podsPolicy } from '../policies/pods.ts'
import { metadataOf, selectorOf } from '../render.ts'
import type { Engine, EngineDocument, EngineOptions } from './engine.ts'

/** Kyverno with ClusterPolicy. */
export const kyvernoClassic: Engine = {
  id: 'kyverno-classic',
  title: 'Kyverno 1.11 to 1.16 (ClusterPolicy, kyverno.io/v1)',
  render: (options) => ({ documents: stages.map((stage) => documentOf(stage, options)), cannotExpress }),
}

const cannotExpress: readonly string[] = [
  'it holds the policy on pods alone: nobody is asked for the rights `mint` and `approve` when tokens, token Secrets, exceptions and stages are made or changed, and nothing is written into accounts',
  'whoever may change a ServiceAccount may give it an exception, since nobody is asked for the verb `approve`',
  'the stage `warn` only notes, as `audit` does: older releases have no field for a warning',
  'every account of the namespace is read for every pod, and one that is not there when Kyverno looks has no say',
  'Kyverno judges only what reaches its webhook: its installation leaves out `kube-system` and its own namespace',
]

function documentOf(stage: Stage, options: EngineOptions): EngineDocument {
  const policy = podsPolicy(options)
  if (policy.kind !== 'validating') throw new TypeError('the policy on pods validates')
  const name = `${stage}.${policy.name}`
  return {
    name,
    format: 'yaml',
    object: {
      apiVersion: 'kyverno.io/v1',
      kind: 'ClusterPolicy',
      metadata: {
        ...metadataOf(name, policy.title),
        annotations: { ...titleOf(policy.title), 'pod-policies.kyverno.io/autogen-controllers': 'none' },
      },
      spec: {
        validationFailureAction: actionOf(stage),
        failurePolicy: policy.failurePolicy,
        background: true,
        rules: halves.map(({ name: rule, operator }) => ({
          name: rule,
          match: {
            any: [{ resources: { kinds: ['Pod'], operations: ['CREATE'], namespaceSelector: selectorOf(options, stage) } }],
          },
          validate: { cel: celOf(policy.rules, operator) },
        })),
      },
    },
  }
}

/** Kyverno takes no empty selector for parameters (it writes it as `<none>`): two rules, of which each sees the accounts that the other does not. */
const halves = [
  { name: 'pods', operator: 'DoesNotExist' },
  { name: 'pods-of-labelled-accounts', operator: 'Exists' },
] as const
const anyLabel = 'app.kubernetes.io/name'

/**
 * Kyverno stops at the first parameter for which a precondition does not hold, and lets the pod pass: the question whether an account is
 * the pod's own goes into the rule instead.
 */
function celOf({ paramKind, matchConditions, variables, validations }: ValidatingRules, operator: string) {
  const own = matchConditions.map(({ expression }) => `(${expression})`).join(' && ')
  return {
    paramKind: { ...paramKind },
    paramRef: { selector: { matchExpressions: [{ key: anyLabel, operator }] }, parameterNotFoundAction: 'Allow' },
    variables: variables.map((one) => ({ ...one })),
    expressions: validations.map(({ expression, ...said }) => ({ expression: `!(${own}) || (${expression})`, ...said })),
  }
}

function titleOf(title: string) {
  return { 'policies.kyverno.io/title': title }
}

function actionOf(stage: Stage): string {
  switch (stage) {
    case 'audit':
    case 'warn':
      return 'Audit'
    case 'deny':
      return 'Enforce'
    default:
      return unreachable(stage)
  }
}
