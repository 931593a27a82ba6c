// One process's part of a run: its journal, its world and its options; and how it asks and works with patience.
import { SparekeyError } from '../base/index.ts'
import { ledgerOf, type Ledger } from './ledger.ts'
import type { JournalRecord } from './journal.ts'
import { limited } from './limited.ts'
import type { Clock } from './ports.ts'
import { refusalsOf, type Refusals } from './refusals.ts'
import type { SeenObjects, WalkOptions, World } from './walk.ts'

/** What every part of a walk is handed. */
export interface Run {
  readonly ledger: Ledger
  readonly world: World
  readonly options: WalkOptions
  /** Of a run that begins: what preflight has read. A run that is gone on with reads everything itself. */
  readonly seen?: SeenObjects
  /** What is refused while it goes on; absent where nothing tells of it. */
  readonly refusals?: Refusals
}

/**
 * A run that begins, or is gone on with.
 *
 * @param records - all that the journal of `world` holds
 */
export function runOf(records: readonly JournalRecord[], world: World, options: WalkOptions, seen?: SeenObjects): Run {
  const cluster = limited(world.cluster, options.parallel)
  return {
    ledger: ledgerOf(records, world.journal),
    world: { ...world, cluster },
    options,
    ...(seen === undefined ? {} : { seen }),
    ...(world.refusals === undefined ? {} : { refusals: refusalsOf(world.refusals) }),
  }
}

/**
 * How many steps of a wave are on their way at a time. There are more of them than writes: while the disk takes some steps' records,
 * others' requests are under way. One after the other, where that was asked for.
 */
export function stepsAtATime({ parallel }: WalkOptions): number {
  return parallel === 1 ? 1 : parallel * 4
}

const pausesMs: readonly number[] = [500, 1000, 2000, 4000, 8000]

/** Asks again where the API server gives no answer, for a quarter of a minute: it may be restarting. */
export async function patiently<T>(clock: Clock, ask: () => Promise<T>): Promise<T> {
  for (const pause of pausesMs) {
    try {
      return await ask()
    } catch (error) {
      if (!isUnreachable(error)) throw error
      await clock.pause(pause)
    }
  }
  return await ask()
}

/** Whether an error says that no answer came. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof SparekeyError && error.code === 'API_UNREACHABLE'
}

/**
 * Works on items, `limit` at a time, beginning in their order. After a failure none is begun, and those under way are waited for: a
 * write that was sent is never left without somebody to take its answer down.
 */
export async function inParallel<T>(items: readonly T[], limit: number, work: (item: T) => Promise<void>): Promise<void> {
  const failures: unknown[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < items.length && failures.length === 0) {
      const item = items[next++] as T
      try {
        await work(item)
      } catch (error) {
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, Math.min(limit, items.length)) }, worker))
  if (failures.length > 0) throw failures[0]
}
