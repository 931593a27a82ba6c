// The head of a terminal report: what was audited and when, how many containers hold an API token, and what was said of them.
import { severities, verdictTitles } from '../verdict/index.ts'
import { countPhrase, sourcePhrase, timePhrase } from './phrases.ts'
import { padEnd, padStart } from './display-width.ts'
import { verdictKinds } from './report-parts.ts'
import { paragraph, type TextScene } from './text-writer.ts'
import { containersWithApiToken } from './token-rows.ts'

/** What was audited, and when. */
export function headline(scene: TextScene): string[] {
  const { source, generatedAt } = scene.report
  return paragraph(scene, `Sparekey audit of ${sourcePhrase(source)}, ${timePhrase(generatedAt)}`).map(scene.paint.strong)
}

/** The counts, and what was supposed in order to have them. */
export function summary(scene: TextScene): string[] {
  const { report } = scene
  const { summary: counts, source } = report
  const holding = report.workloads.filter((workload) => containersWithApiToken(workload).length > 0).length
  const found = severities.filter((severity) => counts.findings[severity] > 0)
  const lines = paragraph(
    scene,
    `${counts.containersWithApiToken} of ${countPhrase(counts.containers, 'container')} hold a token that the Kubernetes API accepts, ` +
      `in ${holding} of ${countPhrase(counts.workloads, 'workload')}.`,
  )
  if (found.length > 0) {
    const parts = found.map((severity) => scene.paint.severity(severity, `${counts.findings[severity]} ${severity}`))
    lines.push(`Findings: ${parts.join(', ')}.`)
  }
  if (counts.gaps > 0) lines.push(...paragraph(scene, `${countPhrase(counts.gaps, 'gap')} in what could be read: see the end.`))
  for (const assumption of source.assumptions) lines.push(...paragraph(scene, `Assumed: ${assumption}.`))
  if (!source.rolesKnown) {
    lines.push(...paragraph(scene, 'Not every role and binding is known, so no account is called powerless.'))
  }
  return lines
}

/** One line a verdict: how many workloads, and how many of their containers hold an API token. */
export function verdictCounts(scene: TextScene): string[] {
  const width = Math.max(...verdictKinds.map((kind) => verdictTitles[kind].length))
  const rows = verdictKinds.map((kind) => {
    const of = scene.ranked.filter((ranked) => ranked.workload.verdict === kind)
    const containers = of.reduce((total, { workload }) => total + containersWithApiToken(workload).length, 0)
    const title = padEnd(verdictTitles[kind], width)
    const shown = of.length > 0 ? scene.paint.verdict(kind, title) : scene.paint.faint(title)
    return `${shown}  ${padStart(String(of.length), 9)}  ${padStart(String(containers), 25)}`
  })
  return [scene.paint.faint(`${padEnd('VERDICT', width)}  WORKLOADS  CONTAINERS WITH API TOKEN`), ...rows]
}
