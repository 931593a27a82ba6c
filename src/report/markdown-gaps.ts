// What could not be known, in Markdown: folded away, since there may be one for every account, and always with its count.
import type { GapReport } from '../verdict/index.ts'
import { leftOut, within } from './markdown-budget.ts'
import { mdProse } from './markdown-text.ts'
import { countPhrase } from './phrases.ts'
import { gapText, groupGaps } from './report-parts.ts'

const gapBudget = 20_000
const gapsShown = 10

/** The gaps by what mends them; no lines where there are none. */
export function gapLines(gaps: readonly GapReport[]): string[] {
  if (gaps.length === 0) return []
  const groups = groupGaps(gaps).map((group) => {
    const shown = group.gaps.slice(0, gapsShown).map((gap) => `- ${mdProse(gapText(gap))}`)
    const more = group.gaps.length - shown.length
    return [...shown, ...(more > 0 ? [`- and ${more} more like it`] : []), `- **Remedy**: ${mdProse(group.remedy)}`, '']
  })
  const { kept, dropped } = within({ left: gapBudget }, groups)
  const title = `Could not be known: ${countPhrase(gaps.length, 'gap')}`
  return [`<details><summary>${title}</summary>`, '', ...kept.flat(), ...leftOut(dropped), '</details>']
}
