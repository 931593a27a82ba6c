// The stage of a namespace is a label, and labels of namespaces are written by more people than the guard should trust: moving one to
// another stage needs a right of its own. Policies and bindings themselves cannot be guarded so: no policy sees them (docs/guard.md).
import { isAllowed } from '../cel.ts'
import { approveVerb, guardGroup, stageLabel, stageResource, stages } from '../names.ts'
import type { PolicyMaker } from '../policy.ts'

const stageOf = (object: 'object' | 'oldObject'): string => {
  const stage = `${object}.metadata.?labels.orValue({})[?"${stageLabel}"].orValue("")`
  return object === 'oldObject' ? `(oldObject == null ? "" : ${stage})` : stage
}

export const stagesPolicy: PolicyMaker = () => ({
  kind: 'validating',
  name: 'stages.sparekey.dev',
  title: `moving a namespace to another stage needs the verb \`${approveVerb}\` on \`${stageResource}.${guardGroup}\``,
  header: [
    'It always refuses, whatever the stage, and only requests that change the label. A namespace that is made without it passes.',
    'failurePolicy Fail.',
  ],
  since: 30,
  failurePolicy: 'Fail',
  bound: 'always',
  rules: {
    rule: { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['namespaces'] },
    matchConditions: [{ name: 'stage-changes', expression: `${stageOf('object')} != ${stageOf('oldObject')}` }],
    variables: [],
    validations: [
      {
        expression: isAllowed({ group: guardGroup, resource: stageResource, name: 'object.metadata.name', verb: approveVerb }),
        message: `the stage of a namespace needs the verb ${approveVerb} on ${stageResource}.${guardGroup}`,
        messageExpression: `request.userInfo.username + " may not change the stage of namespace " + object.metadata.name + ": that needs the verb ${approveVerb} on ${stageResource}.${guardGroup}"`,
      },
      {
        expression: `${stageOf('object')} in ["", ${stages.map((stage) => JSON.stringify(stage)).join(', ')}]`,
        message: `the label ${stageLabel} is one of ${stages.join(', ')}`,
      },
    ],
  },
})
