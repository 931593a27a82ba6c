// Evaluates a policy of the guard here, without an API server: what `guard test` says before anything is installed.
import { Environment } from '@marcbachmann/cel-js'
import type { JsonObject } from '../base/index.ts'
import type { ValidatingRules } from './policy.ts'

/** What a policy says of a request. */
export type PolicyAnswer = { readonly kind: 'passes' } | { readonly kind: 'refuses'; readonly message: string }

/** What a policy looks at. */
export interface LocalRequest {
  readonly object: JsonObject
  readonly params?: JsonObject
}

/** Answers for one policy; INVARIANT: its expressions ask nothing of `authorizer`, which only an API server has. */
export type LocalPolicy = (request: LocalRequest) => PolicyAnswer

const environment = new Environment({ enableOptionalTypes: true, unlistedVariablesAreDyn: true })

/** Makes a policy's expressions ready to be asked. */
export function localPolicy({ matchConditions, variables, validations }: ValidatingRules): LocalPolicy {
  const compile = (expression: string): ((context: object) => unknown) => environment.parse(expression)
  const conditions = matchConditions.map(({ expression }) => compile(expression))
  const named = variables.map(({ name, expression }) => ({ name, evaluate: compile(expression) }))
  const rules = validations.map(({ expression, message, messageExpression }) => ({
    holds: compile(expression),
    fallback: message,
    message: messageExpression === undefined ? () => message : compile(messageExpression),
  }))
  return ({ object, params }) => {
    const values: Record<string, unknown> = {}
    const context = { object, oldObject: null, params: params ?? null, variables: values }
    if (!conditions.every((condition) => condition(context) === true)) return { kind: 'passes' }
    for (const { name, evaluate } of named) values[name] = evaluate(context)
    const broken = rules.find(({ holds }) => holds(context) !== true)
    if (broken === undefined) return { kind: 'passes' }
    const said = broken.message(context)
    return { kind: 'refuses', message: typeof said === 'string' ? said : broken.fallback }
  }
}
