// Roles and bindings as the API server shows them: narrow values written out again, with no member that holds nothing.
import type { Json, JsonObject } from '../base/index.ts'
import { keys, type BindingObject, type PolicyRule, type RoleObject, type Subject } from '../kube/index.ts'

/** The API group of roles and bindings. */
export const rbacGroup = 'rbac.authorization.k8s.io'

/** The version in which they are created. */
export const rbacVersion: string = `${rbacGroup}/v1`

/** A rule; the API server leaves empty lists out, but for `verbs`. */
export function ruleValue({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): JsonObject {
  return {
    ...(apiGroups.length === 0 ? {} : { apiGroups }),
    ...(nonResourceURLs.length === 0 ? {} : { nonResourceURLs }),
    ...(resourceNames.length === 0 ? {} : { resourceNames }),
    ...(resources.length === 0 ? {} : { resources }),
    verbs,
  }
}

/** A subject as it is in its binding. */
export function subjectValue({ apiGroup, kind, name, namespace }: Subject): JsonObject {
  return {
    ...(apiGroup === undefined ? {} : { apiGroup }),
    kind,
    name,
    ...(namespace === undefined ? {} : { namespace }),
  }
}

/** A `roleRef` as it is. */
export function roleRefValue({ apiGroup, kind, name }: BindingObject['roleRef']): JsonObject {
  return { ...(apiGroup === undefined ? {} : { apiGroup }), kind, name }
}

/** What a binding has to say still when it is deleted. */
export function bindingFields({ roleRef, subjects }: BindingObject): readonly { readonly path: string; readonly value?: Json }[] {
  return [
    { path: '/roleRef', value: roleRefValue(roleRef) },
    { path: '/subjects', ...(subjects.length === 0 ? {} : { value: subjects.map(subjectValue) }) },
  ]
}

/** Why the rules of a role can't be edited where they stand: what writes them again (semantics of aggregation and of start-up reconciliation). */
export function whyRulesReturn({ ref, meta, aggregationRule }: RoleObject): string | undefined {
  if (aggregationRule !== undefined)
    return `the rules of ${ref.kind} ${ref.name} are gathered from other roles, and a controller overwrites an edit at once`
  if (meta.labels.get(keys.bootstrapping) === 'rbac-defaults' || ref.name.startsWith('system:'))
    return `${ref.kind} ${ref.name} is one of Kubernetes' own, and the API server restores its rules whenever it starts`
  if (ref.kind === 'ClusterRole' && [...meta.labels.keys()].some((key) => key.startsWith(`${rbacGroup}/aggregate-to-`)))
    return `the rules of ${ref.kind} ${ref.name} are gathered into other roles as well, and an edit would change those`
  return undefined
}
