// The command line: names, options and help. Each command parses, makes one call and prints; completion walks this model.
import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { auditRemedies, riskLevels } from '../../change/index.ts'
import { benchmarks, findBenchmark, severities, type Severity } from '../../verdict/index.ts'
import {
  formatNames,
  planFormatNames,
  procedureFormatNames,
  whoCanFormatNames,
  type Format,
  type ProcedureFormat,
} from '../../report/index.ts'
import { addChangeCommands, changeCommandNames, type ChangeActions } from './change-commands.ts'
import { withConnectionOptions } from './connection-options.ts'
import { withConsoleOptions, type ConsoleOptions } from './console-options.ts'
import { shells, type Shell } from './completion.ts'
import { addEvidenceCommands, type EvidenceActions } from './evidence-commands.ts'
import { addGuardCommands, type GuardActions } from './guard-commands.ts'
import { parseDays, parsePlanOutput, type PlanCommandOptions } from './plan-options.ts'
import type { PrerequisiteOptions } from './prerequisites.ts'
import type { SuggestRoleOptions } from './suggest-role.ts'
import type { WhoCanCommandOptions } from './who-can.ts'
import { withFixOptions, type FixOptions } from './fix-options.ts'
import { withEvidenceOptions, withSourceOptions, type SourceOptions } from './source-options.ts'

/** The options of `audit`. */
export interface AuditOptions extends SourceOptions {
  readonly output: Format
  readonly failOn: Severity | 'none'
  readonly benchmark?: string
  readonly color?: boolean
}

/** The options of `control`. */
export interface ControlOptions extends SourceOptions {
  readonly output: ProcedureFormat
  readonly color?: boolean
}

/** What each command does; the program only knows how it is called. */
export interface Actions extends ChangeActions, GuardActions, EvidenceActions {
  audit(options: AuditOptions): Promise<void>
  whoCan(name: string | undefined, options: WhoCanCommandOptions): Promise<void>
  control(options: ControlOptions): Promise<void>
  console(options: ConsoleOptions): Promise<void>
  plan(options: PlanCommandOptions): Promise<void>
  fix(options: FixOptions): Promise<void>
  suggestRole(name: string, options: SuggestRoleOptions): Promise<void>
  explain(name: string, options: SourceOptions): Promise<void>
  snapshot(options: SourceOptions & { readonly output: string }): Promise<void>
  prerequisites(options: PrerequisiteOptions): Promise<void>
  rbac(options: { readonly for: 'audit' | 'apply' }): Promise<void>
  completion(shell: Shell): Promise<void>
}

/** The names of all commands. */
export const commandNames: readonly string[] = [
  'audit',
  'console',
  'who-can',
  'control',
  'prerequisites',
  'plan',
  ...changeCommandNames,
  'guard',
  'fix',
  'evidence',
  'suggest-role',
  'explain',
  'snapshot',
  'rbac',
  'completion',
]

