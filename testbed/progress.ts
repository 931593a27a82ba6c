// What the test bed tells people while they wait: on standard error, since standard output belongs to the answer.

/** Writes one line for a person. */
export function progress(line: string): void {
  process.stderr.write(`testbed: ${line}\n`)
}

/** A duration as a person says it. */
export function durationPhrase(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
