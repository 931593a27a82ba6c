// The report as CSV (RFC 4180): a row for each token of each container, and one for each container without.
// Who can obtain tokens is no column of these: `who-can --all -o csv` has those rows.
import { formatRef } from '../kube/index.ts'
import type { ContainerReport, TokenReport, WorkloadReport } from '../verdict/index.ts'
import { plainText } from './plain-text.ts'
import type { Renderer } from './render-options.ts'

/** What may stand in a cell. */
export type Cell = string | number | boolean | undefined
type Row = { readonly workload: WorkloadReport; readonly container?: ContainerReport; readonly token?: TokenReport }

const columns: readonly (readonly [title: string, cell: (row: Row) => Cell])[] = [
  ['namespace', ({ workload }) => workload.namespace],
  ['kind', ({ workload }) => workload.kind],
  ['name', ({ workload }) => workload.name],
  ['verdict', ({ workload }) => workload.verdict],
  ['reason', ({ workload }) => workload.reason],
  ['container', ({ container }) => container?.name],
  ['container_type', ({ container }) => container?.type],
  ['token_source', ({ token }) => token?.source],
  ['token_of', ({ token }) => token?.serviceAccount],
  ['api_server', ({ token }) => token?.apiServer],
  ['audience', ({ token }) => token?.audience ?? undefined],
  ['path', ({ token }) => token?.path ?? undefined],
  ['environment', ({ token }) => token?.environment],
  ['volume', ({ token }) => token?.volume ?? undefined],
  ['expiration_seconds', ({ token }) => (token === undefined ? undefined : (token.expirationSeconds ?? 'never'))],
  ['decided_by', ({ token }) => (token === undefined ? undefined : formatRef(token.decidedBy.object))],
  ['field', ({ token }) => token?.decidedBy.field],
  ['value', ({ token }) => (token === undefined ? undefined : (token.decidedBy.value ?? 'not set'))],
  ['edit', ({ token }) => (token?.removal.kind === 'edit' ? token.removal.instruction : token?.removal.reason)],
  ['also_removes', ({ token }) => token?.alsoRemoves.join(' ')],
  ['declared_by', ({ workload }) => workload.declaration?.owner],
  ['declared_until', ({ workload }) => workload.declaration?.until],
  ['declared_reason', ({ workload }) => workload.declaration?.reason],
  ['file', ({ workload }) => workload.location?.file],
  ['line', ({ workload }) => workload.location?.line],
  ['column', ({ workload }) => workload.location?.column],
]

/** Renders `csv`. */
export const renderCsv: Renderer = (report) => {
  const rows = report.workloads.flatMap(rowsOf)
  return csvText(
    columns.map(([title]) => title),
    rows.map((row) => columns.map(([, cell]) => cell(row))),
  )
}

/** A table as CSV, safe to open in a spreadsheet. */
export function csvText(titles: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [titles, ...rows].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('')
}

// A workload whose containers the operator adds has none to show, and still counts.
function rowsOf(workload: WorkloadReport): Row[] {
  if (workload.containers.length === 0) return [{ workload }]
  return workload.containers.flatMap((container) =>
    container.tokens.length === 0 ? [{ workload, container }] : container.tokens.map((token) => ({ workload, container, token })),
  )
}

// Spreadsheets run a cell that begins with one of these, in either width, as a formula; an apostrophe makes it a text.
function csvCell(cell: Cell): string {
  const raw = cell === undefined ? '' : String(cell)
  const armed = /^[=+\-@\t\r＝＋－＠]/u.test(raw)
  const text = plainText(armed ? `'${raw}` : raw)
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text
}
