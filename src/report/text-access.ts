// The part of a terminal report on who can obtain tokens: subjects with the worst that each reaches, the platform's own counted.
import { countPhrase, listPhrase } from './phrases.ts'
import { heading, paragraph, type TextScene } from './text-writer.ts'
import { coveragePhrase } from './who-can/answer.ts'
import { targetPhrase } from './who-can/phrases.ts'
import { accessRows, holderRows, type HolderRows } from './who-can/rows.ts'
import { rowLines, rowNote } from './who-can/text-rows.ts'

/** Subjects that `table` prints; `wide` prints all. */
const subjectsShown = 15

/** Subjects, what they reach, by which routes and bindings. */
export function accessSection(scene: TextScene): string[] {
  const rows = accessRows(scene.report.grants)
  if (rows.length === 0) return []
  const others = rows.filter((row) => !row.platform)
  const holders = holderRows(others)
  const shown = scene.wide ? holders : holders.slice(0, subjectsShown)
  const more = holders.length - shown.length
  const own = rows.length - others.length
  return [
    heading(scene, 'who can obtain tokens', countPhrase(holders.length, 'subject')),
    ...(holders.length === 0 ? paragraph(scene, `Nobody but the platform was found; ${coveragePhrase(scene.report)}.`) : []),
    ...shown.flatMap((holder) => holderLines(holder, scene)),
    ...(more > 0 ? [`and ${countPhrase(more, 'more subject')}: see sparekey who-can --all`] : []),
    ...(own > 0 ? [scene.paint.faint(`The platform's own: ${countPhrase(own, 'row')}, see sparekey who-can --all.`)] : []),
  ]
}

// One subject with many targets must not push the others out of sight: `table` has the worst row of each.
function holderLines({ rows }: HolderRows, { wide, paint, options }: TextScene): string[] {
  const width = wide ? Number.POSITIVE_INFINITY : options.width
  const shown = wide ? rows : rows.slice(0, 1)
  const rest = rows.slice(shown.length)
  const targets = [...new Set(rest.map((row) => targetPhrase(row.target)))]
  const note = rest.length === 0 ? [] : rowNote(`and ${rest.length} more: ${listPhrase(targets, 3)}`, paint, width)
  return [...shown.flatMap((row) => rowLines(row, true, paint, width)), ...note]
}
