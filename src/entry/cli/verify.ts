// `--verify`: asks a live API server about every direct minter that RBAC shows and about everyone that it does not, so that another
// authorizer (Azure RBAC, a webhook) that allows more than RBAC comes to light. Nothing is minted: the server is only asked.
import type { Inventory } from '../../inventory/index.ts'
import {
  accountUser,
  authorize,
  indexGrants,
  mintRequest,
  subjectKey,
  type GrantSubject,
  type UserInfo,
} from '../../rbac/index.ts'
import type { AccessQuestion, AccessReview } from '../../sources/live/index.ts'
import { subjectReport, type VerificationReport } from '../../verdict/index.ts'

/** Asks one question; see `reviewAccess`. */
export type Ask = (question: AccessQuestion) => Promise<AccessReview>

/** One thing to ask: who, about which account; an empty name asks about every account of the namespace, an empty namespace about all. */
interface Asked {
  readonly subject: GrantSubject
  readonly user: UserInfo
  readonly namespace: string
  readonly name: string
}

/**
 * Compares what RBAC says of minting with what the server says.
 *
 * @param target - one account; absent: in each namespace and in all of them
 * @param namespaces - the namespaces to ask about where no account is named
 */
export async function verifyMinters(
  inventory: Inventory,
  target: { readonly namespace: string; readonly name: string } | undefined,
  namespaces: readonly string[],
  ask: Ask,
): Promise<VerificationReport> {
  const grants = indexGrants(inventory.roles, inventory.bindings)
  const subjects = new Map(grants.subjects.map((subject) => [subjectKey(subject), subject]))
  for (const { ref } of inventory.accounts) {
    const subject: GrantSubject = { kind: 'ServiceAccount', namespace: ref.namespace ?? 'default', name: ref.name }
    subjects.set(subjectKey(subject), subject)
  }
  const questions = [...subjects.values()].flatMap((subject): readonly Asked[] => {
    const user = userOf(subject)
    if (target !== undefined) return [{ subject, user, ...target }]
    // A service account may be let mint where it lives; people and groups may be let mint anywhere.
    const places = subject.kind === 'ServiceAccount' ? [subject.namespace, ''] : ['', ...namespaces]
    return places.map((namespace) => ({ subject, user, namespace, name: '' }))
  })
  const outside: VerificationReport['outsideRbac'][number][] = []
  const unconfirmed: VerificationReport['unconfirmed'][number][] = []
  await Promise.all(
    questions.map(async ({ subject, user, namespace, name }) => {
      const request = mintRequest({ namespace, name })
      const byRbac = authorize(grants, user, request).value.kind !== 'noOpinion'
      const { kind: _, verb, apiGroup, resource, subresource } = request
      const { allowed, reason } = await ask({
        ...(user.name === '' ? {} : { user: user.name }),
        groups: user.groups,
        verb,
        apiGroup,
        resource,
        subresource,
        namespace,
        name,
      })
      if (allowed === byRbac) return
      const row = { subject: subjectReport(subject), namespace, name, reason }
      if (allowed) outside.push(row)
      else unconfirmed.push(row)
    }),
  )
  return { asked: questions.length, outsideRbac: outside, unconfirmed }
}

function userOf(subject: GrantSubject): UserInfo {
  if (subject.kind === 'ServiceAccount') return accountUser(subject)
  if (subject.kind === 'Group') return { name: '', groups: [subject.name] }
  return {
    name: subject.name,
    groups: subject.name === 'system:anonymous' ? ['system:unauthenticated'] : ['system:authenticated'],
  }
}
