// Folds the events of one block: the stages of one request are joined, the rest is counted. A request is known by its id together with
// its time, user and path, since clients choose the id (`Audit-ID`) and aggregated API servers share it.
import { sortedBy } from '../base/index.ts'
import { stages, type AuditEvent } from './audit-event.ts'
import { hourMicros, timeOf } from './event-time.ts'
import {
  shortcomings,
  tableNames,
  type Category,
  type LineProblem,
  type Section,
  type Shortcoming,
  type TableName,
  type Tables,
} from './ledger.ts'
import { observe } from './observe.ts'
import { TallyTable } from './tally-table.ts'

/** Which log an event is of. */
export interface Place {
  readonly cluster: string
  readonly category: Category
}

/** How many problems of a block are kept word by word; the rest are counted. */
export const problemsKept = 3

/** How many requests wait for their later stages; then what waits is counted, so that no block grows without bound. */
const waiting = 50_000

interface Pending {
  event: AuditEvent
  readonly at: number
  started: boolean
  ended: boolean
}

/** Takes what is read of a block. */
export interface EventSink {
  /**
   * Takes an event.
   *
   * @returns what is wrong with it, for {@link problem}
   */
  event(event: AuditEvent, place: Place): string | undefined
  /** Notes a record of another category. */
  other(): void
  /** Notes a line that was not understood. */
  problem(problem: LineProblem): void
  /** Notes that the block says less than it should. */
  shortcoming(kind: Shortcoming): void
}

/** Said of an event without a time. */
export const noTime = 'not an audit event: `requestReceivedTimestamp`: expected a time as RFC 3339 has it'

/** Reads one block. */
export class BlockFold implements EventSink {
  readonly #sections: Map<string, SectionFold> = new Map<string, SectionFold>()
  readonly #problems: LineProblem[] = []
  readonly #shortcomings: Set<Shortcoming> = new Set<Shortcoming>()
  #notUnderstood = 0
  #others = 0

  event(event: AuditEvent, place: Place): string | undefined {
    const at = timeOf(event.requestReceivedTimestamp)
    if (at === undefined) return noTime
    const key = `${place.category} ${place.cluster}`
    let section = this.#sections.get(key)
    if (section === undefined) this.#sections.set(key, (section = new SectionFold(place)))
    section.take(event, at)
    return undefined
  }

  other(): void {
    this.#others++
  }

  problem(problem: LineProblem): void {
    this.#notUnderstood++
    if (this.#problems.length < problemsKept) this.#problems.push(problem)
  }

  shortcoming(kind: Shortcoming): void {
    this.#shortcomings.add(kind)
  }

  /**
   * Ends the block. What is of no log in particular stands with the one that most of its events are of.
   *
   * @returns `undefined` where it holds no event at all: it is no audit log
   */
  finish(): readonly Section[] | undefined {
    const folds = sortedBy(this.#sections.values(), ({ place }) => [place.cluster, place.category])
    const [main] = [...folds].sort((a, b) => b.events - a.events)
    if (main === undefined) return undefined
    main.others = this.#others
    main.notUnderstood = this.#notUnderstood
    const short = shortcomings.filter((kind) => this.#shortcomings.has(kind))
    return folds.map((fold) => fold.finish(fold === main ? this.#problems : [], fold === main ? short : []))
  }
}

class SectionFold {
  readonly place: Place
  events = 0
  others = 0
  notUnderstood = 0
  #joined = 0
  #duplicated = 0
  #truncated = 0
  #refreshed = 0
  readonly #hours: Map<number, number> = new Map<number, number>()
  readonly #pending: Map<string, Pending> = new Map<string, Pending>()
  readonly #tables: ReadonlyMap<TableName, TallyTable> = new Map(tableNames.map((name) => [name, new TallyTable()]))

  constructor(place: Place) {
    this.place = place
  }

  take(event: AuditEvent, at: number): void {
    this.events++
    const hour = Math.floor(at / hourMicros)
    this.#hours.set(hour, (this.#hours.get(hour) ?? 0) + 1)
    if (event.annotations['audit.k8s.io/truncated'] === 'true') this.#truncated++
    const key = JSON.stringify([event.auditID, at, event.user.username, event.requestURI])
    const known = this.#pending.get(key)
    const started = event.stage === 'ResponseStarted'
    const ended = event.stage === 'ResponseComplete' || event.stage === 'Panic'
    if (known === undefined) {
      if (this.#pending.size >= waiting) this.#settle()
      this.#pending.set(key, { event, at, started, ended })
      return
    }
    const later = stages.indexOf(event.stage) - stages.indexOf(known.event.stage)
    if (later === 0) this.#duplicated++
    else this.#joined++
    if (later > 0) known.event = event
    known.started ||= started
    known.ended ||= ended
  }

  finish(problems: readonly LineProblem[], short: readonly Shortcoming[]): Section {
    this.#settle()
    return {
      ...this.place,
      lines: {
        events: this.events,
        joined: this.#joined,
        duplicated: this.#duplicated,
        truncated: this.#truncated,
        refreshed: this.#refreshed,
        others: this.others,
        notUnderstood: this.notUnderstood,
      },
      problems,
      shortcomings: short,
      hours: [...this.#hours].sort(([a], [b]) => a - b),
      tables: Object.fromEntries([...this.#tables].map(([name, table]) => [name, table.tallies()])) as unknown as Tables,
    }
  }

  #settle(): void {
    for (const { event, at, started, ended } of this.#pending.values()) {
      const { observations, refresh } = observe(event)
      if (refresh) this.#refreshed++
      // A request that was only seen to arrive is one request too.
      const seen = { started, ended: ended || !started }
      for (const { table, key } of observations) this.#tables.get(table)?.count(key, at, seen)
    }
    this.#pending.clear()
  }
}
