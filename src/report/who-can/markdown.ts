// The answer as Markdown, for an issue or a review: the sentence, a table, what to remove, and the rest folded away.
import { rowTable } from '../markdown-access.ts'
import { budget, length, type Room } from '../markdown-budget.ts'
import { gapLines } from '../markdown-gaps.ts'
import { mdName, mdProse, mdText } from '../markdown-text.ts'
import { countPhrase, sourcePhrase, timePhrase } from '../phrases.ts'
import type { WhoCanReport } from '../../verdict/index.ts'
import { answerPhrase, cutPhrase, existsPhrase, sentence, titlePhrase } from './answer.ts'
import { placePhrase, subjectPhrase } from './phrases.ts'
import type { WhoCanRenderer } from './renderer.ts'
import { accessRows } from './rows.ts'

/** Differences between RBAC and the server that are listed. */
const differencesShown = 50

/** Renders `markdown`. */
export const renderWhoCanMarkdown: WhoCanRenderer = (report) => {
  const rows = accessRows(report.grants)
  const own = rows.filter((row) => row.platform)
  const others = rows.filter((row) => !row.platform)
  const head = headLines(report)
  const tail = [...cutLines(report), ...verificationLines(report), ...gapLines(report.gaps)]
  const room: Room = { left: budget - length(head) - length(tail) }
  // The platform's own come last in the text and last to the room.
  const shown = others.length === 0 ? [] : rowTable(others, room)
  const folded = own.length === 0 ? [] : platformLines(own.length, rowTable(own, room))
  return `${[...head, ...shown, ...folded, ...tail].join('\n').trimEnd()}\n`
}

function headLines(report: WhoCanReport): string[] {
  const exists = existsPhrase(report)
  return [
    `## ${mdText(titlePhrase(report))}`,
    '',
    `**${mdText(sentence(answerPhrase(report)))}** ${mdText(sentence(`${sourcePhrase(report.source)}, ${timePhrase(report.generatedAt)}`))}`,
    '',
    ...(exists === undefined ? [] : [mdText(sentence(exists)), '']),
    ...report.source.assumptions.flatMap((assumption) => [mdProse(sentence(`assumed: ${assumption}`)), '']),
  ]
}

function platformLines(count: number, table: readonly string[]): string[] {
  return [`<details><summary>The platform's own: ${countPhrase(count, 'row')}</summary>`, '', ...table, '</details>', '']
}

function cutLines(report: WhoCanReport): string[] {
  const cut = cutPhrase(report)
  return cut === undefined ? [] : [`**Cut**: ${mdText(cut)}.`, '']
}

function verificationLines({ verification }: WhoCanReport): string[] {
  if (verification === undefined) return []
  const { asked, outsideRbac, unconfirmed } = verification
  const items = [
    ...outsideRbac.map(
      (one) =>
        `- ${mdName(subjectPhrase(one.subject))} may make tokens in ${mdName(placePhrase(one))}, outside RBAC: ${mdText(one.reason)}`,
    ),
    ...unconfirmed.map(
      (one) =>
        `- ${mdName(subjectPhrase(one.subject))} has it in ${mdName(placePhrase(one))} by RBAC objects, and the server says no: read again`,
    ),
  ]
  const more = items.length - differencesShown
  return [
    `**Asked of the live cluster**: ${countPhrase(asked, 'SubjectAccessReview')}, ${countPhrase(items.length, 'difference')} to RBAC.`,
    '',
    ...items.slice(0, differencesShown),
    ...(more > 0 ? [`- and ${more} more`] : []),
    ...(items.length > 0 ? [''] : []),
  ]
}
