// `snapshot`: from a live cluster to a file.
import { writeSnapshot } from '../../sources/snapshot/index.ts'
import type { ExitCode } from './exit-code.ts'
import type { Io } from './io.ts'
import type { SourceOptions } from './source-options.ts'
import { takeSnapshot } from './take-snapshot.ts'

/** @throws SparekeyError for what stops it */
export async function runSnapshot(options: SourceOptions & { readonly output: string }, io: Io): Promise<ExitCode> {
  const snapshot = await takeSnapshot(options, io)
  writeSnapshot(options.output, snapshot)
  const { objects, gaps } = snapshot
  io.err(`wrote ${options.output}: ${objects.length} objects${gaps.length === 0 ? '' : `, with ${gaps.length} gaps`}\n`)
  return gaps.length > 0 ? 2 : 0
}
