// Writes JSON that is safe to print: what would steer a terminal is escaped, which no reader of JSON can tell from the character.
import { hex, replaceSteering } from './plain-text.ts'

/** The value as JSON, two spaces deep, without a line break at the end. */
export function jsonText(value: unknown): string {
  // `JSON.stringify` lays out with line breaks of its own and has escaped all others.
  const text = JSON.stringify(value, null, 2)
  // Most reports are plain ASCII, and have nothing to escape.
  if (!/[^\n\x20-\x7e]/.test(text)) return text
  const lines = text.split('\n')
  return lines.map((line) => replaceSteering(line, escapeUnits)).join('\n')
}

/** The value as JSON in one line. */
export function jsonLine(value: unknown): string {
  return replaceSteering(JSON.stringify(value), escapeUnits)
}

function escapeUnits(character: string): string {
  return Array.from({ length: character.length }, (_, i) => `\\u${hex(character.charCodeAt(i), 4)}`).join('')
}
