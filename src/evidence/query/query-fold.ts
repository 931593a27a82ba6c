// Makes blocks of the results of queries: one for each day, whatever stretches of time they were asked in. All stages of a request have
// the time at which it was received, so no request is in two days. Each kind of request is booked as an event of a file is.
import { sortedBy } from '../../base/index.ts'
import { hourMicros, dayMicros } from '../event-time.ts'
import {
  categories,
  tableNames,
  type Block,
  type BlockIdentity,
  type Category,
  type Section,
  type TableName,
  type Tables,
} from '../ledger.ts'
import { observe } from '../observe.ts'
import { TallyTable } from '../tally-table.ts'
import { eventOfKind, kindColumns, type KindColumn } from './request-kind.ts'
import { askedText, QueryResultError, type QueryAsked, type QueryResult, type ResultRow } from './query-result.ts'

const hoursOfDay = dayMicros / hourMicros

/** Lines that were not understood, by reason. */
export type ReasonCounts = ReadonlyMap<string, number>

/** What was read. */
export interface QueryFolded {
  readonly blocks: readonly Block[]
  readonly lines: number
  readonly reasons: ReasonCounts
  /** Whether there is an event of which nothing says which category its log is. */
  readonly categoryMissing: boolean
}

interface Growing {
  readonly cluster: string
  readonly category: Category
  readonly hours: Map<number, number>
  readonly counts: { events: number; joined: number; duplicated: number; truncated: number; refreshed: number }
  readonly tables: ReadonlyMap<TableName, TallyTable>
  /** How many requests the tables are of. */
  requests: number
}

/** Takes the results of one question, asked in one piece or in several. */
export class QueryFold {
  readonly #asked: QueryAsked
  /** Of all that was counted: while it is exact, each number is. */
  #sum = 0
  readonly #days: Map<number, Map<string, Growing>> = new Map<number, Map<string, Growing>>()
  readonly #reasons: Map<string, number> = new Map<string, number>()
  #others = 0
  #categoryMissing = false

  constructor(asked: QueryAsked) {
    this.#asked = asked
  }

