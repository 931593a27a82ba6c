// The rows that a query gives, whichever engine ran it: flat, of text and numbers alone, so that what somebody pasted out of a portal is
// as good as an answer over the network. Each row says what was asked and how many rows there are, so that a result which was cut off is
// known as such.
import { isRecord } from '../../kube/index.ts'
import { dayMicros, hourMicros } from '../event-time.ts'
import { categories, shortcomings, type Given, type Shortcoming } from '../ledger.ts'

/** The version of the rows; a reader refuses any other. */
export const queryVersion = 1

/** What was asked: it stands in each row, as JSON. */
export interface QueryAsked {
  /** What was read, by a name that is the same whoever asks: a table, blobs. */
  readonly source: string
  /** The first day, and the one behind the last, as `2026-11-01`; `''` for no bound. */
  readonly from: string
  readonly to: string
  readonly given: Given
  readonly shortcomings: readonly Shortcoming[]
}

/** The columns of a result, in order. */
export const resultColumns = ['asked', 'total', 'part', 'cluster', 'category', 'key', 'numbers'] as const

/**
 * - `request`: requests of one kind on one day; the key is the kind, the unit a day since 1970;
 * - `hour`: events of one hour; the unit is an hour since 1970;
 * - `other`: records of other categories;
 * - `problem`: lines that were not understood; the key is the reason.
 */
export const resultParts = ['request', 'hour', 'other', 'problem'] as const

/** One of {@link resultParts}. */
export type ResultPart = (typeof resultParts)[number]

/** The numbers of a row, in order. */
export const resultNumbers = [
  'unit',
  'events',
  'joined',
  'duplicated',
  'truncated',
  'requests',
  'started',
  'ended',
  'first',
  'last',
] as const

/** One row. */
export interface ResultRow {
  readonly part: ResultPart
  readonly cluster: string
  readonly category: string
  readonly key: readonly string[]
  readonly numbers: Readonly<Record<(typeof resultNumbers)[number], number>>
}

/** A result, whole. */
export interface QueryResult {
  readonly asked: QueryAsked
  readonly rows: readonly ResultRow[]
}

/** What is wrong with a result. */
export class QueryResultError extends Error {
  override readonly name = 'QueryResultError'
}

/** What was asked, as it stands in each row. */
export function askedText({ source, from, to, given, shortcomings: short }: QueryAsked): string {
  return JSON.stringify({
    query: queryVersion,
    source,
    from,
    to,
    cluster: given.cluster,
    category: given.category,
    shortcomings: short,
  })
}

/**
 * Checks rows that came from outside.
 *
 * @param cells - of each row, by the name of its column
 * @returns `undefined` where there is no row: nothing was read
 * @throws QueryResultError where they are no such rows, or not all of them
 */
export function readResult(cells: readonly Readonly<Record<string, unknown>>[]): QueryResult | undefined {
  const [first] = cells
  if (first === undefined) return undefined
  const asked = askedIn(first['asked'])
  const bounds = { from: microsOf(asked.from, 0), to: microsOf(asked.to, Number.MAX_SAFE_INTEGER) }
  const rows = cells.map((row): ResultRow => {
    if (row['asked'] !== first['asked']) throw new QueryResultError('its rows are of several queries')
    return rowIn(row, bounds)
  })
  const total = Number(first['total'])
  if (total !== rows.length) throw new QueryResultError(`it was cut off: ${rows.length} of ${total} rows are there`)
  return { asked, rows }
}

interface Bounds {
  readonly from: number
  readonly to: number
}

function rowIn(row: Readonly<Record<string, unknown>>, bounds: Bounds): ResultRow {
  const part = resultParts.find((one) => one === row['part'])
  const given = listIn(row['numbers']).map(countIn)
  const key = listIn(row['key'])
  if (part === undefined || given.length !== resultNumbers.length || !key.every((text) => typeof text === 'string'))
    throw foreign()
  const numbers = Object.fromEntries(resultNumbers.map((name, i) => [name, given[i]])) as ResultRow['numbers']
  if (!addsUp(part, numbers)) throw new QueryResultError('its numbers contradict one another')
  if (part in spans && (numbers.first < bounds.from || numbers.last >= bounds.to))
    throw new QueryResultError('it tells of other days than were asked for')
  return { part, cluster: textIn(row['cluster']), category: textIn(row['category']), key, numbers }
}

/** How long the unit is of parts that have times. */
const spans: Readonly<Partial<Record<ResultPart, number>>> = { hour: hourMicros, request: dayMicros }

/** What no log gives is no answer about one, and would make a ledger that nobody can read. */
function addsUp(part: ResultPart, numbers: ResultRow['numbers']): boolean {
  const { unit, events, joined, duplicated, truncated, requests, started, ended, first, last } = numbers
  const span = spans[part]
  if (span !== undefined && !(unit * span <= first && first <= last && last < (unit + 1) * span)) return false
  if (part === 'request') return requests > 0 && started <= requests && ended <= requests && started + ended >= requests
  return events > 0 && joined + duplicated < events && truncated <= events
}

/** A whole number, as such or, as some settings of engines have it, in quotes. */
function countIn(value: unknown): number {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0) throw foreign()
  return number
}

/** The beginning of a day; `''` is no bound. */
function microsOf(day: string, unbounded: number): number {
  if (day === '') return unbounded
  const millis = /^\d{4}-\d{2}-\d{2}$/.test(day) ? Date.parse(`${day}T00:00:00Z`) : Number.NaN
  if (Number.isNaN(millis)) throw foreign()
  return millis * 1000
}

function askedIn(cell: unknown): QueryAsked {
  const value = jsonIn(cell)
  if (!isRecord(value)) throw foreign()
  if (value['query'] !== queryVersion)
    throw new QueryResultError(
      `it is of version ${String(value['query'])} of the query, and this program reads version ${queryVersion}`,
    )
  const category = categories.find((one) => one === value['category']) ?? ''
  const short = value['shortcomings']
  return {
    source: textIn(value['source']),
    from: textIn(value['from']),
    to: textIn(value['to']),
    given: { cluster: textIn(value['cluster']), category },
    shortcomings: shortcomings.filter((kind) => Array.isArray(short) && short.includes(kind)),
  }
}

/** Lists come as such, or written down as JSON. */
function listIn(cell: unknown): readonly unknown[] {
  const value = jsonIn(cell)
  if (!Array.isArray(value)) throw foreign()
  return value
}

function jsonIn(cell: unknown): unknown {
  if (typeof cell !== 'string') return cell
  try {
    return JSON.parse(cell) as unknown
  } catch {
    throw foreign()
  }
}

function textIn(cell: unknown): string {
  if (typeof cell !== 'string') throw foreign()
  return cell
}

function foreign(): QueryResultError {
  return new QueryResultError('it is no result of a query of Sparekey')
}
