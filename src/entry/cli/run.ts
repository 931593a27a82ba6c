// Runs one command line in a given world and gives back its exit code.
import { CommanderError, type Command } from 'commander'
import { SparekeyError } from '../../base/index.ts'
import { plainText } from '../../report/index.ts'
import { actionsIn } from './actions.ts'
import { completionAnswer } from './completion.ts'
import type { ExitCode } from './exit-code.ts'
import type { Io } from './io.ts'
import { buildProgram } from './program.ts'
import { version } from './version.ts'

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
