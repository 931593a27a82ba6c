// Roles that are meant to restrict and restrict nothing: RBAC only ever allows, so a rule that matches no request does nothing at all.
import { formatRef, type PolicyRule, type RoleObject } from '../../kube/index.ts'
import type { Bench } from '../judge.ts'
import type { Check, RawFinding } from './check.ts'

interface Inert {
  /** What is written and matches nothing; `undefined` where the rule is in order. */
  readonly written: (rule: PolicyRule) => string | undefined
  readonly reason: string
}

const minting = 'tokens are made by `create` on `serviceaccounts/token` of the core group'

const inert: readonly Inert[] = [
  {
    written: ({ resources }) => resources.find((resource) => resource.toLowerCase().startsWith('serviceaccounttoken')),
    reason: `no API has that resource: ${minting}`,
  },
  {
    written: ({ apiGroups, resources }) =>
      apiGroups.length > 0 &&
      apiGroups.every((group) => group === 'authentication.k8s.io') &&
      resources.some((resource) => resource === 'serviceaccounts/token' || resource === 'tokenrequests')
        ? 'authentication.k8s.io'
        : undefined,
    reason: `that group has no such resource: ${minting}`,
  },
  {
    written: ({ resources }) => resources.find((resource) => resource === 'serviceaccounts/*'),
    reason: `it is no wildcard and does not cover \`serviceaccounts/token\`: only \`*\` and \`*/token\` are`,
  },
  {
    written: ({ resourceNames, resources }) =>
      resourceNames.includes('*') && resources.includes('serviceaccounts/token') ? 'resourceNames: ["*"]' : undefined,
    reason: 'there it is a name like any other, and no account has it',
  },
]

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
        inert.flatMap(({ written, reason }): readonly RawFinding[] => {
          const text = written(rule)
          if (text === undefined) return []
          return [finding(role, `rules[${index}]`, `rule ${index} names \`${text}\`, which allows nothing: ${reason}`)]
        }),
      )
      if (found.length > 0 || !claimsToRestrict(role) || isBound(role, bench)) return found
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

function claimsToRestrict(role: RoleObject): boolean {
  return /(^|-)(restrict|deny|no|block|disallow|prevent|limit)[a-z]*-.*token/.test(role.ref.name)
}

function isBound({ ref }: RoleObject, bench: Bench): boolean {
  return bench.inventory.bindings.some(
    ({ ref: binding, roleRef, subjects }) =>
      subjects.length > 0 &&
      roleRef.kind === ref.kind &&
      roleRef.name === ref.name &&
      (ref.kind === 'ClusterRole' || binding.namespace === ref.namespace),
  )
}
