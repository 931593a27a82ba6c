// Turns a tree of wanted fields into tables that find a member by its bytes, so that no key of a skipped member becomes a string.
import type { Wanted } from '../../kube/index.ts'
import { Memo } from './memo.ts'

/** A member that is wanted. */
export interface PlannedMember {
  readonly name: string
  readonly bytes: Uint8Array
  readonly plan: Plan
  /** The next member that falls on the same place of the table. */
  readonly next: PlannedMember | undefined
}

const places = 64

/** One node of a wanted tree, ready for use. All kinds have the same fields, so that the engine sees one shape. */
export class Plan {
  readonly kind: Wanted['kind']
  /** What a list's items or a map's values are; of no meaning to other kinds. */
  readonly of: Plan | undefined
  readonly prefix: string
  /** What a record's members of unlisted names have in their names, and what is read of them. */
  readonly also: { readonly infix: Buffer; readonly plan: Plan } | undefined
  /** What was read for it last. */
  readonly memo: Memo<PlannedMember> = new Memo<PlannedMember>()
  readonly #members: Map<string, PlannedMember> = new Map<string, PlannedMember>()
  readonly #table: (PlannedMember | undefined)[] = new Array<PlannedMember | undefined>(places).fill(undefined)

  constructor(
    kind: Wanted['kind'],
    of: Plan | undefined,
    prefix: string,
    members: ReadonlyMap<string, Plan>,
    also: Plan['also'],
  ) {
    this.kind = kind
    this.also = also
    this.of = of
    this.prefix = prefix
    for (const [name, plan] of members) {
      const bytes = Buffer.from(name)
      const place = placeOf(bytes, 0, bytes.length)
      const member: PlannedMember = { name, bytes, plan, next: this.#table[place] }
      this.#table[place] = member
      this.#members.set(name, member)
    }
  }

  /** The member whose name stands at these bytes, between its quotes and without escapes. */
  memberAt(bytes: Uint8Array, from: number, to: number): PlannedMember | undefined {
    let member = this.#table[placeOf(bytes, from, to)]
    while (member !== undefined && !isAt(member.bytes, bytes, from, to)) member = member.next
    if (member !== undefined || this.also === undefined) return member
    const name = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from)
    return name.includes(this.also.infix) ? unlisted(name.toString(), this.also.plan) : undefined
  }

  /** The member of this name. */
  member(name: string): PlannedMember | undefined {
    const member = this.#members.get(name)
    if (member !== undefined || this.also === undefined) return member
    return name.includes(this.also.infix.toString()) ? unlisted(name, this.also.plan) : undefined
  }
}

// Made anew each time: how many such names there are is the input's choice, and what it chooses is not to be remembered.
function unlisted(name: string, plan: Plan): PlannedMember {
  return { name, bytes: Buffer.alloc(0), plan, next: undefined }
}

// The first and the last byte and the length tell nearly all of a record's fields apart.
function placeOf(bytes: Uint8Array, from: number, to: number): number {
  if (from === to) return 0
  return ((bytes[from] as number) * 5 + (bytes[to - 1] as number) * 3 + (to - from) * 11) & (places - 1)
}

function isAt(name: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  const length = name.length
  if (length !== to - from) return false
  for (let i = 0; i < length; i++) if (name[i] !== bytes[from + i]) return false
  return true
}

// Far above any tree of fields, far below what recursion bears.
const deepestWanted = 500

const plans = new WeakMap<Wanted, Plan>()

/**
 * The plan for a tree. Parts that a tree has in many places (a pod's template is wanted of each kind of workload) are
 * made once and remember together.
 *
 * @throws RangeError when the tree is nested deeper than 500 levels
 */
export function planOf(wanted: Wanted, depth = 0): Plan {
  if (depth > deepestWanted) throw new RangeError(`fields are wanted deeper than ${deepestWanted} levels`)
  const made = plans.get(wanted)
  if (made !== undefined) return made
  const of = wanted.kind === 'list' || wanted.kind === 'map' ? planOf(wanted.of, depth + 1) : undefined
  const members =
    wanted.kind === 'record' ? [...wanted.members].map(([key, inner]) => [key, planOf(inner, depth + 1)] as const) : []
  const also =
    wanted.kind !== 'record' || wanted.also === undefined
      ? undefined
      : { infix: Buffer.from(wanted.also.infix), plan: planOf(wanted.also.of, depth + 1) }
  const plan = new Plan(wanted.kind, of, wanted.kind === 'map' ? wanted.prefix : '', new Map(members), also)
  plans.set(wanted, plan)
  return plan
}
