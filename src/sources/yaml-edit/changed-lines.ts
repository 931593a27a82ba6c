// Which lines splices touch, for a difference that shows these and no other.
import { breaksIn } from '../yaml/index.ts'
import { inOrderOf, type Splice } from './splice.ts'

/** Lines of a text as it was, from 0, that gave way to lines of the text as it is; either may be none. */
export interface ChangedLines {
  readonly old: number
  readonly oldEnd: number
  readonly new: number
  readonly newEnd: number
}

/** @param text - in which the splices were made */
export function changedLines(text: string, splices: readonly Splice[]): readonly ChangedLines[] {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)]
  const runs: { old: number; oldEnd: number; more: number }[] = []
  for (const splice of inOrderOf(splices)) {
    const [old, oldEnd] = touched(starts, splice)
    const more = breaksIn(splice.text) - breaksIn(text.slice(splice.start, splice.end))
    const last = runs.at(-1)
    if (last === undefined || old > last.oldEnd) runs.push({ old, oldEnd, more })
    else {
      last.oldEnd = Math.max(last.oldEnd, oldEnd)
      last.more += more
    }
  }
  let shift = 0
  return runs.map(({ old, oldEnd, more }) => {
    const start = old + shift
    shift += more
    return { old, oldEnd, new: start, newEnd: oldEnd + shift }
  })
}

/** What is put in or taken out by whole lines touches no line beside them. */
function touched(starts: readonly number[], { start, end, text }: Splice): readonly [number, number] {
  const first = lineOf(starts, start)
  const isWhole = starts[first] === start && (text === '' || text.endsWith('\n'))
  const last = lineOf(starts, end)
  return [first, isWhole && starts[last] === end ? last : last + 1]
}

function lineOf(starts: readonly number[], at: number): number {
  let [low, high] = [0, starts.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((starts[middle] ?? 0) <= at) low = middle
    else high = middle - 1
  }
  return low
}
