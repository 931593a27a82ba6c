// Who reaches whom in a big cluster, against `JSON.parse` of the same objects: both in one process, in turn, with fresh input each time.
import { decodeObject } from '../src/kube/index.ts'
import { takeInventory, type Inventory } from '../src/inventory/index.ts'
import { buildReachGraph, closureOf, findGrants, indexGrants, terrainOf, whoReaches, type ReachGraph } from '../src/rbac/index.ts'
import { rbacCluster } from './rbac-cluster.ts'

interface Measured {
  readonly parse: number
  readonly reach: number
  readonly ratio: number
  readonly mebibytes: number
  readonly who: number
  readonly sum: string
}

/**
 * Measures the whole cluster and a quarter of it.
 *
 * @returns a table for people
 */
export function benchRbac(times: number): string {
  const whole = measure(1, times)
  const quarter = measure(0.25, times)
  const { ratio } = whole
  const growth = whole.reach / quarter.reach
  return [
    `rbac: ${whole.sum}`,
    `  ${whole.parse.toFixed(0).padStart(6)} ms  JSON.parse of the objects (median)`,
    `  ${whole.reach.toFixed(0).padStart(6)} ms  index, routes, graph and all-pairs closure (goal: at most 1000 ms, ${verdict(whole.reach <= 1000)})`,
    `  ratio ${ratio.toFixed(2)}, median of pairs (goal: at most 3×, ${verdict(ratio <= 3)})`,
    `  ${whole.mebibytes.toFixed(0).padStart(6)} MiB beyond the parsed objects (goal: at most 350 MiB, ${verdict(whole.mebibytes <= 350)})`,
    `  ${whole.who.toFixed(2).padStart(6)} ms  who reaches one account, median of 50 (goal: at most 5 ms, ${verdict(whole.who <= 5)})`,
    `  a quarter takes ${quarter.reach.toFixed(0)} ms: growth ${growth.toFixed(2)}× (goal: at most 5×, ${verdict(growth <= 5)})`,
    '',
  ].join('\n')
}

function verdict(reached: boolean): string {
  return reached ? 'reached' : 'MISSED'
}

function measure(scale: number, times: number): Measured {
  const text = JSON.stringify(rbacCluster(scale))
  const pairs: { readonly parse: number; readonly reach: number }[] = []
  let memory = 0
  let graph: ReachGraph | undefined
  let sum = ''
  for (let i = 0; i <= times; i++) {
    const inventory = inventoryOf(text)
    // Both sides begin with a swept heap and cold caches: neither clears away in its time what the other has left.
    globalThis.gc?.()
    const a = performance.now()
    JSON.parse(text)
    const b = performance.now()
    globalThis.gc?.()
    const before = process.memoryUsage()
    const c = performance.now()
    const grants = indexGrants(inventory.roles, inventory.bindings)
    const terrain = terrainOf(inventory, grants, 36)
    const found = findGrants(grants, terrain)
    graph = buildReachGraph(found, terrain)
    const closure = closureOf(graph)
    const d = performance.now()
    const after = process.memoryUsage()
    memory = Math.max(memory, after.heapUsed + after.external - before.heapUsed - before.external)
    sum = `${found.length} grants, ${graph.size} nodes, ${graph.forward.to.length} edges; account 0 reaches ${closure.countFrom(graph.accountNodes[0] ?? 0)}`
    // The first run warms up.
    if (i > 0) pairs.push({ parse: b - a, reach: d - c })
  }
  const who: number[] = []
  for (let i = 0; i < 50 && graph !== undefined; i++) {
    const target = graph.subjectAt(graph.accountNodes[Math.floor((i * graph.accountNodes.length) / 50)] ?? 0)
    if (target === undefined) continue
    const start = performance.now()
    whoReaches(graph, target)
    who.push(performance.now() - start)
  }
  return {
    parse: median(pairs.map(({ parse }) => parse)),
    reach: median(pairs.map(({ reach }) => reach)),
    // What else the machine does falls on both runs of a pair alike.
    ratio: median(pairs.map(({ parse, reach }) => reach / parse)),
    mebibytes: memory / 2 ** 20,
    who: median(who),
    sum,
  }
}

function inventoryOf(text: string): Inventory {
  const objects = (JSON.parse(text) as readonly unknown[]).flatMap((value) => {
    const decoded = decodeObject(value)
    return decoded.kind === 'object' ? [{ object: decoded.object }] : []
  })
  return takeInventory({ objects, complete: new Set(['serviceaccounts', 'pods', 'secrets']), gaps: [], assumptions: new Set() })
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}
