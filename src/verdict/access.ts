// Who can obtain whose token, worked out once for an input: every grant, the graph that they make, and what is reached by each.
import { keys, type AccountRef } from '../kube/index.ts'
import type { Inventory } from '../inventory/index.ts'
import {
  buildReachGraph,
  findGrants,
  powerOf,
  terrainOf,
  type Grant,
  type Grants,
  type Landing,
  type ReachGraph,
  type Terrain,
} from '../rbac/index.ts'

/** How much is behind an account: everything, another cloud's trust, some right, or none. */
export type Strength = 'everything' | 'federated' | 'some' | 'none' | 'unknown'

const strengths: readonly Strength[] = ['everything', 'federated', 'unknown', 'some', 'none']

/** Every grant of an input and what they lead to. */
export interface Access {
  readonly grants: Grants
  /** Worked out when it is first asked for: where nobody is bound, nothing is reached. */
  terrain(): Terrain
  readonly found: readonly Grant[]
  /** Built when it is first asked for. */
  graph(): ReachGraph
  /** The strongest account that a landing ends in. */
  strengthOf(landing: Landing): Strength
}

/** @param asked - an account to be counted as existing even where the input does not show it */
export function accessOf(
  inventory: Inventory,
  grants: Grants,
  rolesKnown: boolean,
  minor: number | undefined,
  asked?: AccountRef,
): Access {
  let known: Terrain | undefined
  const terrain = (): Terrain => (known ??= terrainOf(inventory, grants, minor, asked))
  const found = grants.bindings.length === 0 ? [] : findGrants(grants, terrain())
  let graph: ReachGraph | undefined
  const ofAccounts = new Map<string, Strength>()
  const ofLandings = new Map<string, Strength>()
  const accountStrength = (ref: AccountRef): Strength => {
    const key = `${ref.namespace}/${ref.name}`
    const known = ofAccounts.get(key)
    if (known !== undefined) return known
    const strength = measure(ref)
    ofAccounts.set(key, strength)
    return strength
  }
  const measure = (ref: AccountRef): Strength => {
    const power = powerOf(grants.rulesOf(ref).value)
    if (power.kind === 'everything') return 'everything'
    const fact = inventory.account(ref)
    if (fact.kind === 'known' && fact.account.meta.annotations[keys.azureClientId] !== undefined) return 'federated'
    if (power.kind === 'some') return 'some'
    return rolesKnown ? 'none' : 'unknown'
  }
  const accountsIn = ({ place }: Landing): readonly AccountRef[] => {
    switch (place.kind) {
      case 'accounts':
        return terrain().accounts.find(place.namespace)
      case 'pods':
        return terrain()
          .pods.find(place.namespace)
          .map((pod) => pod.account)
      case 'secrets':
        return terrain()
          .tokenSecrets.find(place.namespace)
          .map((secret) => secret.account)
      case 'accountsNamed':
        return terrain().accounts.find(undefined, place.name)
      case 'node':
        return terrain()
          .podsOn(place.name)
          .map((pod) => pod.account)
      case 'csiPods':
        return terrain().csiPods.map((pod) => pod.account)
      case 'subject':
        return place.subject.kind === 'ServiceAccount' ? [place.subject] : []
      case 'users':
      case 'nowhere':
        return []
    }
  }
  return {
    grants,
    terrain,
    found,
    graph: () => (graph ??= buildReachGraph(found, terrain())),
    strengthOf(landing) {
      const { place } = landing
      if (place.kind === 'users' || (place.kind === 'subject' && place.subject.kind !== 'ServiceAccount')) return 'everything'
      const known = ofLandings.get(landing.key)
      if (known !== undefined) return known
      let best = strengths.length - 1
      for (const ref of accountsIn(landing)) {
        best = Math.min(best, strengths.indexOf(accountStrength(ref)))
        if (best === 0) break
      }
      const strength = strengths[best] ?? 'none'
      ofLandings.set(landing.key, strength)
      return strength
    },
  }
}

/** The minor version in `1.36`, `v1.36.3` or a cloud's `v1.36.3-gke.1`; `undefined` for what is no version. */
export function minorOf(version: string | undefined): number | undefined {
  const match = /^v?1\.(\d+)(?:[.+-]|$)/.exec(version ?? '')
  return match?.[1] === undefined ? undefined : Number(match[1])
}
