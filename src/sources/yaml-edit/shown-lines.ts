// Which lines of a document a difference may show beside its own: no value of an environment variable is ever printed.
import { childrenOf } from './draft.ts'
import type { YamlNode } from './tree.ts'

/** Members that hold what is never printed, wherever they stand. */
const hidden: ReadonlySet<string> = new Set(['env', 'kubectl.kubernetes.io/last-applied-configuration'])

/** @returns lines from 0, and the one behind the last, with which the next document begins */
export function shownLines(text: string, root: YamlNode): readonly number[] {
  const ranges: { readonly start: number; readonly end: number }[] = []
  const look = (node: YamlNode): void => {
    for (const child of childrenOf(node)) {
      if ('key' in child && hidden.has(child.key)) ranges.push({ start: child.after, end: child.value.end })
      else look(child.value)
    }
  }
  look(root)
  const lines: number[] = []
  let start = 0
  for (const [i, line] of text.split('\n').entries()) {
    const [from, to] = [start, start + line.length]
    // What stands on the line of `env:` itself is shown if it is nothing but that.
    if (!ranges.some((range) => range.end > from && range.start < to && line.trim() !== 'env:')) lines.push(i)
    start = to + 1
  }
  return lines
}
