// Legacy token Secrets: made invalid by a label, which can be taken off again, and deleted only after nobody has missed them.
import { keys } from '../../../kube/index.ts'
import { changes, forEach, reads } from '../command.ts'
import { findingsOf } from '../material.ts'
import { noteOn, type Action, type Plan } from './action.ts'

const label = keys.legacyTokenInvalidSince

function secretsOf({ material }: Plan) {
  return findingsOf(material, 'legacy-token-secret').map(({ value }) => value.object)
}

/** The action. */
export const invalidateSecrets: Action = (plan) => {
  const day = plan.material.report.generatedAt.slice(0, 10)
  const { commands, byHand } = forEach(secretsOf(plan), ({ name, inNamespace }) =>
    changes(`kubectl label secret ${name}${inNamespace} ${label}=${day}`, 'The API server refuses its token within seconds.'),
  )
  return {
    id: 'invalidate-secrets',
    title: 'make legacy token Secrets invalid, watch, and delete them later',
    why: 'The label is a switch that can be turned back; a deleted Secret cannot be had again without its token bytes.',
    commands: [
      ...commands,
      reads(
        `kubectl get secret NAME -n NAMESPACE -L ${keys.legacyTokenLastUsed}`,
        'Whether somebody has tried since: the day of the last use is written for refused tokens too.',
      ),
      changes(
        'kubectl delete secret NAME -n NAMESPACE',
        "After a whole business cycle without a try, month's end among them. There is no way back.",
      ),
    ],
    notes: [
      ...noteOn(byHand, 'Named as nothing in a cluster is named, so no command is written'),
      ...(commands.length === 0 ? ['The audit found none.'] : []),
      'API servers heed the label from Kubernetes 1.29 on.',
    ],
  }
}

/** The action of the backout. */
export const validateSecrets: Action = (plan) => {
  const { commands } = forEach(secretsOf(plan), ({ name, inNamespace }) =>
    changes(`kubectl label secret ${name}${inNamespace} ${label}-`, 'Its token is good again within seconds.'),
  )
  return {
    id: 'validate-secrets',
    title: 'take the label off legacy token Secrets',
    why: 'Without the label the token is what it was; nothing else has changed in the Secret.',
    commands,
    notes: [
      ...(commands.length === 0 ? ['The audit found none.'] : []),
      'A Secret that was deleted does not come back: its clients need a token of another kind.',
    ],
  }
}
