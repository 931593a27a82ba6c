// Passes a value unread: its brackets have to match and its strings to end, more is not looked at (see `project.ts`).
import { beginsNumber, byte, deepestNesting, eightSpaces, firstOf, fourSpaces, quotesIn } from './bytes.ts'
import type { JsonScanner } from './json-scanner.ts'
import { readLiteral, toNumberEnd } from './scalars.ts'

// What is open around the place that is looked at; reading does not pause within a value, so all readers share it.
const open = new Uint8Array(deepestNesting)

/**
 * Passes the value that begins here with `first`.
 *
 * @throws JsonSyntaxError when it does not end, or its brackets do not match
 */
export function skipValue(scanner: JsonScanner, first: number): void {
  if (first === byte.openRecord || first === byte.openList) skipNest(scanner)
  else if (first === byte.quote) scanner.position = textEnd(scanner, scanner.position + 1)
  else if (beginsNumber(first)) toNumberEnd(scanner)
  else readLiteral(scanner, first)
}

// INVARIANT: no recursion, so that no depth of what nobody wants can exhaust the stack.
function skipNest(scanner: JsonScanner): void {
  const { bytes, view, end } = scanner
  const deepest = deepestNesting - scanner.depth
  const lastFour = end - 4
  const lastEight = end - 8
  let { line, lineStart } = scanner
  let depth = 0
  let i = scanner.position
  while (i < end) {
    const c = bytes[i++] as number
    if (c === byte.quote) i = textEnd(scanner, i)
    else if (c === byte.newline) {
      line++
      lineStart = i
      while (i <= lastEight && view.getFloat64(i, true) === eightSpaces) i += 8
      if (i <= lastFour && view.getInt32(i) === fourSpaces) i += 4
    } else if (c === byte.openRecord || c === byte.openList) {
      if (depth >= deepest) {
        scanner.position = i - 1
        scanner.failTooDeep()
      }
      open[depth++] = c
    } else if (c === byte.closeRecord || c === byte.closeList) {
      // Each bracket closes the one two below it.
      if (open[--depth] !== c - 2) {
        scanner.position = i - 1
        scanner.failExpecting(c === byte.closeRecord ? "',' or ']'" : "',' or '}'")
      }
      if (depth === 0) {
        scanner.position = i
        scanner.line = line
        scanner.lineStart = lineStart
        return
      }
    }
  }
  scanner.failAtEnd()
}

// Where the text ends that goes on at `i`: behind its closing quote.
function textEnd(scanner: JsonScanner, i: number): number {
  const { bytes, view, end } = scanner
  const lastFour = end - 4
  while (i < end) {
    if (i <= lastFour) {
      const found = quotesIn(view.getInt32(i, true))
      if (found === 0) {
        i += 4
        continue
      }
      i += firstOf(found)
    }
    const c = bytes[i++]
    if (c === byte.quote) return i
    if (c === byte.backslash) i++
  }
  return scanner.failAtEnd()
}
