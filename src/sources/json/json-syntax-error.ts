// What is wrong with a JSON text and where: a byte offset first, line and column beside it for people.

/** A place in a text. */
export interface TextPlace {
  /** From 1. */
  readonly line: number
  /** From 1, counted in bytes: the same as characters wherever the line is ASCII up to there. */
  readonly column: number
}

/** A text that is not JSON, or ends too early. */
export class JsonSyntaxError extends Error implements TextPlace {
  override readonly name = 'JsonSyntaxError'
  /** How many bytes of the whole input stand before the fault. */
  readonly offset: number
  readonly line: number
  readonly column: number
  /** Whether the input only ended too early: more bytes could have made it right. */
  readonly truncated: boolean

  constructor(message: string, offset: number, place: TextPlace, truncated = false) {
    super(message)
    this.offset = offset
    this.line = place.line
    this.column = place.column
    this.truncated = truncated
  }
}

/**
 * Where in a text an offset is.
 *
 * @param bytes - the text from its start, or from the start of any line
 * @param offset - counted from the first of these bytes
 * @param firstLine - the number of the line with which the bytes begin
 */
export function lineAndColumn(bytes: Uint8Array, offset: number, firstLine = 1): TextPlace {
  const before = bytes.subarray(0, offset)
  let line = firstLine
  let lineStart = 0
  for (let at = before.indexOf(0x0a); at !== -1; at = before.indexOf(0x0a, at + 1)) {
    line += 1
    lineStart = at + 1
  }
  return { line, column: offset - lineStart + 1 }
}
