// Breaks a shell command into lines that a shell reads as the same command: at spaces outside quotes, with a backslash.
import { displayWidth } from './display-width.ts'
import { plainText } from './plain-text.ts'

/** Continued lines stand in by this much. */
const indent = '  '
/** Columns of the space and backslash at the end of a line that goes on. */
const ending = 2

/** The lines of a command, harmless to print; a word that is wider than `width` stays whole, since breaking it would change it. */
export function commandLines(command: string, width: number): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const unit of units(command, width)) {
    // A quoted word may have line breaks of its own, which stay.
    const [head = '', ...rest] = unit.split('\n').map(plainText)
    if (line.trim() === '') line += head
    else if (displayWidth(line) + 1 + displayWidth(head) + ending <= width) line += ` ${head}`
    else {
      lines.push(`${line} \\`)
      line = indent + head
    }
    for (const part of rest) {
      lines.push(line)
      line = part
    }
  }
  return [...lines, line]
}

/** Words, each option with its value where both fit into a line. */
function units(command: string, width: number): readonly string[] {
  const found: string[] = []
  for (const word of words(command)) {
    const last = found.at(-1)
    const joined = `${last ?? ''} ${word}`
    const [head = ''] = joined.split('\n')
    const takes = last !== undefined && /^--?[a-z][a-z-]*$/.test(last) && !/^[-|]/.test(word)
    if (takes && displayWidth(head) + indent.length + ending <= width) found[found.length - 1] = joined
    else found.push(word)
  }
  return found
}

/** Words as a shell parts them, quotes and all; a line break outside quotes is part of the word before it. */
function words(command: string): readonly string[] {
  return command.match(/(?:'[^']*'|"(?:\\[^]|[^"\\])*"|\\[^]|[^\s'"\\]|\n\s*)+/g) ?? []
}
