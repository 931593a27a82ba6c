// Reads the result of a query that somebody ran by hand and saved: JSON in lines or in a list, ClickHouse's JSON, an answer of Kusto's
// API, or CSV with a head, as consoles and portals export them.
import { SparekeyError } from '../../base/index.ts'
import { readResult, QueryResultError, resultColumns, type QueryResult } from '../../evidence/index.ts'
import { isRecord } from '../../kube/index.ts'
import { fieldsOf } from '../audit-log/index.ts'
import { readWhole } from '../files/index.ts'

type Cells = Readonly<Record<string, unknown>>

/** @throws SparekeyError INPUT_NOT_FOUND, ENGINE_PARTIAL where rows are missing, INPUT_UNREADABLE */
export function readResultFile(path: string): QueryResult {
  const text = Buffer.from(readWhole(path, 'name a file with the rows that the query of --print-query gave'))
    .toString('utf8')
    .replace(/^\ufeff/, '')
  try {
    const result = readResult(cellsIn(text))
    if (result !== undefined) return result
  } catch (error) {
    if (!(error instanceof QueryResultError)) throw error
    const isCut = error.message.startsWith('it was cut off')
    throw new SparekeyError(isCut ? 'ENGINE_PARTIAL' : 'INPUT_UNREADABLE', `cannot read result \`${path}\`: ${error.message}`, {
      cause: error,
      hint: isCut
        ? 'export all rows; of a portal that exports only so many, ask for fewer days'
        : 'save the rows of the query that `--print-query` shows, with all its columns, as JSON or CSV',
    })
  }
  throw new SparekeyError('INPUT_UNREADABLE', `no row in \`${path}\``, {
    hint: 'save the rows of the query that `--print-query` shows, as JSON or CSV; where there are none, nothing was in the logs',
  })
}

function cellsIn(text: string): readonly Cells[] {
  const start = text.trimStart()[0]
  if (start === undefined) return []
  if (start !== '{' && start !== '[') return csvIn(text)
  const whole = jsonIn(text)
  if (whole === undefined)
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => {
        const row = jsonIn(line)
        if (!isRecord(row)) throw new QueryResultError('it is neither JSON nor lines of JSON')
        return row
      })
  return rowsIn(whole)
}

function rowsIn(value: unknown): readonly Cells[] {
  if (Array.isArray(value)) return value.filter(isRecord)
  if (!isRecord(value)) return []
  // ClickHouse's JSON has its rows in `data`; Kusto's, in tables of columns and cells.
  if (Array.isArray(value['data'])) return value['data'].filter(isRecord)
  if (!Array.isArray(value['tables'])) return [value]
  const table: unknown = value['tables'][0]
  if (!isRecord(table) || !Array.isArray(table['columns']) || !Array.isArray(table['rows'])) return []
  const names = table['columns'].map((column: unknown) => (isRecord(column) ? String(column['name']) : ''))
  return table['rows'].map((cells: unknown) =>
    Object.fromEntries(names.map((name, i) => [name, Array.isArray(cells) ? (cells[i] as unknown) : undefined])),
  )
}

function csvIn(text: string): readonly Cells[] {
  const [head = '', ...rest] = rowsOf(text)
  const names = fieldsOf(head)
  if (!resultColumns.every((column) => names.includes(column))) throw new QueryResultError('it has not the columns of the query')
  return rest.map((line) => {
    const fields = fieldsOf(line)
    return Object.fromEntries(names.map((name, i) => [name, fields[i]]))
  })
}

/** A row goes on over a line's end while its quotes are odd: what a log calls its cluster may have lines. */
function rowsOf(text: string): readonly string[] {
  const rows: string[] = []
  let begun: string[] = []
  let isOpen = false
  for (const line of text.split('\n')) {
    begun.push(line)
    if (quotesIn(line) % 2 === 1) isOpen = !isOpen
    if (isOpen) continue
    rows.push(begun.join('\n').replace(/\r$/, ''))
    begun = []
  }
  if (begun.length > 0) throw new QueryResultError('it was cut off: its last row does not end')
  return rows.filter((row) => row !== '')
}

function quotesIn(line: string): number {
  return line.split('"').length - 1
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
