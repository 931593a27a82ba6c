// The answer as Markdown, for an issue or a review: the sentence, a table, and what to remove.
import { mdName, mdProse, mdTable, mdText } from '../markdown-text.ts'
import { countPhrase, sourcePhrase, timePhrase } from '../phrases.ts'
import { gapText } from '../report-parts.ts'
import {
  answerPhrase,
  bindingPhrase,
  cutPhrase,
  existingPhrase,
  existsPhrase,
  holderPhrase,
  mannerPhrase,
  routesPhrase,
  targetPhrase,
  titlePhrase,
} from './phrases.ts'
import type { WhoCanRenderer } from './renderer.ts'
import { accessRows, type AccessRow } from './rows.ts'

/** A comment can hold no more than this many rows and still be read. */
const shown = 200

/** Renders `markdown`. */
export const renderWhoCanMarkdown: WhoCanRenderer = (report) => {
  const rows = accessRows(report.grants)
  const own = rows.filter((row) => row.platform)
  const others = rows.filter((row) => !row.platform)
  const exists = existsPhrase(report)
  return `${[
    `## ${mdText(titlePhrase(report))}`,
    '',
    `${mdText(answerPhrase(report))} (${mdText(sourcePhrase(report.source))}, ${mdText(timePhrase(report.generatedAt))}).`,
    ...(exists === undefined ? [] : ['', mdText(exists)]),
    ...table(others),
    ...(report.cut === undefined ? [] : ['', mdText(cutPhrase(report.cut))]),
    ...(own.length === 0
      ? []
      : [
          '',
          `<details><summary>${countPhrase(own.length, 'row')} of the platform's own</summary>`,
          ...table(own),
          '',
          '</details>',
        ]),
    ...(report.gaps.length === 0
      ? []
      : ['', `### Could not be known`, '', ...report.gaps.slice(0, shown).map((gap) => `- ${mdProse(gapText(gap))}`)]),
  ].join('\n')}\n`
}

function table(rows: readonly AccessRow[]): readonly string[] {
  if (rows.length === 0) return []
  const cells = rows
    .slice(0, shown)
    .map((row) => [
      row.severity,
      mdName(holderPhrase(row)),
      mdText(targetPhrase(row.target)),
      mannerPhrase(row),
      mdText(routesPhrase(row)),
      mdName([...new Set(row.via.map(({ binding, role }) => `${bindingPhrase(binding)} → ${role.name}`))].slice(0, 3).join(', ')),
      existingPhrase(row),
    ])
  const more = rows.length - cells.length
  return [
    '',
    ...mdTable(['Severity', 'Subject', 'Reaches', 'How', 'Routes', 'Via', 'Now'], cells),
    ...(more > 0 ? ['', `and ${more} more`] : []),
  ]
}
