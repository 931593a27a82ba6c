// `audit`: from the options to the audit of one source, and onto the screen.
import { exitCodeOf, formats } from '../../report/index.ts'
import type { ExitCode } from './exit-code.ts'
import type { Io } from './io.ts'
import { auditAsAsked, refuseUnknownNamespace } from './load.ts'
import type { AuditOptions } from './program.ts'
import { renderOptions } from './render-options.ts'

/** @throws SparekeyError for what stops the audit */
export async function runAudit(options: AuditOptions, io: Io): Promise<ExitCode> {
  const { report, inventory } = await auditAsAsked(options, io)
  if (options.namespace !== undefined && options.allNamespaces !== true) refuseUnknownNamespace(options.namespace, inventory)
  const benchmark = options.benchmark === undefined ? {} : { benchmark: options.benchmark }
  io.out(formats[options.output](report, { ...renderOptions(options, io), ...benchmark }))
  return exitCodeOf(report, options.failOn)
}
