// `verify`: audits the cluster again and holds the tokens against those that the journal has from before. Nothing is changed.
import { verificationExitCodes, verificationFormats, type RenderOptions } from '../../report/index.ts'
import { readJournalFile } from '../../sources/journal/index.ts'
import { auditOfPlan } from './audit-of-plan.ts'
import type { Engine } from './change-run.ts'
import type { ConnectionOptions } from './connection-options.ts'
import type { Io } from './io.ts'
import { withConnection } from './take-snapshot.ts'

/** The options of `verify`. */
export interface VerifyOptions extends ConnectionOptions {
  readonly output: 'table' | 'json'
  readonly color?: boolean
}

/** @returns the exit code: 0 proved, 1 differences, 2 something could not be read */
export async function verifyAsAsked(
  path: string,
  options: VerifyOptions,
  io: Io,
  engine: Engine,
  render: RenderOptions,
): Promise<0 | 1 | 2> {
  const records = await readJournalFile(path, engine.codec)
  const { run, plan } = engine.stateOf(records)
  const { report } = await withConnection(options, io, (connection) => auditOfPlan(plan, options, io, connection))
  const verification = engine.verifyRun(records, report)
  io.out(verificationFormats[options.output](run, verification, render))
  return verificationExitCodes[verification.kind]
}
