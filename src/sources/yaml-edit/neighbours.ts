// Where a new member is put among those that are there: beside what it belongs to, else at the end.
import type { Member } from './tree.ts'

/** Members beside which another is put: right behind the first of `after` that is there, else right before the first of `before`. */
interface Neighbours {
  readonly after: readonly string[]
  readonly before: readonly string[]
}

const neighbours: Readonly<Record<string, Neighbours>> = {
  automountServiceAccountToken: { after: ['serviceAccountName', 'serviceAccount'], before: ['containers'] },
}

/** A place among members. */
export interface Place {
  readonly side: 'before' | 'after'
  readonly member: Member
}

/**
 * @param members - those that stay, in their order
 * @returns `undefined` where there are none
 */
export function placeOf(key: string, members: readonly Member[]): Place | undefined {
  const known = Object.hasOwn(neighbours, key) ? neighbours[key] : undefined
  for (const name of known?.after ?? []) {
    const member = members.find((one) => one.key === name)
    if (member !== undefined) return { side: 'after', member }
  }
  for (const name of known?.before ?? []) {
    const member = members.find((one) => one.key === name)
    if (member !== undefined) return { side: 'before', member }
  }
  const last = members.at(-1)
  return last === undefined ? undefined : { side: 'after', member: last }
}
