// Who reaches whom, to the end: a graph whose edges grow with bindings and pods, never with subjects times accounts, because
// everything of one sort in one namespace (`accounts shop`, `pods shop`) is one node that both sides point to.
import { placesInRows } from '../base/index.ts'
import type { Grant } from './grant.ts'
import { mastersGroup, ofImpliedGroups, type GrantSubject } from './identity.ts'
import type { Place } from './landing.ts'
import { SubjectMap } from './subject-map.ts'
import type { NamedAccount, Terrain } from './terrain.ts'

/** The graph in compressed rows: the edges of node `n` are those from `first[n]` to before `first[n + 1]`. */
export interface Edges {
  readonly first: Uint32Array
  readonly to: Uint32Array
  /** The grant that an edge stands for, by its number; -1 for what holds by itself, as an account being in its groups. */
  readonly grant: Int32Array
}

/** The graph of reach. */
export interface ReachGraph {
  readonly size: number
  readonly forward: Edges
  readonly backward: Edges
  /** All grants that edges refer to. */
  readonly grants: readonly Grant[]
  /** The subject that a node is; absent for places. */
  subjectAt(node: number): GrantSubject | undefined
  nodeOf(subject: GrantSubject): number | undefined
  /** Nodes of the accounts that exist. */
  readonly accountNodes: Uint32Array
}

/** @param found - as `findGrants` gives them; a grant that needs something besides RBAC makes no edge */
export function buildReachGraph(found: readonly Grant[], terrain: Terrain): ReachGraph {
  const subjects: (GrantSubject | undefined)[] = []
  const subjectNodes = new SubjectMap<number>()
  const placeNodes = new Map<string, number>()
  const places: { readonly node: number; readonly place: Place }[] = []
  const grants: Grant[] = []
  const edges = new EdgeList()

  const subjectNode = (subject: GrantSubject): number => {
    const known = subjectNodes.get(subject)
    if (known !== undefined) return known
    const node = subjects.push(subject) - 1
    subjectNodes.set(subject, node)
    return node
  }
  const accountNodes: number[] = []
  const accountNode = ({ namespace, name, number }: NamedAccount): number =>
    (accountNodes[number] ??= subjectNode({ kind: 'ServiceAccount', namespace, name }))
  const placeNode = (key: string, place: Place): number => {
    if (place.kind === 'subject') return subjectNode(place.subject)
    const known = placeNodes.get(key)
    if (known !== undefined) return known
    const node = subjects.push(undefined) - 1
    placeNodes.set(key, node)
    places.push({ node, place })
    return node
  }
  const hub = (kind: 'accounts' | 'pods' | 'secrets', namespace: string | undefined): number =>
    placeNode(`${kind} ${namespace ?? '*'}`, { kind, namespace })
  const addGrant = (grant: Grant): void => {
    const { key, place } = grant.landing
    if (grant.terms.besides !== undefined || place.kind === 'nowhere') return
    edges.add(subjectNode(grant.subject), placeNode(key, place), grants.push(grant) - 1)
  }

  for (const ref of terrain.accounts.all) accountNode(ref)
  for (const grant of found) addGrant(grant)
  const masters = subjectNodes.get({ kind: 'Group', name: mastersGroup })
  if (masters !== undefined) {
    edges.add(masters, hub('accounts', undefined), none)
    edges.add(masters, placeNode('users', { kind: 'users' }), none)
  }
  // A place may open further places: the list grows while it is walked.
  for (let i = 0; i < places.length; i++) {
    const entry = places[i]
    if (entry !== undefined) for (const node of within(entry.place)) edges.add(entry.node, node, none)
  }
  // Whoever is in a group that holds something has it too.
  const groupNodes = ofImpliedGroups((groups) => groups.flatMap((name) => subjectNodes.get({ kind: 'Group', name }) ?? []))
  subjects.forEach((subject, node) => {
    if (subject !== undefined) for (const group of groupNodes(subject)) if (group !== node) edges.add(node, group, none)
  })

  function within(place: Place): readonly number[] {
    switch (place.kind) {
      case 'accounts':
        if (place.namespace === undefined) return terrain.accounts.namespaces().map((each) => hub('accounts', each))
        return terrain.accounts.find(place.namespace).map(accountNode)
      case 'pods':
        if (place.namespace === undefined) return terrain.pods.namespaces().map((each) => hub('pods', each))
        return accountsOf(terrain.pods.find(place.namespace))
      case 'secrets':
        if (place.namespace === undefined) return terrain.tokenSecrets.namespaces().map((each) => hub('secrets', each))
        return accountsOf(terrain.tokenSecrets.find(place.namespace))
      case 'accountsNamed':
        return terrain.accounts.find(undefined, place.name).map(accountNode)
      case 'node':
        return accountsOf(terrain.podsOn(place.name))
      case 'csiPods':
        return accountsOf(terrain.csiPods)
      case 'users':
        return subjects.flatMap((subject, node) => (subject?.kind === 'User' ? [node] : []))
      case 'subject':
      case 'nowhere':
        return []
    }
  }
  function accountsOf(facts: readonly { readonly account: NamedAccount }[]): readonly number[] {
    return [...new Set(facts.map((fact) => accountNode(fact.account)))]
  }

  const size = subjects.length
  return {
    size,
    forward: edges.bySource(size),
    backward: edges.byTarget(size),
    grants,
    subjectAt: (node) => subjects[node],
    nodeOf: (subject) => subjectNodes.get(subject),
    accountNodes: new Uint32Array(terrain.accounts.all.map((ref) => accountNode(ref))),
  }
}

/** Stands for the grant of an edge that needs none. */
const none = -1

/** Edges in the order in which they are found. */
class EdgeList {
  readonly #from: number[] = []
  readonly #to: number[] = []
  readonly #grants: number[] = []

  add(from: number, to: number, grant: number): void {
    this.#from.push(from)
    this.#to.push(to)
    this.#grants.push(grant)
  }

  bySource(size: number): Edges {
    return edgesOf(size, this.#from, this.#to, this.#grants)
  }

  byTarget(size: number): Edges {
    return edgesOf(size, this.#to, this.#from, this.#grants)
  }
}

function edgesOf(size: number, from: readonly number[], to: readonly number[], grants: readonly number[]): Edges {
  const { first, places } = placesInRows(size, from)
  const edges: Edges = { first, to: new Uint32Array(to.length), grant: new Int32Array(to.length) }
  for (let i = 0; i < places.length; i++) {
    const place = places[i] ?? 0
    edges.to[place] = to[i] ?? 0
    edges.grant[place] = grants[i] ?? none
  }
  return edges
}
