// Evaluates a policy of Kyverno here: its CEL is the guard's own, and the account and the right that it asks Kyverno for are given by the test.
import assert from 'node:assert/strict'
import { Environment } from '@marcbachmann/cel-js'
import { engineOf, guardOptions, renderEngine } from '../index.ts'

/** A policy of Kyverno, as far as it is evaluated here. */
export interface KyvernoPolicy {
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly spec: {
    readonly matchConditions?: readonly { readonly expression: string }[]
    readonly variables?: readonly { readonly name: string; readonly expression: string }[]
    readonly validations: readonly { readonly expression: string; readonly messageExpression?: string }[]
  }
}

/** Every policy of the rendering. */
export const kyvernoPolicies: readonly KyvernoPolicy[] = renderEngine(
  engineOf('kyverno') ?? assert.fail('no engine'),
  guardOptions(36),
)
  .documents.map(({ object }) => object as unknown as KyvernoPolicy)
  .filter(({ kind }) => kind.endsWith('Policy'))

/** What Kyverno gives to CEL, with answers of our own. */
export class Resource {
  readonly get: (namespace: string, name: string) => object
  readonly post: (review: Review) => boolean
  constructor(get: (namespace: string, name: string) => object, post: (review: Review) => boolean) {
    this.get = get
    this.post = post
  }
}
export interface Review {
  readonly spec: { readonly user: string; readonly resourceAttributes: Readonly<Record<string, string>> }
}
/** What a policy must not ask. */
export const never = (): never => assert.fail('nobody should ask')
const environment = new Environment({ enableOptionalTypes: true, unlistedVariablesAreDyn: true })
  .registerType('Resource', Resource)
  .registerFunction(
    'Resource.Get(string, string, string, string): dyn',
    (self: Resource, _v, _r, namespace: string, name: string) => self.get(namespace, name),
  )
  .registerFunction('Resource.Post(string, string, map): dyn', (self: Resource, _v, _r, review: Review) => ({
    status: { allowed: self.post(review) },
  }))

/** What a policy says of a request; `''`: nothing against it. */
export function answerOf(policy: KyvernoPolicy, request: Readonly<Record<string, unknown>>): string {
  const evaluate = (expression: string, context: object): unknown => environment.parse(expression)(context)
  const { matchConditions = [], variables = [], validations } = policy.spec
  const values: Record<string, unknown> = {}
  const context = { ...request, variables: values }
  if (!matchConditions.every(({ expression }) => evaluate(expression, context) === true)) return ''
  for (const { name, expression } of variables) values[name] = evaluate(expression, context)
  const broken = validations.find(({ expression }) => evaluate(expression, context) !== true)
  return broken === undefined ? '' : String(evaluate(broken.messageExpression ?? '"refused"', context))
}

/** A policy by its name. */
export function policyOf(name: string): KyvernoPolicy {
  return kyvernoPolicies.find(({ metadata }) => metadata.name === name) ?? assert.fail(`no policy ${name}`)
}
