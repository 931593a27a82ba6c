// Evidence of use in the HTML report: a part on how far it reaches, and beneath each workload what was seen of it, over time.
import { evidenceTitles, usePhrase, type EvidenceSummary, type UsingPod, type WorkloadEvidenceReport } from '../verdict/index.ts'
import { categoryPhrase, linesPhrase, reachPhrase, shortcomingPhrases } from './evidence/phrases.ts'
import { joined, markup, name, nothing, prose, type Markup } from './html-markup.ts'
import { countPhrase, timePhrase } from './phrases.ts'
import { timelineOf, type TimelineStep } from './use-timeline.ts'

/** The part on the whole evidence. */
export function evidencePart(evidence: EvidenceSummary): Markup {
  const { description, cluster, coverage, sufficient, statement, blindSpots } = evidence
  const follows = sufficient ? 'Where no use was seen, that is said' : 'Where no use was seen, nothing follows'
  return markup`<dl class="facts"><dt>Ledger</dt><dd>${name(description)}</dd>${
    cluster === '' ? nothing : markup`<dt>Cluster</dt><dd>${name(cluster)}</dd>`
  }${coverage.map(
    (one) =>
      markup`<dt>${categoryPhrase(one)}</dt><dd>${reachPhrase(one)}<br><small>${linesPhrase(one)}</small>${one.shortcomings.map(
        (kind) => markup`<br><small>${shortcomingPhrases[kind]}</small>`,
      )}</dd>`,
  )}<dt>${follows}</dt><dd>${prose(statement)}</dd></dl>
<p>What no audit log shows:</p><ul>${blindSpots.map((spot) => markup`<li>${prose(spot)}</li>`)}</ul>`
}

/** What was seen of one workload. */
export function evidenceDetail(summary: EvidenceSummary, evidence: WorkloadEvidenceReport): Markup {
  const { kind, statement, uses, pods, notes, hint } = evidence
  const rows = uses.map(
    (use) =>
      markup`<li>${name(usePhrase(use))} <small>${use.result}, ${countPhrase(use.count, 'request')}, the last ${timePhrase(shortTime(use.last))}</small></li>`,
  )
  return markup`<div class="t use"><p>Use: ${evidenceTitles[kind]}</p><p>${prose(statement)}</p>${[
    uses.length === 0 ? nothing : timeline(timelineOf(summary, evidence)),
    rows.length === 0 ? nothing : markup`<ul>${rows}</ul>`,
    pods.length === 0 ? nothing : markup`<p>By ${joined(pods.map(podMarkup), ', ')}</p>`,
    notes.length === 0 ? nothing : markup`<ul>${notes.map((note) => markup`<li>${prose(note)}</li>`)}</ul>`,
    hint === undefined
      ? nothing
      : markup`<p><small>A hint, which decides nothing: ${hint.program} ${hint.expects} (${hint.source}, read on ${hint.read})</small></p>`,
  ]}</div>`
}

function podMarkup({ name: pod, present }: UsingPod): Markup {
  return markup`${name(pod)}${present ? '' : ' (gone, put down to it by its name)'}`
}

// Bars of a share of the widest, by the logarithm: one request a day is use, beside a million.
function timeline(steps: readonly TimelineStep[]): Markup {
  const most = Math.max(1, ...steps.map(({ count }) => count))
  const width = 100 / Math.max(1, steps.length)
  const bars = steps.map(({ from, count }, i) => {
    if (count === 0) return nothing
    const height = 4 + Math.round((Math.log1p(count) / Math.log1p(most)) * 24)
    const x = Math.round(i * width * 1000) / 1000
    const w = Math.round(width * 800) / 1000
    return markup`<rect x="${x}%" y="${28 - height}" width="${w}%" height="${height}"><title>${from}: ${countPhrase(count, 'request')}</title></rect>`
  })
  const [first] = steps
  const last = steps.at(-1)
  return markup`<svg class="over" role="img" aria-label="Requests over time, from ${first?.from ?? ''} to ${last?.from ?? ''}" width="100%" height="29">${bars}<rect class="base" y="28" width="100%" height="1"></rect></svg>`
}

function shortTime(time: string): string {
  return `${time.slice(0, 16)}Z`
}
