// One account asked about: every grant that ends in it at one step, and for everyone else the shortest chain that does.
import type { Grant } from './grant.ts'
import type { GrantSubject } from './identity.ts'
import type { ReachGraph } from './reach-graph.ts'
import { walk, type Walk } from './walk.ts'

/** One step: who takes it, and by which grant; the grant may be a group's in which they are. */
export interface Hop {
  readonly subject: GrantSubject
  readonly grant: Grant
}

/** A subject and the shortest way from it to the end asked about. */
export interface Chain {
  readonly subject: GrantSubject
  readonly hops: readonly Hop[]
}

/** Who reaches one subject. */
export interface Reachers {
  /** Grants whose target holds it. */
  readonly atOnce: readonly Grant[]
  /** For subjects with grants of their own that reach it in no other way: two steps and more. */
  readonly chains: readonly Chain[]
}

/** @returns who obtains the target's token; a target that is in no input is reached by nobody */
export function whoReaches(graph: ReachGraph, target: GrantSubject): Reachers {
  const node = graph.nodeOf(target)
  if (node === undefined) return { atOnce: [], chains: [] }
  const atOnce = grantsInto(graph, node)
  const told = new Uint8Array(graph.size)
  told[node] = 1
  for (const { subject } of atOnce) {
    const holder = graph.nodeOf(subject)
    if (holder !== undefined) told[holder] = 1
  }
  const back = walk(graph, [node], 'backward')
  const chains: Chain[] = []
  for (const start of back.order) {
    if (told[start] === 1 || !hasGrants(graph, start) || !stepsTaken(back, start)) continue
    const subject = graph.subjectAt(start)
    if (subject !== undefined) chains.push(new ChainBack(subject, graph, back, start))
  }
  return { atOnce, chains }
}

/** Every grant that ends in a node at one step: in itself, or in a place or group that it is in. */
function grantsInto(graph: ReachGraph, node: number): readonly Grant[] {
  const { first, grant: through } = graph.backward
  const into = new Set<Grant>()
  for (const end of walk(graph, [node], 'backward', () => true).order)
    for (let i = first[end] ?? 0; i < (first[end + 1] ?? 0); i++) {
      const grant = graph.grants[through[i] ?? -1]
      if (grant !== undefined) into.add(grant)
    }
  return [...into]
}

/** What one subject reaches: its own grants at one step, and for every account beyond them the shortest chain. */
export function reachedBy(graph: ReachGraph, subject: GrantSubject): readonly Chain[] {
  const node = graph.nodeOf(subject)
  if (node === undefined) return []
  const forth = walk(graph, [node], 'forward')
  return forth.order.flatMap((end): readonly Chain[] => {
    const reached = graph.subjectAt(end)
    if (reached === undefined || end === node) return []
    const hops = hopsTo(graph, forth, end)
    return hops.length < 2 ? [] : [{ subject: reached, hops }]
  })
}

/** In a big cluster thousands reach an account, and few of their chains are looked at: each is spelled out when it is. */
class ChainBack implements Chain {
  readonly subject: GrantSubject
  readonly #graph: ReachGraph
  readonly #back: Walk
  readonly #start: number
  #hops: readonly Hop[] | undefined

  constructor(subject: GrantSubject, graph: ReachGraph, back: Walk, start: number) {
    this.subject = subject
    this.#graph = graph
    this.#back = back
    this.#start = start
  }

  get hops(): readonly Hop[] {
    return (this.#hops ??= hopsFrom(this.#graph, this.#back, this.#start))
  }
}

/** Whether any grant is needed to get from here to where the walk began; to `system:masters` everything belongs without one. */
function stepsTaken(back: Walk, start: number): boolean {
  for (let node = start; node >= 0; node = back.parent[node] ?? -1) if ((back.grant[node] ?? -1) >= 0) return true
  return false
}

function hasGrants(graph: ReachGraph, node: number): boolean {
  const { first, grant } = graph.forward
  for (let i = first[node] ?? 0; i < (first[node + 1] ?? 0); i++) if ((grant[i] ?? -1) >= 0) return true
  return false
}

/** Along a walk that began at the end. */
function hopsFrom(graph: ReachGraph, back: Walk, start: number): readonly Hop[] {
  const hops: Hop[] = []
  let actor: GrantSubject | undefined
  let fresh = true
  for (let node = start; node >= 0; node = back.parent[node] ?? -1) {
    const here = graph.subjectAt(node)
    if (fresh && here !== undefined) {
      actor = here
      fresh = false
    }
    const grant = graph.grants[back.grant[node] ?? -1]
    if (grant === undefined) continue
    hops.push({ subject: actor ?? grant.subject, grant })
    fresh = true
  }
  return hops
}

/** Along a walk that began at the start. */
function hopsTo(graph: ReachGraph, forth: Walk, end: number): readonly Hop[] {
  const path: number[] = []
  for (let node = end; node >= 0; node = forth.parent[node] ?? -1) path.unshift(node)
  const hops: Hop[] = []
  let actor: GrantSubject | undefined
  let fresh = true
  path.forEach((node, i) => {
    const here = graph.subjectAt(node)
    if (fresh && here !== undefined) {
      actor = here
      fresh = false
    }
    const next = path[i + 1]
    const grant = next === undefined ? undefined : graph.grants[forth.grant[next] ?? -1]
    if (grant === undefined) return
    hops.push({ subject: actor ?? grant.subject, grant })
    fresh = true
  })
  return hops
}
