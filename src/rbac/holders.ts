// Everyone who holds rights of their own, each with what the groups give that they are certainly in.
import type { BoundRole, Grants } from './grants.ts'
import { impliedGroups, subjectKey, type GrantSubject } from './identity.ts'

/** A subject with its bindings. */
export interface Holder {
  readonly subject: GrantSubject
  readonly own: readonly BoundRole[]
  readonly inherited: readonly BoundRole[]
}

/** @param counts - whether a binding can matter at all; subjects without such a binding of their own are left out */
export function holdersOf(grants: Grants, counts: (bound: BoundRole) => boolean): readonly Holder[] {
  const ofGroup = new Map<string, readonly BoundRole[]>()
  const groupRoles = (name: string): readonly BoundRole[] => {
    const known = ofGroup.get(name)
    if (known !== undefined) return known
    const roles = grants.boundTo(subjectKey({ kind: 'Group', name })).filter(counts)
    ofGroup.set(name, roles)
    return roles
  }
  return [...grants.subjects].flatMap(([key, subject]) => {
    const own = grants.boundTo(key).filter(counts)
    if (own.length === 0) return []
    return [{ subject, own, inherited: impliedGroups(subject).flatMap(groupRoles) }]
  })
}
