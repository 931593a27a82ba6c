// Asks all authorizers of the API server at once (RBAC, Azure RBAC, webhooks) whether somebody may do something, and why.
// Never a probe: a SubjectAccessReview answers the question without doing what it asks about.
import { SparekeyError } from '../../base/index.ts'
import { statusMessage } from './api-status.ts'
import type { Connection } from './connect.ts'

/** Who may do what; a user name, groups, or both. */
export interface AccessQuestion {
  readonly user?: string
  readonly groups: readonly string[]
  readonly verb: string
  /** `''` is the core group. */
  readonly apiGroup: string
  readonly resource: string
  readonly subresource: string
  /** `''`: in every namespace. */
  readonly namespace: string
  /** `''`: for every name. */
  readonly name: string
}

/** What the server says. */
export interface AccessReview {
  readonly allowed: boolean
  /** In the authorizer's words: for RBAC the binding, for Azure RBAC the role assignment. */
  readonly reason: string
}

/**
 * @throws SparekeyError `API_REFUSED` where one may not create access reviews, and what the connection fails with
 */
export async function reviewAccess(connection: Connection, question: AccessQuestion, signal: AbortSignal): Promise<AccessReview> {
  const { user, groups, apiGroup, ...attributes } = question
  const resourceAttributes = Object.fromEntries(
    Object.entries({ ...attributes, group: apiGroup }).filter(([, value]) => value !== ''),
  )
  const spec = { ...(user === undefined ? {} : { user }), ...(groups.length === 0 ? {} : { groups }), resourceAttributes }
  const answer = await connection.review({ spec, signal })
  if (answer.status !== 200 && answer.status !== 201)
    throw new SparekeyError('API_REFUSED', `the server does not answer a SubjectAccessReview: ${statusMessage(answer)}`, {
      hint: 'grant `create` on `subjectaccessreviews` of `authorization.k8s.io` (ClusterRole `system:auth-delegator` has it)',
    })
  const { status } = JSON.parse(new TextDecoder().decode(answer.body)) as {
    readonly status?: { readonly allowed?: boolean; readonly reason?: string }
  }
  return { allowed: status?.allowed === true, reason: status?.reason ?? '' }
}
