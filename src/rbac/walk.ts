// Breadth first through the graph of reach, either way, with the edge by which each node was met: shortest chains first.
import type { ReachGraph } from './reach-graph.ts'

/** What was met, and how. */
export interface Walk {
  /** Nodes in the order in which they were met; the start is the first. */
  readonly order: readonly number[]
  /** The node from which another was met; -1 at the start and for nodes that were not met. */
  readonly parent: Int32Array
  /** The grant of that edge; -1 for none. */
  readonly grant: Int32Array
  met(node: number): boolean
}

/**
 * @param direction - `forward`: what the start reaches; `backward`: what reaches the start
 * @param without - grants whose edges are left out
 */
export function walk(
  graph: ReachGraph,
  starts: readonly number[],
  direction: 'forward' | 'backward',
  without?: (grant: number) => boolean,
): Walk {
  const { first, to, grant } = graph[direction]
  const seen = new Uint8Array(graph.size)
  const parent = new Int32Array(graph.size).fill(-1)
  const by = new Int32Array(graph.size).fill(-1)
  const order: number[] = []
  for (const start of starts) {
    if (seen[start] === 1) continue
    seen[start] = 1
    order.push(start)
  }
  for (let head = 0; head < order.length; head++) {
    const node = order[head] ?? 0
    const end = first[node + 1] ?? 0
    for (let i = first[node] ?? 0; i < end; i++) {
      const next = to[i] ?? 0
      const through = grant[i] ?? -1
      if (seen[next] === 1 || (through >= 0 && without?.(through) === true)) continue
      seen[next] = 1
      parent[next] = node
      by[next] = through
      order.push(next)
    }
  }
  return { order, parent, grant: by, met: (node) => seen[node] === 1 }
}
