// A role with the rules that `edit` or `admin` has now, without those that make tokens or impersonate. It is made from the rules at the
// time of the audit, and nothing is gathered into it later.
import { formatRef } from '../../kube/index.ts'
import { leave, type Draft } from '../draft.ts'
import { ruleValue } from '../live-role.ts'
import { replacements } from '../narrow-roles.ts'
import type { Remedy } from './remedy.ts'

export const narrowRoleCreated: Remedy = {
  id: 'narrow-role-created',
  title: 'creates a role with the rules of `edit` or `admin`, without the right to make tokens and to impersonate',
  propose(bench) {
    const all = replacements(bench)
    const roles = new Map(all.flatMap((one) => (one.kind === 'ready' ? [[one.role.ref.name, one.role] as const] : [])))
    const drafts = [...roles.values()]
      .filter(({ exists }) => !exists)
      .map(({ ref, of, rules, opens }): Draft => ({
        remedy: 'narrow-role-created',
        object: ref,
        change: {
          kind: 'create',
          object: {
            apiVersion: ref.apiVersion,
            kind: ref.kind,
            metadata: { name: ref.name, labels: { 'app.kubernetes.io/managed-by': 'sparekey' } },
            rules: rules.map(ruleValue),
          },
        },
        reason: `it takes the place of ${formatRef(of.ref)}, whose rules are gathered from other roles and restored when the API server starts: another role has to be bound instead${stillOpens(opens)}`,
        removes: [],
        alsoRemoves: [],
        effect: { when: 'atOnce' },
        risk: { level: 'low', why: 'a role that is bound to nobody gives nothing' },
        before: [],
        after: [],
        requires: [],
        group: formatRef(ref),
        enabling: true,
      }))
    const left = all.flatMap((one) => (one.kind === 'blocked' ? leave(one.binding.ref, one.why).left : []))
    return { drafts, left }
  },
}

/** What the role opens all the same, in a half sentence. */
export function stillOpens(opens: readonly string[]): string {
  return opens.length === 0 ? '' : `; it still opens tokens by ${opens.map((id) => `\`${id}\``).join(', ')}`
}
