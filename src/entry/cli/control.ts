// `control`: the whole control carried out on one source. It looks at everything, and narrows only what it reports.
import { SparekeyError } from '../../base/index.ts'
import { procedureExitCode, procedureFormats } from '../../report/index.ts'
import { procedure, type ProcedureReport } from '../../verdict/index.ts'
import type { ExitCode } from './exit-code.ts'
import type { Io } from './io.ts'
import { auditAsAsked, refuseUnknownNamespace } from './load.ts'
import type { ControlOptions } from './program.ts'
import { renderOptions } from './render-options.ts'
import type { SourceOptions } from './source-options.ts'

/** Carries it out, and prints what came of it. */
export async function runControl(options: ControlOptions, io: Io): Promise<ExitCode> {
  const report = await controlAsAsked(options, io)
  io.out(procedureFormats[options.output](report, renderOptions(options, io)))
  return procedureExitCode(report)
}

/** @throws SparekeyError for what stops the answer */
export async function controlAsAsked(options: SourceOptions, io: Io): Promise<ProcedureReport> {
  if (options.selector !== undefined)
    throw new SparekeyError(
      'USAGE',
      '`-l` leaves out what the control asks about: accounts, Secrets and bindings have other labels',
      {
        hint: 'leave it out, or name a namespace with -n; for single workloads there is `sparekey audit -l`',
      },
    )
  // An audit of one namespace leaves accounts, Secrets and rights out, and would pass for want of looking.
  const { report, inventory } = await auditAsAsked({ ...options, allNamespaces: true }, io)
  if (options.namespace === undefined || options.allNamespaces === true) return procedure(report, undefined)
  refuseUnknownNamespace(options.namespace, inventory)
  return procedure(report, [options.namespace])
}
