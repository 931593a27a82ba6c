// `npm start`: the example without arguments, a live cluster or whatever else with them. Without arguments it never fails npm over findings.
import { processIo } from './cli/io.ts'
import { commandNames } from './cli/program.ts'
import { run } from './cli/run.ts'

const argv = process.argv.slice(2)
// Whatever is no command of the program is an option of the audit.
const commands = [...commandNames, 'help', '--help', '--version', '-h', '-v']
const asked =
  argv.length === 0 ? ['audit', '--example', '--fail-on', 'none'] : commands.includes(argv[0] ?? '') ? argv : ['audit', ...argv]
process.exitCode = await run(asked, processIo())
