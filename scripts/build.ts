// `npm run build`: compiles `src` to a fresh `dist` and makes the commands executable.
import { chmodSync, readFileSync, rmSync } from 'node:fs'
import { endChildrenOnSignals, runNode } from './children.ts'

endChildrenOnSignals()
rmSync('dist', { recursive: true, force: true })
const compiled = await runNode({ args: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], output: 'show' })
process.exitCode = compiled.exitCode
if (compiled.exitCode === 0) {
  const { bin } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly bin: Readonly<Record<string, string>> }
  for (const [command, file] of Object.entries(bin)) {
    const problem = makeCommand(file)
    if (problem === undefined) continue
    console.error(`the command \`${command}\` cannot start: ${problem}`)
    process.exitCode = 1
  }
}

function makeCommand(file: string): string | undefined {
  try {
    if (!readFileSync(file, 'utf8').startsWith('#!/usr/bin/env node\n'))
      return `${file} does not begin with \`#!/usr/bin/env node\``
    chmodSync(file, 0o755)
    return undefined
  } catch (error) {
    return String(error)
  }
}
