// `npm test`: every static check, then every test, each with its time; the last line says it all.
// `npm test -- src/tokens` runs only the tests under that path.
import { endChildrenOnSignals } from './children.ts'
import { repositoryFiles, testFilesOf } from './repository-files.ts'
import { runTests, seconds } from './run-tests.ts'
import { runStaticStep, staticSteps } from './static-steps.ts'
import { add, lastLine, nothing, type Tally } from './tally.ts'

endChildrenOnSignals()
const under = process.argv.slice(2)
const files = testFilesOf(repositoryFiles(), under)
let tally = under.length === 0 ? await runStaticSteps() : nothing
tally = add(tally, await runTests({ name: 'unit tests', files: files.unit, concurrency: 2, minutes: 5 }))
tally = add(tally, await runTests({ name: 'browser tests', files: files.browser, concurrency: 1, minutes: 10 }))
tally = add(tally, await runTests({ name: 'cluster tests', files: files.cluster, concurrency: 1, minutes: 30 }))
if (files.unit.length + files.browser.length + files.cluster.length === 0) {
  console.log(`FAILED: no test file${under.length === 0 ? '' : ` under ${under.join(', ')}`}`)
  tally = add(tally, { passed: 0, failed: 1, skipped: 0 })
}
console.log(lastLine(tally))
process.exitCode = tally.failed === 0 ? 0 : 1

async function runStaticSteps(): Promise<Tally> {
  let sum = nothing
  for (const step of staticSteps) {
    const started = performance.now()
    const ended = await runStaticStep(step)
    const passed = ended.exitCode === 0
    console.log(`${step.name}: ${passed ? 'passed' : 'FAILED'}, ${seconds(started)}`)
    if (!passed) process.stdout.write(ended.output)
    sum = add(sum, { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 })
  }
  return sum
}
