// The drawing as SVG: boxes and arrows, all names cut to their boxes and told in full on hovering.
import { truncateMiddle } from '../display-width.ts'
import { markup, nothing, type Markup } from '../html-markup.ts'
import { plainText } from '../plain-text.ts'
import type { Drawing, DrawnEdge } from './graph.ts'
import { box, layoutOf, type Corner, type Layout, type Placed } from './svg-layout.ts'

/** Letters that fit a box. */
const boxLetters = 31
/** Letters that fit between two columns. */
const arrowLetters = 28
/** With more arrows than this their labels would lie on one another; they are told on hovering, and in the table. */
const arrowsLabelled = 40

/** Draws boxes and arrows; the same facts must stand in a table beside it. */
export function svgOf(drawing: Drawing, title: string): Markup {
  const layout = layoutOf(drawing)
  const { placed, width, height } = layout
  const labelled = drawing.edges.length <= arrowsLabelled
  const turns = new Map<string, number>()
  const arrows = drawing.edges.map((edge) => {
    const turn = turns.get(edge.from) ?? 0
    turns.set(edge.from, turn + 1)
    return arrow(edge, layout, labelled ? turn : undefined)
  })
  return markup`<svg class="routes" viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-label="${title}">
<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 8 4 0 8z"/></marker></defs>
${arrows}${[...placed.values()].map(boxMarkup)}</svg>`
}

function boxMarkup({ node, x, y }: Placed): Markup {
  const radius = node.kind === 'target' ? box.height / 2 : 5
  const shown = truncateMiddle(plainText(node.label), boxLetters)
  return markup`<g class="${node.kind}${node.platform ? ' platform' : ''}"><title>${node.label}</title>
<rect x="${x}" y="${y}" width="${box.width}" height="${box.height}" rx="${radius}"/>
<text x="${x + box.width / 2}" y="${y + 20}" text-anchor="middle">${shown}</text></g>\n`
}

/** @param turn - which of the arrows from the same box it is, so that labels do not lie on one another; `undefined`: no label */
function arrow(edge: DrawnEdge, { placed, lanes }: Layout, turn: number | undefined): Markup {
  const from = placed.get(edge.from)
  const to = placed.get(edge.to)
  if (from === undefined || to === undefined) return nothing
  const stops = [...(lanes.get(edge) ?? []), to].map(leftOf)
  const curves = stops.map((stop, i) => curveTo(i === 0 ? rightOf(from) : acrossFrom(stops[i - 1] ?? stop), stop))
  const [start] = curves
  // Between two curves the arrow goes straight through a lane.
  const path = curves.map((curve, i) => `${i === 0 ? 'M' : 'L'}${pathOf(curve)}`).join(' ')
  const label = turn === undefined || start === undefined ? nothing : arrowLabel(edge.label, pointOf(start, turn))
  return markup`<g class="edge ${edge.severity}${edge.platform ? ' platform' : ''}"><title>${edge.label}</title>
<path d="${path}" marker-end="url(#tip)"/>${label}</g>\n`
}

function arrowLabel(label: string, { x, y }: Corner): Markup {
  return markup`<text x="${x}" y="${y - 4}" text-anchor="middle">${truncateMiddle(plainText(label), arrowLetters)}</text>`
}

/** The four points of a cubic Bézier curve. */
type Curve = readonly [Corner, Corner, Corner, Corner]

function leftOf({ x, y }: Corner): Corner {
  return { x, y: y + box.height / 2 }
}

function rightOf(corner: Corner): Corner {
  return acrossFrom(leftOf(corner))
}

function acrossFrom({ x, y }: Corner): Corner {
  return { x: x + box.width, y }
}

// Leaves and arrives level; an arrow back to the left swings out a little.
function curveTo(from: Corner, to: Corner): Curve {
  const bend = Math.max(40, (to.x - from.x) / 2)
  return [from, { x: from.x + bend, y: from.y }, { x: to.x - bend, y: to.y }, to]
}

function pathOf([a, b, c, d]: Curve): string {
  return `${a.x} ${a.y} C${b.x} ${b.y} ${c.x} ${c.y} ${d.x} ${d.y}`
}

// A point of the curve, further along with each turn.
function pointOf([a, b, c, d]: Curve, turn: number): Corner {
  const at = 0.4 + 0.12 * (turn % 4)
  const back = 1 - at
  const along = (axis: 'x' | 'y'): number =>
    Math.round(back ** 3 * a[axis] + 3 * back ** 2 * at * b[axis] + 3 * back * at ** 2 * c[axis] + at ** 3 * d[axis])
  return { x: along('x'), y: along('y') }
}
