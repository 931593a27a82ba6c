// How a file is written: how deep it indents, and where it puts the dashes of its lists. What is put in follows suit.
import type { YamlNode } from './tree.ts'
import { lineStart } from './lines.ts'

/** The habits of one file. */
export interface Style {
  /** How many spaces one level is indented by. */
  readonly step: number
  /** How many spaces the dashes of a list stand to the right of its key. */
  readonly dash: number
  /** What stands between a dash and its item. */
  readonly gap: string
}

/** @param file - the whole file, asked where the document itself has no example */
export function styleOf(text: string, root: YamlNode, file: string): Style {
  const steps: number[] = []
  const dashes: number[] = []
  const gaps: string[] = []
  const look = (node: YamlNode) => {
    if (node.kind === 'mapping' && !node.flow) {
      for (const { start, value } of node.members) {
        if (value.kind === 'mapping' && !value.flow && value.members[0] !== undefined)
          steps.push(columnOf(text, value.members[0].start) - columnOf(text, start))
        if (value.kind === 'sequence' && !value.flow && value.items[0] !== undefined)
          dashes.push(columnOf(text, value.items[0].start) - columnOf(text, start))
        look(value)
      }
    } else if (node.kind === 'sequence' && !node.flow) {
      for (const { after, value } of node.items) {
        if (value.start > after) gaps.push(text.slice(after, value.start))
        look(value)
      }
    }
  }
  look(root)
  const step = mostCommon(steps.filter((by) => by > 0)) ?? 2
  return {
    step,
    dash: mostCommon(dashes.filter((by) => by >= 0)) ?? mostCommon(dashesOf(file)) ?? 0,
    gap: mostCommon(gaps.filter((gap) => /^ +$/.test(gap))) ?? ' ',
  }
}

function columnOf(text: string, at: number): number {
  return at - lineStart(text, at)
}

/** How far the first dashes below keys stand to their right, in all of a file. */
function dashesOf(file: string): readonly number[] {
  return [...file.matchAll(/^( *)[\w./-]+:[ \t]*\r?\n( *)- /gm)]
    .map(([, key = '', dash = '']) => dash.length - key.length)
    .filter((by) => by >= 0)
}

/** The most common value; among equals the first. */
function mostCommon<T>(values: readonly T[]): T | undefined {
  const counts = new Map<T, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  let best: T | undefined
  for (const [value, count] of counts) if (best === undefined || count > (counts.get(best) ?? 0)) best = value
  return best
}
