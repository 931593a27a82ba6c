// `npm start`: the example without arguments, a live cluster or whatever else with them. It never fails npm over findings.
import { processIo } from './cli/io.ts'
import { run } from './cli/run.ts'

const argv = process.argv.slice(2)
const commands = ['audit', 'explain', 'snapshot', 'rbac', 'completion', '--help', '--version', '-h', '-v']
const asked =
  argv.length === 0 ? ['audit', '--example', '--fail-on', 'none'] : commands.includes(argv[0] ?? '') ? argv : ['audit', ...argv]
process.exitCode = await run(asked, processIo())
