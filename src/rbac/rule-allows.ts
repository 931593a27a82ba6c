// Whether one rule allows one request. Follows pkg/apis/rbac/v1/evaluation_helpers.go and plugin/pkg/auth/authorizer/rbac/rbac.go
// to the letter: `serviceaccounts/*` is no wildcard, `*` covers subresources, `*/token` covers that subresource of everything.
import type { PolicyRule } from '../kube/index.ts'
import type { Request } from './request.ts'

/** Whether the rule allows the request; where a binding confines the rule is the caller's matter. */
export function ruleAllows(rule: PolicyRule, request: Request): boolean {
  if (!hasOrAll(rule.verbs, request.verb)) return false
  if (request.kind === 'nonResource') return rule.nonResourceURLs.some((url) => urlCovers(url, request.path))
  return (
    hasOrAll(rule.apiGroups, request.apiGroup) &&
    resourcesCover(rule.resources, request.resource, request.subresource) &&
    (rule.resourceNames.length === 0 || rule.resourceNames.includes(request.name))
  )
}

/** Whether a rule's `resources` cover a resource, or one of its subresources (`''` for none). */
export function resourcesCover(resources: readonly string[], resource: string, subresource: string): boolean {
  const combined = subresource === '' ? resource : `${resource}/${subresource}`
  return resources.some((entry) => entry === '*' || entry === combined || (subresource !== '' && entry === `*/${subresource}`))
}

function hasOrAll(list: readonly string[], value: string): boolean {
  return list.includes('*') || list.includes(value)
}

// A trailing `*` is a prefix match; upstream cuts off all trailing stars.
function urlCovers(url: string, path: string): boolean {
  return url === '*' || url === path || (url.endsWith('*') && path.startsWith(url.replace(/\*+$/, '')))
}
