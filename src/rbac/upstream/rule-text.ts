// A rule in one line, as the tables of this folder write it: verbs, resources, API groups, and names behind `=`.
// Words of one kind are separated by commas; no groups mean the core group, which is an empty word among others. Paths follow `url:`.
import type { PolicyRule } from '../../kube/index.ts'

/** Rules by the name of their role; a Role's name has its namespace in front. */
export type RulesByRole = Readonly<Record<string, readonly string[]>>

const urls = 'url:'

/** Reads a rule: `get,list pods`, `create deployments apps,extensions`, `get configmaps =ca`, `get url:/healthz`. */
export function parseRule(text: string): PolicyRule {
  const [verbs = '', what = '', ...more] = text.split(' ')
  const names = more.find((word) => word.startsWith('='))
  const none: PolicyRule = { verbs: verbs.split(','), apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [] }
  if (what.startsWith(urls)) return { ...none, nonResourceURLs: what.slice(urls.length).split(',') }
  return {
    ...none,
    apiGroups: (more.find((word) => word !== names) ?? '').split(','),
    resources: what.split(','),
    resourceNames: names === undefined ? [] : names.slice(1).split(','),
  }
}
