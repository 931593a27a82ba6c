// The rest of a terminal report: findings that are not a workload's verdict, a benchmark, and what could not be known.
import { statusTitles } from './benchmark-status.ts'
import { countPhrase } from './phrases.ts'
import { plainText } from './plain-text.ts'
import { chosenBenchmarks, findingText, gapText, groupFindings, groupGaps, otherFindings } from './report-parts.ts'
import { tableLines } from './text-columns.ts'
import { heading, paragraph, type TextScene } from './text-writer.ts'

/** Gaps of one group that `table` prints; a folder of manifests may have one for every account. */
const gapsShown = 5

/** Legacy Secrets, default accounts, drift, expired declarations and the like, by check. */
export function otherFindingsSection(scene: TextScene): string[] {
  const groups = groupFindings(otherFindings(scene.report))
  if (groups.length === 0) return []
  return [
    heading(scene, 'other findings', String(otherFindings(scene.report).length)),
    ...groups.flatMap((group) => [
      ...paragraph(scene, `${group.severity}  ${group.id} (${group.findings.length})`).map((line) =>
        scene.paint.severity(group.severity, line),
      ),
      ...group.findings.flatMap((finding) => paragraph(scene, findingText(finding), '  - ')),
      ...group.remedies.flatMap((remedy) => paragraph(scene, remedy, '  Remedy: ')),
    ]),
  ]
}

/** The controls of the benchmark that was asked for. */
export function benchmarkSections(scene: TextScene): string[][] {
  return chosenBenchmarks(scene.report, scene.options).map((benchmark) => [
    scene.paint.strong(plainText(`${benchmark.title} ${benchmark.version}`)),
    ...tableLines({
      columns: [
        { title: 'CONTROL', floor: 7 },
        { title: 'STATUS', floor: 14 },
        { title: 'FINDINGS', floor: 8 },
        { title: 'TITLE', floor: 30 },
        { title: 'NOTE', floor: 16 },
      ],
      rows: benchmark.controls.map((control) =>
        [control.id, statusTitles[control.status], String(control.findings), control.title, control.note].map(plainText),
      ),
      width: scene.wide ? undefined : scene.options.width,
      paintTitle: scene.paint.faint,
      paintCell: (text) => text,
    }),
  ])
}

/** What could not be known, by what would mend it. */
export function gapSection(scene: TextScene): string[] {
  const groups = groupGaps(scene.report.gaps)
  if (groups.length === 0) return []
  return [
    heading(scene, 'could not be known', countPhrase(scene.report.gaps.length, 'gap')),
    ...groups.flatMap((group) => {
      const shown = scene.wide ? group.gaps : group.gaps.slice(0, gapsShown)
      const more = group.gaps.length - shown.length
      return [
        ...paragraph(scene, `${group.kind} (${group.gaps.length})`),
        ...shown.flatMap((gap) => paragraph(scene, gapText(gap), '  - ')),
        ...(more > 0 ? [`  - and ${more} more like it (-o wide)`] : []),
        ...paragraph(scene, group.remedy, '  Remedy: '),
      ]
    }),
  ]
}
