// A subject that does not exist, and a binding whose role does not: they give nothing now, and something on the day when somebody
// creates what they name.
import { formatRef, refKey, type BindingObject } from '../../kube/index.ts'
import { danglingSubjects, platformOwner, rbacKnown, subjectName } from '../../verdict/index.ts'
import { leave, nothing, together, type Draft, type Proposal } from '../draft.ts'
import { bindingFields, subjectValue } from '../live-role.ts'
import { ofPlatform, type PlanBench } from '../plan-bench.ts'
import type { Change } from '../step.ts'
import type { Remedy } from './remedy.ts'

export const danglingRemoved: Remedy = {
  id: 'dangling-removed',
  title: 'takes subjects that do not exist out of bindings, and removes bindings whose role does not exist',
  propose(bench) {
    const withoutRole = new Map(
      (rbacKnown(bench.inventory) ? bench.grants().gaps : []).flatMap((gap) =>
        gap.kind === 'roleMissing' ? [[refKey(gap.binding), formatRef(gap.role)] as const] : [],
      ),
    )
    return together(
      bench.inventory.bindings
        .filter(({ ref }) => bench.isAsked(ref))
        .map((binding) => proposeFor(binding, withoutRole.get(refKey(binding.ref)), bench)),
    )
  },
}

function proposeFor(binding: BindingObject, missingRole: string | undefined, bench: PlanBench): Proposal {
  const { ref, subjects } = binding
  const dangling = danglingSubjects(binding, bench.inventory)
  if (missingRole === undefined && dangling.length === 0) return nothing
  if (platformOwner(ref.namespace ?? 'default', binding.meta) !== undefined) return leave(ref, ofPlatform)
  const names = dangling.map((subject) => `ServiceAccount ${subjectName(subject, binding)}`).join(', ')
  const whole = missingRole !== undefined || dangling.length === subjects.length
  const change: Change = whole
    ? { kind: 'delete', expect: bindingFields(binding) }
    : {
        kind: 'edit',
        edits: dangling.map((subject) => ({
          path: '/subjects',
          remove: subjectValue(subject),
          at: subjects.indexOf(subject),
        })),
      }
  const draft: Draft = {
    remedy: 'dangling-removed',
    object: ref,
    meta: binding.meta,
    change,
    reason:
      missingRole === undefined
        ? `${names} ${dangling.length === 1 ? 'does' : 'do'} not exist: whoever creates one has what it gives`
        : `${missingRole} does not exist: whoever creates it decides what this gives`,
    removes: [],
    alsoRemoves: [],
    effect: { when: 'atOnce' },
    risk: { level: 'low', why: 'what does not exist loses nothing' },
    before: [],
    after: [],
    requires: [],
    group: formatRef(ref),
  }
  return { drafts: [draft], left: [] }
}