  /** @throws QueryResultError where it is of another question, or a row says what no query of ours says */
  take({ asked, rows }: QueryResult): void {
    if (askedText(asked) !== askedText(this.#asked)) throw new QueryResultError('it answers another question')
    for (const row of rows) {
      this.#sum += row.numbers.events + row.numbers.requests
      if (!Number.isSafeInteger(this.#sum)) throw new QueryResultError('its numbers are too large')
      switch (row.part) {
        case 'other':
          this.#others += row.numbers.events
          break
        case 'problem':
          this.#reasons.set(row.key[0] ?? '', (this.#reasons.get(row.key[0] ?? '') ?? 0) + row.numbers.events)
          break
        case 'hour':
        case 'request':
          this.#event(row)
      }
    }
  }

  /**
   * @param digest - of a text, as that of a block's bytes
   * @throws QueryResultError where there are more requests than events that they could be of
   */
  finish(digest: (text: string) => string): QueryFolded {
    const days = [...this.#days].sort(([a], [b]) => a - b)
    const notUnderstood = [...this.#reasons.values()].reduce((sum, count) => sum + count, 0)
    // What has no time stands with the first day, in the log that most of its events are of.
    const blocks = days.map(([day, growing], i) =>
      this.#block(day, growing, i === 0 ? { others: this.#others, notUnderstood } : { others: 0, notUnderstood: 0 }, digest),
    )
    return {
      blocks,
      lines: blocks.reduce((sum, { identity }) => sum + identity.length, 0),
      reasons: this.#reasons,
      categoryMissing: this.#categoryMissing,
    }
  }

  #event({ part, cluster, category: named, key, numbers }: ResultRow): void {
    const category = categories.find((one) => one === named)
    if (category === undefined) {
      if (named !== '') throw new QueryResultError(`it names a category that is none: ${named}`)
      this.#categoryMissing = true
      return
    }
    const isHour = part === 'hour'
    const section = this.#section(isHour ? Math.floor(numbers.unit / hoursOfDay) : numbers.unit, cluster, category)
    if (isHour) {
      section.hours.set(numbers.unit, (section.hours.get(numbers.unit) ?? 0) + numbers.events)
      for (const name of ['events', 'joined', 'duplicated', 'truncated'] as const) section.counts[name] += numbers[name]
      return
    }
    if (key.length !== kindColumns.length) throw new QueryResultError('a kind of request has other columns than it should')
    const kind = Object.fromEntries(kindColumns.map((column, i) => [column, key[i] ?? ''])) as Record<KindColumn, string>
    section.requests += numbers.requests
    const { observations, refresh } = observe(eventOfKind(kind))
    if (refresh) section.counts.refreshed += numbers.requests
    const { unit: day, started, ended, first, last } = numbers
    for (const one of observations) section.tables.get(one.table)?.add({ key: one.key, day, started, ended, first, last })
  }

  #section(day: number, cluster: string, category: Category): Growing {
    const key = `${category} ${cluster}`
    const sections = this.#days.get(day) ?? new Map<string, Growing>()
    this.#days.set(day, sections)
    const known = sections.get(key)
    if (known !== undefined) return known
    const section: Growing = {
      cluster,
      category,
      hours: new Map(),
      counts: { events: 0, joined: 0, duplicated: 0, truncated: 0, refreshed: 0 },
      tables: new Map(tableNames.map((name) => [name, new TallyTable()])),
      requests: 0,
    }
    sections.set(key, section)
    return section
  }

  #block(
    day: number,
    growing: ReadonlyMap<string, Growing>,
    more: { readonly others: number; readonly notUnderstood: number },
    digest: (text: string) => string,
  ): Block {
    const ordered = sortedBy(growing.values(), ({ cluster, category }) => [cluster, category])
    const [main] = [...ordered].sort((a, b) => b.counts.events - a.counts.events)
    const sections = ordered.map((one): Section => {
      const { cluster, category, counts, hours, tables, requests } = one
      if (requests > counts.events - counts.joined - counts.duplicated)
        throw new QueryResultError('it has more requests than events')
      return {
        cluster,
        category,
        lines: { ...counts, ...(one === main ? more : { others: 0, notUnderstood: 0 }) },
        problems: [],
        shortcomings: this.#asked.shortcomings,
        hours: [...hours].sort(([a], [b]) => a - b),
        tables: Object.fromEntries([...tables].map(([name, table]) => [name, table.tallies()])) as unknown as Tables,
      }
    })
    return { identity: this.#identity(day, sections, digest), sections }
  }

  /**
   * A day of a source. Its length is its lines, its digest that of all that was said of it. Its marks are those of its first hour that
   * holds events, its first two …, without the last one, which may still grow: so a day that was asked for while it went on gives way to
   * the same day later, as a file does that has grown; and two days of one name that are not the same stay two.
   */
  #identity(day: number, sections: readonly Section[], digest: (text: string) => string): BlockIdentity {
    const { source, given } = this.#asked
    const hours = [...new Set(sections.flatMap((section) => section.hours.map(([hour]) => hour)))].sort((a, b) => a - b)
    const start = ['query', source, day]
    const seen = hours.map((hour) => [
      hour,
      sections.flatMap((section) =>
        section.hours.filter(([one]) => one === hour).map(([, events]) => [section.cluster, section.category, events]),
      ),
    ])
    return {
      length: sections.reduce((sum, { lines }) => sum + lines.events + lines.others + lines.notUnderstood, 0),
      digest: digest(JSON.stringify([...start, sections])),
      marks: hours.slice(1).map((_, i) => digest(JSON.stringify([...start, seen.slice(0, i + 1)]))),
      given,
    }
  }
}
