// Runs test files by `node --test` and brings back the counts.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runNode } from './children.ts'
import { add, nothing, parseTally, type Tally } from './tally.ts'

/** A group of test files that run under the same conditions. */
export interface TestGroup {
  readonly name: string
  readonly files: readonly string[]
  /** How many files run at a time. */
  readonly concurrency: number
  /** How long one file may take. */
  readonly minutes: number
  readonly env?: Readonly<Record<string, string>>
}

/** Runs a group and prints its time; a group without files is no run. */
export async function runTests(group: TestGroup): Promise<Tally> {
  if (group.files.length === 0) return nothing
  console.log(`${group.name}: ${group.files.length} files`)
  const folder = mkdtempSync(join(tmpdir(), 'sparekey-test-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const started = performance.now()
  const countsFile = join(folder, 'counts')
  const ended = await runNode({
    args: [
      '--test',
      `--test-concurrency=${group.concurrency}`,
      `--test-timeout=${group.minutes * 60_000}`,
      `--test-reporter=${join(import.meta.dirname, 'count-reporter.ts')}`,
      '--test-reporter-destination=stdout',
      ...group.files,
    ],
    env: { ...group.env, SPAREKEY_TEST_COUNTS: countsFile },
    output: 'show',
  })
  const tally = countsIn(countsFile)
  console.log(`${group.name}: ${seconds(started)}`)
  return isBroken(tally, ended.exitCode) ? brokenRun(group, tally, ended.exitCode) : tally
}

/** @returns the time since `started`, for people */
export function seconds(started: number): string {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`
}

function countsIn(file: string): Tally {
  try {
    return parseTally(readFileSync(file, 'utf8')) ?? nothing
  } catch {
    return nothing // The run ended before the reporter did: the caller sees that nothing was counted.
  }
}

function isBroken(tally: Tally, exitCode: number): boolean {
  return tally.passed + tally.failed + tally.skipped === 0 || (exitCode !== 0 && tally.failed === 0)
}

function brokenRun(group: TestGroup, tally: Tally, exitCode: number): Tally {
  console.log(`FAILED ${group.name}: node --test ended with code ${exitCode} and without a failed test`)
  return add(tally, { passed: 0, failed: 1, skipped: 0 })
}