/** Builds the program. */
export function buildProgram(version: string, actions: Actions): Command {
  const program = new Command('sparekey')
    .description(
      'Finds the Kubernetes service account tokens that nobody is shown to need, and the field that put each one there.',
    )
    .version(version, '-v, --version')
    .showHelpAfterError('(run with --help to see what it takes)')
    .addHelpText('after', exitCodes)

  withEvidenceOptions(
    withSourceOptions(
      program.command('audit').description('which containers hold a service account token, and which field decided it'),
    ),
  )
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(formatNames).default('table'))
    .addOption(
      new Option('--fail-on <severity>', 'the least finding that makes the exit code 1; none: always 0')
        .choices([...severities, 'none'])
        .default('low'),
    )
    .addOption(
      new Option('--benchmark <id>', 'judge by one benchmark')
        .choices(benchmarks.map((benchmark) => benchmark.id))
        .argParser(benchmarkId),
    )
    .option('--no-color', 'print without colour')
    .addHelpText('after', exitCodes)
    .action((options: AuditOptions) => actions.audit(options))

  withConsoleOptions(
    program
      .command('console')
      .description('all of it in a browser, from this machine: overview, workloads, minters, control, guard and changes'),
  ).action((options: ConsoleOptions) => actions.console(options))

  withSourceOptions(
    program
      .command('who-can')
      .description("who can obtain a service account's token, by which route, binding, role and rule, in one step and in chains"),
  )
    .argument('[sa/name]', 'the ServiceAccount, as sa/NAME with -n, or sa/NAMESPACE/NAME')
    .option('--all', 'everyone, about every account')
    .option('--verify', 'ask the live cluster about each direct minter too, by SubjectAccessReview; nothing is minted')
    .option('--kubernetes-version <version>', 'the version whose routes count, as 1.36, where the input does not say it')
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(whoCanFormatNames).default('table'))
    .option('--no-color', 'print without colour')
    .addHelpText('after', whoCanExitCodes)
    .action((name: string | undefined, options: WhoCanCommandOptions) => actions.whoCan(name, options))

  withEvidenceOptions(
    withSourceOptions(
      program
        .command('control')
        .description('the whole control as a procedure, carried out: test, implementation and backout plan, for an auditor'),
    ),
  )
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(procedureFormatNames).default('text'))
    .option('--no-color', 'print without colour')
    .addHelpText('after', controlExitCodes)
    .action((options: ControlOptions) => actions.control(options))

  withConnectionOptions(
    program
      .command('prerequisites')
      .description(
        'what the control presupposes of a live cluster: authorizers, admission, engines, lifetimes, logs; with evidence',
      ),
  )
    .option('--now <time>', 'the time of the report, RFC 3339')
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(['text', 'json']).default('text'))
    .option('--no-color', 'print without colour')
    .addHelpText('after', prerequisiteExitCodes)
    .action((options: PrerequisiteOptions) => actions.prerequisites(options))

  withEvidenceOptions(
    withSourceOptions(
      program
        .command('plan')
        .description(
          'what to change so that tokens go which nothing shows to be needed: an ordered plan, to be reviewed and applied; changes nothing',
        ),
    ),
  )
    .addOption(
      new Option('-o, --output <format|file>', 'how to print it; or a .yaml or .json file to write it to, for `sparekey apply`')
        .choices(planFormatNames)
        .default({ kind: 'format', format: 'table' }, 'table')
        .argParser(parsePlanOutput),
    )
    .addOption(new Option('--max-risk <level>', 'leave what is riskier, and name it').choices([...riskLevels]).default('low'))
    .addOption(new Option('--only <remedy...>', 'only these remedies').choices([...auditRemedies]))
    .addOption(new Option('--skip <remedy...>', 'all remedies but these').choices([...auditRemedies]))
    .option('--no-renew', 'replace no pods: what is switched off counts from the next pod on')
    .addOption(
      new Option(
        '--delete-quiet-secrets <days>',
        'delete token Secrets that were made invalid so many days ago and that nobody was seen to try since; cannot be taken back',
      ).argParser(parseDays),
    )
    .option('--no-color', 'print without colour')
    .addHelpText('after', planExitCodes)
    .action((options: PlanCommandOptions) => actions.plan(options))

  addChangeCommands(program, actions)
  addGuardCommands(program, actions)

  withFixOptions(
    program
      .command('fix')
      .description('edit the YAML that objects are made from, so that no token is there that nobody is shown to need'),
  )
    .addHelpText('after', fixExitCodes)
    .action((options: FixOptions) => actions.fix(options))

  addEvidenceCommands(program, actions)

  withEvidenceOptions(
    withSourceOptions(
      program
        .command('suggest-role')
        .description('the least Role or ClusterRole that covers what an account was seen to do, against what it is granted'),
    ),
  )
    .argument('<sa/name>', 'the ServiceAccount, as sa/NAME with -n, or sa/NAMESPACE/NAME')
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(['yaml', 'json']).default('yaml'))
    .addHelpText('after', suggestRoleExitCodes)
    .action((name: string, options: SuggestRoleOptions) => actions.suggestRole(name, options))

  withEvidenceOptions(
    withSourceOptions(
      program
        .command('explain')
        .description(
          'the whole chain for one workload or ServiceAccount, in plain words, and the edit that changes it; what a user or group can obtain',
        ),
    ),
  )
    .argument('<kind/name>', 'as in kubectl: deploy/web, sts/db, pod/web-abc, sa/default; user/alice, group/devs')
    .action((name: string, options: SourceOptions) => actions.explain(name, options))

  withSourceOptions(
    program.command('snapshot').description('write what the audit reads of a cluster into one file, to be audited anywhere'),
  )
    .requiredOption('-o, --output <file>', 'the file to write')
    .action((options: SourceOptions & { readonly output: string }) => actions.snapshot(options))

  program
    .command('rbac')
    .description('print the least ClusterRole that a live audit needs, or what a change needs beside it')
    .addOption(new Option('--for <purpose>', 'what it is for').choices(['audit', 'apply']).default('audit'))
    .action((options: { readonly for: 'audit' | 'apply' }) => actions.rbac(options))

  program
    .command('completion')
    .description('print the completion script of a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices([...shells]))
    .action((shell: Shell) => actions.completion(shell))
  return program
}

function benchmarkId(id: string): string {
  if (findBenchmark(id) !== undefined) return id
  throw new InvalidArgumentError(`Known are ${benchmarks.map((benchmark) => benchmark.id).join(', ')}.`)
}

const exitCodes = `
Exit codes:
  0  nothing to mend
  1  findings
  2  no findings, but something could not be told: see the gaps
  3  failed
`

const whoCanExitCodes = `
Exit codes:
  0  answered
  1  --verify found rights granted outside RBAC
  2  answered, but something could not be read: see the gaps
  3  failed
`

const controlExitCodes = `
Exit codes:
  0  every step passes or is accepted
  1  a step fails
  2  no step fails, but one could not be told
  3  failed
A step that no Kubernetes object shows, as those of Azure, is manual: it has its commands, and changes no exit code.
`

const prerequisiteExitCodes = `
Exit codes:
  0  all that a cluster shows holds; what only Azure knows has its commands
  1  something does not hold
  2  something could not be told
  3  failed
`

const suggestRoleExitCodes = `
Exit codes:
  0  suggested, from evidence that reaches far enough
  2  suggested, but the evidence does not reach far enough, or something that was seen is not covered
  3  failed
`

const planExitCodes = `
Exit codes:
  0  nothing to change
  1  there is something to change, in the cluster or in the sources of its objects
  2  nothing to change, but something could not be told: see the gaps
  3  failed
`

const fixExitCodes = `
Exit codes:
  0  nothing to change, or --write has changed it
  1  something would change
  2  nothing else to change, but something could not be edited
  3  failed
`
