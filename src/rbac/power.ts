// How much an account can do by RBAC, compared with what upstream grants to everyone: nothing more, something, everything.
import type { PolicyRule } from '../kube/index.ts'
import type { GrantedRule } from './grants.ts'
import { defaultReviews, defaultUrls } from './default-rights.ts'

/** What an account's rules come to. */
export type Power =
  /** No right beyond upstream's defaults for every authenticated account. What a cluster itself adds for everyone counts as a right. */
  | { readonly kind: 'none' }
  | { readonly kind: 'some'; readonly example: GrantedRule; readonly rules: number }
  /** Every verb on every resource of the cluster. */
  | { readonly kind: 'everything'; readonly by: GrantedRule }

/** @param rules - all rules of one account */
export function powerOf(rules: readonly GrantedRule[]): Power {
  const everything = rules.find((granted) => granted.namespace === undefined && allowsEverything(granted.rule))
  if (everything !== undefined) return { kind: 'everything', by: everything }
  const beyond = rules.filter((granted) => !isDefault(granted))
  const [example] = beyond
  return example === undefined ? { kind: 'none' } : { kind: 'some', example, rules: beyond.length }
}

/** Whether a rule allows every verb on every resource. */
export function allowsEverything(rule: PolicyRule): boolean {
  return [rule.verbs, rule.apiGroups, rule.resources].every((list) => list.includes('*')) && rule.resourceNames.length === 0
}

/** Whether a rule allows nothing, or nothing beyond the defaults. In doubt it is taken for a right. */
function isDefault({ rule, namespace }: GrantedRule): boolean {
  if (rule.verbs.length === 0) return true
  const resources = rule.apiGroups.flatMap((group) => rule.resources.map((resource) => `${group}/${resource}`))
  const urls = namespace === undefined ? rule.nonResourceURLs : []
  const onlyReviews =
    resources.every((resource) => defaultReviews.has(resource)) &&
    (resources.length === 0 || rule.verbs.every((verb) => verb === 'create'))
  const onlyUrls =
    urls.every((url) => defaultUrls.has(url)) &&
    (urls.length === 0 || rule.verbs.every((verb) => verb === 'get' || verb === 'head'))
  return onlyReviews && onlyUrls
}
