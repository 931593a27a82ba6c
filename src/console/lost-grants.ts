// What if this binding went away: every grant that stands on it alone, told by asking everything again without it.
import { formatName } from '../kube/index.ts'
import type { Inventory } from '../inventory/index.ts'
import { whoCan, type GrantReport, type WhoCanQuestion } from '../verdict/index.ts'
import { withoutBindings } from './account-access.ts'
import { minterRow, type MinterRow } from './minter-table.ts'
import { objectLink } from './object-link.ts'

/** The page of a binding. */
export interface BindingLossView {
  readonly link: string
  readonly name: string
  readonly role: string
  readonly subjects: readonly string[]
  /** Grants that would be gone. */
  readonly lost: readonly MinterRow[]
  /** How many grants of its subjects by it stand on something else, too. */
  readonly kept: number
  readonly rolesKnown: boolean
}

/** The binding with a link; `undefined` where there is none. */
export function bindingLoss(
  inventory: Inventory,
  question: Omit<WhoCanQuestion, 'target'>,
  link: string,
): BindingLossView | undefined {
  const binding = inventory.bindings.find(({ ref }) => objectLink(ref) === link)
  if (binding === undefined) return undefined
  const ask = (of: Inventory): readonly GrantReport[] => whoCan(of, { ...question, target: { kind: 'all' } }).grants
  const whole = whoCan(inventory, { ...question, target: { kind: 'all' } })
  const rest = new Set(ask(withoutBindings(inventory, new Set([link]))).map(grantKey))
  const lost = whole.grants.filter((grant) => !rest.has(grantKey(grant)))
  const onIt = whole.grants.filter(({ via, made = [] }) => [...via, ...made].some((one) => objectLink(one.binding) === link))
  const { ref, roleRef, subjects } = binding
  return {
    link,
    name: `${ref.kind} ${formatName(ref)}`,
    role: `${roleRef.kind} ${roleRef.name}`,
    subjects: subjects.map((subject) => `${subject.kind} ${formatName(subject)}`),
    lost: lost.map(minterRow),
    kept: onIt.filter((grant) => rest.has(grantKey(grant))).length,
    rolesKnown: whole.source.rolesKnown,
  }
}

function grantKey({ subject, memberOf = '', route, target }: GrantReport): string {
  return JSON.stringify([subject, memberOf, route, target])
}
