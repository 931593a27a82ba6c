// The lists of the HTML report below its table: other findings, benchmarks, what could not be known, and where it all came from.
import { formatRef } from '../kube/index.ts'
import type { AuditReport, BenchmarkReport, ControlReport, Finding, GapReport, SourceReport } from '../verdict/index.ts'
import { statusTitles } from './benchmark-status.ts'
import { joined, markup, name, nothing, prose, type Markup } from './html-markup.ts'
import { countPhrase, locationPhrase, timePhrase } from './phrases.ts'
import { gapText, groupFindings, groupGaps, otherFindings, type FindingGroup, type GapGroup } from './report-parts.ts'

/** Findings that are not a workload's verdict, by check. */
export function findingsPart(report: AuditReport): Markup {
  const groups = groupFindings(otherFindings(report))
  return groups.length === 0 ? markup`<p>No other finding.</p>` : markup`${groups.map(findingGroup)}`
}

function findingGroup({ id, severity, findings, remedies }: FindingGroup): Markup {
  const badge = markup`<span class="sev ${severity}">${severity}</span>`
  return markup`<article><h3>${name(id)} ${badge} <small>${countPhrase(findings.length, 'finding')}</small></h3>
<ul>${findings.map(findingItem)}</ul>${remedies.map(remedyMarkup)}</article>\n`
}

function findingItem({ object, message, location, controls }: Finding): Markup {
  const place = location === undefined ? nothing : markup` <small>${locationPhrase(location)}</small>`
  const counted = controls.length === 0 ? nothing : markup` <small>${controls.join(', ')}</small>`
  return markup`<li>${name(formatRef(object))}<br>${prose(message)}${place}${counted}</li>`
}

/** A table for each benchmark. */
export function benchmarksPart(benchmarks: readonly BenchmarkReport[]): Markup {
  return markup`${benchmarks.map(benchmarkTable)}`
}

function benchmarkTable({ id, title, version, controls }: BenchmarkReport): Markup {
  const heads = ['Control', 'Title', 'Status'].map((head) => markup`<th scope="col">${head}</th>`)
  return markup`<div class="scroll" role="region" aria-label="${title} ${version}" tabindex="0"><table class="plain">
<caption>${title} ${version} <small>${id}</small></caption>
<thead><tr>${heads}<th scope="col" class="n">Findings</th><th scope="col">Note</th></tr></thead>
<tbody>${controls.map(controlRow)}</tbody></table></div>\n`
}

function controlRow({ id, title, status, findings, note }: ControlReport): Markup {
  const badge = markup`<span class="st ${status}">${statusTitles[status]}</span>`
  const told = markup`<td>${badge}</td><td class="n">${findings}</td><td>${prose(note)}</td>`
  return markup`<tr><th scope="row">${id}</th><td>${title}</td>${told}</tr>\n`
}

/** What could not be known, by what would mend it. */
export function gapsPart(report: { readonly gaps: readonly GapReport[] }): Markup {
  if (report.gaps.length === 0) return markup`<p>Everything that was asked for could be read.</p>`
  return markup`${groupGaps(report.gaps).map(gapGroup)}`
}

function gapGroup({ kind, gaps, remedy }: GapGroup): Markup {
  return markup`<article><h3>${name(kind)} <small>${countPhrase(gaps.length, 'gap')}</small></h3>
<ul>${gaps.map((gap) => markup`<li>${prose(gapText(gap))}</li>`)}</ul>${remedyMarkup(remedy)}</article>\n`
}

/** What was read, and what was supposed. */
export function sourcePart(source: SourceReport): Markup {
  const { takenAt, serverVersion, namespaces, apiAudiences, assumptions } = source
  const kind = { live: 'a live cluster', manifests: 'manifests', snapshot: 'a snapshot' }[source.kind]
  return markup`<dl class="facts">${[
    fact('Read from', markup`${kind}: ${name(source.description)}`),
    takenAt === undefined ? nothing : fact('Taken', markup`${timePhrase(takenAt)}`),
    serverVersion === undefined ? nothing : fact('Kubernetes', markup`${serverVersion}`),
    fact('Namespaces', markup`${namespaces === undefined ? 'all' : namespaces.join(', ')}`),
    fact('Audiences of the API server', joined([markup`its default`, ...apiAudiences.map(name)], ', ')),
    fact('Roles and bindings', markup`${source.rolesKnown ? 'all known' : 'not all known, so no account is called powerless'}`),
    fact('Assumed', assumptions.length === 0 ? markup`nothing` : joined(assumptions.map(prose), '; ')),
  ]}</dl>`
}

function fact(title: string, body: Markup): Markup {
  return markup`<dt>${title}</dt><dd>${body}</dd>`
}

function remedyMarkup(remedy: string): Markup {
  return markup`<p class="remedy"><b>Remedy</b> ${prose(remedy)}</p>`
}
