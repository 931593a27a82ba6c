// What may be quoted of a text that a plugin or a server wrote: one line, bounded, and nothing that looks like a credential.
import { stripVTControlCharacters } from 'node:util'

const credentials: readonly RegExp[] = [
  // A private key is several lines: it goes first, before lines are joined.
  /-----BEGIN [A-Z ]*-----[\s\S]*?(?:-----END [A-Z ]*-----|$)/g,
  // A JSON Web Token, signed or cut short: its first part is the base64 of `{"`.
  /\beyJ[\w-]{5,}(?:\.[\w-]*)*/g,
  // After these words whatever stands without a space is taken for the secret.
  /(?<=\b(?:Bearer|Basic)\s+)[^\s"',;]{8,}/gi,
  /(?<=\b(?:token|password|secret|client[_-]key[_-]data)["']?\s*[:=]\s*["']?)[^\s"',;]{8,}/gi,
]

/**
 * A text made fit for a message.
 *
 * @param keep - which end matters where the text is long: a plugin says at the end why it failed, a server at the start
 * @returns one line of at most `limit` characters, without control characters and without what looks like a credential
 */
export function quotable(text: string, keep: 'start' | 'end' = 'start', limit = 400): string {
  const bare = credentials.reduce((rest, pattern) => rest.replace(pattern, '[redacted]'), stripVTControlCharacters(text))
  const line = bare.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim()
  if (line.length <= limit) return line
  return keep === 'start' ? `${line.slice(0, limit)}…` : `…${line.slice(-limit)}`
}

/** A list of names as people read it, each in backticks. */
export function quotedNames(names: Iterable<string>, atMost = 20): string {
  const all = [...names]
  const shown = all.slice(0, atMost).map((name) => `\`${quotable(name, 'start', 100)}\``)
  return all.length > atMost ? `${shown.join(', ')} and ${all.length - atMost} more` : shown.join(', ')
}
