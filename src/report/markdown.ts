// The report as Markdown for a comment on a pull request: the counts, the findings, and what could not be known folded away.
import { formatRef } from '../kube/index.ts'
import { verdictTitles, type AuditReport } from '../verdict/index.ts'
import { statusTitles } from './benchmark-status.ts'
import { accessLines } from './markdown-access.ts'
import { budget, leftOut, length, within, type Room } from './markdown-budget.ts'
import { gapLines } from './markdown-gaps.ts'
import { mdName, mdProse, mdTable, mdText } from './markdown-text.ts'
import {
  accountPhrase,
  countPhrase,
  fullName,
  listPhrase,
  locationPhrase,
  sourcePhrase,
  timePhrase,
  whyPhrase,
} from './phrases.ts'
import { chosenBenchmarks, otherFindings, rankWorkloads, verdictKinds, type RankedWorkload } from './report-parts.ts'
import { evidenceLines } from './markdown-evidence.ts'
import type { Renderer, RenderOptions } from './render-options.ts'
import { apiTokenRows } from './token-rows.ts'

/** The first line, by which a bot finds its comment again. */
const marker = '<!-- sparekey report -->'

/** Renders `markdown`. */
export const renderMarkdown: Renderer = (report, options) => {
  const gaps = gapLines(report.gaps)
  const room = { left: budget - length(gaps) }
  const head = [marker, ...summaryLines(report), ...benchmarkLines(report, options)]
  room.left -= length(head)
  const lines = [
    ...head,
    ...notProvenLines(report, room),
    ...evidenceLines(report, room),
    ...accessLines(report, room),
    ...otherLines(report, room),
    ...gaps,
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

function summaryLines(report: AuditReport): string[] {
  const { summary } = report
  const proven = countPhrase(summary.verdicts.notProvenRequired, 'workload holds a token', 'workloads hold a token')
  const verdicts = verdictKinds.filter((kind) => summary.verdicts[kind] > 0)
  return [
    `## Sparekey: ${proven} not proven required`,
    '',
    `**${summary.containersWithApiToken} of ${countPhrase(summary.containers, 'container')}** hold a token that the Kubernetes API accepts ` +
      `(${mdText(sourcePhrase(report.source))}, ${mdText(timePhrase(report.generatedAt))}).`,
    ...report.source.assumptions.map((assumption) => `\nAssumed: ${mdProse(assumption)}.`),
    '',
    ...(verdicts.length === 0
      ? []
      : mdTable(
          ['Verdict', 'Workloads'],
          verdicts.map((kind) => [mdText(verdictTitles[kind]), String(summary.verdicts[kind])]),
        )),
    '',
  ]
}

function notProvenLines(report: AuditReport, room: Room): string[] {
  const ranked = rankWorkloads(report).filter(({ workload }) => workload.verdict === 'notProvenRequired')
  if (ranked.length === 0) return []
  const rows = within(room, ranked.flatMap(workloadRows))
  return [
    '### Not proven required',
    '',
    ...mdTable(['Severity', 'Workload', 'Containers', 'Token of', 'Decided by', 'Place'], rows.kept),
    ...leftOut(rows.dropped),
    '',
  ]
}

function workloadRows({ workload, severity }: RankedWorkload): string[][] {
  const lead = [severity ?? '', mdName(fullName(workload))]
  const place = workload.location === undefined ? '' : mdName(locationPhrase(workload.location))
  const rows = apiTokenRows(workload)
  if (rows.length === 0)
    return [[...lead, '', mdName(accountPhrase(workload.serviceAccount, workload.namespace)), mdProse(workload.reason), place]]
  return rows.map(({ containers, token }) => {
    const names = containers.map((container) => container.name)
    return [
      ...lead,
      mdName(listPhrase(names, 3)),
      mdName(accountPhrase(token.serviceAccount, workload.namespace)),
      mdText(whyPhrase(token)),
      place,
    ]
  })
}

function otherLines(report: AuditReport, room: Room): string[] {
  const findings = otherFindings(report)
  if (findings.length === 0) return []
  const rows = within(
    room,
    findings.map((finding) => {
      const place = finding.location === undefined ? '' : ` ${mdName(locationPhrase(finding.location))}`
      return [
        finding.severity,
        mdName(finding.id),
        mdName(formatRef(finding.object)),
        `${mdProse(finding.message)}${place}`,
        mdProse(finding.remedy),
      ]
    }),
  )
  return [
    '### Other findings',
    '',
    ...mdTable(['Severity', 'Check', 'Object', 'Finding', 'Remedy'], rows.kept),
    ...leftOut(rows.dropped),
    '',
  ]
}

function benchmarkLines(report: AuditReport, options: RenderOptions): string[] {
  return chosenBenchmarks(report, options).flatMap((benchmark) => [
    `### ${mdText(`${benchmark.title} ${benchmark.version}`)}`,
    '',
    ...mdTable(
      ['Control', 'Status', 'Findings', 'Title', 'Note'],
      benchmark.controls.map((control) => {
        return [
          mdText(control.id),
          statusTitles[control.status],
          String(control.findings),
          mdText(control.title),
          mdProse(control.note),
        ]
      }),
    ),
    '',
  ])
}
