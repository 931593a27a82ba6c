// The ledger as lines of text: a head, the texts that occur, a line for each block that says which it is, one for each that says what
// was seen in it, and a tail that tells a whole file from a torn one. The same blocks give the same lines, in whatever order they were
// read. What was seen stands alone: it is written where the block is read, and never rewritten when ledgers are joined.
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
  type Shortcoming,
  type TableName,
  type Tables,
  type Tally,
} from './ledger.ts'
import { ledgerOf } from './merge.ts'

/** The head line's `formatVersion`; a reader refuses every other: blocks of version 1 were known by other digests. */
export const ledgerFormatVersion = 2

/** The first line. */
export interface LedgerHead {
  readonly kind: 'EvidenceLedger'
  readonly formatVersion: number
  /** How many. */
  readonly blocks: number
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

/** What a block says, as text of its own: its texts, and the line that names them by their places among these. */
export interface BlockText {
  /** Sorted, each once. */
  readonly texts: readonly string[]
  readonly sections: string
}

/** Writes down what a block says, apart from {@link shortcomingsOf} its sections. */
export function blockText(sections: readonly Section[]): BlockText {
  const texts = textsOf(sections)
  const place = new Map(texts.map((text, i) => [text, i]))
  return { texts, sections: JSON.stringify(sections.map((section) => sectionForm(section, place))) }
}

/** What each section lacks. */
export function shortcomingsOf(sections: readonly Section[]): readonly (readonly Shortcoming[])[] {
  return sections.map((section) => section.shortcomings)
}

/** A block whose sections are written down elsewhere. */
export interface BlockHead {
  readonly identity: BlockIdentity
  readonly shortcomings: readonly (readonly Shortcoming[])[]
  /** The texts of the block, in order, by their places in a list that blocks may share. */
  readonly texts: { readonly of: readonly string[]; readonly at: Iterable<number> }
}

/** The lines before those of the sections: the head, the texts of all blocks, and who each block is. */
export function headLines(blocks: readonly BlockHead[]): readonly string[] {
  const used = new Map<readonly string[], Set<number>>()
  for (const { texts } of blocks) {
    let places = used.get(texts.of)
    if (places === undefined) used.set(texts.of, (places = new Set()))
    for (const place of texts.at) places.add(place)
  }
  const all = [...new Set([...used].flatMap(([of, places]) => [...places].map((place) => of[place] ?? '')))].sort(compareText)
  const place = new Map(all.map((text, i) => [text, i]))
  const placesIn = new Map([...used.keys()].map((of) => [of, of.map((text) => place.get(text) ?? 0)]))
  const head: LedgerHead = { kind: 'EvidenceLedger', formatVersion: ledgerFormatVersion, blocks: blocks.length }
  return [
    JSON.stringify({ apiVersion: 'sparekey.dev/v1', ...head }),
    JSON.stringify(all),
    ...blocks.map(({ identity, shortcomings: short, texts }) => {
      const { length, digest, marks, given } = identity
      const places = placesIn.get(texts.of) ?? []
      // Places rise: the steps between them are small, and pack well.
      let before = 0
      const steps: number[] = []
      for (const at of texts.at) {
        const next = places[at] ?? 0
        steps.push(next - before)
        before = next
      }
      return JSON.stringify([[length, digest, marks, given.cluster, given.category], short, steps])
    }),
  ]
}

/** Writes a ledger: the lines without the tail, which has their digest. */
export function ledgerLines(ledger: Ledger): readonly string[] {
  const written = ledger.blocks.map(({ identity, sections }) => {
    const { texts, sections: text } = blockText(sections)
    return { identity, shortcomings: shortcomingsOf(sections), texts: { of: texts, at: [...texts.keys()] }, text }
  })
  return [...headLines(written), ...written.map(({ text }) => text)]
}

function textsOf(sections: readonly Section[]): readonly string[] {
  const texts = new Set<string>()
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
  const blocks = blocksByHead(lines[0])
  if (lines.length !== 2 + 2 * blocks) throw damaged()
  const texts = listOf(parse(lines[1]), textAt)
  return ledgerOf(lines.slice(2, 2 + blocks).map((line, i) => blockOf(parse(line), parse(lines[2 + blocks + i]), texts)))
}

/**
 * How many blocks the first line says there are.
 *
 * @throws LedgerFormatError where it is of no ledger, or of one of another version
 */
export function blocksByHead(line: string | undefined): number {
  const head = parse(line)
  if (!isRecord(head) || head['kind'] !== 'EvidenceLedger') throw new LedgerFormatError('it is no ledger of evidence')
  const version = head['formatVersion']
  if (typeof version !== 'number' || version < 1) throw new LedgerFormatError('its head names no version of the format')
  if (version > ledgerFormatVersion)
    throw new LedgerFormatError(`its format is version ${version}, and this program reads up to ${ledgerFormatVersion}`)
  if (version < ledgerFormatVersion)
    throw new LedgerFormatError(`its format is version ${version}, which knew blocks of log in another way`)
  return numberAt(head['blocks'])
}

function blockOf(value: unknown, sections: unknown, all: readonly string[]): Block {
  const [identity, short, steps] = tuple(value, 3)
  const lacking = listOf(short, (some) => listOf(some, textAt))
  let place = 0
  const texts = listOf(steps, (step) => {
    const text = all[(place += numberAt(step))]
    if (text === undefined) throw damaged()
    return text
  })
  const [length, digest, marks, cluster, category] = tuple(identity, 5)
  const given = category === '' ? '' : categoryAt(category)
  const known: BlockIdentity = {
    length: numberAt(length),
    digest: textAt(digest),
    marks: listOf(marks, textAt),
    given: { cluster: textAt(cluster), category: given },
  }
  const read = listOf(sections, (section) => section)
  if (read.length !== lacking.length) throw damaged()
  return { identity: known, sections: read.map((section, i) => sectionAt(section, lacking[i] ?? [], texts)) }
}

function sectionAt(value: unknown, lacking: readonly string[], texts: readonly string[]): Section {
  const [cluster, category, lines, problems, hours, tables] = tuple(value, 6)
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
    shortcomings: shortcomings.filter((kind) => lacking.includes(kind)),
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
