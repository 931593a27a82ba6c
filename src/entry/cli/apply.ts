// `apply`: carries a plan out. Everything that can be asked is asked before the first write, and the journal is there before it too.
import { randomBytes } from 'node:crypto'
import { dirname, join } from 'node:path'
import { SparekeyError } from '../../base/index.ts'
import type { Plan, RunState } from '../../change/index.ts'
import { preflightText, verdictOf } from '../../report/index.ts'
import { createJournal, readJournalFile } from '../../sources/journal/index.ts'
import type { ChangeConnection } from '../../sources/live/index.ts'
import { readYamlFile } from '../../sources/yaml/index.ts'
import { clusterOf, namespacesOf, tellOutcome, walk, worldOf, type Engine } from './change-run.ts'
import { confirm } from './confirm.ts'
import type { Io } from './io.ts'
import { lockFor, mirroring } from './run-keeping.ts'
import { openWatch } from './refusal-watch.ts'
import { withChangeConnection } from './take-snapshot.ts'
import { walkOptionsOf, type WalkCommandOptions } from './walk-options.ts'

/** The options of `apply`. */
export interface ApplyOptions extends WalkCommandOptions {
  readonly dryRun?: boolean
  readonly journal?: string
}

/**
 * @returns the exit code: 0 made and shown by the pods, 1 backed out, 2 stopped, or something is pending
 * @throws SparekeyError for what stops it
 */
export async function applyAsAsked(file: string, options: ApplyOptions, io: Io, engine: Engine): Promise<0 | 1 | 2> {
  const plan = readPlanFile(file, engine)
  if (plan.steps.length === 0) {
    io.out(`${file} has no steps: there is nothing to do\n`)
    return 0
  }
  return await withChangeConnection(options, io, (connection) => carryOut(plan, dirname(file), connection, options, io, engine))
}

/**
 * Carries a plan out over a connection.
 *
 * @param folder - where its journal goes, if the options do not say
 * @returns as `applyAsAsked`
 */
export async function carryOut(
  plan: Plan,
  folder: string,
  connection: ChangeConnection,
  options: ApplyOptions,
  io: Io,
  engine: Engine,
): Promise<0 | 1 | 2> {
  const { cluster, audit } = await clusterOf(connection, plan, options, io)
  await using watch = await openWatch(options)
  const preflight = await engine.preflight(plan, cluster)
  io.err(preflightText(plan, preflight))
  if (preflight.problems.length > 0) return 2
  if (options.dryRun === true) return 0
  await confirm(`change ${plan.steps.length} objects of ${connection.description}?`, options, io)
  const run = newRunId(io)
  const path = options.journal ?? join(folder, `sparekey-${run}.journal`)
  const lock = await lockFor(connection, run, namespacesOf(plan), io)
  try {
    // What the tokens are before the first write, for the proof afterwards.
    const held = engine.heldOf((await audit()).report)
    const mirror = mirroring(connection, run, options.mirror)
    await mirror.open('')
    const journal = await createJournal(path, engine.codec, mirror.onWritten)
    try {
      io.err(`journal: ${path}\n`)
      const world = worldOf(cluster, journal, lock, io, watch.refusals)
      const { server } = connection
      const { seen } = preflight
      const outcome = await walk(path, io, () =>
        engine.applyPlan(
          { plan, run, server, held, ...(options.mirror === undefined ? {} : { mirror: options.mirror }), seen },
          world,
          walkOptionsOf(options),
        ),
      )
      const standing = engine.stateOf(await readJournalFile(path, engine.codec))
      tellOutcome(outcome, standing, io)
      return forwardExitCode(outcome.kind, standing)
    } finally {
      await journal.close()
    }
  } finally {
    await lock.release()
  }
}

/** The exit code of a walk forward: what is written but does not show yet is not done. */
export function forwardExitCode(outcome: 'complete' | 'backedOut' | 'stopped', run: RunState): 0 | 1 | 2 {
  if (outcome === 'backedOut') return 1
  return outcome === 'complete' && verdictOf(run) === 'complete' ? 0 : 2
}

const planHint = 'name a plan: `sparekey plan -o plan.yaml` writes one'

/** @throws SparekeyError `INPUT_NOT_FOUND`, and `CONFIG_INVALID` where it is no plan */
function readPlanFile(file: string, { readPlan }: Engine): Plan {
  const read = readPlan(readYamlFile(file, planHint))
  if (read.kind === 'plan') return read.plan
  const [first] = read.problems
  const told = read.problems.slice(0, 5).map(({ place, message }) => (place === '' ? message : `\`${place}\`: ${message}`))
  const more = read.problems.length > told.length ? [`${read.problems.length - told.length} more`] : []
  throw new SparekeyError('CONFIG_INVALID', `cannot use \`${file}\`: ${[...told, ...more].join('; ')}`, {
    hint: first?.remedy ?? 'make the plan anew',
  })
}

/** `20261125-181657-3f9a1c`: its order is that of time, and it fits into the names of objects. */
function newRunId(io: Io): string {
  const [date = '', time = ''] = io.now().split('T')
  return `${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}-${randomBytes(3).toString('hex')}`
}
