// The drawing as SVG: who holds stands left, what is reached stands right, and what lies between stands between.
import { truncateMiddle } from '../display-width.ts'
import { markup, trusted, type Markup } from '../html-markup.ts'
import { plainText } from '../plain-text.ts'
import type { DrawnEdge, DrawnNode, Drawing } from './graph.ts'

const box = { width: 250, height: 30, gapX: 190, gapY: 14 } as const
/** Letters that fit a box. */
const letters = 34
/** With more arrows than this their labels would lie on one another; they are told on hovering, and in the table. */
const labelled = 40

interface Placed {
  readonly node: DrawnNode
  readonly x: number
  readonly y: number
}

/** Draws boxes and arrows; the same facts stand in the table beside it. */
export function svgOf({ nodes, edges }: Drawing, title: string): Markup {
  const placed = place(nodes, edges)
  const all = [...placed.values()]
  const width = Math.max(...all.map(({ x }) => x + box.width), 0) + 4
  const height = Math.max(...all.map(({ y }) => y + box.height), 0) + 4
  return markup`<svg class="routes" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}" style="${trusted(`max-width:${width}px`)}">
<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>
${edges.map((edge, i) => arrow(edge, placed, edges.length <= labelled ? edges.slice(0, i).filter((other) => other.from === edge.from).length : undefined))}
${all.map(boxOf)}
</svg>`
}

/** Each box stands one column right of the furthest that points to it; in a ring the first one met stands first. */
function place(nodes: readonly DrawnNode[], edges: readonly DrawnEdge[]): ReadonlyMap<string, Placed> {
  const into = new Map<string, string[]>()
  for (const { from, to } of edges) into.set(to, [...(into.get(to) ?? []), from])
  const columns = new Map<string, number>()
  const columnOf = (id: string, above: ReadonlySet<string>): number => {
    const known = columns.get(id)
    if (known !== undefined) return known
    const before = (into.get(id) ?? []).filter((from) => from !== id && !above.has(from))
    const column = before.length === 0 ? 0 : 1 + Math.max(...before.map((from) => columnOf(from, new Set([...above, id]))))
    columns.set(id, column)
    return column
  }
  const rows = new Map<number, number>()
  return new Map(
    nodes.map((node) => {
      const column = columnOf(node.id, new Set())
      const row = rows.get(column) ?? 0
      rows.set(column, row + 1)
      return [node.id, { node, x: 2 + column * (box.width + box.gapX), y: 2 + row * (box.height + box.gapY) }]
    }),
  )
}

function boxOf({ node, x, y }: Placed): Markup {
  const shown = truncateMiddle(plainText(node.label), letters)
  const kinds = `${node.kind}${node.platform ? ' platform' : ''}`
  return markup`<g class="${kinds}"><title>${node.label}</title><rect x="${x}" y="${y}" width="${box.width}" height="${box.height}" rx="${node.kind === 'target' ? 15 : 5}"/><text x="${x + box.width / 2}" y="${y + 20}" text-anchor="middle">${shown}</text></g>\n`
}

/** @param turn - the arrow's place among those from the same box, so that their labels do not lie on one another; absent: no label */
function arrow(edge: DrawnEdge, placed: ReadonlyMap<string, Placed>, turn: number | undefined): Markup {
  const from = placed.get(edge.from)
  const to = placed.get(edge.to)
  if (from === undefined || to === undefined) return trusted('')
  const [x1, y1, x2, y2] = [from.x + box.width, from.y + box.height / 2, to.x, to.y + box.height / 2]
  const bend = Math.max(40, (x2 - x1) / 2)
  const path = `M${x1} ${y1} C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`
  const at = 0.36 + 0.14 * ((turn ?? 0) % 4)
  const along = (a: number, b: number, c: number, d: number): number =>
    (1 - at) ** 3 * a + 3 * (1 - at) ** 2 * at * b + 3 * (1 - at) * at ** 2 * c + at ** 3 * d
  const [x, y] = [along(x1, x1 + bend, x2 - bend, x2), along(y1, y1, y2, y2)].map(Math.round)
  const label =
    turn === undefined
      ? trusted('')
      : markup`<text x="${x ?? 0}" y="${(y ?? 0) - 4}" text-anchor="middle">${truncateMiddle(plainText(edge.label), 28)}</text>`
  return markup`<g class="edge ${edge.severity}${edge.platform ? ' platform' : ''}"><title>${edge.label}</title><path d="${path}" marker-end="url(#tip)"/>${label}</g>\n`
}
