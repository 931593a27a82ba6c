// The answer as a drawing: subjects on the left, what they reach on the right, one edge for all routes between the same two ends.
import { severities, type GrantReport, type Severity, type WhoCanReport } from '../../verdict/index.ts'
import { listPhrase } from '../phrases.ts'
import { holderPhrase, subjectPhrase, targetPhrase } from './phrases.ts'

/** A box of the drawing. */
export interface DrawnNode {
  readonly id: string
  readonly label: string
  readonly kind: 'subject' | 'target'
  readonly platform: boolean
}

/** An arrow of the drawing. */
export interface DrawnEdge {
  readonly from: string
  readonly to: string
  readonly label: string
  readonly platform: boolean
  readonly severity: Severity
}

/** Boxes and arrows, in the order of the grants. */
export interface Drawing {
  readonly nodes: readonly DrawnNode[]
  readonly edges: readonly DrawnEdge[]
  /** Grants that are not drawn, where there are more than a drawing can hold. */
  readonly leftOut: number
}

/** Lays an answer out; `atMost` bounds the grants and chains that are drawn, those of the platform go first. */
export function drawingOf(report: Pick<WhoCanReport, 'grants'>, atMost: number): Drawing {
  const ranked = report.grants
    .map((grant, i) => ({ grant, i }))
    .sort(
      (a, b) =>
        Number(a.grant.platform) - Number(b.grant.platform) ||
        severities.indexOf(a.grant.severity) - severities.indexOf(b.grant.severity) ||
        a.i - b.i,
    )
    .map(({ grant }) => grant)
  const drawn = ranked.slice(0, atMost)
  const nodes = new Map<string, DrawnNode>()
  const edges = new Map<string, { from: string; to: string; routes: Set<string>; platform: boolean; severity: Severity }>()
  const node = (label: string, kind: DrawnNode['kind'], platform: boolean): string => {
    const known = nodes.get(label)
    const id = known?.id ?? `n${nodes.size}`
    nodes.set(label, {
      id,
      label,
      kind: known?.kind === 'subject' ? 'subject' : kind,
      platform: (known?.platform ?? true) && platform,
    })
    return id
  }
  const edge = (from: string, to: string, route: string, { platform, severity }: GrantReport): void => {
    const key = `${from} ${to}`
    const known = edges.get(key)
    if (known === undefined) edges.set(key, { from, to, routes: new Set([route]), platform, severity })
    else {
      known.routes.add(route)
      known.platform &&= platform
      if (severities.indexOf(severity) < severities.indexOf(known.severity)) known.severity = severity
    }
  }
  for (const grant of drawn) {
    if (grant.chain === undefined) {
      edge(
        node(holderPhrase(grant), 'subject', grant.platform),
        node(targetPhrase(grant.target), 'target', grant.platform),
        grant.route,
        grant,
      )
      continue
    }
    // A step ends in a namespace, say; the next is taken by one account of it: the two are joined in one arrow.
    grant.chain.forEach((hop, i) => {
      const next = grant.chain?.[i + 1]
      const end = next === undefined ? targetPhrase(grant.target) : subjectPhrase(next.subject)
      edge(
        node(subjectPhrase(hop.subject), 'subject', false),
        node(end, next === undefined ? 'target' : 'subject', false),
        hop.route,
        grant,
      )
    })
  }
  return {
    nodes: [...nodes.values()],
    edges: [...edges.values()].map(({ routes, ...ends }) => ({ ...ends, label: listPhrase([...routes], 3) })),
    leftOut: ranked.length - drawn.length,
  }
}
