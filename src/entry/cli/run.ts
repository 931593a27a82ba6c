// Runs one command line in a given world and gives back its exit code: 0 clean, 1 findings, 2 could not tell, 3 failed.
import { CommanderError, type Command } from 'commander'
import { compareText, SparekeyError } from '../../base/index.ts'
import { formatName } from '../../kube/index.ts'
import {
  evidenceFormats,
  exitCodeOf,
  explainAccount,
  explainWorkload,
  formats,
  plainText,
  planExitCode,
  procedureExitCode,
  procedureFormats,
  whoCanFormats,
  type RenderOptions,
} from '../../report/index.ts'
import { writeSnapshot } from '../../sources/snapshot/index.ts'
import type { AuditReport } from '../../verdict/index.ts'
import { applyAsAsked } from './apply.ts'
import { backoutAsAsked } from './backout.ts'
import { completionAnswer, completionScript } from './completion.ts'
import { controlAsAsked } from './control.ts'
import { engine } from './engine.ts'
import { mergeEvidence, readEvidence, showEvidence } from './evidence.ts'
import type { Io } from './io.ts'
import { auditAsAsked, refuseUnknownNamespace } from './load.ts'
import { parseSubjectName, refuseTwoNamespaces } from './subject-name.ts'
import { explainSubjectAsAsked, whatItObtains, whoCanAsAsked } from './who-can.ts'
import { buildProgram, type Actions } from './program.ts'
import { resumeAsAsked } from './resume.ts'
import { statusAsAsked } from './status.ts'
import { takeSnapshot } from './take-snapshot.ts'
import { planAsAsked, showPlan } from './plan.ts'
import { verifyAsAsked } from './verify-journal.ts'
import { version } from './version.ts'
import { parseWorkloadName } from './workload-name.ts'

/** How a run ends; 130 is the shell's code for an interrupted program. */
export type ExitCode = 0 | 1 | 2 | 3 | 130

/** @param argv - the words behind the program's name */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = 0
  const program = buildProgram(
    version(),
    actionsIn(io, (ended) => (code = ended)),
  )
  for (const command of commandsIn(program)) command.exitOverride().configureOutput({ writeOut: io.out, writeErr: io.err })
  if (argv[0] === '__complete') {
    io.out(completionAnswer(program, argv.slice(1)))
    return 0
  }
  try {
    await program.parseAsync(argv.length === 0 ? ['--help'] : [...argv], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 3
    if (io.signal.aborted) {
      io.err('error: interrupted\n')
      return 130
    }
    if (!(error instanceof SparekeyError)) throw error
    io.err(`error: ${plainText(error.message)}\n${error.hint === undefined ? '' : `  ${plainText(error.hint)}\n`}`)
    return 3
  }
}

/** A command and all below it. */
function commandsIn(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(commandsIn)]
}

