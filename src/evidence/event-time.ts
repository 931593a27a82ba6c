// Times of events as whole microseconds since 1970, so that they can be compared whatever their width and offset; the API server
// writes microseconds (meta/v1 MicroTime), Log Analytics one digit more, which is cut off.

/** A day in microseconds. */
export const dayMicros = 86_400_000_000

/** An hour in microseconds. */
export const hourMicros = 3_600_000_000

/** RFC 3339, of any width and offset: day, clock, fraction, offset. Queries use it too. */
export const timeForm: RegExp = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})$/i

/**
 * @param text - RFC 3339
 * @returns `undefined` for anything else: a time without an offset, or in a form of some country, is not guessed at
 */
export function timeOf(text: string): number | undefined {
  const match = timeForm.exec(text)
  if (match === null) return undefined
  const [, day = '', clock = '', fraction = '', offset = ''] = match
  const millis = Date.parse(`${day}T${clock}${offset.toUpperCase()}`)
  if (Number.isNaN(millis)) return undefined
  const micros = millis * 1000 + Number(fraction.slice(0, 6).padEnd(6, '0'))
  // Of later ones, from the year 2255 on, a number cannot hold every microsecond.
  if (micros < 0 || micros > Number.MAX_SAFE_INTEGER) return undefined
  return new Date(Date.parse(`${day}T00:00:00Z`)).toISOString().startsWith(day) ? micros : undefined
}

/** As the API server writes it: `2024-11-15T21:00:00.146797Z`. */
export function formatTime(micros: number): string {
  const millis = Math.floor(micros / 1000)
  return `${new Date(millis).toISOString().slice(0, -1)}${String(micros - millis * 1000).padStart(3, '0')}Z`
}

/** The hour as `2024-11-15T21:00Z`. */
export function formatHour(hour: number): string {
  return `${new Date((hour * hourMicros) / 1000).toISOString().slice(0, 16)}Z`
}
