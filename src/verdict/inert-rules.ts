// Rules that match no request that anybody makes: they read like a restriction, and RBAC has none. And who is bound to a role.
import type { BindingObject, PolicyRule, RoleObject } from '../kube/index.ts'

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

/** What in a rule matches nothing, and why; empty for a rule that is in order. */
export function inertParts(rule: PolicyRule): readonly { readonly text: string; readonly reason: string }[] {
  return inert.flatMap(({ written, reason }) => {
    const text = written(rule)
    return text === undefined ? [] : [{ text, reason }]
  })
}

/** Whether a role is called as if it took something away. */
export function claimsToRestrict(role: RoleObject): boolean {
  return /(^|-)(restrict|deny|no|block|disallow|prevent|limit)[a-z]*-.*token/.test(role.ref.name)
}

/** Whether a role is bound to anybody. */
export function isBound({ ref }: RoleObject, bindings: readonly BindingObject[]): boolean {
  return bindings.some(
    ({ ref: binding, roleRef, subjects }) =>
      subjects.length > 0 &&
      roleRef.kind === ref.kind &&
      roleRef.name === ref.name &&
      (ref.kind === 'ClusterRole' || binding.namespace === ref.namespace),
  )
}
