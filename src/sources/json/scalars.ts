// Reads texts, numbers and the three words of JSON exactly as JSON.parse does.
import { byte, firstOf, lowBytes, specialsIn } from './bytes.ts'
import type { JsonScanner } from './json-scanner.ts'
import { longestCachedText, TextCache } from './text-cache.ts'

const texts = new TextCache()

function mix(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x9e37_79b1)
  return mixed ^ (mixed >>> 15)
}

/** Reads the text whose opening quote is here. */
export function readText(scanner: JsonScanner): string {
  const { bytes, view } = scanner
  const from = scanner.position + 1
  const last = scanner.end - 4
  let hash = 0
  let i = from
  while (i <= last) {
    const word = view.getInt32(i, true)
    const found = specialsIn(word)
    if (found === 0) {
      hash = mix(hash, word)
      i += 4
      continue
    }
    const rest = firstOf(found)
    i += rest
    if (bytes[i] !== byte.quote) break
    scanner.position = i + 1
    if (i - from > longestCachedText) return bytes.toString('latin1', from, i)
    return texts.text(bytes, view, from, i, mix(hash, lowBytes(word, rest)) ^ (i - from))
  }
  return readOddText(scanner, i)
}

/** Passes the text whose opening quote is here if it is plain ASCII: gives where its closing quote is. Else gives -1 and does not move. */
export function plainTextEnd(scanner: JsonScanner): number {
  const { bytes, view } = scanner
  const last = scanner.end - 4
  for (let i = scanner.position + 1; i <= last; i += 4) {
    const found = specialsIn(view.getInt32(i, true))
    if (found === 0) continue
    i += firstOf(found)
    if (bytes[i] !== byte.quote) return -1
    scanner.position = i + 1
    return i
  }
  return -1
}

// With escapes, beyond ASCII, at fault, or among the last bytes of a piece; plain up to `i`.
function readOddText(scanner: JsonScanner, i: number): string {
  const { bytes, end } = scanner
  const from = scanner.position + 1
  let escaped = false
  for (; ; i++) {
    if (i >= end) return scanner.failAtEnd()
    const c = bytes[i] as number
    if (c === byte.quote) break
    if (c === byte.backslash) {
      escaped = true
      i++
    } else if (c < byte.space) {
      scanner.position = i
      return scanner.fail('a control character in a string: write it as an escape')
    }
  }
  const text = bytes.toString('utf8', from, i)
  if (escaped) return readEscapes(scanner, text, i)
  scanner.position = i + 1
  return text
}

function readEscapes(scanner: JsonScanner, text: string, end: number): string {
  try {
    const value = JSON.parse(`"${text}"`) as string
    scanner.position = end + 1
    return value
  } catch {
    const from = scanner.position + 1
    scanner.position = from + unknownEscape(scanner.bytes.subarray(from, end))
    return scanner.fail(
      'an escape that JSON does not know: after `\\` comes one of `" \\ / b f n r t`, or `u` and four hexadecimal digits',
    )
  }
}

function unknownEscape(bytes: Uint8Array): number {
  for (let i = bytes.indexOf(byte.backslash); i !== -1; i = bytes.indexOf(byte.backslash, i)) {
    const c = String.fromCharCode(bytes[i + 1] ?? 0)
    if (c === 'u' ? !isUnit(bytes.subarray(i + 2, i + 6)) : !'"\\/bfnrt'.includes(c)) return i
    i += 2
  }
  return 0
}

function isUnit(digits: Uint8Array): boolean {
  return (
    digits.length === 4 && digits.every((c) => (c >= byte.zero && c <= byte.nine) || ((c | 0x20) >= 0x61 && (c | 0x20) <= 0x66))
  )
}

/** Reads the number that begins here. */
export function readNumber(scanner: JsonScanner): number {
  const { bytes } = scanner
  const from = scanner.position
  const to = toNumberEnd(scanner)
  // Few digits and nothing else: the usual ports and seconds.
  if (to - from < 10 && (bytes[from] !== byte.zero || to - from === 1)) {
    let value = 0
    let i = from
    for (; i < to; i++) {
      const digit = (bytes[i] as number) - byte.zero
      if (digit < 0 || digit > 9) break
      value = value * 10 + digit
    }
    if (i === to) return value
  }
  const text = bytes.toString('latin1', from, to)
  try {
    return JSON.parse(text) as number
  } catch {
    scanner.position = from
    return scanner.fail(`not a number: \`${text.slice(0, 40)}\``)
  }
}

/** Passes the bytes that can stand in a number: gives where they end. */
export function toNumberEnd(scanner: JsonScanner): number {
  const { bytes, end } = scanner
  let i = scanner.position
  while (i < end && isOfNumber(bytes[i] as number)) i++
  if (i === end && !scanner.final) return scanner.failAtEnd()
  scanner.position = i
  return i
}

// Digits, the signs, the point, `E` and `e`.
function isOfNumber(c: number): boolean {
  return (c >= byte.zero && c <= byte.nine) || c === byte.minus || c === 0x2b || c === 0x2e || c === 0x45 || c === 0x65
}

/** Reads the `true`, `false` or `null` that begins here with `first`. */
export function readLiteral(scanner: JsonScanner, first: number): boolean | null {
  if (first === byte.t) return passWord(scanner, 'true', true)
  if (first === byte.f) return passWord(scanner, 'false', false)
  if (first === byte.n) return passWord(scanner, 'null', null)
  return scanner.failExpecting('a value')
}

function passWord<T>(scanner: JsonScanner, word: string, value: T): T {
  for (let i = 1; i < word.length; i++) {
    const at = scanner.position + i
    if (at >= scanner.end) return scanner.failAtEnd()
    if (scanner.bytes[at] !== word.charCodeAt(i)) return scanner.failExpecting(`\`${word}\``)
  }
  scanner.position += word.length
  return value
}
