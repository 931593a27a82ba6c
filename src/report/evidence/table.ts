// A ledger for a terminal: how far it reaches first, then who used what, then what else was seen.
import { groupBy } from '../../base/index.ts'
import type { Credential, EvidenceLedger, Times, UseRow } from '../../evidence/index.ts'
import { wrap } from '../display-width.ts'
import { paintFor } from '../paint.ts'
import { countPhrase, timePhrase } from '../phrases.ts'
import { plainText } from '../plain-text.ts'
import { tableLines, type TextColumn } from '../text-columns.ts'
import type { RenderOptions } from '../render-options.ts'
import { categoryPhrase, linesPhrase, reachPhrase, resourcePhrase, shortcomingPhrases } from './phrases.ts'
import type { EvidenceRenderer } from './renderer.ts'

interface Section {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** Renders `table`. */
export const renderEvidenceTable: EvidenceRenderer = (evidence, options) => {
  const paint = paintFor(options.color)
  const sections = sectionsOf(evidence).filter(({ rows }) => rows.length > 0)
  const parts = [
    coverageLines(evidence, options),
    evidence.rows.length === 0 ? ['No use of a service account was seen.'] : useLines(evidence, options),
    ...sections.map(({ title, columns, rows }) => [
      paint.strong(title.toUpperCase()),
      ...tableLines({
        columns: columns.map((column): TextColumn => ({ title: column, floor: 8, least: 5 })),
        rows: rows.map((row) => row.map(plainText)),
        width: options.width,
        paintTitle: paint.faint,
        paintCell: (text) => text,
      }),
    ]),
    ...(evidence.unauthenticated === null
      ? []
      : [[`Requests of nobody (401): ${evidence.unauthenticated.count}, the last ${short(evidence.unauthenticated.last)}.`]]),
  ]
  return parts.map((lines) => `${lines.join('\n')}\n`).join('\n')
}

function coverageLines({ cluster, blocks, coverage }: EvidenceLedger, { color, width }: RenderOptions): readonly string[] {
  const paint = paintFor(color)
  const indented = (text: string): readonly string[] => wrap(plainText(text), width - 4).map((line) => `    ${line}`)
  return [
    paint.strong(`Evidence of use${cluster === '' ? '' : ` in ${plainText(cluster)}`}, ${countPhrase(blocks, 'block')} of log`),
    ...coverage.flatMap((one) => [
      `  ${categoryPhrase(one)}`,
      ...indented(reachPhrase(one)),
      ...indented(linesPhrase(one)),
      ...one.shortcomings.flatMap((kind) => indented(shortcomingPhrases[kind])),
      ...one.examples.flatMap(({ block, offset, reason }) => indented(`block ${block}, byte ${offset}: ${reason}`)),
    ]),
  ]
}

const credentialPhrases: Readonly<Record<Credential, string>> = {
  pod: 'by the token in pod',
  minted: 'by a token that was asked for, bound to no pod',
  legacy: 'by the token of a Secret',
  unbound: 'by a token bound to no pod',
  impersonation: 'by nobody of its own: others acted in its name',
}

/** Who did what: a heading for each account and credential, and below it a line for each resource with all verbs. */
function useLines({ rows }: EvidenceLedger, { color, width }: RenderOptions): readonly string[] {
  const paint = paintFor(color)
  const headingOf = ({ serviceAccount, pod, credential }: UseRow): string =>
    `${serviceAccount}, ${credentialPhrases[credential]}${pod === null ? '' : ` ${pod.name}`}`
  const groups = groupBy(rows, (row) => JSON.stringify([row.serviceAccount, row.pod, row.credential]))
  const cells: (readonly string[])[] = []
  const headings = new Map<number, string>()
  for (const group of groups.values()) {
    const [first] = group
    if (first !== undefined) headings.set(cells.length, headingOf(first))
    const alike = groupBy(group, (row) => [row.group, row.resource, row.subresource, row.namespace, row.result].join('\u0000'))
    for (const some of alike.values()) {
      const [row] = some
      if (row === undefined) continue
      const count = some.reduce((sum, one) => sum + one.count, 0)
      const last = some.reduce((latest, one) => (one.last > latest ? one.last : latest), '')
      cells.push([
        some.map(({ verb }) => verb).join(','),
        resourcePhrase(row),
        row.namespace === '' ? '-' : row.namespace,
        row.result,
        ...counted({ count, last }),
      ])
    }
  }
  const [titles = '', ...lines] = tableLines({
    columns: ['VERBS', 'RESOURCE', 'IN', 'RESULT', 'COUNT', 'LAST'].map((title) => ({ title, floor: 9, least: 5 })),
    rows: cells.map((row) => row.map(plainText)),
    width: width - 2,
    paintTitle: paint.faint,
    paintCell: (text) => text,
  })
  return [
    paint.strong('USE'),
    `  ${titles}`,
    ...lines.flatMap((line, i) => {
      const heading = headings.get(i)
      return [...(heading === undefined ? [] : [plainText(heading)]), `  ${line}`]
    }),
  ]
}

function sectionsOf(evidence: EvidenceLedger): readonly Section[] {
  return [
    {
      title: 'tokens that somebody asked for',
      columns: ['BY', 'OF', 'RESULT', 'COUNT', 'LAST', 'USED'],
      rows: evidence.minted.map((row) => [
        row.by,
        row.serviceAccount,
        row.result,
        ...counted(row),
        row.used === null ? 'not seen' : `${row.used.count} times, the last ${short(row.used.last)}`,
      ]),
    },
    {
      title: 'tokens of Secrets',
      columns: ['SECRET', 'OF', 'KIND', 'STATE', 'COUNT', 'LAST'],
      rows: evidence.legacySecrets.map((row) => [
        row.secret === '' ? '-' : row.secret,
        row.serviceAccount === '' ? '-' : row.serviceAccount,
        row.kind,
        row.state,
        ...counted(row),
      ]),
    },
    {
      title: 'tokens that were renewed and used on',
      columns: ['SERVICE ACCOUNT', 'POD', 'COUNT', 'LAST'],
      rows: evidence.staleTokens.map((row) => [row.serviceAccount, row.pod?.name ?? '-', ...counted(row)]),
    },
    {
      title: "acting in another's name",
      columns: ['BY', 'AS', 'RESULT', 'COUNT', 'LAST'],
      rows: evidence.impersonations.map((row) => [row.by, row.as, row.result, ...counted(row)]),
    },
    {
      title: 'users who were refused',
      columns: ['SUBJECT', 'VERB', 'RESOURCE', 'IN', 'COUNT', 'LAST'],
      rows: evidence.refused.map((row) => [
        row.subject,
        row.verb,
        resourcePhrase(row),
        row.namespace === '' ? '-' : row.namespace,
        ...counted(row),
      ]),
    },
    {
      title: 'who asked whose token it is',
      columns: ['BY', 'RESULT', 'COUNT', 'LAST'],
      rows: evidence.tokenReviews.map((row) => [row.by, row.result, ...counted(row)]),
    },
  ]
}

function counted({ count, last }: Pick<Times, 'count' | 'last'>): readonly string[] {
  return [String(count), short(last)]
}

function short(time: string): string {
  return timePhrase(time)
}
