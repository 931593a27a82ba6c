// The ways to one account as a drawing: who, through which binding, by which routes, over which other accounts. Routes between the same two are
// one band; what the cut would take away is marked. The list below it says the same in words.
import { sankey, sankeyLinkHorizontal, type SankeyGraph, type SankeyNode } from 'd3-sankey'
import type { VNode } from 'preact'
import { useMemo } from 'preact/hooks'
import { countPhrase, edgesOf, type AccountView, type GraphEdge, type GraphNode } from '../../console/index.ts'

const width = 960
const margin = 4
const shownSubjects = 40

/** Nothing where nobody reaches it. */
export function RouteGraph({ view }: { readonly view: AccountView }): VNode | null {
  const { graph, left, height } = useMemo(() => laidOut(view), [view])
  if (graph.nodes.length === 0) return null
  // The same said of one binding is said once.
  const said = new Set<string>()
  const path = sankeyLinkHorizontal<GraphNode, GraphEdge>()
  return (
    <figure class="graph">
      <div class="scroll" tabIndex={0} role="region" aria-label="Drawing of the ways">
        <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`Ways to ${view.account}; the list below says the same`}>
          {graph.links.map((link) => (
            <path
              key={link.key}
              d={path(link) ?? ''}
              class={`band${link.cut ? ' cutband' : ''}`}
              stroke-width={Math.min(5, Math.max(1.5, link.width ?? 1))}
            >
              <title>{link.routes.join(', ')}</title>
            </path>
          ))}
          {graph.links.map((link) => {
            const { target, y1 = 0, routes } = link
            // What stands between two nodes is told at the binding that it leads to. After the layout the ends are nodes.
            const into = target as unknown as SankeyNode<GraphNode, GraphEdge>
            const title = routes.length === 1 ? routes[0] : countPhrase(routes.length, 'route')
            const saying = `${into.id} ${title ?? ''}`
            if (into.kind !== 'binding' || said.has(saying)) return null
            said.add(saying)
            return (
              <text key={link.key} class="routes" x={(into.x0 ?? 0) - 8} y={y1 - 7} text-anchor="end">
                {title}
              </text>
            )
          })}
          {graph.nodes.map((node) => {
            const { x0 = 0, x1 = 0, y0 = 0, y1 = 0 } = node
            const atEnd = x1 > width - 20
            return (
              <g key={node.id} class={`node n-${node.kind}${node.cut ? ' cutnode' : ''}`}>
                <rect x={x0} y={y0} width={x1 - x0} height={Math.max(2, y1 - y0)} />
                <text x={atEnd ? x1 : x0} y={node.kind === 'target' ? y1 + 14 : y0 - 5} text-anchor={atEnd ? 'end' : 'start'}>
                  {shortened(node.title)}
                  <title>{node.title}</title>
                </text>
              </g>
            )
          })}
        </svg>
      </div>
      <figcaption class="soft">
        From left to right: who, through which binding, whose token. Dashed: what the cut takes away.
        {left === 0 ? '' : ` ${countPhrase(left, 'more subject')} in the list below.`}
      </figcaption>
    </figure>
  )
}

function laidOut(view: AccountView): {
  readonly graph: SankeyGraph<GraphNode, GraphEdge>
  readonly left: number
  readonly height: number
} {
  const { nodes, links, left } = edgesOf(view, shownSubjects)
  if (links.length === 0) return { graph: { nodes: [], links: [] }, left, height: 0 }
  const columns = Math.max(...['subject', 'binding'].map((kind) => nodes.filter((node) => node.kind === kind).length), 3)
  const height = columns * 42 + 2 * margin
  const layout = sankey<GraphNode, GraphEdge>()
    .nodeId(({ id }) => id)
    .nodeWidth(8)
    .nodePadding(28)
    .extent([
      [margin, margin + 20],
      [width - margin, height - margin - 18],
    ])
  // The layout writes into what it is given.
  return { graph: layout({ nodes: nodes.map((node) => ({ ...node })), links: links.map((link) => ({ ...link })) }), left, height }
}

function shortened(text: string): string {
  return text.length > 44 ? `${text.slice(0, 28)}…${text.slice(-14)}` : text
}
