// What the console has read: the audit at hand and what is made of it once, until it is read anew.
import { historyPoint, type HistoryPoint } from '../../console/index.ts'
import type { Plan } from '../../change/index.ts'
import { auditAsAsked, examplePath, type Audited } from '../cli/load.ts'
import { planFrom } from '../cli/plan.ts'
import type { Io } from '../cli/io.ts'
import type { SourceOptions } from '../cli/source-options.ts'

/** One reading of the source. */
export interface Reading {
  /** Counts from 1. */
  readonly number: number
  /** As `sparekey audit` with the same options. */
  readonly shown: Audited
  /** Of all namespaces, whatever is shown: accounts are used, and rights granted, across them. */
  readonly whole: () => Promise<Audited>
  /** What a plan of any risk holds. */
  readonly fullPlan: () => Promise<Plan>
  /** Audits of the earlier snapshots. */
  readonly earlier: () => Promise<readonly HistoryPoint[]>
}

/** Reads the source, and reads it anew. */
export interface Reader {
  readonly current: () => Reading
  /**
   * Those who ask while one is under way wait for the same one.
   *
   * @param when - `after`: what has just changed must be in it, so one that is under way does not do
   */
  readonly refresh: (when?: 'after') => Promise<Reading>
}

/** @throws SparekeyError for what stops the first reading */
export async function openReader(options: SourceOptions, earlier: readonly string[], io: Io): Promise<Reader> {
  // Files of before do not change.
  const before = once(async () => {
    const points: HistoryPoint[] = []
    for (const file of earlier) points.push(historyPoint((await auditAsAsked(snapshotOptions(options, file), io)).report, file))
    return points
  })
  const read = async (number: number): Promise<Reading> => {
    const shown = await auditAsAsked(options, io)
    const narrowed = options.namespace !== undefined && options.allNamespaces !== true
    const whole = once(() => (narrowed ? auditAsAsked({ ...options, allNamespaces: true }, io) : Promise.resolve(shown)))
    const fullPlan = once(async () => planFrom(await whole(), { maxRisk: 'high', renew: true }))
    return { number, shown, whole, fullPlan, earlier: before }
  }
  let current = await read(1)
  let next: Promise<Reading> | undefined
  const begin = (before: Promise<unknown> = Promise.resolve()): Promise<Reading> => {
    const made: Promise<Reading> = before
      .catch(() => undefined)
      .then(async () => (current = await read(current.number + 1)))
      .finally(() => {
        if (next === made) next = undefined
      })
    return (next = made)
  }
  return {
    current: () => current,
    refresh(when) {
      if (next === undefined) return begin()
      return when === 'after' ? begin(next) : next
    },
  }
}

/** The same question of another file: with the same evidence, or its counts would differ for want of it. */
function snapshotOptions({ filename: _, example, ...options }: SourceOptions, file: string): SourceOptions {
  return { ...options, snapshot: file, ...(example === true ? { evidence: options.evidence ?? examplePath('use.ledger') } : {}) }
}

/** Made when it is first asked for; a failure is not kept. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined
      throw error
    })
    return made
  }
}
