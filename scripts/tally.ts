// What ran, counted: the one line that every run ends with.

/** Counts of tests; a static step counts as one test. */
export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** Nothing ran. */
export const nothing: Tally = { passed: 0, failed: 0, skipped: 0 }

/** @returns the sum of two tallies */
export function add(a: Tally, b: Tally): Tally {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }
}

/** @returns the line that people and machines read at the end of a run */
export function lastLine(tally: Tally): string {
  return `${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`
}

/**
 * Reads counts that the reporter wrote.
 *
 * @returns `undefined` for a text that is not a tally: the run broke before its end
 */
export function parseTally(text: string): Tally | undefined {
  const match = /^(\d+) passed, (\d+) failed, (\d+) skipped\n$/.exec(text)
  return match === null ? undefined : { passed: Number(match[1]), failed: Number(match[2]), skipped: Number(match[3]) }
}
