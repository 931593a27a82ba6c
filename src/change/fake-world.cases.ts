// A world for walks: a journal in memory that is written and read as text, a clock that turns the controllers when it is waited on, and
// the death of the process at any call to either.
import { SparekeyError } from '../base/index.ts'
import type { FakeCluster } from './fake-cluster.cases.ts'
import { emptyJournal, formatRecord, readJournal } from './journal-format.ts'
import type { JournalRecord } from './journal.ts'
import type { Clock, Cluster, Write, WriteOutcome } from './ports.ts'
import type { Plan, Step } from './step.ts'
import type { WalkEvent, WalkOptions, World } from './walk.ts'

/** A plan without a step. */
export const emptyPlan: Plan = {
  apiVersion: 'sparekey.dev/v1',
  kind: 'Plan',
  generatedAt: '2026-01-01T00:00:00Z',
  source: { kind: 'live', description: 'test', apiAudiences: [], assumptions: [], rolesKnown: true },
  steps: [],
  sourcePatches: [],
  left: [],
  gaps: [],
}

/** A plan of these steps. */
export function planWith(steps: readonly Step[]): Plan {
  return { ...emptyPlan, steps }
}

/** Options that a test may say its own for. */
export const usual: WalkOptions = { canary: 1, batchSize: 3, parallel: 2, timeoutMs: 60_000, wait: true, force: false }

/** The file of a journal: what is on disk, whichever process wrote it. */
export class FakeFile {
  text = ''
  /** How many more records there is room for. */
  room: number = Infinity

  #read: { readonly text: string; readonly journal: ReturnType<typeof readJournal> } | undefined

  journal(): ReturnType<typeof readJournal> {
    if (this.#read?.text !== this.text) this.#read = { text: this.text, journal: readJournal(this.text) }
    return this.#read.journal
  }

  records(): readonly JournalRecord[] {
    return this.journal().records
  }
}

/** Writes to the end of a file as a new process would: after a torn line is cut off. */
class FakeWriter {
  readonly #file: FakeFile
  #tail = emptyJournal

  constructor(file: FakeFile) {
    this.#file = file
    this.#tail = file.journal().tail
    file.text = file.text.slice(0, this.#tail.length)
  }

  append(record: JournalRecord): void {
    const { line, tail } = formatRecord(record, this.#tail)
    if (this.#file.room <= 0) {
      // What a full disk leaves: a part of the line, and no room for more.
      if (this.#file.room === 0) this.#file.text += line.slice(0, line.length / 2)
      this.#file.room = -1
      throw new SparekeyError('OUTPUT_NOT_WRITTEN', 'the disk is full')
    }
    this.#file.room--
    this.#file.text += line
    this.#tail = tail
  }
}

/** Time that passes when it is waited on; controllers have a turn for every second of it. */
export class FakeClock implements Clock {
  readonly #cluster: FakeCluster
  #ms = 0

  constructor(cluster: FakeCluster) {
    this.#cluster = cluster
  }

  now(): string {
    return new Date(Date.UTC(2026, 0, 1) + this.#ms).toISOString()
  }

  elapsed(): number {
    return this.#ms
  }

  async pause(milliseconds: number): Promise<void> {
    const before = Math.floor(this.#ms / 500)
    this.#ms += milliseconds
    for (let i = before; i < Math.floor(this.#ms / 500) && i < before + 6; i++) this.#cluster.tick()
  }
}

/** What happens at one of the moments of a run. */
export type Fate =
  | { readonly kind: 'lives' }
  /** At the moment of this number the process is killed. */
  | { readonly kind: 'dies'; readonly at: number }
  /** The answer of the write that is this moment never comes. */
  | { readonly kind: 'hearsNothing'; readonly at: number }

/** The process was killed. */
export class Death extends Error {}

/** A process: its world, the events that it told, and how many moments it had. */
export interface FakeProcess {
  readonly world: World
  readonly events: readonly WalkEvent[]
  moments(): number
}

/** A new process on a cluster and a journal, with its fate: each call is two moments, before and after its effect, and an append three. */
export function processOn(cluster: FakeCluster, file: FakeFile, fate: Fate = { kind: 'lives' }): FakeProcess {
  const writer = new FakeWriter(file)
  const events: WalkEvent[] = []
  let moment = 0
  let isDead = false
  const pass = (): void => {
    if (isDead) throw new Death()
    if (fate.kind === 'dies' && moment++ === fate.at) isDead = true
    else if (fate.kind !== 'dies') moment++
    if (isDead) throw new Death()
  }
  const call = async <T>(work: () => Promise<T>): Promise<T> => {
    pass()
    const answer = await work()
    pass()
    return answer
  }
  const isLost = (): boolean => fate.kind === 'hearsNothing' && moment === fate.at
  const unknown: WriteOutcome = { kind: 'unknown', message: 'connection reset' }
  const mortal: Cluster = {
    read: (ref) => call(() => cluster.read(ref)),
    async write(write: Write) {
      const isBefore = isLost()
      pass()
      // A request that never arrived, or an answer that did not.
      if (isBefore) return unknown
      const outcome = await cluster.write(write)
      const isAfter = isLost()
      pass()
      return isAfter ? unknown : outcome
    },
    tryWrite: (write) => call(() => cluster.tryWrite(write)),
    may: (right) => call(() => cluster.may(right)),
    resourceOf: (ref) => cluster.resourceOf(ref),
    observe: (refs) => call(() => cluster.observe(refs)),
    blockedByBudgets: (refs) => call(() => cluster.blockedByBudgets(refs)),
    audit: () => cluster.audit(),
  }
  const clock = new FakeClock(cluster)
  return {
    world: {
      cluster: mortal,
      clock,
      journal: {
        async append(record) {
          pass()
          const before = file.text.length
          writer.append(record)
          const whole = file.text
          try {
            // Killed in the middle of the write: a part of the line is on disk.
            file.text = whole.slice(0, before + Math.ceil((whole.length - before) / 2))
            pass()
          } finally {
            if (!isDead) file.text = whole
          }
          pass()
        },
      },
      say: (event) => events.push(event),
    },
    events,
    moments: () => moment,
  }
}
