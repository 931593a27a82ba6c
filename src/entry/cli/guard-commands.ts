// `guard` and its commands: names, options and help.
import { Argument, Option, type Command } from 'commander'
import { engineIds, stages, type Stage } from '../../guard/index.ts'
import { withConnectionOptions } from './connection-options.ts'
import { withGuardOptions, type GuardCommandOptions } from './guard-options.ts'
import { parsePlanOutput, type PlanOutput } from './plan-options.ts'
import { withSourceOptions, type SourceOptions } from './source-options.ts'
import { withWalkOptions, type WalkCommandOptions } from './walk-options.ts'

/** The options of `guard render`. */
export interface GuardRenderOptions extends GuardCommandOptions {
  /** The engine, by its name; absent: the API server's own policies. */
  readonly for?: string
  readonly exemptAccount?: readonly string[]
  readonly minterUser?: readonly string[]
  readonly minterGroup?: readonly string[]
  readonly output: 'yaml' | 'json'
}

/** The options of commands that change the guard in a cluster. */
export interface GuardChangeOptions extends GuardCommandOptions, WalkCommandOptions {
  /** The file to write the plan to, instead of carrying it out. */
  readonly output?: PlanOutput
  readonly journal?: string
  readonly dryRun?: boolean
  readonly now?: string
}

/** The options of `guard test`. */
export interface GuardTestOptions extends SourceOptions, GuardCommandOptions {
  readonly output: 'table' | 'json'
  readonly pods?: boolean
  readonly color?: boolean
}

/** The options of `guard status`. */
export interface GuardStatusOptions extends GuardCommandOptions, SourceOptions {
  readonly output: 'table' | 'json'
  readonly color?: boolean
}

/** What these commands do. */
export interface GuardActions {
  guardRender(options: GuardRenderOptions): Promise<void>
  guardRoles(options: Pick<SourceOptions, 'requirements' | 'now'>): Promise<void>
  guardTest(options: GuardTestOptions): Promise<void>
  guardInstall(options: GuardChangeOptions): Promise<void>
  guardStage(namespace: string, stage: Stage | 'default', options: GuardChangeOptions): Promise<void>
  guardStatus(options: GuardStatusOptions): Promise<void>
  guardRemove(options: GuardChangeOptions): Promise<void>
}

/** Adds the commands. */
export function addGuardCommands(program: Command, actions: GuardActions): void {
  const guard = program
    .command('guard')
    .description('admission policies that keep away what was taken away, and a right of its own for minting')

  withGuardOptions(guard.command('render').description('print the policies and their bindings, to be reviewed and kept in git'))
    .option('--api-audience <audience...>', 'audiences that the API server accepts (its `--api-audiences`)')
    .addOption(
      new Option('--for <engine>', 'render it for another engine instead; what that cannot express is told').choices(engineIds),
    )
    .option('--exempt-account <namespace/name...>', 'accounts whose pods may hold a token, for engines that read no annotations')
    .option('--minter-user <name...>', 'users who may mint, for engines that cannot ask for the verb `mint`')
    .option('--minter-group <name...>', 'groups who may mint, for such engines')
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(['yaml', 'json']).default('yaml'))
    .action((options: GuardRenderOptions) => actions.guardRender(options))

  guard
    .command('roles')
    .description('print Roles with the verb `mint` for those whom sparekey.yaml states to make tokens')
    .option('--requirements <file>', 'the file of statements (default: sparekey.yaml, if it is there)')
    .option('--now <time>', 'the time of the report, RFC 3339')
    .action((options: Pick<SourceOptions, 'requirements' | 'now'>) => actions.guardRoles(options))

  withGuardOptions(
    withSourceOptions(
      guard
        .command('test')
        .description('what would be refused, workload by workload, before anything is installed; changes nothing'),
    ),
  )
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(['table', 'json']).default('table'))
    .option('--no-pods', 'of a live cluster: foresee the pods here, and do not have the API server try to make them')
    .option('--no-color', 'print without colour')
    .addHelpText('after', testExitCodes)
    .action((options: GuardTestOptions) => actions.guardTest(options))

  withPlan(
    withGuardOptions(
      withWalkOptions(guard.command('install').description('install it, or mend what is not as it was installed')),
    ),
  )
    .option('--api-audience <audience...>', 'audiences that the API server accepts, where they can’t be discovered')
    .addHelpText('after', walkExitCodes)
    .action((options: GuardChangeOptions) => actions.guardInstall(options))

  withPlan(withWalkOptions(guard.command('stage').description('move a namespace to another stage, by its label')))
    .argument('<namespace>', 'the namespace')
    .addArgument(new Argument('<stage>', 'how far the guard goes there').choices([...stages, 'default']))
    .addHelpText('after', walkExitCodes)
    .action((namespace: string, stage: Stage | 'default', options: GuardChangeOptions) =>
      actions.guardStage(namespace, stage, options),
    )

  withGuardOptions(
    withConnectionOptions(
      guard.command('status').description('whether it is as it was installed, and at which stage each namespace is'),
    ),
  )
    .option('--api-audience <audience...>', 'audiences that the API server accepts, where they can’t be discovered')
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(['table', 'json']).default('table'))
    .option('--no-color', 'print without colour')
    .addHelpText('after', statusExitCodes)
    .action((options: GuardStatusOptions) => actions.guardStatus(options))

  withPlan(withWalkOptions(guard.command('remove').description('remove it; labels of namespaces stay')))
    .addHelpText('after', walkExitCodes)
    .action((options: GuardChangeOptions) => actions.guardRemove(options))
}

function withPlan(command: Command): Command {
  return command
    .addOption(
      new Option(
        '-o, --output <file>',
        'write the plan to a .yaml or .json file, for `sparekey apply`, and change nothing',
      ).argParser(parsePlanOutput),
    )
    .option('--dry-run', 'only ask: rights, and a trial of each write; nothing is changed')
    .option('--journal <file>', 'the journal (default: sparekey-RUN.journal)')
}

const testExitCodes = `
Exit codes:
  0  nothing would be refused
  1  something would be refused
  2  nothing is known to be refused, but something could not be told
  3  failed
`

const walkExitCodes = `
Exit codes:
  0  it is made, or it was so already
  1  it went wrong, and was backed out
  2  stopped before its end
  3  failed
  130 interrupted: the journal says how to go on
`

const statusExitCodes = `
Exit codes:
  0  it is as it was installed
  1  something is changed or missing
  2  it is not installed
  3  failed
`
