// The ledger as lines of text: a head, the texts that occur, a line for each block, and a tail that tells a whole file from a torn
// one. The same blocks give the same lines, in whatever order they were read.
import { compareText } from '../base/index.ts'
import { isRecord } from '../kube/index.ts'
import { dayMicros } from './event-time.ts'
import {
  categories,
  shortcomings,
  tableColumns,
  tableNames,
  type Block,
  type BlockIdentity,
  type Category,
  type Ledger,
  type LineCounts,
  type Section,
  type TableName,
  type Tables,
  type Tally,
} from './ledger.ts'
import { ledgerOf } from './merge.ts'

/** The head line's `formatVersion`; a reader refuses what is newer. */
export const ledgerFormatVersion = 1

/** The first line. */
export interface LedgerHead {
  readonly kind: 'EvidenceLedger'
  readonly formatVersion: number
}

const lineKeys: readonly (keyof LineCounts)[] = [
  'events',
  'joined',
  'duplicated',
  'truncated',
  'refreshed',
  'others',
  'notUnderstood',
]

/** Writes a ledger: the lines without the tail, which has their digest. */
export function ledgerLines(ledger: Ledger): readonly string[] {
  const texts = textsOf(ledger)
  const place = new Map(texts.map((text, i) => [text, i]))
  const head: LedgerHead = { kind: 'EvidenceLedger', formatVersion: ledgerFormatVersion }
  return [
    JSON.stringify({ apiVersion: 'sparekey.dev/v1', ...head }),
    JSON.stringify(texts),
    ...ledger.blocks.map(({ identity, sections }) => {
      const { length, digest, marks, given } = identity
      return JSON.stringify([
        [length, digest, marks, given.cluster, given.category],
        sections.map((section) => sectionForm(section, place)),
      ])
    }),
  ]
}

function textsOf({ blocks }: Ledger): readonly string[] {
  const texts = new Set<string>()
  for (const { sections } of blocks)
    for (const { tables } of sections)
      for (const name of tableNames) for (const { key } of tables[name]) for (const text of key) texts.add(text)
  return [...texts].sort(compareText)
}

function sectionForm(section: Section, place: ReadonlyMap<string, number>): unknown {
  const tables = tableNames.map((name) => section.tables[name].flatMap((tally) => tallyForm(tally, place)))
  const { cluster, category, lines, problems, hours } = section
  return [
    cluster,
    category,
    lineKeys.map((key) => lines[key]),
    problems.map(({ offset, reason }) => [offset, reason]),
    section.shortcomings,
    hours.flat(),
    tables,
  ]
}

// The first time counts from the day, the last from the first: small numbers pack well.
function tallyForm({ key, day, started, ended, first, last }: Tally, place: ReadonlyMap<string, number>): readonly number[] {
  return [...key.map((text) => place.get(text) ?? 0), day, started, ended, first - day * dayMicros, last - first]
}

/** What is wrong with lines that are no ledger. */
export class LedgerFormatError extends Error {
  override readonly name = 'LedgerFormatError'
}

/**
 * Reads a ledger back.
 *
 * @param lines - without the tail
 * @throws LedgerFormatError
 */
export function readLedgerLines(lines: readonly string[]): Ledger {
  const head = parse(lines[0])
  if (!isRecord(head) || head['kind'] !== 'EvidenceLedger') throw new LedgerFormatError('it is no ledger of evidence')
  const version = head['formatVersion']
  if (typeof version !== 'number' || version < 1) throw new LedgerFormatError('its head names no version of the format')
  if (version > ledgerFormatVersion)
    throw new LedgerFormatError(`its format is version ${version}, and this program reads up to ${ledgerFormatVersion}`)
  const texts = listOf(parse(lines[1]), textAt)
  return ledgerOf(lines.slice(2).map((line) => blockOf(parse(line), texts)))
}

function blockOf(value: unknown, texts: readonly string[]): Block {
  const [identity, sections] = tuple(value, 2)
  const [length, digest, marks, cluster, category] = tuple(identity, 5)
  const given = category === '' ? '' : categoryAt(category)
  const known: BlockIdentity = {
    length: numberAt(length),
    digest: textAt(digest),
    marks: listOf(marks, textAt),
    given: { cluster: textAt(cluster), category: given },
  }
  return { identity: known, sections: listOf(sections, (section) => sectionAt(section, texts)) }
}

function sectionAt(value: unknown, texts: readonly string[]): Section {
  const [cluster, category, lines, problems, short, hours, tables] = tuple(value, 7)
  const counts = tuple(lines, lineKeys.length).map(numberAt)
  const perTable = tuple(tables, tableNames.length)
  return {
    cluster: textAt(cluster),
    category: categoryAt(category),
    lines: Object.fromEntries(lineKeys.map((key, i) => [key, counts[i]])) as unknown as LineCounts,
    problems: listOf(problems, (problem) => {
      const [offset, reason] = tuple(problem, 2)
      return { offset: numberAt(offset), reason: textAt(reason) }
    }),
    shortcomings: shortcomings.filter((kind) => listOf(short, textAt).includes(kind)),
    hours: chunked(listOf(hours, numberAt), 2).map(([hour = 0, events = 0]) => [hour, events] as const),
    tables: Object.fromEntries(
      tableNames.map((name, i) => [name, talliesAt(name, listOf(perTable[i], numberAt), texts)]),
    ) as unknown as Tables,
  }
}

function talliesAt(name: TableName, numbers: readonly number[], texts: readonly string[]): readonly Tally[] {
  const columns = tableColumns[name].length
  return chunked(numbers, columns + 5).map((row) => {
    const key = row.slice(0, columns).map((place) => {
      const text = texts[place]
      if (text === undefined) throw damaged()
      return text
    })
    const [day = 0, started = 0, ended = 0, after = 0, span = 0] = row.slice(columns)
    const first = day * dayMicros + after
    return { key, day, started, ended, first, last: first + span }
  })
}

function parse(line: string | undefined): unknown {
  try {
    return JSON.parse(line ?? '') as unknown
  } catch {
    throw damaged()
  }
}

function damaged(): LedgerFormatError {
  return new LedgerFormatError('it is damaged')
}

function tuple(value: unknown, length: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length !== length) throw damaged()
  return value
}

function listOf<T>(value: unknown, item: (value: unknown) => T): readonly T[] {
  if (!Array.isArray(value)) throw damaged()
  return value.map(item)
}

function chunked<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  if (items.length % size !== 0) throw damaged()
  return Array.from({ length: items.length / size }, (_, i) => items.slice(i * size, (i + 1) * size))
}

function textAt(value: unknown): string {
  if (typeof value !== 'string') throw damaged()
  return value
}

function numberAt(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw damaged()
  return value
}

function categoryAt(value: unknown): Category {
  const known = categories.find((category) => category === value)
  if (known === undefined) throw damaged()
  return known
}
