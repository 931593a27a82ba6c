// `backout`: takes a run back from its journal alone, whole or some of its steps; with `--redo`, makes again what was taken back.
import { forwardExitCode } from './apply.ts'
import type { Engine } from './change-run.ts'
import { goOn, type GoOnOptions } from './go-on.ts'
import type { Io } from './io.ts'
import { walkOptionsOf } from './walk-options.ts'

/** The options of `backout`. */
export interface BackoutOptions extends GoOnOptions {
  readonly step?: readonly string[]
  readonly force?: boolean
  readonly redo?: boolean
}

/** @returns the exit code: 0 taken back (or made again), 1 a redo was backed out, 2 stopped */
export async function backoutAsAsked(path: string, options: BackoutOptions, io: Io, engine: Engine): Promise<0 | 1 | 2> {
  const { step: steps, force = false, redo = false } = options
  const { outcome, run } = await goOn(path, options, io, engine, {
    question: (_, cluster) => {
      const what = steps === undefined ? 'everything that this run has changed' : `${steps.length} steps of this run`
      return `${redo ? 'make again' : 'take back'} ${what} in ${cluster}?`
    },
    take: (records, world) =>
      engine.backOut(records, world, { ...walkOptionsOf(options), force, redo, ...(steps === undefined ? {} : { steps }) }),
  })
  if (redo) return forwardExitCode(outcome.kind, run)
  if (outcome.refusals.some(({ conflicts }) => conflicts.length > 0))
    io.err('what others have changed since is left as it is; `--force` overwrites these fields, and no others\n')
  return outcome.kind === 'complete' ? 0 : 2
}
