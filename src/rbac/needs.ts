// Which needs of the routes each role meets, by which rule and for which names: worked out once for each role, however often it is bound.
import { append } from '../base/index.ts'
import type { PolicyRule } from '../kube/index.ts'
import type { Need, Route } from './routes/route.ts'

/** One rule that meets one need. */
export interface Met {
  /** The need, by its number in the table. */
  readonly need: number
  /** The rule's place in its role. */
  readonly rule: number
  /** The names for which it does; absent: all. */
  readonly names?: readonly string[]
}

/** The distinct needs of all routes, numbered. */
export interface NeedTable {
  readonly count: number
  numberOf(need: Need): number
  /** What a role's rules meet. `clusterWide`: bound by a ClusterRoleBinding, so that cluster-scoped resources count. */
  metBy(rules: readonly PolicyRule[], clusterWide: boolean): readonly Met[]
}

/** Numbers the needs, and sorts them by resource, so that a rule is held only against those that it can meet. */
export function tableOfNeeds(routes: readonly Route[]): NeedTable {
  const numbers = new Map<string, number>()
  const needs: Need[] = []
  for (const need of routes.flatMap((route) => route.ways.flatMap((way) => way.needs))) {
    const key = JSON.stringify(need)
    if (numbers.has(key)) continue
    numbers.set(key, needs.length)
    needs.push(need)
  }
  const byResource = new Map<string, number[]>()
  const anyResource: number[] = []
  const all: number[] = []
  needs.forEach((need, i) => {
    all.push(i)
    if (need.resource === '*') anyResource.push(i)
    const { resource, subresource } = need
    append(byResource, subresource === '' ? resource : `${resource}/${subresource}`, i)
    if (subresource !== '') append(byResource, `*/${subresource}`, i)
  })
  /** The needs that a rule about some resources can meet, each once. */
  const needsAbout = (resources: readonly string[]): readonly number[] => {
    // Most rules are about nothing that a route needs.
    if (!resources.some((resource) => resource === '*' || byResource.has(resource))) return anyResource
    const about = resources.flatMap((resource) => (resource === '*' ? all : (byResource.get(resource) ?? [])))
    return [...new Set([...about, ...anyResource])]
  }

  return {
    count: needs.length,
    numberOf: (need) => numbers.get(JSON.stringify(need)) ?? -1,
    metBy(rules, clusterWide) {
      const met: Met[] = []
      rules.forEach((rule, place) => {
        // A rule for paths alone names no resource, and no API group.
        if (rule.resources.length === 0 || rule.apiGroups.length === 0) return
        for (const i of needsAbout(rule.resources)) {
          const need = needs[i]
          if (need === undefined || (need.clusterScoped && !clusterWide) || !verbMeets(rule, need.verbs)) continue
          if (need.apiGroup !== '*' && !rule.apiGroups.includes('*') && !rule.apiGroups.includes(need.apiGroup)) continue
          const names = namesOf(rule, need)
          if (names === 'none') continue
          met.push(names === 'all' ? { need: i, rule: place } : { need: i, rule: place, names })
        }
      })
      return met
    },
  }
}

function verbMeets(rule: PolicyRule, wanted: readonly string[]): boolean {
  return rule.verbs.some(
    (verb) => verb === '*' || wanted.some((each) => verb === each || (each.endsWith(':') && verb.startsWith(each))),
  )
}

function namesOf(rule: PolicyRule, need: Need): readonly string[] | 'all' | 'none' {
  if (rule.resourceNames.length === 0) return 'all'
  // A request without a name is matched by the empty name alone (semantics of ResourceNameMatches).
  const nameless = rule.resourceNames.includes('')
  if (!need.named) return nameless ? 'all' : 'none'
  if (nameless && need.verbs.some((verb) => mayLackName(verb) && verbMeets(rule, [verb]))) return 'all'
  const names = rule.resourceNames.filter(
    (name) => name !== '' && (need.onlyNames === undefined || need.onlyNames.includes(name)),
  )
  return names.length === 0 ? 'none' : names
}

/** A list and a watch can be narrowed to one name, and need not be. */
function mayLackName(verb: string): boolean {
  return verb === 'list' || verb === 'watch' || verb.endsWith(':')
}