function actionsIn(io: Io, ends: (code: ExitCode) => void): Actions {
  return {
    async audit(options) {
      const { report, inventory } = await auditAsAsked(options, io)
      if (options.namespace !== undefined && options.allNamespaces !== true) refuseUnknownNamespace(options.namespace, inventory)
      io.out(
        formats[options.output](report, {
          ...renderOptions(options, io),
          ...(options.benchmark === undefined ? {} : { benchmark: options.benchmark }),
        }),
      )
      ends(exitCodeOf(report, options.failOn))
    },
    async whoCan(name, options) {
      const report = await whoCanAsAsked(name, options, io)
      io.out(whoCanFormats[options.output](report, renderOptions(options, io)))
      ends((report.verification?.outsideRbac.length ?? 0) > 0 ? 1 : report.gaps.length > 0 || !report.source.rolesKnown ? 2 : 0)
    },
    async control(options) {
      const report = await controlAsAsked(options, io)
      io.out(procedureFormats[options.output](report, renderOptions(options, io)))
      ends(procedureExitCode(report))
    },
    async console(options) {
      const { consoleAsAsked } = await import('../console/console.ts')
      await consoleAsAsked(options, io)
    },
    async plan(options) {
      const plan = await planAsAsked(options, io)
      showPlan(plan, options.output, renderOptions(options, io), io)
      ends(planExitCode(plan))
    },
    async fix(options) {
      const [{ fixAsAsked }, { carryOut }] = await Promise.all([import('./fix.ts'), import('./fix-output.ts')])
      ends(carryOut(await fixAsAsked(options, io), options, io))
    },
    async explain(name, options) {
      const subject = parseSubjectName(name)
      if (subject !== undefined && subject.kind !== 'ServiceAccount') {
        const obtains = await explainSubjectAsAsked(subject, options, io)
        io.out(whoCanFormats.tree(obtains, renderOptions({}, io)))
        if (obtains.gaps.length > 0 || !obtains.source.rolesKnown) ends(2)
        return
      }
      refuseTwoNamespaces(name, subject, options)
      const wanted = subject ?? parseWorkloadName(name)
      // What an account can obtain may lie in other namespaces than its own.
      const { report, inventory } = await auditAsAsked(subject === undefined ? options : { ...options, allNamespaces: true }, io)
      const notFound = (names: readonly string[]) =>
        new SparekeyError('INPUT_NOT_FOUND', `no ${wanted.kind} \`${wanted.name}\` in the input`, {
          hint: nearest(names, wanted.name),
        })
      if (wanted.kind === 'ServiceAccount') {
        const known = [...new Set([...inventory.accounts.map(({ ref }) => formatName(ref)), ...accountsIn(report)])].sort(
          compareText,
        )
        const scope = subject?.namespace ?? (options.allNamespaces === true ? undefined : options.namespace)
        const found = known.filter((account) => account === `${scope ?? account.split('/')[0] ?? ''}/${wanted.name}`)
        if (found.length === 0) throw notFound(known.map((account) => `ServiceAccount ${account}`))
        const about = found.flatMap((account) => [
          explainAccount(report, account),
          whoCanFormats.tree(whatItObtains(inventory, report, account), renderOptions({}, io)),
        ])
        io.out(about.join('\n'))
        return
      }
      const found = report.workloads.filter((workload) => workload.kind === wanted.kind && workload.name === wanted.name)
      if (found.length === 0) throw notFound(report.workloads.map((w) => `${w.kind} ${formatName(w)}`))
      io.out(found.map((workload) => explainWorkload(report, workload)).join('\n'))
    },
    async snapshot(options) {
      const snapshot = await takeSnapshot(options, io)
      writeSnapshot(options.output, snapshot)
      io.err(
        `wrote ${options.output}: ${snapshot.objects.length} objects${snapshot.gaps.length === 0 ? '' : `, with ${snapshot.gaps.length} gaps`}\n`,
      )
      if (snapshot.gaps.length > 0) ends(2)
    },
    async evidenceRead(paths, options) {
      if (!(await readEvidence(paths, options, io))) ends(2)
    },
    async queryClickHouse(options) {
      const { queryClickHouseAsAsked } = await import('./query-evidence.ts')
      if (!(await queryClickHouseAsAsked(options, io))) ends(2)
    },
    async queryKusto(options) {
      const { queryKustoAsAsked } = await import('./query-evidence.ts')
      if (!(await queryKustoAsAsked(options, io))) ends(2)
    },
    async queryResult(file, options) {
      const { queryResultAsAsked } = await import('./query-evidence.ts')
      if (!(await queryResultAsAsked(file, options.output, io))) ends(2)
    },
    async evidenceMerge(ledgers, options) {
      mergeEvidence(ledgers, options.output, io)
      return Promise.resolve()
    },
    async evidenceShow(ledger, name, options) {
      io.out(evidenceFormats[options.output](showEvidence(ledger, name, options), renderOptions(options, io)))
      return Promise.resolve()
    },
    async suggestRole(name, options) {
      const { suggestRoleAsAsked } = await import('./suggest-role.ts')
      const { text, whole } = await suggestRoleAsAsked(name, options, io)
      io.out(text)
      if (!whole) ends(2)
    },
    async apply(plan, options) {
      ends(await applyAsAsked(plan, options, io, engine))
    },
    async resume(journal, options) {
      ends(await resumeAsAsked(journal, options, io, engine))
    },
    async backout(journal, options) {
      ends(await backoutAsAsked(journal, options, io, engine))
    },
    async status(journal, options) {
      ends(await statusAsAsked(journal, options, io, engine, renderOptions(options, io)))
    },
    async verify(journal, options) {
      ends(await verifyAsAsked(journal, options, io, engine, renderOptions(options, io)))
    },
    async guardRender(options) {
      const { guardRender } = await import('./guard.ts')
      guardRender(options, io)
    },
    async guardRoles(options) {
      const { guardRoles } = await import('./guard.ts')
      guardRoles(options, io)
    },
    async guardTest(options) {
      const { guardTest } = await import('./guard.ts')
      ends(await guardTest(options, io, renderOptions(options, io)))
    },
    async guardInstall(options) {
      const { guardInstall } = await import('./guard.ts')
      ends(await guardInstall(options, io, engine))
    },
    async guardStage(namespace, stage, options) {
      const { guardStage } = await import('./guard.ts')
      ends(await guardStage(namespace, stage, options, io, engine))
    },
    async guardStatus(options) {
      const { guardStatus } = await import('./guard.ts')
      ends(await guardStatus(options, io, renderOptions(options, io)))
    },
    async guardRemove(options) {
      const { guardRemove } = await import('./guard.ts')
      ends(await guardRemove(options, io, engine))
    },
    async prerequisites(options) {
      const { prerequisitesAsAsked } = await import('./prerequisites.ts')
      ends(await prerequisitesAsAsked(options, io, renderOptions(options, io)))
    },
    async rbac(options) {
      const { formatChangeRole, formatClusterRole } = await import('../../sources/live/index.ts')
      io.out(options.for === 'apply' ? formatChangeRole() : formatClusterRole())
    },
    async completion(shell) {
      io.out(completionScript(shell))
      return Promise.resolve()
    },
  }
}

function renderOptions({ color }: { readonly color?: boolean }, io: Io): RenderOptions {
  return {
    color: color !== false && io.outIsTerminal && (io.env['NO_COLOR'] ?? '') === '',
    width: io.outIsTerminal ? io.columns : 100,
  }
}

/** Every account that a workload runs as or holds a token of, as `namespace/name`: the account itself need not be in the input. */
function accountsIn(report: AuditReport): readonly string[] {
  return report.workloads.flatMap(({ serviceAccount, containers }) => [
    serviceAccount,
    ...containers.flatMap(({ tokens }) => tokens.map((token) => token.serviceAccount)),
  ])
}

function nearest(names: readonly string[], name: string): string {
  const close = names.filter((candidate) => candidate.includes(name)).slice(0, 3)
  return close.length > 0
    ? `did you mean ${close.join(', or ')}?`
    : 'a pod that a controller made is found under its controller; name the namespace with -n'
}
