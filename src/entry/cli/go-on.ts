// `resume` and `backout`: go on with a run from its journal, in the cluster that it was begun in.
import { SparekeyError } from '../../base/index.ts'
import type { JournalRecord, RunState, WalkOutcome, World } from '../../change/index.ts'
import { openJournal, readJournalFile } from '../../sources/journal/index.ts'
import { clusterOf, namespacesOf, tellOutcome, walk, worldOf, type Engine } from './change-run.ts'
import { confirm } from './confirm.ts'
import type { Io } from './io.ts'
import { lockFor, mirroring } from './run-keeping.ts'
import { openWatch } from './refusal-watch.ts'
import { withChangeConnection } from './take-snapshot.ts'
import type { WalkCommandOptions } from './walk-options.ts'

/** The options of every command that goes on with a run. */
export interface GoOnOptions extends Omit<WalkCommandOptions, 'mirror'> {
  /** `false`: the mirror that the run had is not kept any more; absent: as the run was begun. */
  readonly mirror?: string | false
  /** The cluster is the same, though its address is another one. */
  readonly serverMoved?: boolean
}

/** What is done with the run. */
export interface GoingOn {
  /** Asked before anything is changed. */
  readonly question: (run: RunState, cluster: string) => string
  readonly take: (records: readonly JournalRecord[], world: World) => Promise<WalkOutcome>
}

/** What it came to. */
export interface WentOn {
  readonly outcome: WalkOutcome
  readonly run: RunState
}

/** @throws SparekeyError for what stops it */
export async function goOn(path: string, options: GoOnOptions, io: Io, engine: Engine, going: GoingOn): Promise<WentOn> {
  const before = engine.stateOf(await readJournalFile(path, engine.codec))
  return await withChangeConnection(options, io, async (connection) => {
    if (connection.server !== before.server && options.serverMoved !== true)
      throw new SparekeyError('USAGE', `the run is of the cluster at ${before.server}, and this is ${connection.server}`, {
        hint: 'name the right one with `--context`; if it is the same cluster at another address, say `--server-moved`: objects are told by their uid',
      })
    await confirm(going.question(before, connection.description), options, io)
    await using watch = await openWatch(options)
    const mirror = mirroring(connection, before.run, mirrorOf(before, options))
    const journal = await openJournal(path, engine.codec, mirror.onWritten)
    try {
      const lock = await lockFor(connection, before.run, namespacesOf(before.plan), io)
      try {
        await mirror.open(journal.text)
        const { cluster } = await clusterOf(connection, before.plan, options, io)
        const world = worldOf(cluster, journal, lock, io, watch.refusals)
        const outcome = await walk(path, io, () => going.take(journal.records, world))
        const run = engine.stateOf(await readJournalFile(path, engine.codec))
        tellOutcome(outcome, run, io)
        return { outcome, run }
      } finally {
        await lock.release()
      }
    } finally {
      await journal.close()
    }
  })
}

/** A run that was begun with a mirror keeps it, wherever nothing else is said. */
function mirrorOf(run: RunState, { mirror = run.mirror }: GoOnOptions): string | undefined {
  return mirror === false ? undefined : mirror
}
