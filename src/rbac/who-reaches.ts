// One account asked about: every grant that ends in it at one step, and for everyone else the shortest chain that does.
import type { Grant } from './find-grants.ts'
import { subjectKey, type GrantSubject } from './identity.ts'
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
  const ends = walk(graph, [node], 'backward', () => true)
  const atOnce = new Set<Grant>()
  for (const end of ends.order)
    for (const number of grantsInto(graph, end)) {
      const grant = graph.grants[number]
      // What a role gives that the holder binds to itself is told of the binding that lets it.
      if (grant !== undefined) atOnce.add(graph.openedBy(grant) ?? grant)
    }
  const holders = new Set([...atOnce].map((grant) => subjectKey(grant.subject)))
  const back = walk(graph, [node], 'backward')
  const chains = back.order.flatMap((start): readonly Chain[] => {
    const subject = graph.subjectAt(start)
    if (subject === undefined || start === node || holders.has(subjectKey(subject)) || !hasGrants(graph, start)) return []
    return stepsTaken(back, start) ? [chainOf(subject, () => hopsFrom(graph, back, start))] : []
  })
  return { atOnce: [...atOnce], chains }
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
function chainOf(subject: GrantSubject, spell: () => readonly Hop[]): Chain {
  let hops: readonly Hop[] | undefined
  return {
    subject,
    get hops() {
      return (hops ??= spell())
    },
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

function* grantsInto(graph: ReachGraph, node: number): Generator<number> {
  const { first, grant } = graph.backward
  for (let i = first[node] ?? 0; i < (first[node + 1] ?? 0); i++) if ((grant[i] ?? -1) >= 0) yield grant[i] ?? 0
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
