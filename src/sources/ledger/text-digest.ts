// The digest by which a block is known that was not read from bytes: as that of a block's bytes, SHA-256 cut to 128 bits.
import { createHash } from 'node:crypto'

/** @returns 22 characters */
export function textDigest(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22)
}
