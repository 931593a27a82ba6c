// What was supposed of objects that the input lacks, as reports tell it: an assumption is never made in silence (docs/decisions/0003).
import { sortedBy, unreachable } from '../base/index.ts'
import type { Assumption, Inventory } from '../inventory/index.ts'
import { formatName, type Gap, type RoleObject } from '../kube/index.ts'
import { allowsEverything, upstreamRelease } from '../rbac/index.ts'
import type { Access } from './access.ts'

/** The roles of upstream's that an answer rests on: those that are bound, and those that somebody could bind, by name or among others. */
export function assumedRoles({ grants, found }: Access): readonly RoleObject[] {
  // All grants of one holder have one list.
  const bindable = [...new Set(found.map((grant) => grant.bindable))].flat()
  const filled = found.flatMap(({ supports }) => supports.flat(2).filter(({ rule }) => rule === undefined))
  const behind = [...bindable, ...filled].flatMap(({ role, rule = 0 }) => grants.assumedOrigin(role, rule) ?? [])
  return sortedBy(new Set([...grants.assumed, ...behind]), ({ ref }) => [ref.kind, ref.namespace, ref.name])
}

/** A cluster may have given such a role more rules: a gap, unless the user says that it has not. */
export function roleGaps({ assumptions }: Inventory, roles: readonly RoleObject[]): readonly Gap[] {
  if (assumptions.has('roles')) return []
  // To one that gives everything nothing can be added.
  const open = roles.filter(({ rules }) => !rules.some(allowsEverything))
  return open.map(({ ref }): Gap => ({ kind: 'roleAssumed', role: ref, release: upstreamRelease }))
}

/** One sentence for each assumption: those that the user asked for, and that of roles wherever one was needed. */
export function assumptionReports({ assumptions }: Inventory, roles: readonly RoleObject[]): readonly string[] {
  const made = new Set<Assumption>([...assumptions, ...(roles.length > 0 ? (['roles'] as const) : [])])
  return sortedBy(made, (assumption) => [assumption]).map((assumption) => sentence(assumption, roles))
}

function sentence(assumption: Assumption, roles: readonly RoleObject[]): string {
  switch (assumption) {
    case 'accounts':
      return 'ServiceAccounts that are not in the input leave `automountServiceAccountToken` unset'
    case 'drivers':
      return 'CSIDrivers that are not in the input ask for no token'
    case 'roles': {
      const names = roles.map(({ ref }) => `${ref.kind} \`${formatName(ref)}\``)
      return `roles that are not in the input have upstream's rules (Kubernetes ${upstreamRelease})${names.length === 0 ? '' : `: ${names.join(', ')}`}`
    }
    case 'secrets':
      return 'Secrets that are not in the input hold no token'
    default:
      return unreachable(assumption)
  }
}
