// The bytes that have a meaning in JSON, and how four or eight of them are looked at in one step.

/** The bytes that have a meaning in JSON. */
export const byte = {
  newline: 0x0a,
  space: 0x20,
  quote: 0x22,
  comma: 0x2c,
  minus: 0x2d,
  zero: 0x30,
  nine: 0x39,
  colon: 0x3a,
  openList: 0x5b,
  backslash: 0x5c,
  closeList: 0x5d,
  /** Begins `false`. */
  f: 0x66,
  /** Begins `null`. */
  n: 0x6e,
  /** Begins `true`. */
  t: 0x74,
  openRecord: 0x7b,
  closeRecord: 0x7d,
} as const

/** How deep arrays and objects may be nested. */
export const deepestNesting = 10_000

/** Four spaces, as `DataView.getInt32` reads them. */
export const fourSpaces = 0x2020_2020

/** Eight spaces, as `DataView.getFloat64` reads them: indentation is a third to a half of what kubectl prints. */
export const eightSpaces: number = new DataView(new Uint8Array(8).fill(byte.space).buffer).getFloat64(0, true)

const ones = 0x0101_0101
const high = 0x8080_8080 | 0

/*
 * Of the two marks below, the lowest bit is exact, and 0 says that there is none: (x - 1) & ~x has the high bit of every
 * byte of x that is zero, and perhaps of bytes above one (Warren, Hacker's Delight, 6-1).
 */

/** Marks in a word of four bytes those that are a quote or a backslash. */
export function quotesIn(word: number): number {
  const quote = word ^ 0x2222_2222
  const escape = word ^ 0x5c5c_5c5c
  return (((quote - ones) & ~quote) | ((escape - ones) & ~escape)) & high
}

/** Marks in a word of four bytes those that end plain text: a quote, a backslash, a control character, or one above ASCII. */
export function specialsIn(word: number): number {
  const quote = word ^ 0x2222_2222
  const escape = word ^ 0x5c5c_5c5c
  return (((quote - ones) & ~quote) | ((escape - ones) & ~escape) | ((word - fourSpaces) & ~word) | word) & high
}

/** How many bytes of the word stand before the first marked one. */
export function firstOf(marks: number): number {
  return (31 - Math.clz32(marks & -marks)) >> 3
}

/** The first bytes of a word, from none to three; the others zero. */
export function lowBytes(word: number, count: number): number {
  return word & ((1 << (count << 3)) - 1)
}

/** Whether a value that begins with this byte is a number. */
export function beginsNumber(first: number): boolean {
  return first === byte.minus || (first >= byte.zero && first <= byte.nine)
}
