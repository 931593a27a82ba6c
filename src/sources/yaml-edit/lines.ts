// Lines of a text by offset, and how a line is indented.
import { Ambiguous } from './ambiguous.ts'

/** Where the line of an offset begins. */
export function lineStart(text: string, at: number): number {
  return at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1
}

/** Where the next line begins; the end of the text on its last line. */
export function nextLine(text: string, at: number): number {
  const end = text.indexOf('\n', at)
  return end < 0 ? text.length : end + 1
}

/** Whether nothing but blanks stands before an offset on its line. */
export function isFirstOnLine(text: string, at: number): boolean {
  return text.slice(lineStart(text, at), at).trim() === ''
}

/**
 * The indentation of lines that stand below an offset: what is before it on its line, as blanks.
 *
 * @throws Ambiguous where it is more than blanks and dashes
 */
export function indentationAt(text: string, at: number): string {
  const before = text.slice(lineStart(text, at), at)
  if (before.includes('\t'))
    throw new Ambiguous('a tab stands in the indentation', at - before.length + before.indexOf('\t'), 'indent with spaces')
  if (!/^[ -]*$/.test(before))
    throw new Ambiguous('something stands on this line before the field', at, 'give the field a line of its own')
  return ' '.repeat(before.length)
}

/** How lines end around an offset. */
export function lineEndingAt(text: string, at: number): string {
  const end = text.indexOf('\n', at)
  const found = end < 0 ? text.lastIndexOf('\n') : end
  return found > 0 && text[found - 1] === '\r' ? '\r\n' : '\n'
}

/**
 * Where lines may be put in front of a field: above the comments that stand right above it with its own indentation.
 *
 * @param start - the field's first character, the first on its line
 */
export function aboveComments(text: string, start: number): number {
  const line = lineStart(text, start)
  const indentation = text.slice(line, start)
  let at = line
  while (at > 0) {
    const above = lineStart(text, at - 1)
    if (!text.slice(above, at).startsWith(`${indentation}#`)) break
    at = above
  }
  // What stands at the very top of a document speaks of all of it.
  return at === 0 || text.slice(lineStart(text, at - 1), at).startsWith('---') ? line : at
}
