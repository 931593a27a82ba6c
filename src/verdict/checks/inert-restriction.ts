// Roles that are meant to restrict and restrict nothing: RBAC only ever allows, so a rule that matches no request does nothing at all.
import { formatRef, type RoleObject } from '../../kube/index.ts'
import { claimsToRestrict, inertParts, isBound } from '../inert-rules.ts'
import type { Check, RawFinding } from './check.ts'

const remedy =
  'delete it, and take `create` on `serviceaccounts/token` away from the roles that do give it: `sparekey who-can --all` lists them'

/** Rules and Roles that read like a restriction. */
export const inertRestriction: Check = {
  id: 'inert-restriction',
  title: 'a role reads like a restriction and restricts nothing',
  aspects: ['minting'],
  find: (_, bench) =>
    bench.inventory.roles.flatMap((role) => {
      const found = role.rules.flatMap((rule, index): readonly RawFinding[] =>
        inertParts(rule).map(({ text, reason }) =>
          finding(role, `rules[${index}]`, `rule ${index} names \`${text}\`, which allows nothing: ${reason}`),
        ),
      )
      if (found.length > 0 || !claimsToRestrict(role) || isBound(role, bench.inventory.bindings)) return found
      return [
        finding(
          role,
          'metadata.name',
          `${formatRef(role.ref)} is bound to nobody, so it neither allows nor restricts anything: RBAC has no rule that denies`,
        ),
      ]
    }),
}

function finding(role: RoleObject, field: string, message: string): RawFinding {
  return { severity: 'medium', object: role.ref, field, message, remedy }
}
