// The picture of the HTML report: containers that hold API tokens, a bar for each namespace, a pattern for each verdict.
import { sortedBy } from '../base/index.ts'
import { verdictTitles, type AuditReport, type VerdictKind } from '../verdict/index.ts'
import { markup, nothing, trusted, type Markup } from './html-markup.ts'
import { countPhrase } from './phrases.ts'
import { verdictKinds } from './report-parts.ts'
import { containersWithApiToken } from './token-rows.ts'

/** Namespaces beyond these are only counted: one bar for all of them would dwarf the others. */
const barsShown = 14

interface Bar {
  readonly title: string
  readonly counts: ReadonlyMap<VerdictKind, number>
  readonly total: number
}

const verdictClasses: Readonly<Record<VerdictKind, string>> = {
  notProvenRequired: 'vn',
  couldNotTell: 'vc',
  powerless: 'vp',
  requiredByEvidence: 've',
  requiredByDeclaration: 'vd',
  platformOwned: 'vo',
  noApiToken: 'vz',
}

/** The picture with its legend. */
export function chart(report: AuditReport): Markup {
  const bars = barsOf(report)
  if (bars.length === 0) return markup`<p>No container holds a token that the Kubernetes API accepts.</p>`
  const drawn = bars.length > barsShown + 1 ? bars.slice(0, barsShown) : bars
  const longest = Math.max(...drawn.map((bar) => bar.total))
  const shown = verdictKinds.filter((kind) => bars.some((bar) => (bar.counts.get(kind) ?? 0) > 0))
  return markup`${patterns}<figure class="chart">
<figcaption>Containers that hold an API token, by namespace and verdict</figcaption>
<ul class="legend">${shown.map((kind) => markup`<li>${swatch(kind)}${verdictTitles[kind]}</li>`)}</ul>
<ol class="bars">${drawn.map((bar) => barMarkup(bar, longest))}</ol>
${restMarkup(bars.slice(drawn.length))}</figure>`
}

/** The sign of a verdict, always beside its name. */
export function swatch(kind: VerdictKind): Markup {
  return markup`<i class="sw ${verdictClasses[kind]}"></i>`
}

function barsOf(report: AuditReport): readonly Bar[] {
  const namespaces = new Map<string, Map<VerdictKind, number>>()
  for (const workload of report.workloads) {
    const holding = containersWithApiToken(workload).length
    if (holding === 0) continue
    const counts = namespaces.get(workload.namespace) ?? new Map<VerdictKind, number>()
    namespaces.set(workload.namespace, counts.set(workload.verdict, (counts.get(workload.verdict) ?? 0) + holding))
  }
  const bars = [...namespaces].map(([title, counts]) => barOf(title, counts))
  return sortedBy(bars, ({ title, counts, total }) => [
    descending(counts.get('notProvenRequired') ?? 0),
    descending(total),
    title,
  ])
}

function barOf(title: string, counts: ReadonlyMap<VerdictKind, number>): Bar {
  return { title, counts, total: [...counts.values()].reduce((sum, count) => sum + count, 0) }
}

function restMarkup(rest: readonly Bar[]): Markup {
  if (rest.length === 0) return nothing
  const counts = new Map(verdictKinds.map((kind) => [kind, rest.reduce((sum, bar) => sum + (bar.counts.get(kind) ?? 0), 0)]))
  const { total } = barOf('', counts)
  return markup`<p class="rest">${rest.length} more namespaces: <b>${total}</b> containers (${countsPhrase(counts)}).</p>`
}

function countsPhrase(counts: ReadonlyMap<VerdictKind, number>): string {
  const held = verdictKinds.filter((kind) => (counts.get(kind) ?? 0) > 0)
  return held.map((kind) => `${counts.get(kind) ?? 0} ${verdictTitles[kind]}`).join(', ')
}

// Widths are percentages, so that the picture fits any screen without its patterns being stretched.
function barMarkup({ title, counts, total }: Bar, longest: number): Markup {
  const held = verdictKinds.filter((kind) => (counts.get(kind) ?? 0) > 0)
  let from = 0
  const segments = held.map((kind) => {
    const count = counts.get(kind) ?? 0
    const at = from
    from += count
    return segment(kind, count, percent(at, longest), percent(count, longest))
  })
  return markup`<li><span class="ns" title="${title}">${title}</span>
<svg role="img" aria-label="${countPhrase(total, 'container')}: ${countsPhrase(counts)}" width="100%" height="18">${segments}</svg>
<b>${total}</b></li>`
}

function segment(kind: VerdictKind, count: number, x: string, width: string): Markup {
  const title = markup`<title>${verdictTitles[kind]}: ${count}</title>`
  return markup`<rect class="${verdictClasses[kind]}" x="${x}" width="${width}" height="18">${title}</rect>`
}

function percent(part: number, whole: number): string {
  return `${Math.round((part / whole) * 100_000) / 1000}%`
}

// A key that sorts greater counts first.
function descending(count: number): string {
  return String(1e9 - count).padStart(10, '0')
}

const patterns: Markup = trusted(
  '<svg class="defs" aria-hidden="true" width="0" height="0"><defs>' +
    pattern('pc', 'M-1 7 7 -1M-1 1 1 -1M5 7 7 5') +
    pattern('pp', 'M3 2v2M2 3h2') +
    pattern('pd', 'M1.5 0v6M4.5 0v6') +
    pattern('pe', 'M3 0v6M0 3h6') +
    pattern('po', 'M0 1.5h6M0 4.5h6') +
    '</defs></svg>',
)

function pattern(id: string, lines: string): string {
  return `<pattern id="${id}" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6"/><path d="${lines}"/></pattern>`
}
