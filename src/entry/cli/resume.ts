// `resume`: goes on with a run that broke off, or looks again at what was waiting for somebody.
import { forwardExitCode } from './apply.ts'
import type { Engine } from './change-run.ts'
import { goOn, type GoOnOptions } from './go-on.ts'
import type { Io } from './io.ts'
import { walkOptionsOf } from './walk-options.ts'

/** @returns the exit code: 0 at its end, 1 backed out, 2 stopped, or something is pending */
export async function resumeAsAsked(path: string, options: GoOnOptions, io: Io, engine: Engine): Promise<0 | 1 | 2> {
  const { outcome, run } = await goOn(path, options, io, engine, {
    question: ({ walk }, cluster) => `go on ${walk?.direction === 'back' ? 'taking back' : 'changing'} objects of ${cluster}?`,
    take: (records, world) => engine.resumeRun(records, world, walkOptionsOf(options)),
  })
  if (run.walk?.direction === 'back') return outcome.kind === 'complete' ? 0 : 2
  return forwardExitCode(outcome.kind, run)
}
