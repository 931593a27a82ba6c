// Splits a message of the house into its words and the names that stand in backticks, so that each format can set names as names.

/** A stretch of a message. */
export interface ProsePart {
  readonly text: string
  /** Whether it stood in backticks. */
  readonly code: boolean
}

/** The parts of a message; a backtick without a partner is a character like any other. */
export function proseParts(message: string): readonly ProsePart[] {
  const parts: ProsePart[] = []
  let from = 0
  for (const match of message.matchAll(/`([^`]+)`/g)) {
    if (match.index > from) parts.push({ text: message.slice(from, match.index), code: false })
    parts.push({ text: match[1] ?? '', code: true })
    from = match.index + match[0].length
  }
  if (from < message.length) parts.push({ text: message.slice(from), code: false })
  return parts
}
