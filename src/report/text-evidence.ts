// Evidence of use in a terminal report: how far it reaches, what was seen of each workload that holds a token, and what no log shows.
import { groupBy } from '../base/index.ts'
import {
  evidenceTitles,
  usePhrase,
  type EvidenceSummary,
  type WorkloadEvidenceReport,
  type WorkloadReport,
} from '../verdict/index.ts'
import { categoryPhrase, reachPhrase } from './evidence/phrases.ts'
import { countPhrase, fullName, listPhrase } from './phrases.ts'
import { plainText } from './plain-text.ts'
import { tableLines, type TextColumn } from './text-columns.ts'
import { heading, paragraph, type TextScene } from './text-writer.ts'
import { timelineOf, timelineText } from './use-timeline.ts'

const columns: readonly TextColumn[] = [
  { title: 'WORKLOAD', floor: 26, least: 16 },
  { title: 'EVIDENCE', floor: 31, least: 14 },
  { title: 'OVER TIME', floor: 18, least: 8 },
  { title: 'LAST', floor: 10 },
  { title: 'FOR', floor: 12, least: 6 },
]

/** The section; nothing where no evidence was given. */
export function evidenceSection(scene: TextScene): string[] {
  const { evidence } = scene.report
  if (evidence === undefined) return []
  const weighed = scene.ranked.map(({ workload }) => workload).filter(({ verdict }) => verdict !== 'noApiToken')
  const shown = scene.wide ? weighed : weighed.filter(({ evidence: seen }) => seen !== undefined && hasSomething(seen))
  const spots = scene.wide ? evidence.blindSpots : evidence.blindSpots.slice(0, 2)
  const more = evidence.blindSpots.length - spots.length
  return [
    heading(scene, 'evidence of use', plainText(evidence.description)),
    ...evidence.coverage.flatMap((one) => paragraph(scene, `${categoryPhrase(one)}: ${reachPhrase(one)}.`)),
    ...paragraph(
      scene,
      `${evidence.sufficient ? 'Where no use was seen, that is said' : 'Where no use was seen, nothing follows'}: ${evidence.statement}.`,
    ),
    ...quietLines(
      scene,
      weighed.filter((workload) => !shown.includes(workload)),
    ),
    ...(shown.length === 0
      ? []
      : tableLines({
          columns,
          rows: shown.map((workload) => rowOf(workload, evidence).map(plainText)),
          width: scene.wide ? undefined : scene.options.width,
          paintTitle: scene.paint.faint,
          paintCell: (text) => text,
        })),
    ...spots.flatMap((spot) => paragraph(scene, `${spot}.`, 'Not shown by any log: ')),
    ...(more > 0 ? paragraph(scene, `${more} more that no log shows: -o wide.`) : []),
  ]
}

/** Whether there is more to show of it than that nothing was seen. */
function hasSomething({ kind, uses }: WorkloadEvidenceReport): boolean {
  return uses.length > 0 || (kind !== 'cannotTell' && kind !== 'notSeen')
}

function quietLines(scene: TextScene, quiet: readonly WorkloadReport[]): readonly string[] {
  return [...groupBy(quiet, ({ evidence }) => evidence?.kind)].flatMap(([kind, some]) =>
    paragraph(scene, `${countPhrase(some.length, 'workload')} of which nothing was seen: ${evidenceTitles[kind]}.`),
  )
}

function rowOf(workload: WorkloadReport, summary: EvidenceSummary): readonly string[] {
  const { evidence } = workload
  if (evidence === undefined) return [fullName(workload), '-', '', '-', '-']
  const last = evidence.uses.reduce((latest, use) => (use.last > latest ? use.last : latest), '')
  return [
    fullName(workload),
    evidenceTitles[evidence.kind],
    timelineText(timelineOf(summary, evidence)),
    last === '' ? '-' : last.slice(0, 10),
    evidence.uses.length === 0 ? '-' : listPhrase(evidence.uses.map(usePhrase), 2),
  ]
}
