// The answer as a drawing: subjects on the left, what they reach on the right, one edge for all routes between the same two ends.
import { severities, type GrantReport, type Severity, type SubjectReport, type TargetReport } from '../../verdict/index.ts'
import { listPhrase } from '../phrases.ts'
import { holderPhrase, subjectPhrase, targetPhrase } from './phrases.ts'
import { accessRows, type AccessRow } from './rows.ts'

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

/** Boxes and arrows, those that matter most first. */
export interface Drawing {
  readonly nodes: readonly DrawnNode[]
  readonly edges: readonly DrawnEdge[]
  /** Rows, as the table counts them, that are not drawn. */
  readonly leftOut: number
}

/** Routes that an arrow names; of more it says how many. */
const routesNamed = 3

/** Lays grants out; `atMost` bounds the rows that are drawn, the worst first and the platform's own last. */
export function drawingOf(grants: readonly GrantReport[], atMost: number): Drawing {
  const rows = accessRows(grants)
  const drawn = rows.slice(0, atMost)
  const sheet = new Sheet()
  for (const row of drawn) drawRow(row, sheet)
  return { ...sheet.finish(), leftOut: rows.length - drawn.length }
}

function drawRow(row: AccessRow, sheet: Sheet): void {
  const end = sheet.node(targetKey(row.target), targetPhrase(row.target), 'target', row.platform)
  if (row.chain === undefined) {
    const holder = sheet.node(subjectKey(row.subject, row.memberOf), holderPhrase(row), 'subject', row.platform)
    sheet.edge(holder, end, row.routes, row)
    return
  }
  // A step may end in a whole namespace; the next is taken by one account of it: one arrow leads from subject to subject.
  row.chain.forEach((hop, i) => {
    const next = row.chain?.[i + 1]
    const from = sheet.node(subjectKey(hop.subject), subjectPhrase(hop.subject), 'subject', i === 0 && row.platform)
    const to =
      next === undefined ? end : sheet.node(subjectKey(next.subject), subjectPhrase(next.subject), 'subject', row.platform)
    sheet.edge(from, to, [hop.route], row)
  })
}

/** Boxes and arrows in the making; what is named twice is drawn once. */
class Sheet {
  readonly #nodes = new Map<string, DrawnNode>()
  readonly #edges = new Map<string, { from: string; to: string; routes: Set<string>; platform: boolean; severity: Severity }>()

  /** @returns the id of the box. What is a subject anywhere is drawn as one, and as the platform's only where it always is. */
  node(key: string, label: string, kind: DrawnNode['kind'], platform: boolean): string {
    const known = this.#nodes.get(key)
    const id = known?.id ?? `n${this.#nodes.size}`
    this.#nodes.set(key, {
      id,
      label,
      kind: known?.kind === 'subject' ? 'subject' : kind,
      platform: (known?.platform ?? true) && platform,
    })
    return id
  }

  edge(from: string, to: string, routes: readonly string[], { platform, severity }: AccessRow): void {
    const key = `${from} ${to}`
    const known = this.#edges.get(key)
    if (known === undefined) {
      this.#edges.set(key, { from, to, routes: new Set(routes), platform, severity })
      return
    }
    for (const route of routes) known.routes.add(route)
    known.platform &&= platform
    if (severities.indexOf(severity) < severities.indexOf(known.severity)) known.severity = severity
  }

  finish(): Omit<Drawing, 'leftOut'> {
    return {
      nodes: [...this.#nodes.values()],
      edges: [...this.#edges.values()].map(({ routes, ...ends }) => ({ ...ends, label: listPhrase([...routes], routesNamed) })),
    }
  }
}

// Keys and not labels tell boxes apart: names may hold any character.
function subjectKey({ kind, namespace, name }: SubjectReport, memberOf?: string): string {
  return JSON.stringify([kind, namespace, name, memberOf])
}

// An account that is reached, and then reaches further, is one box.
function targetKey(target: TargetReport): string {
  const { scope, namespace, name, identity } = target
  if (identity !== undefined) return subjectKey(identity)
  if (scope === 'serviceAccount' && namespace !== undefined && name !== undefined)
    return subjectKey({ kind: 'ServiceAccount', namespace, name })
  return JSON.stringify({ scope, namespace, name })
}
