// A binding to a role, or to an account, that does not exist gives nothing now, and something the day when somebody creates it:
// whoever may create it decides what the binding gives, or who has it.
import { formatRef } from '../../kube/index.ts'
import { danglingSubjects, subjectName } from '../dangling.ts'
import type { Bench } from '../judge.ts'
import type { Check, RawFinding } from './check.ts'

/** Told only where all roles, or all accounts, are known: else it is a gap, or nothing to be seen. */
export const danglingBinding: Check = {
  id: 'dangling-binding',
  title: 'a binding names a role or an account that does not exist',
  aspects: [],
  find: (_, bench) => [...withoutRole(bench), ...withoutAccount(bench)],
}

function withoutRole({ grants, rolesKnown }: Bench): readonly RawFinding[] {
  if (!rolesKnown) return []
  return grants.gaps.flatMap((gap): readonly RawFinding[] => {
    if (gap.kind !== 'roleMissing') return []
    return [
      {
        severity: 'low',
        object: gap.binding,
        field: 'roleRef',
        message: `it refers to ${formatRef(gap.role)}, which does not exist: it gives nothing until somebody creates a role of that name`,
        remedy: 'remove the binding, or restore the role',
      },
    ]
  })
}

function withoutAccount({ inventory }: Bench): readonly RawFinding[] {
  return inventory.bindings.flatMap((binding): readonly RawFinding[] => {
    const missing = danglingSubjects(binding, inventory).map((subject) => subjectName(subject, binding))
    if (missing.length === 0) return []
    return [
      {
        severity: 'low',
        object: binding.ref,
        field: 'subjects',
        message: `it names ServiceAccount ${missing.map((name) => `\`${name}\``).join(', ')}, which does not exist: whoever creates it has what ${formatRef({ ...binding.roleRef, apiVersion: binding.ref.apiVersion })} gives`,
        remedy: 'remove the subject from the binding',
      },
    ]
  })
}
