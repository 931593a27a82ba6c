// Replacements of parts of a text, gathered in any order and made at once.

/** Puts `text` in the place of what is from `start` to `end`. */
export interface Splice {
  readonly start: number
  readonly end: number
  readonly text: string
}

/**
 * The text with all splices made; of insertions at one place, the first given comes first.
 *
 * @returns `undefined` where two of them contradict each other
 */
export function spliced(text: string, splices: readonly Splice[]): string | undefined {
  const inOrder = inOrderOf(splices)
  let result = ''
  let at = 0
  for (const { start, end, text: replacement } of inOrder) {
    if (start < at) return undefined
    result += text.slice(at, start) + replacement
    at = end
  }
  return result + text.slice(at)
}

/** From the first to the last; an insertion comes before what is taken out at its place. */
export function inOrderOf(splices: readonly Splice[]): readonly Splice[] {
  return [...splices].sort((a, b) => a.start - b.start || Number(a.end > a.start) - Number(b.end > b.start))
}
