// Which column of a drawing each box stands in: holders left, what nobody reaches on from right, what lies between between.
import { groupBy } from '../../base/index.ts'
import type { Drawing } from './graph.ts'

/** A box stands one column right of the furthest that points to it; in a ring the one met first stands first. */
export function columnsOf({ nodes, edges }: Pick<Drawing, 'nodes' | 'edges'>): ReadonlyMap<string, number> {
  const into = groupBy(edges, (edge) => edge.to)
  const leaving = new Set(edges.map((edge) => edge.from))
  const columns = new Map<string, number>()
  const underWay = new Set<string>()
  const columnOf = (id: string): number => {
    const known = columns.get(id)
    if (known !== undefined) return known
    underWay.add(id)
    const before = (into.get(id) ?? []).filter(({ from }) => !underWay.has(from)).map(({ from }) => columnOf(from))
    underWay.delete(id)
    const column = before.length === 0 ? 0 : 1 + Math.max(...before)
    columns.set(id, column)
    return column
  }
  for (const { id } of nodes) columnOf(id)
  const last = Math.max(0, ...columns.values())
  return new Map([...columns].map(([id, column]) => [id, leaving.has(id) ? column : last]))
}
