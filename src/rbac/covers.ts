// Whether somebody holds all that a role gives, as the API server asks before it lets one bind the role without `bind`
// (component-helpers auth/rbac/validation, Covers): part by part, each by one rule.
import type { PolicyRule } from '../kube/index.ts'
import { resourcesCover } from './rule-allows.ts'

/** A rule that somebody holds, with what it is known by. */
export interface HeldRule<T> {
  readonly rule: PolicyRule
  readonly by: T
}

/** For each part of some rules whatever covers it; `undefined` where nothing covers a part. */
export function coversOf<T>(rules: readonly PolicyRule[], held: readonly HeldRule<T>[]): readonly (readonly T[])[] | undefined {
  const covers = rules.flatMap(partsOf).map((part) => held.flatMap(({ rule, by }) => (coversPart(rule, part) ? [by] : [])))
  return covers.some((list) => list.length === 0) ? undefined : covers
}

type Part =
  | {
      readonly kind: 'resource'
      readonly verb: string
      readonly apiGroup: string
      readonly resource: string
      readonly name?: string
    }
  | { readonly kind: 'url'; readonly verb: string; readonly url: string }

function partsOf({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): readonly Part[] {
  const names: readonly { readonly name?: string }[] = resourceNames.length === 0 ? [{}] : resourceNames.map((name) => ({ name }))
  return verbs.flatMap((verb): readonly Part[] => [
    ...apiGroups.flatMap((apiGroup) =>
      resources.flatMap((resource) => names.map((named): Part => ({ kind: 'resource', verb, apiGroup, resource, ...named }))),
    ),
    ...nonResourceURLs.map((url): Part => ({ kind: 'url', verb, url })),
  ])
}

function coversPart(rule: PolicyRule, part: Part): boolean {
  if (!rule.verbs.includes('*') && !rule.verbs.includes(part.verb)) return false
  // A rule with `resourceNames` covers what has one of the names; a path has none.
  if (part.kind === 'url') return rule.resourceNames.length === 0 && rule.nonResourceURLs.some((url) => urlCovers(url, part.url))
  const { apiGroup, name } = part
  const [resource = '', ...rest] = part.resource.split('/')
  return (
    (rule.apiGroups.includes('*') || rule.apiGroups.includes(apiGroup)) &&
    resourcesCover(rule.resources, resource, rest.join('/')) &&
    (rule.resourceNames.length === 0 || (name !== undefined && rule.resourceNames.includes(name)))
  )
}

function urlCovers(held: string, url: string): boolean {
  return held === url || (held.endsWith('*') && url.startsWith(held.replace(/\*+$/, '')))
}
