// Texts as the scanner keeps them: bytes whose order is that of `compareText`. ASCII is itself; every other unit of UTF-16 is written as
// its rank in that order, as UTF-8 would write a character of that number, so that halves of pairs that stand alone stay what they are.
import { rankOf } from '../../base/index.ts'

/** Writes a text; how many bytes it took. */
export function encodeText(text: string, into: Buffer, at: number): number {
  let to = at
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) {
      into[to++] = unit
      continue
    }
    const rank = rankOf(unit)
    if (rank >= 0x800) {
      into[to++] = 0xe0 | (rank >> 12)
      into[to++] = 0x80 | ((rank >> 6) & 0x3f)
    } else into[to++] = 0xc0 | (rank >> 6)
    into[to++] = 0x80 | (rank & 0x3f)
  }
  return to - at
}

/** Reads a text back. */
export function decodeText(from: Buffer, at: number, length: number): string {
  const bytes = from.subarray(at, at + length)
  if (!bytes.some((byte) => byte >= 0x80)) return bytes.toString('latin1')
  const units: string[] = []
  for (let i = 0; i < length;) {
    const first = bytes[i++] ?? 0
    if (first < 0x80) {
      units.push(String.fromCharCode(first))
      continue
    }
    const second = (bytes[i++] ?? 0) & 0x3f
    const rank =
      first < 0xe0 ? ((first & 0x1f) << 6) | second : ((first & 0x0f) << 12) | (second << 6) | ((bytes[i++] ?? 0) & 0x3f)
    units.push(String.fromCharCode(unitOf(rank)))
  }
  return units.join('')
}

/** The other way round than `rankOf`. */
function unitOf(rank: number): number {
  if (rank >= 0xf800) return rank - 0x2000
  return rank >= 0xd800 ? rank + 0x800 : rank
}
