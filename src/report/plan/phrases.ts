// How people are told of a plan's parts: remedies, fields, values, effects and conditions, in the same words in every format.
import {
  pointerSteps,
  type Condition,
  type Effect,
  type LeftAlone,
  type RemedyId,
  type RemovedToken,
} from '../../change/index.ts'
import type { Json } from '../../base/index.ts'
import { formatRef, type ObjectRef } from '../../kube/index.ts'

/** What each remedy does, as the beginning of a sentence. */
export const remedyTitles: Readonly<Record<RemedyId, string>> = {
  'narrow-role-created': 'make what takes the place of a wider right',
  'legacy-replaced': 'replace a token without an end by one that is renewed',
  'opt-in': 'let the workload ask for its token itself',
  'one-container': 'leave the token to the one container that needs it',
  'files-only': 'keep the files beside the token, without the token',
  'account-off': 'let the account hand out no token by itself',
  'template-off': 'let the workload take no token',
  'pods-renewed': 'replace the pods that keep a token from before',
  'legacy-invalidated': 'make a token without an end invalid; taking the label away makes it valid again',
  'legacy-deleted': 'delete a token without an end',
  'minting-narrowed': 'narrow the right to make tokens',
  'binding-replaced': 'take a wide right away that has been replaced',
  'dangling-removed': 'take a right away from a subject, or of a role, that does not exist',
  'inert-removed': 'remove what grants nothing',
  guard: 'set up, change or remove the admission policies',
}

/** Why something is left as it is, as a title. */
export const leftTitles: Readonly<Record<LeftAlone['kind'], string>> = {
  platform: "the platform's own",
  reverted: 'would be taken back',
  immutable: 'cannot be changed',
  tooRisky: 'too risky for this plan',
  needsDecision: 'somebody has to decide',
  couldNotTell: 'could not be told',
}

/** When a change counts, as the rest of a sentence that begins with "takes effect". */
export function effectPhrase(effect: Effect): string {
  switch (effect.when) {
    case 'atOnce':
      return 'at once'
    case 'rollout':
      return 'with the rollout that it starts'
    case 'nextPod':
      return 'with the next pod; pods that run keep what they have'
    case 'nextJob':
      return 'with the next Job; Jobs that run keep what they have'
    case 'onDelete':
      return 'when somebody deletes the pods (update strategy OnDelete)'
    case 'paused':
      return 'when somebody resumes the rollout, which is paused'
    case 'partition':
      return `with the rollout, for pods from ordinal ${effect.partition} on; those below keep what they have (partition)`
    case 'operator':
      return 'when the operator of the object replaces the pods'
  }
}

/** The same in a few words, for a column. */
export function effectWord(effect: Effect): string {
  switch (effect.when) {
    case 'atOnce':
      return 'at once'
    case 'rollout':
      return 'rollout'
    case 'nextPod':
      return 'next pod'
    case 'nextJob':
      return 'next Job'
    case 'onDelete':
      return 'on delete'
    case 'paused':
      return 'when resumed'
    case 'partition':
      return `from ordinal ${effect.partition}`
    case 'operator':
      return 'by operator'
  }
}

/** A field as Kubernetes prints it: `spec.containers[0].name`, `metadata.labels["example.com/a"]`. */
export function fieldName(path: string): string {
  return pointerSteps(path)
    .map((step, i) => {
      if (/^\d+$/.test(step)) return `[${step}]`
      if (/^[\w-]+$/.test(step)) return i === 0 ? step : `.${step}`
      return `[${JSON.stringify(step)}]`
    })
    .join('')
}

/** A value in one line, as YAML has it between braces; `not set` for one that is absent. */
export function valuePhrase(value: Json | undefined): string {
  if (value === undefined) return 'not set'
  if (typeof value === 'string')
    return /^[A-Za-z/][\w./:@*-]*$/.test(value) && !reserved.test(value) ? value : JSON.stringify(value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(valuePhrase).join(', ')}]`
  const members = Object.entries(value).map(([key, below]) => `${key}: ${valuePhrase(below)}`)
  return `{${members.join(', ')}}`
}

const reserved = /^(?:true|false|null|yes|no|on|off|y|n)$/i

/** A token that goes: `container app of Deployment shop/web: token of sa/shop/web at /var/run/…`. */
export function tokenPhrase({ workload, container, serviceAccount, path }: RemovedToken): string {
  return `container ${container} of ${formatRef(workload)}: the token of sa/${serviceAccount} ${path === null ? 'in its environment' : `at ${path}`}`
}

/** A condition, as a sentence. */
export function conditionPhrase(condition: Condition): string {
  switch (condition.kind) {
    case 'field':
      return `${fieldName(condition.path)} is ${valuePhrase(condition.value)}`
    case 'exists':
      return `${formatRef(condition.object)} exists`
    case 'absent':
      return `there is no ${formatRef(condition.object)}`
    case 'podsHold':
      return podsPhrase(condition.workload, condition.containers)
  }
}

function podsPhrase(workload: ObjectRef, containers: readonly string[]): string {
  const who = containers.length === 0 ? 'no container' : `only ${containers.join(', ')}`
  const holds = containers.length > 1 ? 'hold' : 'holds'
  return `every pod of ${formatRef(workload)} is ready, and ${who} of it ${holds} an API token`
}
