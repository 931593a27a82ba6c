// Text as base64 of its UTF-8 bytes (RFC 4648, with padding): what Azure Policy takes a template in. The core has no Buffer.
const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Encodes a text. */
export function base64(text: string): string {
  const bytes = utf8(text)
  const groups = Array.from({ length: Math.ceil(bytes.length / 3) }, (_, i) => bytes.slice(i * 3, i * 3 + 3))
  return groups.map(groupText).join('')
}

function groupText(group: readonly number[]): string {
  const [a = 0, b = 0, c = 0] = group
  const bits = a * 0x10000 + b * 0x100 + c
  const all = [18, 12, 6, 0].map((shift) => digits.charAt((bits >> shift) & 63)).join('')
  return all.slice(0, group.length + 1).padEnd(4, '=')
}

function utf8(text: string): readonly number[] {
  return Array.from(text).flatMap((character) => {
    const code = character.codePointAt(0) ?? 0
    if (code < 0x80) return [code]
    if (code < 0x800) return [0xc0 | (code >> 6), rest(code, 0)]
    if (code < 0x10000) return [0xe0 | (code >> 12), rest(code, 6), rest(code, 0)]
    return [0xf0 | (code >> 18), rest(code, 12), rest(code, 6), rest(code, 0)]
  })
}

function rest(code: number, shift: number): number {
  return 0x80 | ((code >> shift) & 63)
}
