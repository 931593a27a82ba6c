// A binding to `edit` or `admin` gives way to one to the narrow role: a `roleRef` can't be changed, so that a new binding comes first,
// and the old one goes.
import { sameJson, type JsonObject } from '../../base/index.ts'
import { formatRef, refKey, type BindingObject, type ObjectRef, type Subject } from '../../kube/index.ts'
import { leave, nothing, together, type Draft, type Proposal } from '../draft.ts'
import { bindingFields, rbacGroup, subjectValue } from '../live-role.ts'
import { replacements, type NarrowRole } from '../narrow-roles.ts'
import type { PlanBench } from '../plan-bench.ts'
import { stillOpens } from './narrow-role-created.ts'
import type { Remedy } from './remedy.ts'

export const bindingReplaced: Remedy = {
  id: 'binding-replaced',
  title: 'binds the subjects of `edit` or `admin` to the narrow role instead',
  propose: (bench) =>
    together(
      replacements(bench).map((one) => (one.kind === 'ready' ? proposeFor(one.binding, one.role, one.subjects, bench) : nothing)),
    ),
}

function proposeFor(old: BindingObject, role: NarrowRole, subjects: readonly Subject[], bench: PlanBench): Proposal {
  const ref: ObjectRef = { ...old.ref, name: `${old.ref.name}-without-tokens` }
  const there = bench.inventory.bindings.find((binding) => refKey(binding.ref) === refKey(ref))
  const roleRef = { apiGroup: rbacGroup, kind: 'ClusterRole', name: role.ref.name }
  const values = subjects.map(written)
  if (there !== undefined && !(there.roleRef.name === roleRef.name && sameJson(there.subjects.map(written), values)))
    return leave(old.ref, {
      kind: 'needsDecision',
      reason: `${formatRef(ref)}, which would take its place, exists and says something else`,
      remedy: 'look at it, and delete or rename it',
    })
  const needsRole = role.exists ? [] : [{ remedy: 'narrow-role-created' as const, object: role.ref }]
  const shared = {
    remedy: 'binding-replaced',
    removes: [],
    alsoRemoves: [],
    effect: { when: 'atOnce' },
    before: [],
    after: [],
    group: formatRef(old.ref),
  } as const
  const { namespace, name } = ref
  const created: Draft = {
    ...shared,
    object: ref,
    change: {
      kind: 'create',
      object: {
        apiVersion: ref.apiVersion,
        kind: ref.kind,
        metadata: {
          name,
          ...(namespace === undefined ? {} : { namespace }),
          labels: { 'app.kubernetes.io/managed-by': 'sparekey' },
        },
        roleRef,
        subjects: values,
      },
    },
    reason: `it binds the subjects of ${formatRef(old.ref)} to ${formatRef(role.ref)} before that one goes`,
    risk: { level: 'low', why: 'they hold the wider role as well until the old binding goes' },
    requires: needsRole,
    enabling: true,
  }
  const deleted: Draft = {
    ...shared,
    object: old.ref,
    meta: old.meta,
    change: { kind: 'delete', expect: bindingFields(old) },
    reason: `${formatRef(role.of.ref)} makes tokens of every account and impersonates them; ${formatRef(role.ref)} does not${stillOpens(role.opens)}`,
    risk: { level: 'high', why: 'whoever makes tokens or impersonates by it can no longer' },
    requires: [...needsRole, ...(there === undefined ? [{ remedy: 'binding-replaced' as const, object: ref }] : [])],
  }
  return { drafts: there === undefined ? [created, deleted] : [deleted], left: [] }
}

/** A subject as the API server completes it. */
function written(subject: Subject): JsonObject {
  const apiGroup = subject.kind === 'ServiceAccount' ? undefined : rbacGroup
  const { apiGroup: _, ...others } = subject
  return subjectValue({ ...others, ...(apiGroup === undefined ? {} : { apiGroup }) })
}
