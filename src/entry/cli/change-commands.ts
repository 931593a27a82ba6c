// The commands that change a cluster, and those that tell of a run: names, options and help.
import { Option, type Command } from 'commander'
import type { ApplyOptions } from './apply.ts'
import type { BackoutOptions } from './backout.ts'
import { withConnectionOptions } from './connection-options.ts'
import type { GoOnOptions } from './go-on.ts'
import type { StatusOptions } from './status.ts'
import type { VerifyOptions } from './verify-journal.ts'
import { withAuditLogOptions, withWalkOptions } from './walk-options.ts'

/** What these commands do. */
export interface ChangeActions {
  apply(plan: string, options: ApplyOptions): Promise<void>
  resume(journal: string, options: GoOnOptions): Promise<void>
  backout(journal: string, options: BackoutOptions): Promise<void>
  status(journal: string, options: StatusOptions): Promise<void>
  verify(journal: string, options: VerifyOptions): Promise<void>
}

/** The names of these commands. */
export const changeCommandNames: readonly string[] = ['apply', 'resume', 'backout', 'status', 'verify']

/** Adds the commands. */
export function addChangeCommands(program: Command, actions: ChangeActions): void {
  withAuditLogOptions(
    withWalkOptions(
      program.command('apply').description('carry out a plan: asks first whether it can be made and taken back, then in batches'),
    ),
  )
    .argument('<plan>', 'the file that `sparekey plan` wrote')
    .option('--dry-run', 'only ask: rights, a trial of each write, and what else stands against it; nothing is changed')
    .option('--journal <file>', 'the journal (default: sparekey-RUN.journal beside the plan)')
    .addHelpText('after', walkExitCodes)
    .action((plan: string, options: ApplyOptions) => actions.apply(plan, options))

  withGoOnOptions(program.command('resume').description('go on with a run that broke off, or look again at what was pending'))
    .addHelpText('after', walkExitCodes)
    .action((journal: string, options: GoOnOptions) => actions.resume(journal, options))

  withGoOnOptions(program.command('backout').description('take a run back, from its journal alone: absent comes back as absent'))
    .option('--step <id...>', 'only these steps, as `sparekey status -o json` names them')
    .option('--force', 'overwrite fields that somebody else has changed since')
    .option('--redo', 'make again what was taken back')
    .addHelpText('after', backoutExitCodes)
    .action((journal: string, options: BackoutOptions) => actions.backout(journal, options))

  withConnectionOptions(
    withFormat(program.command('status').description('how a run stands, step by step, from its journal alone'))
      .argument('<journal>', 'the journal')
      .option('--mirror <namespace/run>', 'fetch the journal from its mirror in the cluster first, and write it to the file'),
  )
    .addHelpText('after', statusExitCodes)
    .action((journal: string, options: StatusOptions) => actions.status(journal, options))

  withConnectionOptions(
    withFormat(
      program.command('verify').description('audit again, and prove that just the intended tokens are gone; changes nothing'),
    ).argument('<journal>', 'the journal'),
  )
    .addHelpText('after', verifyExitCodes)
    .action((journal: string, options: VerifyOptions) => actions.verify(journal, options))
}

function withGoOnOptions(command: Command): Command {
  return withAuditLogOptions(withWalkOptions(command))
    .option('--no-mirror', 'do not keep the copy in the cluster any more that the run was begun with')
    .argument('<journal>', 'the journal of the run')
    .option('--server-moved', 'the cluster is the same one, though it is reached at another address by now')
}

function withFormat(command: Command): Command {
  return command
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(['table', 'json']).default('table'))
    .option('--no-color', 'print without colour')
}

const interrupted = `  130 interrupted: what was being written is finished and noted, the journal says how to go on; a second Ctrl-C ends at once
`

const walkExitCodes = `
Exit codes:
  0  every step is made, and the pods show it; with --dry-run: nothing stands against it
  1  a batch went wrong, and was backed out
  2  stopped before its end, or some steps are not effective yet
  3  failed
${interrupted}`

const backoutExitCodes = `
Exit codes:
  0  taken back; with --redo: made again
  1  with --redo: a batch went wrong, and was backed out
  2  some steps could not be taken back: see what was changed since
  3  failed
${interrupted}`

const statusExitCodes = `
Exit codes:
  0  every step is made, and the pods show it
  1  backed out, whole or in part
  2  something is left to do: it broke off, stopped, or waits, or some steps were not taken
  3  failed
`

const verifyExitCodes = `
Exit codes:
  0  proved: just the intended tokens are gone, and none other changed
  1  there are differences
  2  none was found, but something could not be read now that could be read before
  3  failed
`
