// A binding to a role, or to an account, that does not exist gives nothing now, and something the day when somebody creates it:
// whoever may create it decides what the binding gives, or who has it.
import { formatName, formatRef, keys } from '../../kube/index.ts'
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

function withoutAccount({ access }: Bench): readonly RawFinding[] {
  if (access.grants.bindings.length === 0) return []
  const dangling = new Set(access.terrain().dangling.all.map(formatName))
  if (dangling.size === 0) return []
  return access.grants.bindings.flatMap((binding): readonly RawFinding[] => {
    // The control plane binds accounts that its controllers create when they first run.
    if (binding.meta.labels.get(keys.bootstrapping) === 'rbac-defaults') return []
    const missing = binding.subjects.flatMap((subject) => {
      const name = formatName({ namespace: subject.namespace ?? binding.ref.namespace ?? '', name: subject.name })
      return subject.kind === 'ServiceAccount' && dangling.has(name) ? [name] : []
    })
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
