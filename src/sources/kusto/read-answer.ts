// What an answer of Kusto says, of Log Analytics' API (v1: tables, and perhaps an error beside them) or of Azure Data Explorer's (v2:
// frames, each of which may hold an error, and a last one that says whether there were any). A part of an answer is none.
import { isRecord } from '../../kube/index.ts'

/** An answer. */
export type KustoAnswer =
  | { readonly kind: 'whole'; readonly rows: readonly Readonly<Record<string, unknown>>[] }
  /** It was cut off, or the query ran out of memory or time: half of it may go. */
  | { readonly kind: 'tooMuch'; readonly why: string }
  | { readonly kind: 'refused'; readonly why: string; readonly login: boolean }
  /** Come again, after so many seconds where it says. */
  | { readonly kind: 'busy'; readonly after: number | undefined }
  | { readonly kind: 'foreign' }

/** Words by which an answer says that there was too much for it. */
const tooMuch: readonly RegExp[] = [
  /E_QUERY_RESULT_SET_TOO_LARGE|80DA0003|-2133196797|exceeded the (set )?limit|exceed the set limit|result.?set.*too large/i,
  /E_RUNAWAY_QUERY|80DA0001|-2133196799|E_LOW_MEMORY_CONDITION|80DA0007|memory (budget|consumption)/i,
  /timed? ?out|timeout/i,
  /PartialError|partial (query )?failure/i,
]

/** @param body - parsed, or `undefined` where it is no JSON */
export function readAnswer(status: number, retryAfter: string | null, body: unknown): KustoAnswer {
  if (status === 429 || status === 503) return { kind: 'busy', after: secondsIn(retryAfter) }
  if (status === 401 || status === 403) return { kind: 'refused', why: messageIn(body) ?? `status ${status}`, login: true }
  if (status === 504) return { kind: 'tooMuch', why: messageIn(body) ?? 'it ran out of time' }
  if (status !== 200) return failed(messageIn(body), status)
  if (Array.isArray(body)) return framesIn(body)
  if (isRecord(body) && Array.isArray(body['tables'])) return tablesIn(body)
  return { kind: 'foreign' }
}

function failed(message: string | undefined, status: number): KustoAnswer {
  if (message === undefined) return { kind: 'foreign' }
  if (tooMuch.some((form) => form.test(message))) return { kind: 'tooMuch', why: message }
  return { kind: 'refused', why: message === '' ? `status ${status}` : message, login: false }
}

function tablesIn(body: Readonly<Record<string, unknown>>): KustoAnswer {
  if (body['error'] !== undefined && body['error'] !== null)
    return { kind: 'tooMuch', why: messageIn(body) ?? 'it gave a part of its answer' }
  const [table] = body['tables'] as readonly unknown[]
  if (!isRecord(table)) return { kind: 'foreign' }
  return rowsIn(table['columns'], 'name', table['rows'])
}

function framesIn(frames: readonly unknown[]): KustoAnswer {
  const all = frames.filter(isRecord)
  const last = all.find((frame) => frame['FrameType'] === 'DataSetCompletion')
  const primary = all.filter((frame) => frame['FrameType'] === 'DataTable' && frame['TableKind'] === 'PrimaryResult')
  const errors = all
    .flatMap((frame) => [frame, ...listIn(frame['Rows']).filter(isRecord)])
    .flatMap((one) => listIn(one['OneApiErrors']))
  if (errors.length > 0 || last?.['HasErrors'] === true || last?.['Cancelled'] === true) {
    const message = errors.map(messageIn).find((one) => one !== undefined) ?? 'it gave a part of its answer'
    return { kind: 'tooMuch', why: message }
  }
  // Without its last frame an answer is torn.
  if (last === undefined) return all.length === 0 ? { kind: 'foreign' } : { kind: 'tooMuch', why: 'its answer ends too early' }
  const [table] = primary
  return table === undefined ? { kind: 'foreign' } : rowsIn(table['Columns'], 'ColumnName', table['Rows'])
}

function rowsIn(columns: unknown, name: string, rows: unknown): KustoAnswer {
  if (!Array.isArray(columns) || !Array.isArray(rows)) return { kind: 'foreign' }
  const names = columns.map((column: unknown) => (isRecord(column) && typeof column[name] === 'string' ? column[name] : ''))
  return {
    kind: 'whole',
    rows: rows.map((cells: unknown) =>
      Object.fromEntries(names.map((one, i) => [one, Array.isArray(cells) ? (cells[i] as unknown) : undefined])),
    ),
  }
}

/** The innermost words of an error, with its codes before them. */
function messageIn(body: unknown): string | undefined {
  if (!isRecord(body)) return undefined
  const error = isRecord(body['error']) ? body['error'] : body
  const text = (value: unknown): string => (typeof value === 'string' ? value : '')
  const own = [text(error['code']), text(error['@message']) || text(error['message'])].filter((one) => one !== '').join(': ')
  const inner = [...listIn(error['details']), error['innererror']].map(messageIn).filter((one) => one !== undefined && one !== '')
  const words = [own, ...inner].filter((one) => one !== '').join(': ')
  return words === '' ? undefined : words
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function secondsIn(header: string | null): number | undefined {
  const seconds = Number(header ?? '')
  return header === null || !Number.isFinite(seconds) || seconds < 0 ? undefined : seconds
}
