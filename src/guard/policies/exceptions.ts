// Exceptions are approved, not taken: whoever may change an account may not therefore write `sparekey.dev/` annotations on it.
import { keys } from '../../kube/index.ts'
import { annotationsOf, isAllowed } from '../cel.ts'
import { isComplete } from '../exception.ts'
import { annotationPrefix, approveVerb, exceptionResource, guardGroup } from '../names.ts'
import type { PolicyMaker } from '../policy.ts'

const own = (object: 'object' | 'oldObject'): string => `${annotationsOf(object)}.filter(k, k.startsWith("${annotationPrefix}"))`
const spoken = [
  keys.requiredReason,
  keys.requiredOwner,
  keys.requiredUntil,
  keys.tokenNeeds,
  keys.tokenContainers,
  keys.tokenWorkloads,
]

export const exceptionsPolicy: PolicyMaker = () => ({
  kind: 'validating',
  name: 'exceptions.sparekey.dev',
  title: `adding, changing or removing a \`${annotationPrefix}\` annotation of a ServiceAccount needs the verb \`${approveVerb}\` on \`${exceptionResource}.${guardGroup}\``,
  header: [
    'It always refuses, whatever the stage: an exception that anybody could write would be none. Nobody else is affected.',
    'An exception has a reason, an owner and a last day. Controllers make accounts without annotations, and pass.',
    'failurePolicy Fail.',
  ],
  since: 30,
  failurePolicy: 'Fail',
  bound: 'always',
  rules: {
    rule: { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['serviceaccounts'] },
    matchConditions: [
      {
        name: 'exception-changes',
        expression: `!(${own('object')}.all(k, k in ${annotationsOf('oldObject')} && ${annotationsOf('oldObject')}[k] == object.metadata.annotations[k]) && ${own('oldObject')}.all(k, k in ${annotationsOf('object')}))`,
      },
    ],
    variables: [
      { name: 'said', expression: annotationsOf('object') },
      { name: 'account', expression: 'request.namespace + "/" + object.metadata.name' },
    ],
    validations: [
      {
        expression: isAllowed({
          group: guardGroup,
          resource: exceptionResource,
          namespace: 'request.namespace',
          name: 'object.metadata.name',
          verb: approveVerb,
        }),
        message: `an exception needs the verb ${approveVerb} on ${exceptionResource}.${guardGroup}`,
        messageExpression: `request.userInfo.username + " may not approve exceptions of ServiceAccount " + variables.account + ": that needs the verb ${approveVerb} on ${exceptionResource}.${guardGroup}"`,
      },
      {
        expression: `!${JSON.stringify(spoken)}.exists(k, k in variables.said) || (${isComplete('variables.said')})`,
        message: `an exception needs ${keys.requiredReason} (why), ${keys.requiredOwner} (who answers for it) and ${keys.requiredUntil} (its last day, YYYY-MM-DD); ${keys.tokenNeeds} may say only files`,
      },
    ],
  },
})
