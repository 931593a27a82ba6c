// Evidence of use in a comment: how far it reaches, and a row for each workload that holds a token.
import { evidenceTitles, usePhrase, type AuditReport } from '../verdict/index.ts'
import { categoryPhrase, reachPhrase } from './evidence/phrases.ts'
import { leftOut, within, type Room } from './markdown-budget.ts'
import { mdName, mdProse, mdTable, mdText } from './markdown-text.ts'
import { fullName, listPhrase } from './phrases.ts'
import { rankWorkloads } from './report-parts.ts'

/** The section; nothing where no evidence was given. */
export function evidenceLines(report: AuditReport, room: Room): string[] {
  const { evidence } = report
  if (evidence === undefined) return []
  const weighed = rankWorkloads(report).flatMap(({ workload }) =>
    workload.evidence === undefined || workload.verdict === 'noApiToken' ? [] : [{ workload, seen: workload.evidence }],
  )
  const rows = within(
    room,
    weighed.map(({ workload, seen }) => [
      mdName(fullName(workload)),
      evidenceTitles[seen.kind],
      seen.uses.length === 0 ? '' : mdName(listPhrase(seen.uses.map(usePhrase), 2)),
      mdProse(seen.statement),
    ]),
  )
  return [
    '### Evidence of use',
    '',
    ...evidence.coverage.map((one) => `- ${mdText(`${categoryPhrase(one)}: ${reachPhrase(one)}`)}`),
    `- ${evidence.sufficient ? 'Where no use was seen, that is said' : 'Where no use was seen, nothing follows'}: ${mdProse(evidence.statement)}`,
    '',
    ...mdTable(['Workload', 'Evidence', 'For', 'In words'], rows.kept),
    ...leftOut(rows.dropped),
    '',
  ]
}
