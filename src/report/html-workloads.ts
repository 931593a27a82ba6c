// The table of the HTML report: a row for each workload, whose detail opens beneath it without any script.
// The roles are spelled out because the style sheet lays rows out as grids, which would take a table's meaning from it.
import { severities, verdictTitles, type AuditReport, type EvidenceSummary, type VerdictKind } from '../verdict/index.ts'
import { swatch } from './html-chart.ts'
import { markup, name, nothing, type Markup } from './html-markup.ts'
import { detail } from './html-workload-detail.ts'
import { accountPhrase, kindAndName, listPhrase, whyPhrase } from './phrases.ts'
import { rankWorkloads, verdictKinds, type RankedWorkload } from './report-parts.ts'
import { apiTokenRows, containersWithApiToken } from './token-rows.ts'

const columns: readonly (readonly [title: string, sort: 'text' | 'number'])[] = [
  ['Verdict', 'number'],
  ['Namespace', 'text'],
  ['Workload', 'text'],
  ['Holding', 'number'],
  ['Token of', 'text'],
  ['Why', 'text'],
]

const caption =
  'What needs a person first. “Holding” counts the containers with an API token. ' +
  'Open a workload to see its tokens, the deciding fields and the one edit.'

/** The filters and the table. */
export function workloadsPart(report: AuditReport): Markup {
  const ranked = rankWorkloads(report)
  if (ranked.length === 0) return markup`<p>No workload was audited.</p>`
  return markup`${filters(report)}
<table id="workload-table" role="table">
<caption>${caption}</caption>
<thead role="rowgroup"><tr role="row">${columns.map(columnHead)}</tr></thead>
${ranked.map((one) => workloadBody(one, report.evidence))}</table>
<p id="none-left" hidden>No workload matches the filters.</p>`
}

// Everything here works by script, which shows it; without script the table is simply whole.
function filters(report: AuditReport): Markup {
  const present = verdictKinds.filter((kind) => report.summary.verdicts[kind] > 0)
  const namespaces = [...new Set(report.workloads.map((workload) => workload.namespace))]
  return markup`<form id="filters" hidden>
<label class="find">Find <input id="find" type="search" autocomplete="off" spellcheck="false" placeholder="name, account, field"></label>
<label>Namespace <select id="namespace"><option value="">all</option>${namespaces.map(namespaceOption)}</select></label>
<div class="chips" role="group" aria-labelledby="verdicts"><span id="verdicts">Verdicts</span><div>
${present.map((kind) => verdictBox(kind, report.summary.verdicts[kind]))}</div></div>
<p><output id="shown" for="find namespace"></output> <button type="reset">Show all</button></p>
</form>`
}

function namespaceOption(namespace: string): Markup {
  return markup`<option value="${namespace}">${namespace}</option>`
}

function verdictBox(kind: VerdictKind, count: number): Markup {
  const box = markup`<input type="checkbox" name="verdict" value="${kind}" checked>`
  return markup`<label class="chip">${box}${swatch(kind)}${verdictTitles[kind]} <b>${count}</b></label>\n`
}

// The buttons are idle until the script takes them over.
function columnHead([title, sort]: (typeof columns)[number], index: number): Markup {
  const order = index === 0 ? 'ascending' : 'none'
  const button = markup`<button type="button" disabled>${title}</button>`
  return markup`<th role="columnheader" scope="col" aria-sort="${order}" data-sort="${sort}">${button}</th>`
}

function workloadBody({ workload, severity }: RankedWorkload, evidence: EvidenceSummary | undefined): Markup {
  const rows = apiTokenRows(workload)
  const holding = containersWithApiToken(workload).length
  const accounts = unique(rows.map((row) => accountPhrase(row.token.serviceAccount, workload.namespace)))
  const reasons = unique(rows.map((row) => whyPhrase(row.token)))
  const rank = verdictKinds.indexOf(workload.verdict) * 10 + (severity === undefined ? 9 : severities.indexOf(severity))
  const grade = severity === undefined ? nothing : markup` <small>${severity}</small>`
  return markup`<tbody role="rowgroup" data-v="${workload.verdict}" data-n="${workload.namespace}"><tr role="row">
<td role="cell" data-k="${rank}">${swatch(workload.verdict)}${verdictTitles[workload.verdict]}${grade}</td>
<td role="cell" data-l="Namespace">${name(workload.namespace)}</td>
<td role="cell" data-l="Workload"><details><summary>${name(kindAndName(workload))}</summary></details></td>
<td role="cell" data-l="Holding" data-k="${holding}">${holding} of ${workload.containers.length}</td>
<td role="cell" data-l="Token of">${accounts.length === 0 ? '–' : name(listPhrase(accounts, 2))}</td>
<td role="cell" data-l="Why">${reasons.length === 0 ? '–' : listPhrase(reasons, 2)}</td>
</tr><tr role="row" class="d"><td role="cell" colspan="6" aria-colspan="6">${detail(workload, evidence)}</td></tr></tbody>
`
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)]
}
