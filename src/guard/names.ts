// What the guard's objects are called in a cluster: labels, verbs and resources that exist only in RBAC rules, and the namespaces that
// are left to whoever runs the platform.
import { platformNamespaces } from '../verdict/index.ts'

/** The label of a namespace that says how far the guard goes there. */
export const stageLabel = 'sparekey.dev/guard'

/** How far the guard goes in a namespace: it notes in the audit log, warns the client as well, or refuses. */
export const stages = ['audit', 'warn', 'deny'] as const

/** A stage of the guard. */
export type Stage = (typeof stages)[number]

/** Whether a text names a stage. */
export function isStage(text: string): text is Stage {
  return (stages as readonly string[]).includes(text)
}

/** What begins every annotation that the guard reads. */
export const annotationPrefix = 'sparekey.dev/'

/** The API group in which the guard's own rights stand in RBAC rules. No such resource exists: a rule is all that there is of it. */
export const guardGroup = 'sparekey.dev'

/** Whoever may do this to an account's tokens may mint them: `verbs: [mint]` on `serviceaccounts/token`. */
export const mintVerb = 'mint'

/** Whoever may do this may write exceptions, or move a namespace to another stage. */
export const approveVerb = 'approve'

/** What an approver of exceptions is granted `approve` on, by the name of the account. */
export const exceptionResource = 'tokenexceptions'

/** What an approver of stages is granted `approve` on, by the name of the namespace. */
export const stageResource = 'guardstages'

/** The label by which the guard's objects are found. */
export const partOf = { 'app.kubernetes.io/part-of': 'sparekey-guard' } as const

/** Namespaces in which the guard says nothing: what runs there is the platform's, and a wrong refusal would stop the cluster. */
export const excludedNamespaces: readonly string[] = platformNamespaces
