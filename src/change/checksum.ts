// CRC-32 (ISO 3309, as gzip and PNG use it): tells a torn line from a whole one. It is no signature: whoever can write a journal can
// write a checksum.

const table: Uint32Array = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  return value >>> 0
})

/** @param text - of ASCII characters @returns eight hexadecimal digits */
export function checksum(text: string): string {
  let value = 0xffffffff
  for (let i = 0; i < text.length; i++) value = (value >>> 8) ^ (table[(value ^ text.charCodeAt(i)) & 0xff] ?? 0)
  return ((value ^ 0xffffffff) >>> 0).toString(16).padStart(8, '0')
}
