// The head of the HTML report: the one sentence that matters, the numbers behind it, and where to go on the page.
import { severities, type AuditReport } from '../verdict/index.ts'
import { markup, nothing, type Markup } from './html-markup.ts'
import { navigation, type PagePart } from './html-section.ts'
import { countPhrase, sourcePhrase, timePhrase } from './phrases.ts'
import { otherFindings } from './report-parts.ts'

/** Headline, key numbers and navigation. */
export function pageHead(report: AuditReport, parts: readonly PagePart[]): Markup {
  const { summary } = report
  const unproven = summary.verdicts.notProvenRequired
  return markup`<header class="top">
<p class="brand">Sparekey <span>token audit</span></p>
<h1>${summary.containersWithApiToken} of ${countPhrase(summary.containers, 'container')} hold a token that the Kubernetes API accepts</h1>
<p class="sub">${sourcePhrase(report.source)}, <time datetime="${report.generatedAt}">${timePhrase(report.generatedAt)}</time></p>
<dl class="numbers">
${figure(unproven, 'workloads not proven to require their token', unproven > 0 ? 'bad' : 'good')}
${figure(summary.verdicts.couldNotTell, 'workloads where Sparekey could not tell', 'open')}
${figure(otherFindings(report).length, 'other findings', 'other')}
${figure(summary.gaps, 'gaps in what could be read', 'open')}
</dl>
${severityLine(report)}
${navigation(parts)}
</header>`
}

// The number comes first for the eye and its meaning first for a screen reader, which reads term before description.
function figure(count: number, label: string, tone: string): Markup {
  return markup`<div class="${tone}"><dt>${label}</dt><dd>${count}</dd></div>`
}

function severityLine(report: AuditReport): Markup {
  const found = severities.filter((severity) => report.summary.findings[severity] > 0)
  if (found.length === 0) return nothing
  const counts = found.map((severity) => `${report.summary.findings[severity]} ${severity}`).join(', ')
  return markup`<p class="sub">Findings by severity: ${counts}.</p>`
}
