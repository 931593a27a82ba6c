// The closure against a plain search from every node, on random graphs: loops, places and accounts mixed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { closureOf } from './closure.ts'
import type { Edges, ReachGraph } from './reach-graph.ts'
import { walk } from './walk.ts'

const runs = Number(process.env['SPAREKEY_PROPERTY_RUNS'] ?? 300)

type Pair = readonly [number, number]

function edgesOf(size: number, pairs: readonly Pair[]): Edges {
  const sorted = [...pairs].sort(([a], [b]) => a - b)
  return {
    first: Uint32Array.from({ length: size + 1 }, (_, node) => sorted.filter(([from]) => from < node).length),
    to: Uint32Array.from(sorted, ([, to]) => to),
    grant: new Int32Array(sorted.length).fill(-1),
  }
}

function graphOf(size: number, pairs: readonly Pair[], accounts: readonly number[]): ReachGraph {
  const backward = pairs.map(([from, to]): Pair => [to, from])
  return {
    size,
    forward: edgesOf(size, pairs),
    backward: edgesOf(size, backward),
    grants: [],
    subjectAt: () => undefined,
    nodeOf: () => undefined,
    accountNodes: Uint32Array.from(accounts),
  }
}

/** More nodes than a word has bits, so that sets have several. */
const graphs = fc.integer({ min: 1, max: 80 }).chain((size) => {
  const node = fc.nat({ max: size - 1 })
  return fc
    .tuple(fc.array(fc.tuple(node, node), { maxLength: size * 2 }), fc.subarray(Array.from({ length: size }, (_, i) => i)))
    .map(([pairs, accounts]) => ({ size, pairs, accounts }))
})

/** Every node that can be reached, by asking each edge until nothing is new. */
function reachedFrom(start: number, pairs: readonly Pair[]): ReadonlySet<number> {
  const reached = new Set([start])
  for (let before = 0; before < reached.size;) {
    before = reached.size
    for (const [from, to] of pairs) if (reached.has(from)) reached.add(to)
  }
  return reached
}

test('each node reaches the accounts that a search from it meets', () => {
  fc.assert(
    fc.property(graphs, ({ size, pairs, accounts }) => {
      const closure = closureOf(graphOf(size, pairs, accounts))
      for (let node = 0; node < size; node++) {
        const reached = reachedFrom(node, pairs)
        const expected = accounts.filter((each) => each !== node && reached.has(each))
        assert.deepEqual(
          accounts.filter((each) => closure.reaches(node, each)),
          expected,
        )
        assert.equal(closure.countFrom(node), expected.length)
      }
    }),
    { numRuns: runs, seed: 20261124 },
  )
})

test('a walk meets what a search meets, either way', () => {
  fc.assert(
    fc.property(graphs, ({ size, pairs, accounts }) => {
      const graph = graphOf(size, pairs, accounts)
      const turned = pairs.map(([from, to]): Pair => [to, from])
      const sorted = (nodes: Iterable<number>): readonly number[] => [...nodes].sort((a, b) => a - b)
      assert.deepEqual(sorted(walk(graph, [0], 'forward').order), sorted(reachedFrom(0, pairs)))
      assert.deepEqual(sorted(walk(graph, [0], 'backward').order), sorted(reachedFrom(0, turned)))
    }),
    { numRuns: runs, seed: 20261124 },
  )
})

test('a chain longer than the stack is deep', () => {
  const size = 200_000
  const first = Uint32Array.from({ length: size + 1 }, (_, node) => Math.min(node, size - 1))
  const forward = { first, to: Uint32Array.from({ length: size - 1 }, (_, node) => node + 1), grant: new Int32Array(size) }
  const graph = { ...graphOf(1, [], []), size, forward, accountNodes: Uint32Array.of(size - 1) }
  assert.equal(closureOf(graph).countFrom(0), 1)
})
