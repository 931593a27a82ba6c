// The guard as objects of a cluster: each policy, and its bindings to the stages. Pure; the same options give the same objects.
import { SparekeyError, unreachable, type JsonObject } from '../base/index.ts'
import { annotationPrefix, partOf, stageLabel, stages, type Stage } from './names.ts'
import type { ExceptionPlace, GuardOptions } from './options.ts'
import type { Bound, GuardObject, Policy, ResourceRule } from './policy.ts'
import { policiesOf } from './policies/index.ts'

/** One policy with all that is installed for it. */
export interface RenderedPolicy {
  readonly policy: Policy
  /** The policy itself first, then its bindings. */
  readonly objects: readonly GuardObject[]
}

/** The guard of a cluster. */
export interface RenderedGuard {
  readonly policies: readonly RenderedPolicy[]
  /** What this version of Kubernetes cannot do, each a sentence. */
  readonly lost: readonly string[]
}

const oldest = 30
const apiVersion = 'admissionregistration.k8s.io/v1'

/** @throws SparekeyError `USAGE` for a version that serves no policies */
export function renderGuard(options: GuardOptions): RenderedGuard {
  if (options.minor < oldest)
    throw new SparekeyError('USAGE', `Kubernetes 1.${options.minor} serves no ValidatingAdmissionPolicy`, {
      hint: `the guard needs 1.${oldest} or later`,
    })
  return {
    policies: policiesOf(options).map((policy) => ({ policy, objects: objectsOf(policy, options) })),
    lost: lostIn(options.minor),
  }
}

/** Objects that another guard for this version has, and this one has not: of the other place of exceptions. */
export function otherObjects(options: GuardOptions): readonly GuardObject[] {
  const own = new Set(guardObjects(renderGuard(options)).map(nameOf))
  const places: readonly ExceptionPlace[] = ['account', 'index']
  return places.flatMap((exceptions) =>
    guardObjects(renderGuard({ ...options, exceptions })).filter((object) => !own.has(nameOf(object))),
  )
}

function nameOf({ kind, metadata }: GuardObject): string {
  return `${kind} ${metadata.name}`
}

/** All objects, in the order in which they are installed. */
export function guardObjects({ policies }: RenderedGuard): readonly GuardObject[] {
  return policies.flatMap(({ objects }) => objects)
}

function lostIn(minor: number): readonly string[] {
  return minor >= 36
    ? []
    : [
        'MutatingAdmissionPolicy is served by default from 1.36 on: accounts that do not say `automountServiceAccountToken` are warned of and not changed, and `default` accounts of new namespaces stay silent until a plan changes them',
      ]
}

function objectsOf(policy: Policy, options: GuardOptions): readonly GuardObject[] {
  switch (policy.kind) {
    case 'validating':
      return [validatingPolicy(policy), ...validatingBindings(policy, options)]
    case 'mutating':
      return [mutatingPolicy(policy), mutatingBinding(policy, options)]
    default:
      return unreachable(policy)
  }
}

type Of<K extends Policy['kind']> = Extract<Policy, { readonly kind: K }>

function validatingPolicy({ name, title, failurePolicy, rules }: Of<'validating'>): GuardObject {
  const { rule, paramKind, matchConditions, variables, validations } = rules
  return {
    apiVersion,
    kind: 'ValidatingAdmissionPolicy',
    metadata: metadataOf(name, title),
    spec: {
      failurePolicy,
      ...(paramKind === undefined ? {} : { paramKind: { ...paramKind } }),
      matchConstraints: constraintsOf(rule),
      // The server keeps no empty list.
      ...(matchConditions.length === 0 ? {} : { matchConditions: matchConditions.map((one) => ({ ...one })) }),
      ...(variables.length === 0 ? {} : { variables: variables.map((one) => ({ ...one })) }),
      validations: validations.map((one) => ({ ...one })),
    },
  }
}

