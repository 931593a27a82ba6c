// `node scripts/check.ts <step>…`: runs static checks by name, as `npm test` would.
import { endChildrenOnSignals } from './children.ts'
import { runStaticStep, staticSteps } from './static-steps.ts'

endChildrenOnSignals()
for (const name of process.argv.slice(2)) {
  const step = staticSteps.find((candidate) => candidate.name === name)
  if (step === undefined) {
    console.error(`no such step: \`${name}\`: say one of ${staticSteps.map((known) => known.name).join(', ')}`)
    process.exitCode = 2
    break
  }
  const ended = await runStaticStep(step)
  process.stdout.write(ended.output)
  if (ended.exitCode !== 0) process.exitCode = 1
}
