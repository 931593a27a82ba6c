// Everyone who holds rights of their own, each with what the groups give that they are certainly in.
import type { BoundRole, Counts, Grants } from './grants.ts'
import { ofImpliedGroups, type GrantSubject } from './identity.ts'

/** A subject with its bindings. */
export interface Holder {
  readonly subject: GrantSubject
  readonly own: readonly BoundRole[]
  readonly inherited: readonly BoundRole[]
}

/**
 * @param counts - which roles can matter at all; subjects without such a role of their own are left out
 * @param opensOthers - whether a group's binding makes any binding of its members matter
 */
export function holdersOf(grants: Grants, counts: Counts, opensOthers: (bound: BoundRole) => boolean): readonly Holder[] {
  const bound = grants.boundWhere(counts)
  const ofGroup = new Map(bound.flatMap(({ subject, roles }) => (subject.kind === 'Group' ? [[subject.name, roles]] : [])))
  const inherited = ofImpliedGroups((groups) => {
    const roles = groups.flatMap((name) => ofGroup.get(name) ?? [])
    return { roles, opens: roles.some(opensOthers) }
  })
  const holders: Holder[] = []
  let next = 0
  for (const subject of grants.subjects) {
    const own = bound[next]?.subject === subject ? bound[next++]?.roles : undefined
    const { roles, opens } = inherited(subject)
    if (own !== undefined || opens) holders.push({ subject, own: own ?? [], inherited: roles })
  }
  return holders
}
