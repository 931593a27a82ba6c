// The answer to `who-can` for a terminal: the sentence, a row for each subject and target, what to remove, and what was not known.
import type { WhoCanReport } from '../../verdict/index.ts'
import { wrap, displayWidth } from '../display-width.ts'
import { paintFor, type Paint } from '../paint.ts'
import { countPhrase, listPhrase, sourcePhrase, timePhrase } from '../phrases.ts'
import { plainText } from '../plain-text.ts'
import { gapText, groupGaps } from '../report-parts.ts'
import { tableLines } from '../text-columns.ts'
import {
  answerPhrase,
  bindingPhrase,
  cutPhrase,
  existsPhrase,
  holderPhrase,
  mannerPhrase,
  reachPhrase,
  routesPhrase,
  subjectPhrase,
  targetPhrase,
  titlePhrase,
} from './phrases.ts'
import type { WhoCanRenderer } from './renderer.ts'
import { accessRows, type AccessRow } from './rows.ts'

/** Renders `table`, the default. */
export const renderWhoCanTable: WhoCanRenderer = (report, { color, width }) => {
  const paint = paintFor(color)
  const rows = accessRows(report.grants)
  const sections = [
    headLines(report, paint, width),
    rowSection(
      '',
      rows.filter((row) => !row.platform),
      report,
      paint,
      width,
    ),
    rowSection(
      "the platform's own",
      rows.filter((row) => row.platform),
      report,
      paint,
      width,
    ),
    cutLines(report, width),
    bindingLines(report, paint, width),
    verificationLines(report, paint, width),
    gapLines(report, paint, width),
  ]
  return `${sections
    .filter((section) => section.length > 0)
    .map((section) => section.join('\n'))
    .join('\n\n')}\n`
}

/** A text made harmless and broken into lines; the first begins with `lead`. */
export function lines(text: string, width: number, lead = ''): string[] {
  const indent = ' '.repeat(displayWidth(lead))
  return wrap(plainText(text), width - indent.length).map((line, i) => `${i === 0 ? lead : indent}${line}`)
}

/** The title, the source and the answer in one sentence. */
export function headLines(report: WhoCanReport, paint: Paint, width: number): string[] {
  const exists = existsPhrase(report)
  return [
    ...lines(titlePhrase(report), width).map(paint.strong),
    ...lines(`${sourcePhrase(report.source)}, ${timePhrase(report.generatedAt)}`, width).map(paint.faint),
    ...lines(answerPhrase(report), width),
    ...(exists === undefined ? [] : lines(exists, width)),
  ]
}

function rowSection(title: string, rows: readonly AccessRow[], report: WhoCanReport, paint: Paint, width: number): string[] {
  if (rows.length === 0) return []
  return [
    ...(title === '' ? [] : [paint.strong(title.toUpperCase())]),
    ...rows.flatMap((row) => rowLines(row, report.asked.kind !== 'subject', paint, width)),
  ]
}

const severityWidth = 10

/** A row in two parts: who reaches what; and below it by which routes, or steps, and through which bindings. */
export function rowLines(row: AccessRow, withSubject: boolean, paint: Paint, width: number): string[] {
  const what = withSubject ? `${holderPhrase(row)} ${reachPhrase(row.target)}` : targetPhrase(row.target)
  const there = row.existing === 0 ? ', nothing there now' : ''
  const first = lines(
    `${what}  (${mannerPhrase(row)}${there}${row.besides === undefined ? '' : `; needs ${row.besides}`})`,
    width,
    ' '.repeat(severityWidth),
  )
  const second =
    row.chain === undefined
      ? lines(`${routesPhrase(row, 4)}: ${viaCell(row)}`, width, ' '.repeat(severityWidth + 2))
      : row.chain.flatMap((hop, i) =>
          lines(
            `${i + 1}. ${holderPhrase(hop)} ${hop.route} in ${targetPhrase(hop.target)}: ${hop.via.slice(0, 1).map(boundRole).join('')}`,
            width,
            ' '.repeat(severityWidth + 2),
          ),
        )
  const [head = '', ...more] = first
  const severity = paint.severity(row.severity, row.severity.padEnd(severityWidth))
  return [`${severity}${head.slice(severityWidth)}`, ...more, ...second.map(paint.faint)]
}

function boundRole({ binding, role }: AccessRow['via'][number]): string {
  return `${bindingPhrase(binding)} → ${role.name}`
}

function viaCell({ via }: AccessRow): string {
  return listPhrase([...new Set(via.map(boundRole))], 2)
}

function cutLines({ cut }: WhoCanReport, width: number): string[] {
  return cut === undefined ? [] : lines(cutPhrase(cut), width, 'Cut: ')
}

function bindingLines({ bindings = [] }: WhoCanReport, paint: Paint, width: number): string[] {
  const shown = bindings.slice(0, 10)
  if (shown.length === 0) return []
  return [
    paint.strong('WHAT EACH BINDING OPENS'),
    ...tableLines({
      columns: [
        { title: 'BINDING', floor: 30 },
        { title: 'ACCOUNTS REACHED', floor: 16 },
        { title: 'ONLY BY IT', floor: 10 },
      ],
      rows: shown.map(({ binding, accounts, alone }) => [plainText(bindingPhrase(binding)), String(accounts), String(alone)]),
      width,
      paintTitle: paint.faint,
      paintCell: (text) => text,
    }),
    ...(bindings.length > shown.length ? [`and ${bindings.length - shown.length} more (-o json)`] : []),
  ]
}

/** What the live cluster said beside RBAC. */
export function verificationLines({ verification }: WhoCanReport, paint: Paint, width: number): string[] {
  if (verification === undefined) return []
  const { asked, outsideRbac, unconfirmed } = verification
  const place = (namespace: string, name: string) =>
    namespace === '' ? 'every namespace' : name === '' ? namespace : `${namespace}/${name}`
  return [
    paint.strong('ASKED OF THE LIVE CLUSTER'),
    ...lines(
      `${countPhrase(asked, 'SubjectAccessReview')}; ${outsideRbac.length === 0 ? 'no one may make tokens outside RBAC' : `${countPhrase(outsideRbac.length, 'right')} granted outside RBAC`}`,
      width,
    ),
    ...outsideRbac.flatMap(({ subject, namespace, name, reason }) =>
      lines(`${subjectPhrase(subject)} may make tokens in ${place(namespace, name)}: ${reason}`, width, '  - '),
    ),
    ...unconfirmed.flatMap(({ subject, namespace, name }) =>
      lines(
        `${subjectPhrase(subject)} has it in ${place(namespace, name)} by RBAC objects, and the server says no: read again`,
        width,
        '  - ',
      ),
    ),
  ]
}

/** What could not be known, by what would mend it. */
export function gapLines(report: WhoCanReport, paint: Paint, width: number): string[] {
  const groups = groupGaps(report.gaps)
  if (groups.length === 0) return []
  return [
    `${paint.strong('COULD NOT BE KNOWN')}${paint.faint(`  ${countPhrase(report.gaps.length, 'gap')}`)}`,
    ...groups.flatMap((group) => [
      ...lines(`${group.kind} (${group.gaps.length})`, width),
      ...group.gaps.slice(0, 5).flatMap((gap) => lines(gapText(gap), width, '  - ')),
      ...(group.gaps.length > 5 ? [`  - and ${group.gaps.length - 5} more like it`] : []),
      ...lines(group.remedy, width, '  Remedy: '),
    ]),
  ]
}
