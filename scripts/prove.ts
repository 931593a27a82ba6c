// `npm run prove`: the proofs, and the property tests with counts that would be too slow for every change.
import { readFileSync } from 'node:fs'
import { endChildrenOnSignals } from './children.ts'
import { repositoryFiles, testFilesOf } from './repository-files.ts'
import { runTests } from './run-tests.ts'
import { add, lastLine } from './tally.ts'

endChildrenOnSignals()
const files = repositoryFiles()
const tests = testFilesOf(files)
const env = {
  SPAREKEY_PROPERTY_RUNS: '50000',
  SPAREKEY_DIFFERENTIAL_PAIRS: '2000',
  SPAREKEY_DECISIONS: '20000',
  SPAREKEY_ROUND_TRIPS: '500',
  SPAREKEY_EQUALITY_SEEDS: '20',
  SPAREKEY_EQUALITY_REQUESTS: '3000',
  // More than a run has boundaries: all of them.
  SPAREKEY_CRASH_POINTS: '100000',
  SPAREKEY_SCANNER_LINES: '10000000',
}

/** A test takes part when its number of cases is an argument. */
function hasLargerCounts(file: string): boolean {
  return /SPAREKEY_(PROPERTY_RUNS|DIFFERENTIAL_PAIRS|DECISIONS|ROUND_TRIPS|CRASH_POINTS|SCANNER_LINES|EQUALITY_SEEDS)|from 'fast-check'/.test(
    readFileSync(file, 'utf8'),
  )
}

const common = { env, minutes: 240 }
const properties = await runTests({
  ...common,
  name: 'property tests',
  files: tests.unit.filter(hasLargerCounts),
  concurrency: 2,
})
const differentials = await runTests({
  ...common,
  name: 'differential tests',
  files: tests.cluster.filter(hasLargerCounts),
  concurrency: 1,
})
const proofs = await runTests({
  ...common,
  name: 'proofs',
  files: files.filter((file) => file.endsWith('.prove.ts')),
  concurrency: 1,
})
const tally = add(add(properties, differentials), proofs)
console.log(lastLine(tally))
process.exitCode = tally.failed === 0 && tally.passed > 0 ? 0 : 1
