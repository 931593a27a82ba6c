// The checks that read the code without running it, in the order that tells most soonest.
import { runNode, type Ended } from './children.ts'

/** One check by tools of node_modules. */
export interface StaticStep {
  readonly name: string
  /** Arguments for Node, one list for each run. */
  readonly runs: readonly (readonly string[])[]
}

const tsc = 'node_modules/typescript/bin/tsc'

/** All static checks. */
export const staticSteps: readonly StaticStep[] = [
  {
    name: 'typecheck',
    runs: [
      [tsc, '-p', 'tsconfig.json', '--noEmit'],
      [tsc, '-p', 'tsconfig.core.json', '--noEmit'],
      [tsc, '-p', 'src/console-page/tsconfig.json', '--noEmit'],
    ],
  },
  { name: 'lint', runs: [['node_modules/eslint/bin/eslint.js', '--max-warnings', '0', '.']] },
  { name: 'layers', runs: [['scripts/layers.ts']] },
  { name: 'format', runs: [['node_modules/prettier/bin/prettier.cjs', '--log-level', 'warn', '--check', '.']] },
]

/** Runs all parts of a step, also after a failed one: each has its own news. */
export async function runStaticStep(step: StaticStep): Promise<Ended> {
  let exitCode = 0
  let output = ''
  for (const args of step.runs) {
    const ended = await runNode({ args, output: 'collect' })
    exitCode ||= ended.exitCode
    output += ended.output
  }
  return { exitCode, output }
}
