// `status`: how a run stands, from its journal alone; with `--mirror`, after the journal was fetched from the cluster.
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { SparekeyError } from '../../base/index.ts'
import { runExitCodes, statusFormats, verdictOf, type RenderOptions } from '../../report/index.ts'
import { readJournalFile } from '../../sources/journal/index.ts'
import type { Engine } from './change-run.ts'
import type { ConnectionOptions } from './connection-options.ts'
import type { Io } from './io.ts'
import { withChangeConnection } from './take-snapshot.ts'

/** The options of `status`. */
export interface StatusOptions extends ConnectionOptions {
  readonly output: 'table' | 'json'
  readonly color?: boolean
  /** `NAMESPACE/RUN`. */
  readonly mirror?: string
}

/** @returns the exit code: 0 done, 1 backed out, 2 something is left to do */
export async function statusAsAsked(
  path: string,
  options: StatusOptions,
  io: Io,
  engine: Engine,
  render: RenderOptions,
): Promise<0 | 1 | 2> {
  if (options.mirror !== undefined) await fetchMirror(path, options.mirror, options, io)
  const run = engine.stateOf(await readJournalFile(path, engine.codec))
  io.out(statusFormats[options.output](run, render))
  return runExitCodes[verdictOf(run)]
}

async function fetchMirror(path: string, mirror: string, options: StatusOptions, io: Io): Promise<void> {
  const [namespace = '', run = '', ...more] = mirror.split('/')
  if (namespace === '' || run === '' || more.length > 0)
    throw new SparekeyError('USAGE', `\`--mirror\` takes NAMESPACE/RUN, not \`${mirror}\``)
  const { readMirror } = await import('../../sources/live/index.ts')
  const text = await withChangeConnection(options, io, (connection) => readMirror(connection, { namespace, run }))
  try {
    const file = openSync(path, 'wx', 0o600)
    try {
      const bytes = Buffer.from(text, 'latin1')
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST'
    throw new SparekeyError(
      'OUTPUT_NOT_WRITTEN',
      isThere ? `\`${path}\` is there already` : `cannot write \`${path}\`: ${error instanceof Error ? error.message : ''}`,
      { cause: error, hint: 'name a file that is not there: the mirror is written to it' },
    )
  }
  io.err(`wrote ${path} from its mirror ${mirror}\n`)
}
