// The workloads of a terminal report: those not proven to need their token row by row, the others counted or, when wide, listed too.
import { formatRef } from '../kube/index.ts'
import { verdictTitles, type VerdictKind, type WorkloadReport } from '../verdict/index.ts'
import { displayWidth, padEnd, padStart, truncateMiddle } from './display-width.ts'
import {
  accountPhrase,
  audiencePhrase,
  containerPhrase,
  countPhrase,
  decidedPhrase,
  expiryPhrase,
  fullName,
  kindAndName,
  listPhrase,
  locationPhrase,
  placePhrase,
  whyPhrase,
} from './phrases.ts'
import { plainText } from './plain-text.ts'
import { verdictKinds, type RankedWorkload } from './report-parts.ts'
import { tableLines, type TextColumn } from './text-columns.ts'
import { heading, paragraph, type TextScene } from './text-writer.ts'
import { apiTokenRows, tokenRows, type TokenRow } from './token-rows.ts'

// Cut last is what decides: a name is known by half of it, a reason is not.
const columns: readonly TextColumn[] = [
  { title: 'SEV', floor: 8 },
  { title: 'NAMESPACE', floor: 10, least: 7 },
  { title: 'WORKLOAD', floor: 26, least: 16 },
  { title: 'CONTAINERS', floor: 12, least: 7 },
  { title: 'TOKEN OF', floor: 8, least: 6 },
  { title: 'WHY', floor: 26 },
]
const wideColumns: readonly TextColumn[] = ['AUDIENCE', 'PATH', 'EXPIRY', 'SOURCE', 'LOCATION'].map((title) => ({
  title,
  floor: 0,
}))

/** The workloads that need a person: the table that the report is for. */
export function notProvenSection(scene: TextScene): string[] {
  const workloads = ofVerdict(scene, 'notProvenRequired')
  if (workloads.length === 0) return paragraph(scene, 'No workload holds an API token that is not proven required.')
  const title = heading(scene, verdictTitles.notProvenRequired, countPhrase(workloads.length, 'workload'))
  const notes = scene.wide ? [] : paragraph(scene, 'automount is short for automountServiceAccountToken.').map(scene.paint.faint)
  return [title, ...workloadTable(scene, workloads), ...notes]
}

/** The other verdicts: a line each, or when wide a table each. */
export function otherVerdictSections(scene: TextScene): string[][] {
  const others = verdictKinds.filter((kind) => kind !== 'notProvenRequired' && ofVerdict(scene, kind).length > 0)
  if (others.length === 0) return []
  if (!scene.wide)
    return [[heading(scene, 'other verdicts', 'every row: -o wide'), ...others.map((kind) => verdictLine(scene, kind))]]
  return others.map((kind) => {
    const workloads = ofVerdict(scene, kind)
    return [heading(scene, verdictTitles[kind], countPhrase(workloads.length, 'workload')), ...workloadTable(scene, workloads)]
  })
}

/** Ways to a token beside the mounts: counted, or when wide each one. */
export function exposureSection(scene: TextScene): string[] {
  const exposed = scene.ranked.filter(({ workload }) => workload.exposures.length > 0)
  if (exposed.length === 0) return []
  if (!scene.wide) {
    const names = exposed.map(({ workload }) => truncateMiddle(plainText(fullName(workload)), 60))
    return paragraph(scene, `Other ways to a token (shared processes, host paths): ${listPhrase(names, 3)}. Each is in -o wide.`)
  }
  const lines = exposed.flatMap(({ workload }) =>
    workload.exposures.map((exposure) => {
      return plainText(`${fullName(workload)}: ${exposure.message} (${formatRef(exposure.object)}: ${exposure.field})`)
    }),
  )
  return [heading(scene, 'other ways to a token'), ...lines]
}

function ofVerdict(scene: TextScene, kind: VerdictKind): readonly RankedWorkload[] {
  return scene.ranked.filter(({ workload }) => workload.verdict === kind)
}

// As many names as the line has room for, so that small clusters see them all.
function verdictLine(scene: TextScene, kind: VerdictKind): string {
  const names = ofVerdict(scene, kind).map(({ workload }) => plainText(fullName(workload)))
  const width = Math.max(...Object.values(verdictTitles).map((title) => title.length))
  const lead = `${padEnd(verdictTitles[kind], width)}  ${padStart(String(names.length), 5)}  `
  const room = scene.options.width - lead.length
  let shown = names.length
  while (shown > 0 && displayWidth(listPhrase(names, shown)) > room) shown--
  return `${scene.paint.verdict(kind, lead)}${shown === 0 ? '' : listPhrase(names, shown)}`.trimEnd()
}

function workloadTable(scene: TextScene, workloads: readonly RankedWorkload[]): string[] {
  const rows = workloads.flatMap((ranked) => rowsOf(scene, ranked).map((cells) => ({ cells, severity: ranked.severity })))
  // A verdict without findings has no severities to show.
  const from = rows.some((row) => row.severity !== undefined) ? 0 : 1
  const lines = tableLines({
    columns: (scene.wide ? [...columns, ...wideColumns] : columns).slice(from),
    rows: rows.map((row) => row.cells.slice(from).map(plainText)),
    width: scene.wide ? undefined : scene.options.width,
    paintTitle: scene.paint.faint,
    paintCell: (text, column, row) => (column + from === 0 ? scene.paint.severity(rows[row]?.severity, text) : text),
  })
  return lines
}

function rowsOf(scene: TextScene, { workload, severity }: RankedWorkload): string[][] {
  const lead = [severity ?? '-', workload.namespace, kindAndName(workload)]
  if (!scene.wide) {
    const rows = apiTokenRows(workload)
    return rows.length === 0 ? [[...lead, ...tokenless(workload)]] : rows.map((row) => [...lead, ...shortCells(workload, row)])
  }
  const location = workload.location === undefined ? '-' : locationPhrase(workload.location)
  const rows = tokenRows(workload.containers, 'byPlace')
  if (rows.length === 0) return [[...lead, ...tokenless(workload), '-', '-', '-', '-', location]]
  return rows.map((row) => [...lead, ...wideCells(workload, row), location])
}

function shortCells(workload: WorkloadReport, row: TokenRow): string[] {
  const names = row.containers.map((container) => container.name)
  return [
    listPhrase(names, names.length > 2 ? 1 : 2),
    accountPhrase(row.token.serviceAccount, workload.namespace),
    whyPhrase(row.token),
  ]
}

function wideCells(workload: WorkloadReport, row: TokenRow): string[] {
  const { token } = row
  return [
    row.containers.map(containerPhrase).join(', '),
    accountPhrase(token.serviceAccount, workload.namespace),
    decidedPhrase(token.decidedBy),
    audiencePhrase(token),
    placePhrase(token) ?? '-',
    expiryPhrase(token.expirationSeconds),
    token.source,
  ]
}

// A workload whose verdict rests on something else than a mount, or that holds nothing.
function tokenless(workload: WorkloadReport): string[] {
  return ['-', accountPhrase(workload.serviceAccount, workload.namespace), workload.reason]
}
