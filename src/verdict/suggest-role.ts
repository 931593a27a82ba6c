// The least roles that cover what an account was seen to do, beside what it is granted. A log shows no names of objects that were
// listed, so rights are by resource: what somebody wants narrower by name, they write.
import { compareText, groupBy } from '../base/index.ts'
import type { UseRow } from '../evidence/index.ts'
import { purposeOf } from '../evidence/index.ts'
import type { AccountRef, ObjectRef } from '../kube/index.ts'
import { formatName } from '../kube/index.ts'
import { ruleAllows, type GrantedRule, type Grants, type Request } from '../rbac/index.ts'

/** One rule, as a role has it. */
export interface SuggestedRule {
  readonly apiGroups?: readonly string[]
  readonly resources?: readonly string[]
  readonly nonResourceURLs?: readonly string[]
  readonly verbs: readonly string[]
}

/** A role or a binding, ready to be applied. */
export interface SuggestedObject {
  readonly apiVersion: 'rbac.authorization.k8s.io/v1'
  readonly kind: 'Role' | 'ClusterRole' | 'RoleBinding' | 'ClusterRoleBinding'
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly rules?: readonly SuggestedRule[]
  readonly roleRef?: { readonly apiGroup: string; readonly kind: string; readonly name: string }
  readonly subjects?: readonly { readonly kind: string; readonly name: string; readonly namespace: string }[]
}

/** A rule that the account is granted, and whether anything that was seen needs it. */
export interface GrantedRuleReport {
  readonly binding: ObjectRef
  readonly role: ObjectRef
  /** Its place among the role's rules, from 0. */
  readonly rule: number
  readonly seen: boolean
}

/** The answer. */
export interface SuggestedRole {
  readonly apiVersion: 'sparekey.dev/v1'
  readonly kind: 'SuggestedRole'
  readonly serviceAccount: string
  /** Roles and their bindings, by scope. */
  readonly objects: readonly SuggestedObject[]
  readonly granted: readonly GrantedRuleReport[]
  /** What was seen and allowed, and no rule here allows: rights that were taken since, or another authorizer's. */
  readonly notGranted: readonly string[]
  /** What was seen and cannot be written as a rule, since the ledger does not keep what clients make up. */
  readonly notCovered: readonly string[]
}

/** @param rows - of the account; those of other accounts are not looked at */
export function suggestRole(account: AccountRef, rows: readonly UseRow[], grants: Grants): SuggestedRole {
  const name = formatName(account)
  const seen = rows.filter(
    (row) => row.serviceAccount === name && (row.result === 'allowed' || row.result === 'failed') && purposeOf(row) !== 'noise',
  )
  const covered = seen.filter(isKept)
  const granted = grants.rulesOf(account).value
  const requests = covered.map(requestOf)
  const allowedBy = (rule: GrantedRule, request: Request): boolean => inScope(rule, request) && ruleAllows(rule.rule, request)
  return {
    apiVersion: 'sparekey.dev/v1',
    kind: 'SuggestedRole',
    serviceAccount: name,
    objects: [...groupBy(covered, scopeOf)]
      .sort(([a], [b]) => compareText(a, b))
      .flatMap(([namespace, some]) => objectsFor(account, namespace, rulesFor(some))),
    granted: granted.map((rule) => ({
      binding: rule.binding,
      role: rule.role,
      rule: rule.index,
      seen: requests.some((request) => allowedBy(rule, request)),
    })),
    notGranted: distinct(covered.filter((row) => !granted.some((rule) => allowedBy(rule, requestOf(row)))).map(phraseOf)),
    notCovered: distinct(seen.filter((row) => !isKept(row)).map(phraseOf)),
  }
}

/** The request that a row is of, for an evaluator. */
export function requestOf({ verb, group, resource, subresource, namespace }: UseRow): Request {
  if (resource.startsWith('/')) return { kind: 'nonResource', verb, path: resource }
  return { kind: 'resource', verb, apiGroup: group, resource, subresource, namespace, name: '' }
}

/** The namespace whose Role it needs; the empty text for a ClusterRole. */
function scopeOf({ resource, namespace }: UseRow): string {
  return resource.startsWith('/') ? '' : namespace
}

function isKept(row: UseRow): boolean {
  return ![row.verb, row.group, row.resource, row.subresource, row.namespace].some((part) => part.includes('?'))
}

// Resources of one group that need the same verbs are one rule: their product is what was seen, and no more.
function rulesFor(rows: readonly UseRow[]): readonly SuggestedRule[] {
  const byResource = groupBy(rows, ({ group, resource, subresource }) =>
    JSON.stringify([resource.startsWith('/') ? null : group, subresource === '' ? resource : `${resource}/${subresource}`]),
  )
  const needs = [...byResource].map(([key, some]) => {
    const [group, resource] = JSON.parse(key) as [string | null, string]
    return { group, resource, verbs: distinct(some.map(({ verb }) => verb)) }
  })
  return [...groupBy(needs, ({ group, verbs }) => JSON.stringify([group ?? '/', verbs]))]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([, alike]): readonly SuggestedRule[] => {
      const [first] = alike
      if (first === undefined) return []
      const names = distinct(alike.map(({ resource }) => resource))
      if (first.group === null) return [{ nonResourceURLs: names, verbs: first.verbs }]
      return [{ apiGroups: [first.group], resources: names, verbs: first.verbs }]
    })
}

function objectsFor(
  { namespace: home, name }: AccountRef,
  namespace: string,
  rules: readonly SuggestedRule[],
): readonly SuggestedObject[] {
  const cluster = namespace === ''
  const kind = cluster ? 'ClusterRole' : 'Role'
  // Roles of a cluster share one space of names, and accounts of two namespaces may have one name.
  const called = cluster ? `${home}-${name}-seen` : `${name}-seen`
  const metadata = cluster ? { name: called } : { name: called, namespace }
  const apiVersion = 'rbac.authorization.k8s.io/v1'
  return [
    { apiVersion, kind, metadata, rules },
    {
      apiVersion,
      kind: cluster ? 'ClusterRoleBinding' : 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: called },
      subjects: [{ kind: 'ServiceAccount', name, namespace: home }],
    },
  ]
}

// A RoleBinding counts only for requests in its namespace.
function inScope({ namespace }: GrantedRule, request: Request): boolean {
  return namespace === undefined || (request.kind === 'resource' && request.namespace === namespace)
}

function phraseOf({ verb, group, resource, subresource, namespace }: UseRow): string {
  const what = `${group === '' ? '' : `${group}/`}${resource}${subresource === '' ? '' : `/${subresource}`}`
  return `${verb} ${what}${namespace === '' ? '' : ` in ${namespace}`}`
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort(compareText)
}
