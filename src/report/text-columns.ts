// Decides the widths of a table in plain text: what the cells need, and where that is too much, less for the widest first.
import { displayWidth, padEnd, truncateMiddle } from './display-width.ts'

/** A column of a text table. */
export interface TextColumn {
  readonly title: string
  /** The width that the column keeps while another has more than its own. */
  readonly floor: number
  /** The width that it keeps when all are down to their floors; where absent, the floor itself. */
  readonly least?: number
}

/** A text table: cells must have gone through `plainText`. */
export interface TextTable {
  readonly columns: readonly TextColumn[]
  readonly rows: readonly (readonly string[])[]
  /** Columns of the terminal; `undefined` cuts nothing. */
  readonly width: number | undefined
  readonly paintTitle: (text: string) => string
  /** Colours a padded cell of one of the rows. */
  readonly paintCell: (text: string, column: number, row: number) => string
}

const gutter = 2

/** The lines of a table, titles first, without spaces at their ends where no colour stands there. */
export function tableLines(table: TextTable): string[] {
  const titles = table.columns.map((column) => column.title)
  const widths = fitWidths(table, [titles, ...table.rows])
  const line = (cells: readonly string[], paint: (text: string, column: number) => string) =>
    cells
      .map((cell, i) => paint(fitCell(cell, widths, i), i))
      .join(' '.repeat(gutter))
      .trimEnd()
  return [
    line(titles, table.paintTitle),
    ...table.rows.map((row, i) => line(row, (text, column) => table.paintCell(text, column, i))),
  ]
}

function fitCell(cell: string, widths: readonly number[], column: number): string {
  const width = widths[column] ?? 0
  const cut = truncateMiddle(cell, width)
  return column === widths.length - 1 ? cut : padEnd(cut, width)
}

function fitWidths(table: TextTable, lines: readonly (readonly string[])[]): readonly number[] {
  const widths = table.columns.map((_, i) => lines.reduce((widest, line) => Math.max(widest, displayWidth(line[i] ?? '')), 0))
  if (table.width === undefined) return widths
  let surplus = sum(widths) + gutter * (widths.length - 1) - table.width
  for (const floors of [
    table.columns.map((column) => column.floor),
    table.columns.map((column) => column.least ?? column.floor),
    table.columns.map(() => 1),
  ]) {
    surplus = shrink(widths, floors, surplus)
  }
  return widths
}

// Takes columns away from whichever is the widest above its floor; gives back what could not be taken.
function shrink(widths: number[], floors: readonly number[], surplus: number): number {
  for (let left = surplus; left > 0; left--) {
    const widest = widths.reduce((best, width, i) => {
      if (width <= (floors[i] ?? 0)) return best
      return best < 0 || width > (widths[best] ?? 0) ? i : best
    }, -1)
    if (widest < 0) return left
    widths[widest] = (widths[widest] ?? 0) - 1
  }
  return 0
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
