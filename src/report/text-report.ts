// Decides the order of a terminal report: what was audited, the counts, what needs a person, the rest, and what to run next.
import type { AuditReport } from '../verdict/index.ts'
import { accessSection } from './text-access.ts'
import { displayWidth } from './display-width.ts'
import { explainCommand } from './explain-command.ts'
import type { RenderOptions } from './render-options.ts'
import { benchmarkSections, gapSection, otherFindingsSection } from './text-findings.ts'
import { evidenceSection } from './text-evidence.ts'
import { headline, summary, verdictCounts } from './text-summary.ts'
import { exposureSection, notProvenSection, otherVerdictSections } from './text-workloads.ts'
import { textScene, type TextScene } from './text-writer.ts'

const anyCommand = 'sparekey explain KIND/NAME -n NAMESPACE'

/** The report for a terminal, cut to its width or as wide as it comes. */
export function textReport(report: AuditReport, options: RenderOptions, detail: 'table' | 'wide'): string {
  const scene = textScene(report, options, detail === 'wide')
  const sections = [
    [...headline(scene), ...summary(scene)],
    verdictCounts(scene),
    notProvenSection(scene),
    ...otherVerdictSections(scene),
    evidenceSection(scene),
    exposureSection(scene),
    accessSection(scene),
    otherFindingsSection(scene),
    ...benchmarkSections(scene),
    gapSection(scene),
    closing(scene),
  ]
  const shown = sections.filter((section) => section.length > 0)
  return `${shown.map((section) => section.join('\n')).join('\n\n')}\n`
}

// The first workload that is not settled is the one to look at; a command too long for the line is told in general.
function closing(scene: TextScene): string[] {
  const first = scene.ranked.find(
    ({ workload }) => workload.verdict === 'notProvenRequired' || workload.verdict === 'couldNotTell',
  )
  const told = 'the deciding fields, and the one edit'
  const command = first === undefined ? anyCommand : explainCommand(first.workload)
  const fits = scene.wide || displayWidth(`Next: ${command}`) <= scene.options.width
  return [`Next: ${scene.paint.strong(fits ? command : anyCommand)}`, `      ${scene.paint.faint(told)}`]
}
