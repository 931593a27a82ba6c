// Who reaches one account's token, in one step and in chains, what would cut it off, and the same as if some bindings were gone.
import { compareText } from '../base/index.ts'
import { formatName, type ObjectRef } from '../kube/index.ts'
import type { Inventory } from '../inventory/index.ts'
import { whoCan, type GrantReport, type RouteReport, type WhoCanQuestion, type WhoCanReport } from '../verdict/index.ts'
import { minterRow, subjectText, targetText, type MinterRow } from './minter-table.ts'
import { objectLink } from './object-link.ts'

/** One step of a chain. */
export interface HopView {
  readonly subject: string
  readonly route: string
  readonly target: string
  readonly bindings: readonly { readonly link: string; readonly name: string }[]
}

/** One way to the account. */
export interface WayView extends MinterRow {
  /** Every step of a chain; empty for what is reached at once. */
  readonly chain: readonly HopView[]
}

/** A binding on the way. */
export interface BindingView {
  readonly link: string
  readonly name: string
  /** Accounts that its subjects reach with it, and those of them that they would not reach without it. */
  readonly accounts: number
  readonly alone: number
}

/** The page of an account. */
export interface AccountView {
  /** `namespace/name`. */
  readonly account: string
  /** `null`: the input does not show it. */
  readonly exists: boolean | null
  readonly ways: readonly WayView[]
  readonly bindings: readonly BindingView[]
  readonly cut: { readonly kind: NonNullable<WhoCanReport['cut']>['kind']; readonly bindings: readonly string[] }
  /** Bindings that were taken to be gone, by their links. */
  readonly without: readonly string[]
  /** Subjects that reached it, and would not without them. */
  readonly lost: readonly string[]
  readonly routes: readonly RouteReport[]
  readonly rolesKnown: boolean
}

/** @param without - links of bindings that are taken to be gone */
export function accountView(
  inventory: Inventory,
  question: Omit<WhoCanQuestion, 'target'>,
  account: { readonly namespace: string; readonly name: string },
  without: readonly string[],
): AccountView {
  const ask = (of: Inventory): WhoCanReport => whoCan(of, { ...question, target: { kind: 'serviceAccount', account } })
  const whole = ask(inventory)
  const gone = new Set(without)
  const rest = gone.size === 0 ? whole : ask(withoutBindings(inventory, gone))
  const left = subjectsOf(rest.grants)
  const { cut = { kind: 'none', bindings: [] }, asked } = rest
  return {
    account: formatName(account),
    exists: asked.kind === 'serviceAccount' ? asked.exists : null,
    ways: rest.grants.map(wayView),
    // Those that are gone stay in the list, so that they can be put back.
    bindings: (whole.bindings ?? []).map(({ binding, accounts, alone }) => ({ ...named(binding), accounts, alone })),
    cut: { kind: cut.kind, bindings: cut.bindings.map(objectLink) },
    without: [...gone].sort(compareText),
    lost: [...subjectsOf(whole.grants)].filter((subject) => !left.has(subject)).sort(compareText),
    routes: rest.routes,
    rolesKnown: rest.source.rolesKnown,
  }
}

/** An inventory as if some bindings were gone. */
export function withoutBindings(inventory: Inventory, gone: ReadonlySet<string>): Inventory {
  return { ...inventory, bindings: inventory.bindings.filter(({ ref }) => !gone.has(objectLink(ref))) }
}

function subjectsOf(grants: readonly GrantReport[]): ReadonlySet<string> {
  return new Set(grants.filter(({ platform }) => !platform).map(({ subject }) => subjectText(subject)))
}

function wayView(grant: GrantReport): WayView {
  const chain = (grant.chain ?? []).map(({ subject, route, target, via, made = [] }): HopView => {
    const bindings = new Map([...via, ...made].map(({ binding }) => [objectLink(binding), named(binding)]))
    return { subject: subjectText(subject), route, target: targetText(target), bindings: [...bindings.values()] }
  })
  return { ...minterRow(grant), chain }
}

function named(binding: ObjectRef): { readonly link: string; readonly name: string } {
  return { link: objectLink(binding), name: `${binding.kind} ${formatName(binding)}` }
}
