// The ways to one account as nodes and bands, without a circle: an account that is passed stands at each distance from the end by itself.
import { compareText } from '../base/index.ts'
import type { AccountView, WayView } from './account-access.ts'

/** Who, a binding, or an account on the way. */
export interface GraphNode {
  readonly id: string
  readonly kind: 'subject' | 'binding' | 'account' | 'target'
  readonly title: string
  /** Whether the cut takes it away. */
  readonly cut: boolean
}

/** A band: all routes between the same two. */
export interface GraphEdge {
  readonly key: string
  readonly source: string
  readonly target: string
  readonly value: number
  readonly routes: readonly string[]
  readonly cut: boolean
}

/** The drawing's parts. */
export interface GraphParts {
  readonly nodes: readonly GraphNode[]
  readonly links: readonly GraphEdge[]
  /** How many subjects were left out. */
  readonly left: number
}

/** @param atMost - how many subjects are drawn */
export function edgesOf({ account, ways, cut }: AccountView, atMost: number): GraphParts {
  const own = ways.filter(({ platform }) => !platform)
  const subjects = [...new Set(own.map(({ subject }) => subject))]
  const drawn = new Set(subjects.slice(0, atMost))
  const cutting = new Set(cut.bindings)
  const nodes = new Map<string, GraphNode>()
  const edges = new Map<string, { source: string; target: string; routes: Set<string>; cut: boolean }>()
  const node = (id: string, kind: GraphNode['kind'], title: string, isCut = false): string => {
    if (!nodes.has(id)) nodes.set(id, { id, kind, title, cut: isCut })
    return id
  }
  const edge = (source: string, target: string, route: string, isCut: boolean): void => {
    const key = `${source}\n${target}`
    const known = edges.get(key) ?? { source, target, routes: new Set(), cut: isCut }
    known.routes.add(route)
    edges.set(key, known)
  }
  const end = node('target', 'target', account)
  for (const way of own.filter(({ subject }) => drawn.has(subject))) {
    const hops = hopsOf(way)
    let from = node(`subject ${way.subject}`, 'subject', way.subject)
    hops.forEach((hop, i) => {
      const distance = hops.length - i
      const to = distance === 1 ? end : node(`account ${distance - 1} ${hop.target}`, 'account', hop.target)
      for (const { link, name } of hop.bindings) {
        const isCut = cutting.has(link)
        const through = node(`binding ${distance} ${link}`, 'binding', name, isCut)
        edge(from, through, hop.route, isCut)
        edge(through, to, hop.route, isCut)
      }
      from = to
    })
  }
  return {
    nodes: [...nodes.values()],
    links: [...edges].map(([key, { source, target, routes, cut: isCut }]) => ({
      key,
      source,
      target,
      value: 1,
      routes: [...routes].sort(compareText),
      cut: isCut,
    })),
    left: subjects.length - drawn.size,
  }
}

interface DrawnHop {
  readonly route: string
  readonly target: string
  readonly bindings: readonly { readonly link: string; readonly name: string }[]
}

function hopsOf(way: WayView): readonly DrawnHop[] {
  if (way.chain.length > 0) return way.chain
  const bindings = new Map(way.via.map(({ binding, bindingName }) => [binding, { link: binding, name: bindingName }]))
  return [{ route: way.route, target: way.target, bindings: [...bindings.values()] }]
}
