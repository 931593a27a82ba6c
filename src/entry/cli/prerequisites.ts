// `prerequisites`: what the control presupposes of a live cluster, as facts with evidence.
import { prerequisiteFormats, prerequisitesExitCode, type RenderOptions } from '../../report/index.ts'
import { prerequisitesOf } from '../../verdict/index.ts'
import type { ConnectionOptions } from './connection-options.ts'
import type { Io } from './io.ts'
import { momentAsAsked } from './moment.ts'
import { withConnection } from './take-snapshot.ts'

/** The options of `prerequisites`. */
export interface PrerequisiteOptions extends ConnectionOptions {
  readonly output: 'text' | 'json'
  readonly now?: string
  readonly color?: boolean
}

/** @returns the exit code */
export async function prerequisitesAsAsked(options: PrerequisiteOptions, io: Io, render: RenderOptions): Promise<0 | 1 | 2> {
  const generatedAt = momentAsAsked(options, io)
  const { readFacts } = await import('../../sources/live/index.ts')
  return await withConnection(options, io, async (connection) => {
    const facts = await readFacts(connection, io.signal)
    const report = {
      generatedAt,
      description: connection.description,
      ...(facts.serverVersion === undefined ? {} : { serverVersion: facts.serverVersion }),
      prerequisites: prerequisitesOf(facts),
    }
    io.out(prerequisiteFormats[options.output](report, render))
    return prerequisitesExitCode(report)
  })
}
