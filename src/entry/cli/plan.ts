// `plan`: from the options to an audit of everything, to the plan, and into a file or onto the screen. Nothing in a cluster is changed.
import { SparekeyError } from '../../base/index.ts'
import { planOf, type Plan } from '../../change/index.ts'
import { planExitCode, planFormats, type RenderOptions } from '../../report/index.ts'
import { writeWhole } from '../../sources/files/index.ts'
import type { ExitCode } from './exit-code.ts'
import type { Io } from './io.ts'
import { auditAsAsked, refuseUnknownNamespace, type Audited } from './load.ts'
import type { PlanCommandOptions, PlanOutput } from './plan-options.ts'
import { renderOptions } from './render-options.ts'

/** Makes the plan, and prints or writes it. */
export async function runPlan(options: PlanCommandOptions, io: Io): Promise<ExitCode> {
  const plan = await planAsAsked(options, io)
  showPlan(plan, options.output, renderOptions(options, io), io)
  return planExitCode(plan)
}

/** @throws SparekeyError for what stops the plan */
export async function planAsAsked(options: PlanCommandOptions, io: Io): Promise<Plan> {
  if (options.selector !== undefined)
    throw new SparekeyError(
      'USAGE',
      '`-l` leaves out workloads, and what is changed for one can reach all that share its account',
      {
        hint: 'leave it out, or name a namespace with -n; the plan file can be cut down by hand',
      },
    )
  const both = options.only?.find((remedy) => options.skip?.includes(remedy))
  if (both !== undefined) throw new SparekeyError('USAGE', `\`${both}\` stands under \`--only\` and under \`--skip\``)
  const one = options.namespace !== undefined && options.allNamespaces !== true ? options.namespace : undefined
  // Accounts are used, and rights are granted, across namespaces: everything is looked at, and only the steps are narrowed.
  const audited = await auditAsAsked({ ...options, allNamespaces: true }, io)
  if (one !== undefined) refuseUnknownNamespace(one, audited.inventory)
  return planFrom(audited, { ...options, ...(one === undefined ? {} : { namespaces: [one] }) })
}

/** What a person asks of a plan, beside what it is of. */
export interface PlanWish extends Pick<PlanCommandOptions, 'maxRisk' | 'only' | 'skip' | 'renew' | 'deleteQuietSecrets'> {
  /** Only objects in these; absent: all. */
  readonly namespaces?: readonly string[]
}

/** The plan of an audit of everything. */
export function planFrom({ report, inventory, requirements }: Audited, wish: PlanWish): Plan {
  const { maxRisk, only, skip, namespaces, renew, deleteQuietSecrets } = wish
  return planOf(inventory, report, {
    maxRisk,
    ...(only === undefined ? {} : { only }),
    ...(skip === undefined ? {} : { skip }),
    ...(namespaces === undefined ? {} : { namespaces }),
    renewPods: renew,
    ...(deleteQuietSecrets === undefined ? {} : { deleteQuietSecrets: { days: deleteQuietSecrets } }),
    minters: requirements.minters,
  })
}

/**
 * Prints a plan, or writes it to a file and prints its table.
 *
 * @throws SparekeyError OUTPUT_NOT_WRITTEN
 */
export function showPlan(plan: Plan, output: PlanOutput, options: RenderOptions, io: Io): void {
  if (output.kind === 'format') {
    io.out(planFormats[output.format](plan, options))
    return
  }
  writeWhole(output.path, new TextEncoder().encode(planFormats[output.format](plan, options)), 0o644)
  io.out(planFormats.table(plan, options))
  const { length } = plan.steps
  io.err(`wrote ${output.path}: ${length} ${length === 1 ? 'step' : 'steps'}\n`)
}
