// Who reaches whom, to the end: a graph whose edges grow with bindings and pods, never with subjects times accounts, because
// everything of one sort in one namespace (`accounts shop`, `pods shop`) is one node that both sides point to.
import type { AccountRef } from '../kube/index.ts'
import type { Grant } from './find-grants.ts'
import { impliedGroups, mastersGroup, subjectKey, type GrantSubject } from './identity.ts'
import type { Place } from './landing.ts'
import type { Terrain } from './terrain.ts'

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
  /** All grants that edges refer to: those given, and what they lead on to. */
  readonly grants: readonly Grant[]
  /** The grant by which its holder came to what a grant needs, for what a role gives that it has bound to itself. */
  openedBy(grant: Grant): Grant | undefined
  /** The subject that a node is; absent for places. */
  subjectAt(node: number): GrantSubject | undefined
  nodeOf(subject: GrantSubject): number | undefined
  /** Nodes of the accounts that exist. */
  readonly accountNodes: Uint32Array
}

/** @param found - as `findGrants` gives them; a grant that needs something besides RBAC makes no edge */
export function buildReachGraph(found: readonly Grant[], terrain: Terrain): ReachGraph {
  const ids = new Map<string, number>()
  const subjects: (GrantSubject | undefined)[] = []
  const from: number[] = []
  const to: number[] = []
  const grantOf: number[] = []
  const grants: Grant[] = []
  const places: { readonly node: number; readonly place: Place }[] = []

  const opened = new Map<Grant, Grant>()

  const addNode = (key: string, subject: GrantSubject | undefined): { readonly node: number; readonly fresh: boolean } => {
    const known = ids.get(key)
    if (known !== undefined) return { node: known, fresh: false }
    const node = subjects.length
    ids.set(key, node)
    subjects.push(subject)
    return { node, fresh: true }
  }
  const addEdge = (source: number, target: number, grant: number): void => {
    from.push(source)
    to.push(target)
    grantOf.push(grant)
  }
  const subjectNode = (subject: GrantSubject): number => addNode(subjectKey(subject), subject).node
  const nodeOfAccount = new Map<AccountRef, number>()
  const accountNode = (ref: AccountRef): number => {
    const known = nodeOfAccount.get(ref)
    if (known !== undefined) return known
    const node = subjectNode({ kind: 'ServiceAccount', namespace: ref.namespace, name: ref.name })
    nodeOfAccount.set(ref, node)
    return node
  }
  const placeNode = (key: string, place: Place): number => {
    if (place.kind === 'subject') return subjectNode(place.subject)
    const { node, fresh } = addNode(key, undefined)
    if (fresh) places.push({ node, place })
    return node
  }
  const hub = (kind: 'accounts' | 'pods' | 'secrets', namespace: string | undefined): number =>
    placeNode(`${kind} ${namespace ?? '*'}`, { kind, namespace })

  const addGrant = (source: number, grant: Grant): void => {
    if (grant.route.besides !== undefined || grant.landing.place.kind === 'nowhere') return
    const number = grants.length
    grants.push(grant)
    if (grant.landing.place.kind !== 'onward') {
      addEdge(source, placeNode(grant.landing.key, grant.landing.place), number)
      return
    }
    const { node } = addNode(`${source} ${grant.landing.key}`, undefined)
    addEdge(source, node, number)
    for (const next of grant.onward) {
      opened.set(next, grant)
      addGrant(node, next)
    }
  }

  for (const ref of terrain.accounts.all) accountNode(ref)
  for (const grant of found) addGrant(subjectNode(grant.subject), grant)
  const masters = ids.get(subjectKey({ kind: 'Group', name: mastersGroup }))
  if (masters !== undefined) {
    addEdge(masters, hub('accounts', undefined), -1)
    addEdge(masters, placeNode('users', { kind: 'users' }), -1)
  }
  // A place may open further places: the list grows while it is walked.
  for (let i = 0; i < places.length; i++) {
    const entry = places[i]
    if (entry !== undefined) for (const node of within(entry.place)) addEdge(entry.node, node, -1)
  }
  // Whoever is in a group that holds something has it too.
  for (const [node, subject] of subjects.entries()) {
    if (subject === undefined) continue
    for (const name of impliedGroups(subject)) {
      const group = ids.get(subjectKey({ kind: 'Group', name }))
      if (group === undefined || group === node) continue
      addEdge(node, group, -1)
    }
  }

  function within(place: Place): readonly number[] {
    switch (place.kind) {
      case 'accounts':
        if (place.namespace === undefined) return distinct(terrain.accounts.all, 'accounts')
        return terrain.accounts.find(place.namespace).map(accountNode)
      case 'pods':
        if (place.namespace === undefined) return distinct(terrain.pods.all, 'pods')
        return [...new Set(terrain.pods.find(place.namespace).map((pod) => accountNode(pod.account)))]
      case 'secrets':
        if (place.namespace === undefined) return distinct(terrain.tokenSecrets.all, 'secrets')
        return [...new Set(terrain.tokenSecrets.find(place.namespace).map((secret) => accountNode(secret.account)))]
      case 'accountsNamed':
        return terrain.accounts.find(undefined, place.name).map(accountNode)
      case 'node':
        return [...new Set(terrain.podsOn(place.name).map((pod) => accountNode(pod.account)))]
      case 'csiPods':
        return [...new Set(terrain.csiPods.map((pod) => accountNode(pod.account)))]
      case 'users':
        return subjects.flatMap((subject, node) => (subject?.kind === 'User' ? [node] : []))
      case 'subject':
      case 'onward':
      case 'nowhere':
        return []
    }
  }
  function distinct(facts: readonly { readonly namespace: string }[], kind: 'accounts' | 'pods' | 'secrets'): readonly number[] {
    return [...new Set(facts.map((fact) => fact.namespace))].map((namespace) => hub(kind, namespace))
  }

  const size = subjects.length
  return {
    size,
    forward: compress(size, from, to, grantOf),
    backward: compress(size, to, from, grantOf),
    grants,
    openedBy: (grant) => opened.get(grant),
    subjectAt: (node) => subjects[node],
    nodeOf: (subject) => ids.get(subjectKey(subject)),
    accountNodes: Uint32Array.from(terrain.accounts.all, accountNode),
  }
}

function compress(size: number, from: readonly number[], to: readonly number[], grantOf: readonly number[]): Edges {
  const first = new Uint32Array(size + 1)
  for (const node of from) first[node + 1] = (first[node + 1] ?? 0) + 1
  for (let i = 0; i < size; i++) first[i + 1] = (first[i + 1] ?? 0) + (first[i] ?? 0)
  const next = first.slice(0, size)
  const edges: Edges = { first, to: new Uint32Array(from.length), grant: new Int32Array(from.length) }
  for (const [i, node] of from.entries()) {
    const at = next[node] ?? 0
    next[node] = at + 1
    edges.to[at] = to[i] ?? 0
    edges.grant[at] = grantOf[i] ?? -1
  }
  return edges
}
