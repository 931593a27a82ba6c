// The rights that a step needs, and those that its way back will need: asked before the first write, since whoever has lost a right on
// the way cannot get back (no-escalation: rbac/escalation_check.go, registry/rbac/*/policybased).
import type { JsonObject } from '../base/index.ts'
import { groupOf, type ObjectRef } from '../kube/index.ts'
import type { Direction } from './journal.ts'
import { valueAt } from './pointer.ts'
import type { NeededRight } from './ports.ts'
import type { Step } from './step.ts'

/** The API group of roles and bindings. */
export const rbacGroup = 'rbac.authorization.k8s.io'

/** A right, and for which way. */
export interface StepRight {
  readonly direction: Direction
  readonly right: NeededRight
  /** Whoever holds all rules of the role does not need it. */
  readonly orHoldsRules: boolean
}

/**
 * @param resource - the plural of the object's kind
 * @param object - the object as it is before the step; absent for one that is to be created
 */
export function rightsOf(step: Step, resource: string, object: JsonObject | undefined): readonly StepRight[] {
  const { object: ref, change } = step
  const plain = (direction: Direction, verb: string): StepRight => {
    // A request to create carries no name that rules could be held against.
    const right = rightOn(ref, verb, resource, verb === 'create' ? undefined : ref.name)
    return { direction, right, orHoldsRules: false }
  }
  switch (change.kind) {
    case 'edit':
      return [plain('forward', 'patch'), plain('back', 'patch'), ...guards(step, resource, object)]
    case 'create':
      return [plain('forward', 'create'), plain('back', 'delete')]
    case 'delete':
      // A deleted Secret is not put back.
      if (ref.kind === 'Secret') return [plain('forward', 'delete')]
      return [plain('forward', 'delete'), plain('back', 'create'), ...guards(step, resource, object)]
  }
}

/** What putting back a role or a binding needs beside the write. Whether the way forward may, its dry run tells. */
function guards(step: Step, resource: string, object: JsonObject | undefined): readonly StepRight[] {
  const { object: ref, change } = step
  if (groupOf(ref.apiVersion) !== rbacGroup) return []
  if (ref.kind === 'Role' || ref.kind === 'ClusterRole') {
    const touchesRules =
      change.kind === 'delete' ||
      (change.kind === 'edit' && change.edits.some(({ path }) => /^\/(rules|aggregationRule)/.test(path)))
    const name = change.kind === 'edit' ? ref.name : undefined
    return touchesRules ? [{ direction: 'back', right: rightOn(ref, 'escalate', resource, name), orHoldsRules: true }] : []
  }
  const bind = object === undefined ? undefined : bindRight(ref, object)
  return bind === undefined ? [] : [{ direction: 'back', right: bind, orHoldsRules: true }]
}

/** The right to bind the role of a binding; asked in the binding's namespace, whichever kind the role is of. */
export function bindRight(binding: ObjectRef, object: JsonObject): NeededRight | undefined {
  const [kind, name] = [valueAt(object, '/roleRef/kind'), valueAt(object, '/roleRef/name')]
  if (typeof name !== 'string') return undefined
  return {
    verb: 'bind',
    apiGroup: rbacGroup,
    resource: kind === 'ClusterRole' ? 'clusterroles' : 'roles',
    ...(binding.namespace === undefined ? {} : { namespace: binding.namespace }),
    name,
  }
}

function rightOn(ref: ObjectRef, verb: string, resource: string, name: string | undefined): NeededRight {
  return {
    verb,
    apiGroup: groupOf(ref.apiVersion),
    resource,
    ...(ref.namespace === undefined ? {} : { namespace: ref.namespace }),
    ...(name === undefined ? {} : { name }),
  }
}
