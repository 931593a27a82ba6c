// Decides how many columns of a terminal a text takes, and cuts, pads and wraps by that measure.
// East Asian wide and fullwidth characters follow Unicode UAX #11; ambiguous ones count as narrow, as most terminals draw them.

/** Blocks whose characters take two columns; emoji are told by their Unicode property. */
const wideBlocks: readonly (readonly [first: number, last: number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18cff],
  [0x1aff0, 0x1b2ff],
  [0x20000, 0x3fffd],
]
const emoji = /^\p{Emoji_Presentation}$/u
const combining = /^[\p{Mn}\p{Me}\u1160-\u11ff]$/u
const ascii = /^[\x20-\x7e]*$/

/** The columns a text takes; it must have gone through `plainText`. */
export function displayWidth(text: string): number {
  if (ascii.test(text)) return text.length
  let width = 0
  for (const character of text) width += widthOf(character)
  return width
}

/** The text followed by spaces up to a width. */
export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)))
}

/** The text with spaces before it up to a width. */
export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - displayWidth(text))) + text
}

/** The text, or its beginning and end around an ellipsis where it is wider than `width`. */
export function truncateMiddle(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  if (width < 2) return '…'.slice(0, width)
  const characters = clusters(text)
  const tailRoom = Math.floor((width - 1) / 2)
  const head = take(characters, width - 1 - tailRoom)
  const tail = take(characters.toReversed(), tailRoom)
  return `${head.join('')}…${tail.toReversed().join('')}`
}

/** Breaks a text at spaces into lines of at most `width` columns; a longer word is broken where it must be. */
export function wrap(text: string, width: number): string[] {
  const room = Math.max(width, 8)
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap((part) => chop(part, room))) {
    if (line === '') line = word
    else if (displayWidth(line) + 1 + displayWidth(word) <= room) line += ` ${word}`
    else {
      lines.push(line)
      line = word
    }
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line]
}

function chop(word: string, width: number): string[] {
  if (displayWidth(word) <= width) return [word]
  const pieces: string[] = []
  let rest = clusters(word)
  while (rest.length > 0) {
    const piece = take(rest, width)
    pieces.push(piece.join(''))
    rest = rest.slice(piece.length)
  }
  return pieces
}

// A character with the marks that stand on it, which must not be cut from it.
function clusters(text: string): string[] {
  const found: string[] = []
  for (const character of text) {
    if (found.length > 0 && combining.test(character)) found.push(`${found.pop()}${character}`)
    else found.push(character)
  }
  return found
}

function take(characters: readonly string[], width: number): string[] {
  const taken: string[] = []
  let used = 0
  for (const character of characters) {
    used += displayWidth(character)
    if (used > width) break
    taken.push(character)
  }
  return taken
}

function widthOf(character: string): number {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x300) return 1
  if (combining.test(character)) return 0
  const wide = emoji.test(character) || wideBlocks.some(([first, last]) => code >= first && code <= last)
  return wide ? 2 : 1
}
