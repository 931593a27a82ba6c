// Keeps a comment within what GitHub takes: rows are kept while there is room, and what is left out is counted.
import { countPhrase } from './phrases.ts'

/** GitHub refuses comments of more than 65,536 characters; the lists stop while there is room for the rest. */
export const budget = 60_000

/** Characters that are left; the lists of one comment share them. */
export type Room = { left: number }

/** The first rows that there is room for. */
export function within(room: Room, rows: readonly string[][]): { readonly kept: readonly string[][]; readonly dropped: number } {
  const kept: string[][] = []
  for (const row of rows) {
    const size = row.join(' | ').length + 6
    if (size > room.left) break
    room.left -= size
    kept.push(row)
  }
  return { kept, dropped: rows.length - kept.length }
}

/** A line on the rows that there was no room for. */
export function leftOut(dropped: number): string[] {
  return dropped === 0 ? [] : ['', `…and ${countPhrase(dropped, 'row')} more than a comment can hold: see the full report.`]
}

/** The characters of some lines. */
export function length(lines: readonly string[]): number {
  return lines.reduce((total, line) => total + line.length + 1, 0)
}
