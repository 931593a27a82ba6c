// Frames of zstd one behind the other, as a ledger's file has them: Node's own reader stops behind the first one and says nothing
// (RFC 8878, 3.1.1).
import { constants as buffers } from 'node:buffer'
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib'

const magic = 0xfd2fb528
const params = { [constants.ZSTD_c_compressionLevel]: 1 }

/** Whether a file begins with a frame. */
export function beginsFrame(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && Buffer.from(bytes.buffer, bytes.byteOffset, 4).readUInt32LE() === magic
}

/** One frame: the same for the same bytes. */
export function frameOf(bytes: Uint8Array): Uint8Array {
  // Who says how much comes is given no more room than that takes.
  return zstdCompressSync(bytes, { params, pledgedSrcSize: bytes.length })
}

/**
 * What is in all frames.
 *
 * @param most - so many bytes: a few packed ones may stand for more than there is memory, and more than this is no text
 * @throws RangeError where the last one is torn or where there is more, and Node's own error where one is damaged
 */
export function readFrames(bytes: Buffer, most: number = buffers.MAX_STRING_LENGTH): Buffer {
  const parts: Buffer[] = []
  let left = most
  for (let at = 0; at < bytes.length;) {
    const end = frameEnd(bytes, at)
    const part = unpacked(bytes.subarray(at, end), left)
    parts.push(part)
    left -= part.length
    at = end
  }
  return Buffer.concat(parts)
}

function unpacked(frame: Buffer, most: number): Buffer {
  // Node takes no limit of zero.
  const part = zstdDecompressSync(frame, { maxOutputLength: Math.max(1, most) })
  if (part.length > most) throw new RangeError('the frames hold more than can be read')
  return part
}

const dictionarySizes = [0, 1, 2, 4] as const
const contentSizes = [0, 2, 4, 8] as const

function frameEnd(bytes: Buffer, start: number): number {
  if (!beginsFrame(bytes.subarray(start))) throw new RangeError('no frame begins here')
  const descriptor = bytes.readUInt8(start + 4)
  const isSingle = (descriptor & 0x20) !== 0
  const contentFlag = (descriptor >> 6) as 0 | 1 | 2 | 3
  const content = contentFlag === 0 && isSingle ? 1 : contentSizes[contentFlag]
  let at = start + 5 + (isSingle ? 0 : 1) + dictionarySizes[(descriptor & 3) as 0 | 1 | 2 | 3] + content
  for (let isLast = false; !isLast;) {
    const header = bytes.readUIntLE(at, 3)
    isLast = (header & 1) === 1
    // A block of one byte that repeats has only that one.
    at += 3 + (((header >> 1) & 3) === 1 ? 1 : header >> 3)
  }
  const end = at + ((descriptor & 4) === 0 ? 0 : 4)
  if (end > bytes.length) throw new RangeError('the last frame is torn')
  return end
}
