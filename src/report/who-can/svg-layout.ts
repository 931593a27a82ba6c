// Where the boxes of a drawing stand, and where arrows that pass a column go through it, so that none runs behind a box.
import { groupBy } from '../../base/index.ts'
import type { Drawing, DrawnEdge, DrawnNode } from './graph.ts'
import { columnsOf } from './svg-columns.ts'

/** The size of boxes, and the room between them, in the drawing's units. */
export const box = { width: 224, height: 30, gapX: 200, gapY: 14 } as const

/** Room around all boxes, for the width of lines. */
const margin = 2

/** A left upper corner. */
export interface Corner {
  readonly x: number
  readonly y: number
}

/** A box with its place. */
export interface Placed extends Corner {
  readonly node: DrawnNode
}

/** A drawing with everything placed. */
export interface Layout {
  readonly placed: ReadonlyMap<string, Placed>
  /** For arrows over more than one column, the empty places in between, each as large as a box. */
  readonly lanes: ReadonlyMap<DrawnEdge, readonly Corner[]>
  readonly width: number
  readonly height: number
}

/** A place of a column: a box, or the lane of an arrow that passes. */
type Slot = { readonly column: number } & ({ readonly node: DrawnNode } | { readonly lane: DrawnEdge })

/** Places every box and lane; each column stands in the middle of the height. */
export function layoutOf({ nodes, edges }: Pick<Drawing, 'nodes' | 'edges'>): Layout {
  const columns = columnsOf({ nodes, edges })
  const slots: readonly Slot[] = [
    ...nodes.map((node) => ({ column: columns.get(node.id) ?? 0, node })),
    ...edges.flatMap((edge) => lanesOf(edge, columns)),
  ]
  const byColumn = [...groupBy(slots, (slot) => slot.column)].sort(([a], [b]) => a - b)
  const tallest = Math.max(1, ...byColumn.map(([, column]) => column.length))
  const placed = new Map<string, Placed>()
  const lanes = new Map<DrawnEdge, Corner[]>()
  for (const [column, members] of byColumn) {
    const top = ((tallest - members.length) * (box.height + box.gapY)) / 2
    inOrder(members, edges, placed, lanes).forEach((slot, row) => {
      const corner = { x: margin + column * (box.width + box.gapX), y: margin + top + row * (box.height + box.gapY) }
      if ('node' in slot) placed.set(slot.node.id, { node: slot.node, ...corner })
      else lanes.set(slot.lane, [...(lanes.get(slot.lane) ?? []), corner])
    })
  }
  return {
    placed,
    lanes,
    width: Math.max(1, byColumn.length) * (box.width + box.gapX) - box.gapX + 2 * margin,
    height: tallest * (box.height + box.gapY) - box.gapY + 2 * margin,
  }
}

function lanesOf(lane: DrawnEdge, columns: ReadonlyMap<string, number>): readonly Slot[] {
  const [from, to] = [columns.get(lane.from) ?? 0, columns.get(lane.to) ?? 0]
  return Array.from({ length: Math.max(0, to - from - 1) }, (_, i) => ({ column: from + 1 + i, lane }))
}

// As high as what leads to it stands on average, so that few arrows cross; where nothing does, in the order of the drawing.
function inOrder(
  slots: readonly Slot[],
  edges: readonly DrawnEdge[],
  placed: ReadonlyMap<string, Corner>,
  lanes: ReadonlyMap<DrawnEdge, readonly Corner[]>,
): readonly Slot[] {
  const heightAt = (edge: DrawnEdge): readonly number[] => {
    const before = lanes.get(edge)?.at(-1) ?? placed.get(edge.from)
    return before === undefined ? [] : [before.y]
  }
  const ranked = slots.map((slot) => {
    const heights = 'lane' in slot ? heightAt(slot.lane) : edges.filter((edge) => edge.to === slot.node.id).flatMap(heightAt)
    return { slot, height: heights.length === 0 ? 0 : heights.reduce((sum, y) => sum + y, 0) / heights.length }
  })
  return ranked.sort((a, b) => a.height - b.height).map(({ slot }) => slot)
}