function validatingBindings(policy: Of<'validating'>, options: GuardOptions): readonly GuardObject[] {
  if (policy.bound === 'always') return [validatingBinding(policy, policy.name, ['Deny', 'Audit'], options, undefined)]
  const actions = actionsOf[policy.bound]
  return stages.map((stage) => validatingBinding(policy, `${stage}.${policy.name}`, actions[stage], options, stage))
}

type Action = 'Audit' | 'Warn' | 'Deny'

/** `Deny` and `Warn` together are refused by the API server: a refusal is shown anyway. */
const actionsOf: Readonly<Record<Exclude<Bound, 'always'>, Readonly<Record<Stage, readonly Action[]>>>> = {
  staged: { audit: ['Audit'], warn: ['Warn', 'Audit'], deny: ['Deny', 'Audit'] },
  warned: { audit: ['Audit'], warn: ['Warn', 'Audit'], deny: ['Warn', 'Audit'] },
}

function validatingBinding(
  policy: Of<'validating'>,
  name: string,
  actions: readonly Action[],
  options: GuardOptions,
  stage: Stage | undefined,
): GuardObject {
  const { paramKind, paramName } = policy.rules
  // By name, or each of its kind in the namespace, of which a condition picks one: nothing else can be looked up in CEL.
  const which = paramName === undefined ? { selector: {} } : { name: paramName }
  const paramRef = paramKind === undefined ? {} : { paramRef: { ...which, parameterNotFoundAction: 'Deny' } }
  return {
    apiVersion,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: metadataOf(name, policy.title),
    spec: {
      policyName: policy.name,
      ...paramRef,
      matchResources: { ...everyObject, namespaceSelector: selectorOf(options, stage) },
      validationActions: [...actions],
    },
  }
}

function mutatingPolicy({ name, title, failurePolicy, rules }: Of<'mutating'>): GuardObject {
  return {
    apiVersion,
    kind: 'MutatingAdmissionPolicy',
    metadata: metadataOf(name, title),
    spec: {
      failurePolicy,
      reinvocationPolicy: 'IfNeeded',
      matchConstraints: constraintsOf(rules.rule),
      matchConditions: rules.matchConditions.map((one) => ({ ...one })),
      mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression: rules.apply } }],
    },
  }
}

function mutatingBinding({ name, title }: Of<'mutating'>, options: GuardOptions): GuardObject {
  return {
    apiVersion,
    kind: 'MutatingAdmissionPolicyBinding',
    metadata: metadataOf(`deny.${name}`, title),
    spec: { policyName: name, matchResources: { ...everyObject, namespaceSelector: selectorOf(options, 'deny') } },
  }
}

/** The API server's defaults, written out: what stands in the cluster is compared with what is rendered, field by field. */
const everyObject = { matchPolicy: 'Equivalent', objectSelector: {} } as const

function constraintsOf(rule: ResourceRule): JsonObject {
  return { ...everyObject, namespaceSelector: {}, resourceRules: [{ ...rule, scope: '*' }] }
}

/** The namespaces of a stage. @param stage - absent: every namespace that is not left out */
export function selectorOf({ excluded, defaultStage }: GuardOptions, stage: Stage | undefined): JsonObject {
  const others = stages.filter((one) => one !== stage)
  // A namespace without the label is at the default stage, and one whose label says something else too.
  const own =
    stage === undefined
      ? []
      : stage === defaultStage
        ? [{ key: stageLabel, operator: 'NotIn', values: others }]
        : [{ key: stageLabel, operator: 'In', values: [stage] }]
  const outside = excluded.length === 0 ? [] : [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: [...excluded] }]
  return { matchExpressions: [...outside, ...own] }
}

/** The metadata of an object of the guard. */
export function metadataOf(name: string, title: string): JsonObject & { readonly name: string } {
  return { name, labels: { ...partOf }, annotations: { [`${annotationPrefix}title`]: title } }
}
