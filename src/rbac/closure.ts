// How many accounts each subject reaches to the end, for all subjects in one pass: subjects that reach one another share their answer
// (strongly connected components), and answers are bit sets that are joined along what is left.
import { rowsOf } from '../base/index.ts'
import type { ReachGraph } from './reach-graph.ts'

/** All pairs of who reaches which account. */
export interface Closure {
  /** How many accounts a node reaches, itself not counted. */
  countFrom(node: number): number
  reaches(from: number, account: number): boolean
}

/** Works out the closure: memory is one bit for each account and each component that leads to more than another does. */
export function closureOf(graph: ReachGraph): Closure {
  const { first, to } = graph.forward
  const component = componentsOf(graph)
  const { count } = component
  const members = rowsOf(count, component.of, Uint32Array.from(component.of.keys()))
  const words = (graph.accountNodes.length + 31) >>> 5
  const bitOf = new Int32Array(graph.size).fill(-1)
  graph.accountNodes.forEach((node, bit) => (bitOf[node] = bit))
  /** The accounts that a component leads to; its own too, but for an account that is a component alone. */
  const sets = new Array<Uint32Array | undefined>(count)
  const loneBit = new Int32Array(count).fill(-1)
  /** For each component the last one that was found to lead to it. */
  const metFrom = new Int32Array(count).fill(-1)
  // Components are numbered in the order in which they are finished: what one leads to has a smaller number.
  for (let c = 0; c < count; c++) {
    const next: number[] = []
    const bits: number[] = []
    for (let m = members.first[c] ?? 0; m < (members.first[c + 1] ?? 0); m++) {
      const node = members.items[m] ?? 0
      const bit = bitOf[node] ?? -1
      if (bit >= 0) bits.push(bit)
      for (let i = first[node] ?? 0; i < (first[node + 1] ?? 0); i++) {
        const target = component.of[to[i] ?? 0] ?? 0
        if (target === c || metFrom[target] === c) continue
        metFrom[target] = c
        next.push(target)
      }
    }
    if ((members.first[c + 1] ?? 0) - (members.first[c] ?? 0) === 1) loneBit[c] = bits.pop() ?? -1
    const [only] = next
    if (bits.length === 0 && next.length < 2 && (only === undefined || loneBit[only] === -1)) {
      // What leads to one other alone leads where that leads, as the accounts of a namespace do whose group holds something.
      sets[c] = only === undefined ? undefined : sets[only]
      continue
    }
    const set = new Uint32Array(words)
    for (const bit of bits) setBit(set, bit)
    for (const target of next) {
      setBit(set, loneBit[target] ?? -1)
      const other = sets[target]
      if (other !== undefined) for (let w = 0; w < words; w++) set[w] = (set[w] ?? 0) | (other[w] ?? 0)
    }
    sets[c] = set
  }
  const has = (node: number, bit: number): boolean => {
    const word = sets[component.of[node] ?? 0]?.[bit >>> 5] ?? 0
    return ((word >>> (bit & 31)) & 1) === 1
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
