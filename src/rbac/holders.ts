// Everyone who holds rights of their own, each with what the groups give that they are certainly in.
import type { BoundRole, Counts, Grants } from './grants.ts'
import { impliedGroups, type GrantSubject } from './identity.ts'

/** A subject with its bindings. */
export interface Holder {
  readonly subject: GrantSubject
  readonly own: readonly BoundRole[]
  readonly inherited: readonly BoundRole[]
}

/** @param counts - which roles can matter at all; subjects without such a role of their own are left out */
export function holdersOf(grants: Grants, counts: Counts): readonly Holder[] {
  const bound = grants.boundWhere(counts)
  const ofGroup = new Map<string, readonly BoundRole[]>()
  for (const { subject, roles } of bound) if (subject.kind === 'Group') ofGroup.set(subject.name, roles)
  return bound.map(({ subject, roles }) => ({
    subject,
    own: roles,
    inherited: impliedGroups(subject).flatMap((name) => ofGroup.get(name) ?? []),
  }))
}
