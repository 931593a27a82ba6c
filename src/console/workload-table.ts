// All workloads as a table that is sent once: texts that repeat are sent once and named by their place. The browser filters and sorts it.
import { compareText } from '../base/index.ts'
import { plainText } from '../report/index.ts'
import type { AuditReport, VerdictKind, WorkloadReport } from '../verdict/index.ts'
import { objectLink } from './object-link.ts'

/** A row as it is sent: link, namespace, kind, name, account, verdict, audiences of its tokens, API tokens, containers, last use. */
export type PackedRow = readonly [
  link: string,
  namespace: number,
  kind: number,
  name: string,
  account: number,
  verdict: number,
  audiences: readonly number[],
  tokens: number,
  containers: number,
  lastSeen: string,
]

/** The table as it is sent. */
export interface PackedWorkloads {
  readonly texts: readonly string[]
  readonly rows: readonly PackedRow[]
  /** Whether there is evidence, so that an empty last use says something. */
  readonly watched: boolean
}

/** One workload as the browser has it. */
export interface WorkloadRow {
  readonly link: string
  readonly namespace: string
  readonly kind: string
  readonly name: string
  /** `namespace/name`. */
  readonly account: string
  readonly verdict: VerdictKind
  /** `''` is the API server's default. */
  readonly audiences: readonly string[]
  readonly tokens: number
  readonly containers: number
  /** RFC 3339; `''`: no use was seen. */
  readonly lastSeen: string
  /** What free text is looked for in: in lower case, as it is shown. */
  readonly searched: string
}

/** What is chosen; an empty text chooses all. */
export interface WorkloadFilter {
  readonly namespace: string
  readonly verdict: string
  readonly account: string
  /** `default` is the API server's default. */
  readonly audience: string
  readonly text: string
}

/** By what the rows are sorted, and which way. */
export interface WorkloadOrder {
  readonly by: 'namespace' | 'name' | 'account' | 'verdict' | 'tokens' | 'lastSeen'
  readonly down: boolean
}

/** The name of the API server's default audience among the choices. */
export const defaultAudience = 'default'

/** Packs the workloads of a report. */
export function packWorkloads({ workloads, evidence }: AuditReport): PackedWorkloads {
  const places = new Map<string, number>()
  const place = (text: string): number => {
    const known = places.get(text)
    if (known !== undefined) return known
    places.set(text, places.size)
    return places.size - 1
  }
  const rows = workloads.map((workload): PackedRow => {
    const tokens = workload.containers.flatMap((container) => container.tokens)
    return [
      objectLink(workload),
      place(workload.namespace),
      place(workload.kind),
      workload.name,
      place(workload.serviceAccount),
      place(workload.verdict),
      [...new Set(tokens.map(({ audience }) => place(audience ?? '')))],
      tokens.filter(({ apiServer }) => apiServer).length,
      workload.containers.length,
      lastSeenOf(workload),
    ]
  })
  return { texts: [...places.keys()], rows, watched: evidence !== undefined }
}

function lastSeenOf({ evidence }: WorkloadReport): string {
  return (evidence?.uses ?? []).reduce((latest, { last }) => (last > latest ? last : latest), '')
}

/** What was packed. */
export function unpackWorkloads({ texts, rows }: PackedWorkloads): readonly WorkloadRow[] {
  const text = (place: number): string => texts[place] ?? ''
  return rows.map(([link, namespace, kind, name, account, verdict, audiences, tokens, containers, lastSeen]) => ({
    link,
    namespace: text(namespace),
    kind: text(kind),
    name,
    account: text(account),
    verdict: text(verdict) as VerdictKind,
    audiences: audiences.map(text),
    tokens,
    containers,
    lastSeen,
    searched: plainText(`${text(namespace)}/${text(kind)}/${name} ${text(account)}`).toLowerCase(),
  }))
}

/** The rows that are chosen, in their order. */
export function chooseWorkloads(rows: readonly WorkloadRow[], filter: WorkloadFilter): readonly WorkloadRow[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean)
  return rows.filter(
    (row) =>
      (filter.namespace === '' || row.namespace === filter.namespace) &&
      (filter.verdict === '' || row.verdict === filter.verdict) &&
      (filter.account === '' || row.account === filter.account) &&
      (filter.audience === '' || row.audiences.includes(filter.audience === defaultAudience ? '' : filter.audience)) &&
      words.every((word) => row.searched.includes(word)),
  )
}

/** The rows in an order; rows that are alike in it stay as they were. */
export function orderWorkloads(rows: readonly WorkloadRow[], { by, down }: WorkloadOrder): readonly WorkloadRow[] {
  const way = down ? -1 : 1
  return [...rows].sort((a, b) => way * (by === 'tokens' ? a.tokens - b.tokens : compareText(a[by], b[by])))
}

/** The values that a column has, sorted: the choices of a filter. */
export function valuesOf(rows: readonly WorkloadRow[], of: (row: WorkloadRow) => readonly string[]): readonly string[] {
  return [...new Set(rows.flatMap(of))].sort(compareText)
}
