// The run that is under way, if one is: at most one at a time, told to every page that listens, and stopped between two steps.
import { SparekeyError } from '../../base/index.ts'
import { foldOf, type Fold, type JournalRecord, type World } from '../../change/index.ts'
import { runView, type RunKind, type RunningView } from '../../console/index.ts'
import type { Engine } from '../cli/change-run.ts'
import { engine } from '../cli/engine.ts'
import type { Io } from '../cli/io.ts'
import { tellCrash } from './crash.ts'

/** A task: it is handed a world of its own, and gives the exit code of its command. */
export type RunTask = (io: Io, engine: Engine) => Promise<number>

/** Keeps the run. */
export interface Running {
  readonly current: () => RunningView | undefined
  /** @throws SparekeyError `USAGE` where one is under way */
  readonly start: (kind: RunKind, task: RunTask, journal?: string) => RunningView
  /** Has the run end between two steps; its journal stays whole. */
  readonly stop: () => void
  /** Calls back whenever something has changed. */
  readonly listen: (told: () => void) => () => void
  /** When the run under way, if one is, has ended. */
  readonly settled: () => Promise<void>
}

/** How many lines are kept of a long run. */
const keptLines = 400

/**
 * @param onEnd - when a run has changed something
 */
export function runKeeper(io: Io, onEnd: () => void): Running {
  const listeners = new Set<() => void>()
  let number = 0
  let view: RunningView | undefined
  let fold: Fold | undefined
  let controller = new AbortController()
  let ended: Promise<void> = Promise.resolve()
  const tell = (): void => {
    for (const told of listeners) told()
  }
  const change = (part: Partial<RunningView>): void => {
    if (view !== undefined) view = { ...view, ...part }
    tell()
  }
  const print = (text: string): void => {
    const lines = text.split('\n').filter((line) => line.trim() !== '')
    if (view !== undefined && lines.length > 0) change({ lines: [...view.lines, ...lines].slice(-keptLines) })
  }
  const watched = (world: World, before: readonly JournalRecord[]): World => {
    fold = before.length === 0 ? undefined : foldOf(before)
    tell()
    return {
      ...world,
      journal: {
        async append(record) {
          await world.journal.append(record)
          if (fold === undefined) fold = foldOf([record])
          else fold.add(record)
          tell()
        },
      },
    }
  }
  const watching: Engine = {
    ...engine,
    applyPlan(run, world, options) {
      change({ journal: `sparekey-${run.run}.journal` })
      return engine.applyPlan(run, watched(world, []), options)
    },
    resumeRun: (records, world, options) => engine.resumeRun(records, watched(world, records), options),
    backOut: (records, world, options) => engine.backOut(records, watched(world, records), options),
  }
  return {
    current: () => (view === undefined || fold === undefined ? view : { ...view, run: runView(fold.state) }),
    start(kind, task, journal) {
      if (view?.state.kind === 'underWay')
        throw new SparekeyError('USAGE', 'a run is under way already', { hint: 'wait until it has ended, or stop it' })
      controller = new AbortController()
      fold = undefined
      number += 1
      view = {
        number,
        kind,
        startedAt: io.now(),
        ...(journal === undefined ? {} : { journal }),
        lines: [],
        state: { kind: 'underWay', stopping: false },
      }
      const world: Io = {
        ...io,
        out: print,
        err: print,
        inIsTerminal: false,
        outIsTerminal: false,
        errIsTerminal: false,
        signal: AbortSignal.any([io.signal, controller.signal]),
      }
      const started = view
      ended = task(world, watching)
        .then((code) => change({ state: { kind: 'ended', code, at: io.now() } }))
        .catch((error: unknown) => {
          if (!(error instanceof SparekeyError)) tellCrash(error, io)
          const message = error instanceof SparekeyError ? error.message : 'the run failed: see where the console runs'
          const hint = error instanceof SparekeyError && error.hint !== undefined ? { hint: error.hint } : {}
          change({ state: { kind: 'failed', message, ...hint, at: io.now() } })
        })
        .then(() => {
          if (kind !== 'check') onEnd()
        })
      tell()
      return started
    },
    stop() {
      if (view?.state.kind !== 'underWay') return
      controller.abort()
      change({ state: { kind: 'underWay', stopping: true } })
    },
    listen(told) {
      listeners.add(told)
      return () => listeners.delete(told)
    },
    settled: () => ended,
  }
}
