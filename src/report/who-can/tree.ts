// The answer as a tree: who, then each target, then by which route and rule; a chain's steps one below the other.
import type { WhoCanReport } from '../../verdict/index.ts'
import { paintFor, type Paint } from '../paint.ts'
import { plainText } from '../plain-text.ts'
import { cutPhrase, holderPhrase, mannerPhrase, subjectPhrase, targetPhrase, viaPhrase } from './phrases.ts'
import type { WhoCanRenderer } from './renderer.ts'
import { accessRows, type AccessRow } from './rows.ts'
import { gapLines, headLines, lines, verificationLines } from './table.ts'

/** Renders `tree`. */
export const renderWhoCanTree: WhoCanRenderer = (report, { color, width }) => {
  const paint = paintFor(color)
  const byHolder = new Map<string, AccessRow[]>()
  for (const row of accessRows(report.grants)) {
    const holder = holderPhrase(row)
    byHolder.set(holder, [...(byHolder.get(holder) ?? []), row])
  }
  const body = [...byHolder].flatMap(([holder, rows]) => holderLines(holder, rows, report, paint))
  const tail = [
    ...(report.cut === undefined ? [] : ['', ...lines(cutPhrase(report.cut), width, 'Cut: ')]),
    ...section(verificationLines(report, paint, width)),
    ...section(gapLines(report, paint, width)),
  ]
  return `${[...headLines(report, paint, width), ...section(body), ...tail].join('\n')}\n`
}

function section(found: readonly string[]): readonly string[] {
  return found.length === 0 ? [] : ['', ...found]
}

function holderLines(holder: string, rows: readonly AccessRow[], report: WhoCanReport, paint: Paint): string[] {
  const platform = rows.every((row) => row.platform) ? paint.faint("  the platform's own") : ''
  return [
    `${paint.strong(plainText(holder))}${platform}`,
    ...rows.flatMap((row, i) => branch(rowLines(row, report, paint), i === rows.length - 1)),
  ]
}

function rowLines(row: AccessRow, report: WhoCanReport, paint: Paint): string[] {
  const head = `${paint.severity(row.severity, row.severity)}  ${plainText(targetPhrase(row.target))}  ${paint.faint(mannerPhrase(row))}${row.existing === 0 ? paint.faint(', nothing there now') : ''}${row.besides === undefined ? '' : paint.faint(`, needs ${plainText(row.besides)}`)}`
  if (row.chain !== undefined) {
    const steps = row.chain.map(
      (hop) =>
        `${plainText(holderPhrase(hop))} ${hop.route} → ${plainText(targetPhrase(hop.target))}  ${paint.faint(plainText(hop.via.slice(0, 1).map(viaPhrase).join('')))}`,
    )
    return [head, ...steps.map((step, i) => `${i + 1}. ${step}`)]
  }
  const grants = report.grants.filter(
    (grant) =>
      grant.chain === undefined &&
      subjectPhrase(grant.subject) === subjectPhrase(row.subject) &&
      grant.memberOf === row.memberOf &&
      targetPhrase(grant.target) === targetPhrase(row.target),
  )
  return [
    head,
    ...grants.flatMap((grant, i) => {
      const title = report.routes.find((route) => route.id === grant.route)?.title ?? ''
      const via = grant.via.map((one, j) => branch([paint.faint(plainText(viaPhrase(one)))], j === grant.via.length - 1)).flat()
      return branch([`${grant.route}: ${title}`, ...via], i === grants.length - 1)
    }),
  ]
}

function branch(block: readonly string[], last: boolean): string[] {
  return block.map((line, i) => (i === 0 ? `${last ? '└─ ' : '├─ '}${line}` : `${last ? '   ' : '│  '}${line}`))
}
