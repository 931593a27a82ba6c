// What would change in a file, as a unified diff that `git apply` and `patch` take; of the lines around a change only those that may be
// shown.

/** A file as it is and as it is to be. */
export interface ChangedFile {
  /** From the folder in which the patch is applied. */
  readonly path: string
  readonly before: string
  readonly after: string
  /** Lines, from 1, of the file as it is, that may be shown beside a change. */
  readonly shown: ReadonlySet<number>
  /** The lines that change, from the first to the last. */
  readonly changed: readonly LineRun[]
}

/** Lines of a file as it is, from 0, that give way to lines of it as it is to be; either may be none. */
export interface LineRun {
  readonly old: number
  readonly oldEnd: number
  readonly new: number
  readonly newEnd: number
}

/** How many lines are shown around a change. */
const around = 3

/** The diff of one file; empty where nothing changes. */
export function fileDiff({ path, before, after, shown, changed }: ChangedFile): string {
  if (before === after) return ''
  const [old, now] = [linesOf(before), linesOf(after)]
  const hunks: string[] = []
  let runs: LineRun[] = []
  const flush = () => {
    if (runs.length > 0) hunks.push(hunkOf(old, now, runs, shown))
    runs = []
  }
  for (const run of withNeighbours(changed, old, now)) {
    const last = runs.at(-1)
    if (last !== undefined && !joins(last, run, shown)) flush()
    runs.push(run)
  }
  flush()
  const name = path.replaceAll('\\', '/').replace(/^\.?\//, '')
  return `--- a/${name}\n+++ b/${name}\n${hunks.join('')}`
}

/** Whether all lines between two changes are shown, and are few. */
function joins(last: LineRun, next: LineRun, shown: ReadonlySet<number>): boolean {
  if (next.old - last.oldEnd > 2 * around) return false
  for (let line = last.oldEnd; line < next.old; line++) if (!shown.has(line + 1)) return false
  return true
}

function hunkOf(old: readonly string[], now: readonly string[], runs: readonly LineRun[], shown: ReadonlySet<number>): string {
  const [first, last] = [runs[0], runs.at(-1)]
  if (first === undefined || last === undefined) return ''
  let start = first.old
  while (start > 0 && first.old - start < around && shown.has(start)) start--
  let end = last.oldEnd
  while (end < old.length && end - last.oldEnd < around && shown.has(end + 1)) end++
  const body: string[] = []
  let at = start
  for (const run of runs) {
    body.push(...old.slice(at, run.old).map((line) => printed(' ', line)))
    body.push(...old.slice(run.old, run.oldEnd).map((line) => printed('-', line)))
    body.push(...now.slice(run.new, run.newEnd).map((line) => printed('+', line)))
    at = run.oldEnd
  }
  body.push(...old.slice(at, end).map((line) => printed(' ', line)))
  const newStart = first.new - (first.old - start)
  const newCount = end - start + runs.reduce((sum, run) => sum + (run.newEnd - run.new) - (run.oldEnd - run.old), 0)
  return `@@ -${rangeOf(start, end - start)} +${rangeOf(newStart, newCount)} @@\n${body.join('')}`
}

function rangeOf(start: number, count: number): string {
  // Of no lines, the one before is named.
  return count === 1 ? String(start + 1) : `${count === 0 ? start : start + 1},${count}`
}

function printed(mark: string, line: string): string {
  return line.endsWith('\n') ? mark + line : `${mark}${line}\n\\ No newline at end of file\n`
}

/** Lines with their ends. */
function linesOf(text: string): readonly string[] {
  const lines: string[] = []
  for (let from = 0; from < text.length;) {
    const end = text.indexOf('\n', from)
    const next = end < 0 ? text.length : end + 1
    lines.push(text.slice(from, next))
    from = next
  }
  return lines
}

/**
 * The last line that stays may gain or lose its line end, and a byte order mark moves on to the line that is the first then: such lines
 * are changed too.
 */
function withNeighbours(runs: readonly LineRun[], old: readonly string[], now: readonly string[]): readonly LineRun[] {
  const wider = runs.map((run) => ({
    ...run,
    ...(differ(old[run.old - 1], now[run.new - 1]) ? { old: run.old - 1, new: run.new - 1 } : {}),
    ...(differ(old[run.oldEnd], now[run.newEnd]) ? { oldEnd: run.oldEnd + 1, newEnd: run.newEnd + 1 } : {}),
  }))
  const last = wider.at(-1)
  const [i, j] = [old.length - 1, now.length - 1]
  if (last !== undefined && last.oldEnd <= i && differ(old[i], now[j]))
    wider.push({ old: i, oldEnd: i + 1, new: j, newEnd: j + 1 })
  return wider
}

function differ(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b
}
