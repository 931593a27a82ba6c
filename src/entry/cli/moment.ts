// When a report or a snapshot is from: what `--now` says, else the clock.
import { SparekeyError } from '../../base/index.ts'
import type { Io } from './io.ts'
import type { SourceOptions } from './source-options.ts'

/**
 * @returns RFC 3339, in UTC
 * @throws SparekeyError USAGE
 */
export function momentAsAsked({ now: text }: SourceOptions, io: Io): string {
  if (text === undefined) return io.now()
  const time = Date.parse(text)
  if (Number.isNaN(time)) throw new SparekeyError('USAGE', `\`--now\` takes a time such as 2026-11-24T08:00:00Z, not \`${text}\``)
  return new Date(time).toISOString()
}
