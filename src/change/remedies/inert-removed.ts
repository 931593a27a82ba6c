// A role that reads like a restriction, allows nothing, and is bound to nobody goes: it changes no right, only what people believe.
import { formatRef, refKey, type RoleObject } from '../../kube/index.ts'
import { claimsToRestrict, inertParts, isBound } from '../../verdict/index.ts'
import { leave, nothing, together, type Proposal } from '../draft.ts'
import { ruleValue, whyRulesReturn } from '../live-role.ts'
import type { PlanBench } from '../plan-bench.ts'
import type { Remedy } from './remedy.ts'

export const inertRemoved: Remedy = {
  id: 'inert-removed',
  title: 'removes a role that reads like a restriction, restricts nothing, and is bound to nobody',
  propose(bench) {
    const found = new Set(
      bench.report.findings.filter(({ id }) => id === 'inert-restriction').map(({ object }) => refKey(object)),
    )
    return together(
      bench.inventory.roles
        .filter(({ ref }) => found.has(refKey(ref)) && bench.isAsked(ref))
        .map((role) => proposeFor(role, bench)),
    )
  },
}

function proposeFor(role: RoleObject, { inventory }: PlanBench): Proposal {
  const { ref, rules } = role
  const returns = whyRulesReturn(role)
  if (returns !== undefined)
    return leave(ref, { kind: 'needsDecision', reason: returns, remedy: 'take the rule out where it comes from' })
  if (isBound(role, inventory.bindings))
    return leave(ref, {
      kind: 'needsDecision',
      reason: 'it is bound to somebody, and its other rules may be used',
      remedy: 'take the rule out by hand, or narrow the role that does give the right',
    })
  const others = rules.filter((rule) => inertParts(rule).length === 0)
  if (others.length > 0 && !claimsToRestrict(role))
    return leave(ref, {
      kind: 'needsDecision',
      reason: `it is bound to nobody, and ${others.length} of its ${rules.length} rules would allow something where it is bound`,
      remedy: 'delete it if nobody means to bind it',
    })
  // In no cluster a role can be referred to by a name that the API server has yet to choose.
  if (role.meta.name === '') return nothing
  return {
    drafts: [
      {
        remedy: 'inert-removed',
        object: ref,
        meta: role.meta,
        change: {
          kind: 'delete',
          expect: [{ path: '/rules', ...(rules.length === 0 ? {} : { value: rules.map(ruleValue) }) }],
        },
        reason: 'it is bound to nobody, and RBAC has no rule that denies: it neither allows nor restricts anything',
        removes: [],
        alsoRemoves: [],
        effect: { when: 'atOnce' },
        risk: { level: 'low', why: 'nobody has a right by it' },
        before: [],
        after: [],
        requires: [],
        group: formatRef(ref),
      },
    ],
    left: [],
  }
}
