// How many accounts each subject reaches to the end, for all subjects in one pass: subjects that reach one another share their answer
// (strongly connected components), and answers are bit sets that are joined along what is left.
import type { ReachGraph } from './reach-graph.ts'

/** All pairs of who reaches which account. */
export interface Closure {
  /** How many accounts a node reaches, itself not counted. */
  countFrom(node: number): number
  reaches(from: number, account: number): boolean
}

/** Works out the closure: memory is one bit for each account and each component that leads anywhere. */
export function closureOf(graph: ReachGraph): Closure {
  const { first, to } = graph.forward
  const component = componentsOf(graph)
  const count = component.count
  const words = (graph.accountNodes.length + 31) >>> 5
  const bitOf = new Int32Array(graph.size).fill(-1)
  graph.accountNodes.forEach((node, bit) => (bitOf[node] = bit))
  // Components are numbered in the order in which they are finished: what one leads to has a smaller number.
  const members: number[][] = Array.from({ length: count }, () => [])
  for (let node = 0; node < graph.size; node++) members[component.of[node] ?? 0]?.push(node)
  const sets: (Uint32Array | undefined)[] = Array.from({ length: count }, () => undefined)
  for (let c = 0; c < count; c++) {
    const next = new Set<number>()
    const bits: number[] = []
    for (const node of members[c] ?? []) {
      const bit = bitOf[node] ?? -1
      if (bit >= 0) bits.push(bit)
      for (let i = first[node] ?? 0; i < (first[node + 1] ?? 0); i++) {
        const target = component.of[to[i] ?? 0] ?? 0
        if (target !== c) next.add(target)
      }
    }
    const only = next.size === 1 && bits.length === 0 ? [...next][0] : undefined
    // Most accounts lead nowhere: an account alone is known by its single bit, without a set.
    if (next.size === 0 && (bits.length === 0 || members[c]?.length === 1)) continue
    if (only !== undefined && sets[only] !== undefined) {
      sets[c] = sets[only]
      continue
    }
    const set = new Uint32Array(words)
    for (const bit of bits) setBit(set, bit)
    for (const target of next) {
      const other = sets[target]
      if (other === undefined) {
        for (const node of members[target] ?? []) setBit(set, bitOf[node] ?? -1)
      } else for (let w = 0; w < words; w++) set[w] = (set[w] ?? 0) | (other[w] ?? 0)
    }
    sets[c] = set
  }
  const has = (node: number, bit: number): boolean => {
    const set = sets[component.of[node] ?? 0]
    return set === undefined ? bitOf[node] === bit : (((set[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) === 1
  }
  const counted = new Map<Uint32Array, number>()
  return {
    countFrom(node) {
      const set = sets[component.of[node] ?? 0]
      if (set === undefined) return 0
      let total = counted.get(set)
      if (total === undefined) {
        total = 0
        for (const word of set) total += ones(word)
        counted.set(set, total)
      }
      const own = bitOf[node] ?? -1
      return own >= 0 && has(node, own) ? total - 1 : total
    },
    reaches: (from, account) => from !== account && (bitOf[account] ?? -1) >= 0 && has(from, bitOf[account] ?? 0),
  }
}

function setBit(set: Uint32Array, bit: number): void {
  if (bit >= 0) set[bit >>> 5] = (set[bit >>> 5] ?? 0) | (1 << (bit & 31))
}

function ones(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555)
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333)
  return (((v + (v >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24
}

/** Strongly connected components by Tarjan's algorithm, without recursion: chains of rights can be longer than the stack. */
function componentsOf(graph: ReachGraph): { readonly of: Int32Array; readonly count: number } {
  const { first, to } = graph.forward
  const of = new Int32Array(graph.size).fill(-1)
  const index = new Int32Array(graph.size).fill(-1)
  const low = new Int32Array(graph.size)
  const cursor = new Uint32Array(graph.size)
  const stack: number[] = []
  const path: number[] = []
  let order = 0
  let count = 0
  for (let root = 0; root < graph.size; root++) {
    if (index[root] !== -1) continue
    path.push(root)
    while (path.length > 0) {
      const node = path[path.length - 1] ?? 0
      if (index[node] === -1) {
        index[node] = order
        low[node] = order
        order++
        stack.push(node)
        cursor[node] = first[node] ?? 0
      }
      const at = cursor[node] ?? 0
      if (at < (first[node + 1] ?? 0)) {
        cursor[node] = at + 1
        const next = to[at] ?? 0
        if (index[next] === -1) path.push(next)
        else if (of[next] === -1) low[node] = Math.min(low[node] ?? 0, index[next] ?? 0)
        continue
      }
      path.pop()
      const above = path[path.length - 1]
      if (above !== undefined) low[above] = Math.min(low[above] ?? 0, low[node] ?? 0)
      if (low[node] !== index[node]) continue
      for (;;) {
        const member = stack.pop() ?? node
        of[member] = count
        if (member === node) break
      }
      count++
    }
  }
  return { of, count }
}
