// The guard's CEL for Kyverno, which has neither parameters nor an authorizer: the account is read, and a right is asked for, by requests
// that Kyverno makes. Everything else is the same text, so that both say the same.
import type { ValidatingRules } from '../policy.ts'

/** What the account of a pod is called once Kyverno has read it. */
const account = 'variables.serviceAccount'

/** `authorizer…allowed()`, as `isAllowed` of `cel.ts` writes it. */
const check =
  /authorizer\.group\((?<group>"[^"]*")\)\.resource\((?<resource>"[^"]*")\)(?:\.subresource\((?<subresource>"[^"]*")\))?(?:\.namespace\((?<namespace>[\w.]+)\))?\.name\((?<name>[\w.]+)\)\.check\((?<verb>"[^"]*")\)\.allowed\(\)/g

/** Rules that Kyverno can evaluate, and what it has to ask the API server for. */
export interface KyvernoRules {
  readonly rules: ValidatingRules
  readonly asks: ReadonlySet<'account' | 'right'>
}

/** @throws TypeError where an expression uses what Kyverno has not */
export function kyvernoRules(given: ValidatingRules): KyvernoRules {
  const asks = new Set<'account' | 'right'>()
  const translated = (expression: string): string => {
    const text = expression
      .replace(check, (...found: readonly unknown[]) => {
        asks.add('right')
        return reviewOf(found.at(-1) as CheckParts)
      })
      // On CREATE Kyverno gives an empty object where the API server gives null.
      .replaceAll('oldObject == null', 'request.operation == "CREATE"')
      .replaceAll('oldObject != null', 'request.operation != "CREATE"')
      .replace(/\bparams\b/g, account)
    if (/\bauthorizer\b/.test(text)) throw new TypeError(`not to be said in Kyverno: ${text}`)
    return text
  }
  const { paramKind, matchConditions, variables, validations } = given
  if (paramKind !== undefined) asks.add('account')
  return {
    asks,
    rules: {
      rule: given.rule,
      // The condition that picks the pod's own account among all: here it is read by its name.
      matchConditions: matchConditions
        .filter(({ expression }) => !expression.includes('params.'))
        .map(({ name, expression }) => ({ name, expression: translated(expression) })),
      variables: [
        ...(paramKind === undefined
          ? []
          : [
              {
                name: 'serviceAccount',
                expression:
                  'resource.Get("v1", "serviceaccounts", object.metadata.namespace, object.spec.?serviceAccountName.orValue("default"))',
              },
            ]),
        ...variables.map(({ name, expression }) => ({ name, expression: translated(expression) })),
      ],
      validations: validations.map(({ expression, message, messageExpression }) => ({
        expression: translated(expression),
        message,
        ...(messageExpression === undefined ? {} : { messageExpression: translated(messageExpression) }),
      })),
    },
  }
}

/** CEL for Kyverno, outside of a policy's rules. */
export function kyvernoExpression(expression: string): string {
  return expression.replaceAll('oldObject == null', 'request.operation == "CREATE"')
}

interface CheckParts {
  readonly group: string
  readonly resource: string
  readonly subresource?: string
  readonly namespace?: string
  readonly name: string
  readonly verb: string
}

/** A SubjectAccessReview of the one who asks. `extra` carries the identity by which Azure RBAC decides. */
function reviewOf({ group, resource, subresource, namespace, name, verb }: CheckParts): string {
  const attributes = Object.entries({ group, resource, subresource, namespace, name, verb })
    .flatMap(([key, value]) => (value === undefined ? [] : [`"${key}": dyn(${value})`]))
    .join(', ')
  const spec = [
    '"user": dyn(request.userInfo.username)',
    '"groups": dyn(request.userInfo.groups)',
    '"extra": dyn(request.userInfo.?extra.orValue({}))',
    `"resourceAttributes": dyn({${attributes}})`,
  ].join(', ')
  const review = `{"apiVersion": dyn("authorization.k8s.io/v1"), "kind": dyn("SubjectAccessReview"), "spec": dyn({${spec}})}`
  // What a request gives back has no type: a rule of Kyverno has to be a bool on its face.
  return `resource.Post("authorization.k8s.io/v1", "subjectaccessreviews", ${review}).status.allowed == true`
}
