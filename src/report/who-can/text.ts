// The parts that the formats for a terminal have in common: the head, the cut, the live cluster's own word, and the gaps.
import type { GapReport, WhoCanReport } from '../../verdict/index.ts'
import { displayWidth, wrap } from '../display-width.ts'
import { paintFor, type Paint } from '../paint.ts'
import { countPhrase, sourcePhrase, timePhrase } from '../phrases.ts'
import { plainText } from '../plain-text.ts'
import type { RenderOptions } from '../render-options.ts'
import { gapText, groupGaps } from '../report-parts.ts'
import { answerPhrase, cutPhrase, existsPhrase, titlePhrase } from './answer.ts'
import { placePhrase, subjectPhrase } from './phrases.ts'

/** Gaps of one group, and differences of one kind, that are printed. */
const itemsShown = 5

/** The material of a terminal report. */
export interface Scene<Report> {
  readonly report: Report
  readonly paint: Paint
  readonly width: number
}

/** The material of an answer for a terminal. */
export type WhoCanScene = Scene<WhoCanReport>

/** Prepares a terminal report. */
export function sceneOf<Report>(report: Report, { color, width }: RenderOptions): Scene<Report> {
  return { report, paint: paintFor(color), width }
}

/** Sections with an empty line between them, those without a line left out. */
export function sectionsText(sections: readonly (readonly string[])[]): string {
  const shown = sections.filter((section) => section.length > 0)
  return `${shown.map((section) => section.join('\n')).join('\n\n')}\n`
}

/** A text made harmless and broken into lines; the first begins with `lead`, the others with as many spaces. */
export function textLines(text: string, width: number, lead = ''): string[] {
  const indent = ' '.repeat(displayWidth(lead))
  return wrap(plainText(text), width - indent.length).map((line, i) => `${i === 0 ? lead : indent}${line}`.trimEnd())
}

/** The title, the source and the answer in one sentence. */
export function headLines({ report, paint, width }: WhoCanScene): string[] {
  const exists = existsPhrase(report)
  return [
    ...textLines(titlePhrase(report), width).map(paint.strong),
    ...textLines(`${sourcePhrase(report.source)}, ${timePhrase(report.generatedAt)}`, width).map(paint.faint),
    ...textLines(answerPhrase(report), width),
    ...(exists === undefined ? [] : textLines(exists, width)),
    ...report.source.assumptions.flatMap((assumption) => textLines(`assumed: ${assumption}`, width)),
  ]
}

/** What to remove. */
export function cutLines({ report, width }: WhoCanScene): string[] {
  const cut = cutPhrase(report)
  return cut === undefined ? [] : textLines(cut, width, 'Cut: ')
}

/** What the live cluster said beside RBAC. */
export function verificationLines({ report: { verification }, paint, width }: WhoCanScene): string[] {
  if (verification === undefined) return []
  const { asked, outsideRbac, unconfirmed } = verification
  const found =
    outsideRbac.length === 0
      ? 'none showed a right to make tokens outside RBAC'
      : `${countPhrase(outsideRbac.length, 'right')} to make tokens granted outside RBAC`
  const more = (count: number) => (count > itemsShown ? [`  - and ${count - itemsShown} more like it (-o json)`] : [])
  return [
    paint.strong('ASKED OF THE LIVE CLUSTER'),
    ...textLines(`${countPhrase(asked, 'SubjectAccessReview')}; ${found}`, width),
    ...outsideRbac
      .slice(0, itemsShown)
      .flatMap((one) =>
        textLines(`${subjectPhrase(one.subject)} may make tokens in ${placePhrase(one)}: ${one.reason}`, width, '  - '),
      ),
    ...more(outsideRbac.length),
    ...unconfirmed
      .slice(0, itemsShown)
      .flatMap((one) =>
        textLines(
          `${subjectPhrase(one.subject)} has it in ${placePhrase(one)} by RBAC objects, and the server says no: read again`,
          width,
          '  - ',
        ),
      ),
    ...more(unconfirmed.length),
  ]
}

/** What could not be known, by what would mend it. */
export function gapLines({ report, paint, width }: Scene<{ readonly gaps: readonly GapReport[] }>): string[] {
  const groups = groupGaps(report.gaps)
  if (groups.length === 0) return []
  return [
    `${paint.strong('COULD NOT BE KNOWN')}${paint.faint(`  ${countPhrase(report.gaps.length, 'gap')}`)}`,
    ...groups.flatMap(({ kind, gaps, remedy }) => [
      ...textLines(`${kind} (${gaps.length})`, width),
      ...gaps.slice(0, itemsShown).flatMap((gap) => textLines(gapText(gap), width, '  - ')),
      ...(gaps.length > itemsShown ? [`  - and ${gaps.length - itemsShown} more like it (-o json)`] : []),
      ...textLines(remedy, width, '  Remedy: '),
    ]),
  ]
}
