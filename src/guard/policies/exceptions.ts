// Exceptions are approved, not taken: whoever may change an account may not therefore write `sparekey.dev/` annotations on it, nor those
// by which the account `default` speaks about another.
import { defaultServiceAccountName, exceptionInfix, keys, statementPrefix } from '../../kube/index.ts'
import { annotationsOf, celList, isAllowed } from '../cel.ts'
import { isComplete } from '../exception.ts'
import { annotationPrefix, approveVerb, exceptionResource, guardGroup } from '../names.ts'
import type { NamedExpression, PolicyMaker } from '../policy.ts'
import { controlPlane } from './minting.ts'

const isOurs = (key: string): string => `(${key}.startsWith("${annotationPrefix}") || ${key}.contains("${exceptionInfix}"))`

/** CEL: keys of ours that the request adds, changes or removes. */
const changed = (now: string, before: string): string =>
  `(${now}.filter(k, ${isOurs('k')} && !(k in ${before} && ${before}[k] == ${now}[k])) + ${before}.filter(k, ${isOurs('k')} && !(k in ${now})))`

/** CEL: the account that a key of ours is about. */
const accountOfKey = `(k.startsWith("${annotationPrefix}") ? variables.on : k.substring(0, k.indexOf("${exceptionInfix}")))`

const words = [
  keys.requiredReason,
  keys.requiredOwner,
  keys.requiredUntil,
  keys.tokenNeeds,
  keys.tokenContainers,
  keys.tokenWorkloads,
].map((key) => key.slice(statementPrefix.length))

const variables: readonly NamedExpression[] = [
  { name: 'now', expression: annotationsOf('object') },
  { name: 'before', expression: annotationsOf('oldObject') },
  { name: 'on', expression: 'object == null ? oldObject.metadata.name : object.metadata.name' },
  { name: 'changed', expression: changed('variables.now', 'variables.before') },
  { name: 'accounts', expression: `variables.changed.map(k, ${accountOfKey})` },
  {
    // An answer of the authorizer costs a third of what an expression may: of several accounts at once it is asked for all of the namespace.
    name: 'asked',
    expression: 'variables.accounts.all(a, a == variables.accounts[0]) ? variables.accounts[0] : ""',
  },
  { name: 'prefixes', expression: 'variables.changed.map(k, k.substring(0, k.indexOf("/") + 1))' },
]

export const exceptionsPolicy: PolicyMaker = ({ exceptions }) => ({
  kind: 'validating',
  name: 'exceptions.sparekey.dev',
  title: `adding, changing or removing a \`${annotationPrefix}\` annotation of a ServiceAccount needs the verb \`${approveVerb}\` on \`${exceptionResource}.${guardGroup}\``,
  header: [
    'It always refuses, whatever the stage: an exception that anybody could write would be none. Nobody else is affected.',
    'An exception has a reason, an owner and a last day. Controllers make accounts without annotations, and pass.',
    `Annotations NAME${exceptionInfix}… of an account are about the account NAME of its namespace, and need the verb on NAME; who changes`,
    'those of several accounts at once needs it on all of the namespace.',
    ...(exceptions === 'index'
      ? ['An account `default` that carries exceptions may be deleted by those alone who may approve, and with its namespace.']
      : []),
    'failurePolicy Fail.',
  ],
  since: 30,
  failurePolicy: 'Fail',
  bound: 'always',
  rules: {
    rule: {
      apiGroups: [''],
      apiVersions: ['v1'],
      operations: ['CREATE', 'UPDATE', ...(exceptions === 'index' ? (['DELETE'] as const) : [])],
      resources: ['serviceaccounts'],
    },
    matchConditions: [
      { name: 'exception-changes', expression: `${changed(annotationsOf('object'), annotationsOf('oldObject'))}.size() > 0` },
      ...(exceptions === 'index'
        ? [
            {
              // With the namespace everything in it goes; elsewhere an exception on the account itself goes with it.
              name: 'not-with-its-namespace',
              expression: `object != null || (oldObject.metadata.name == "${defaultServiceAccountName}" && !(request.userInfo.username in ${celList(['system:serviceaccount:kube-system:namespace-controller', ...controlPlane])}))`,
            },
          ]
        : []),
    ],
    variables,
    validations: [
      {
        expression: isAllowed({
          group: guardGroup,
          resource: exceptionResource,
          namespace: 'request.namespace',
          name: 'variables.asked',
          verb: approveVerb,
        }),
        message: `an exception needs the verb ${approveVerb} on ${exceptionResource}.${guardGroup}`,
        messageExpression: `request.userInfo.username + " may not approve exceptions of ServiceAccount " + variables.accounts.map(a, request.namespace + "/" + a).join(", ") + ": that needs the verb ${approveVerb} on ${exceptionResource}.${guardGroup}"`,
      },
      {
        expression: `variables.prefixes.all(p, !${celList(words)}.exists(w, (p + w) in variables.now) || (${isComplete('variables.now', 'p')}))`,
        message: `an exception needs ${keys.requiredReason} (why), ${keys.requiredOwner} (who answers for it) and ${keys.requiredUntil} (its last day, YYYY-MM-DD); ${keys.tokenNeeds} may say only files`,
      },
    ],
  },
})
