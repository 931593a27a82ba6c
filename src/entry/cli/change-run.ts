// What the commands that change a cluster have in common: who walks, in which world, and how a walk ends.
import { SparekeyError } from '../../base/index.ts'
import type {
  Cluster,
  Clock,
  HeldTokens,
  Journal,
  JournalRecord,
  Plan,
  Preflight,
  RefusalWatch,
  RunState,
  SeenObjects,
  Verification,
  WalkOptions,
  WalkOutcome,
  World,
} from '../../change/index.ts'
import { eventText, refusalLines, standingText } from '../../report/index.ts'
import type { JournalCodec } from '../../sources/journal/index.ts'
import type { ChangeConnection, Lock } from '../../sources/live/index.ts'
import type { AuditReport } from '../../verdict/index.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import { auditOfPlan, type AuditOfPlan } from './audit-of-plan.ts'
import type { ConnectionOptions } from './connection-options.ts'
import type { Io } from './io.ts'
import { containersWithTokenBy } from './token-holders.ts'

/** The walks of the change room, and what reads and writes their records. */
export interface Engine {
  readonly codec: JournalCodec
  readonly readPlan: (value: unknown) =>
    | { readonly kind: 'plan'; readonly plan: Plan }
    | {
        readonly kind: 'problems'
        readonly problems: readonly { readonly place: string; readonly message: string; readonly remedy: string }[]
      }
  readonly preflight: (plan: Plan, cluster: Cluster) => Promise<Preflight>
  readonly applyPlan: (
    run: {
      readonly plan: Plan
      readonly run: string
      readonly server: string
      readonly held: HeldTokens
      readonly mirror?: string
      readonly seen: SeenObjects
    },
    world: World,
    options: WalkOptions,
  ) => Promise<WalkOutcome>
  readonly resumeRun: (records: readonly JournalRecord[], world: World, options: WalkOptions) => Promise<WalkOutcome>
  readonly backOut: (
    records: readonly JournalRecord[],
    world: World,
    options: WalkOptions & { readonly redo?: boolean },
  ) => Promise<WalkOutcome>
  readonly stateOf: (records: readonly JournalRecord[]) => RunState
  readonly heldOf: (report: AuditReport) => HeldTokens
  readonly verifyRun: (records: readonly JournalRecord[], report: AuditReport) => Verification
}

/** A cluster for one plan, and the audit by which its pods are judged: it is made once, when it is first needed. */
export interface PlanCluster {
  readonly cluster: Cluster
  readonly audit: () => Promise<AuditOfPlan>
}

/** The cluster of a connection. Reads end with the interruption; a write that was begun is finished. */
export async function clusterOf(
  connection: ChangeConnection,
  plan: Plan,
  options: ConnectionOptions,
  io: Io,
): Promise<PlanCluster> {
  const { changeCluster } = await import('../../sources/live/index.ts')
  let first: Promise<AuditOfPlan> | undefined
  const audit = (): Promise<AuditOfPlan> => {
    first ??= auditOfPlan(plan, options, io, connection).catch((error: unknown) => {
      first = undefined
      throw error
    })
    return first
  }
  const cluster = changeCluster(connection, {
    signal: io.signal,
    audit: async () => (await auditOfPlan(plan, options, io, connection)).report,
    async containersWithToken(pod) {
      const { inventory } = await audit()
      return containersWithTokenBy(inventory, plan.source.apiAudiences)(pod)
    },
  })
  return { cluster, audit }
}

/** The namespaces that a plan's steps write to, for the lock. */
export function namespacesOf(plan: Plan): readonly string[] {
  return [...new Set(plan.steps.map(({ object }) => object.namespace ?? 'kube-system'))].sort()
}

/** The world of a walk, in which nothing is begun after an interruption or without the lock. */
export function worldOf(cluster: Cluster, journal: Journal, lock: Lock, io: Io, refusals?: RefusalWatch): World {
  const begin = (): void => {
    if (io.signal.aborted) throw new SparekeyError('INTERRUPTED', 'interrupted between two steps')
    lock.assertHeld()
  }
  return {
    cluster: {
      ...cluster,
      async write(write) {
        lock.assertHeld()
        return await cluster.write(write)
      },
    },
    journal: {
      async append(record) {
        // What was sent is always written down; what was not is not begun.
        if (record.record === 'intent') begin()
        await journal.append(record)
      },
    },
    clock: clockOf(io),
    ...(refusals === undefined ? {} : { refusals }),
    say: (event) => io.err(eventText(event)),
  }
}

function clockOf(io: Io): Clock {
  return {
    now: () => io.now(),
    elapsed: () => performance.now(),
    async pause(milliseconds) {
      try {
        await sleep(milliseconds, undefined, { signal: io.signal })
      } catch (error) {
        throw new SparekeyError('INTERRUPTED', 'interrupted while waiting', { cause: error })
      }
    },
  }
}

/**
 * Takes a walk, and says how to go on where it breaks off.
 *
 * @param path - of the journal
 */
export async function walk(path: string, io: Io, take: () => Promise<WalkOutcome>): Promise<WalkOutcome> {
  try {
    return await take()
  } catch (error) {
    io.err(
      `the run is left open, and its journal is whole: go on with \`sparekey resume ${path}\`, or take everything back with \`sparekey backout ${path}\`\n`,
    )
    throw error
  }
}

/** What a walk came to, told: why it stopped and the fields that stood against it to standard error, how the run stands to standard output. */
export function tellOutcome(outcome: WalkOutcome, run: RunState, io: Io): void {
  if (outcome.reason !== undefined) io.err(`${outcome.kind === 'backedOut' ? 'backed out' : 'stopped'}: ${outcome.reason}\n`)
  const lines = refusalLines(outcome.refusals, directionOf(outcome, run))
  if (lines.length > 0) io.err(`${lines.join('\n')}\n`)
  io.out(`${standingText(run)}\n`)
}

/** Which way the steps were refused: where a batch went wrong and is not back, it was on the way back. */
function directionOf({ kind }: WalkOutcome, { walk: last }: RunState): 'forward' | 'back' {
  return last?.direction === 'back' || (last?.failed !== undefined && kind === 'stopped') ? 'back' : 'forward'
}
