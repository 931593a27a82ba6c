// Writes a unified diff as `git apply` and `patch` read it: one hunk for each file, since the files are small and wanted whole.

/** What a diff tells of one file; a side without lines is a file that is not there. */
export interface FileDiff {
  /** Of letters, digits and marks that need no quoting. */
  readonly path: string
  readonly before: readonly string[]
  readonly after: readonly string[]
}

/** The lines of a file's diff; none where the sides are the same. */
export function diffLines({ path, before, after }: FileDiff): readonly string[] {
  const body = bodyLines(before, after)
  if (body.every((line) => line.startsWith(' '))) return []
  return [
    `--- ${before.length === 0 ? '/dev/null' : `a/${path}`}`,
    `+++ ${after.length === 0 ? '/dev/null' : `b/${path}`}`,
    `@@ -${range(before)} +${range(after)} @@`,
    ...body,
  ]
}

/** `1,12`, or `0,0` for a file that is not there. */
function range(lines: readonly string[]): string {
  return lines.length === 0 ? '0,0' : `1,${lines.length}`
}

/** The lines of both sides by their longest common subsequence, what goes before what comes. */
function bodyLines(before: readonly string[], after: readonly string[]): readonly string[] {
  const common = lengths(before, after)
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0
  const lines: string[] = []
  let [i, j] = [0, 0]
  while (i < before.length || j < after.length) {
    if (i < before.length && before[i] === after[j]) {
      lines.push(` ${before[i++] ?? ''}`)
      j++
    } else if (i < before.length && (j === after.length || at(i + 1, j) >= at(i, j + 1))) lines.push(`-${before[i++] ?? ''}`)
    else lines.push(`+${after[j++] ?? ''}`)
  }
  return lines
}

/** For each pair of places, how many lines the rests have in common. */
function lengths(before: readonly string[], after: readonly string[]): readonly (readonly number[])[] {
  const table: number[][] = Array.from({ length: before.length + 1 }, () => Array.from({ length: after.length + 1 }, () => 0))
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const down = table[i + 1]?.[j] ?? 0
      const right = table[i]?.[j + 1] ?? 0
      const row = table[i]
      if (row !== undefined) row[j] = before[i] === after[j] ? (table[i + 1]?.[j + 1] ?? 0) + 1 : Math.max(down, right)
    }
  }
  return table
}
