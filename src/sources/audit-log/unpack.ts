// Gives the bytes of a log, unpacked where its first bytes say gzip or zstd, whatever the file is called.
import { createReadStream } from 'node:fs'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import type { Transform } from 'node:stream'

/** How a stream ended: whole, or torn or damaged within a packed file. */
export type StreamEnd = { readonly kind: 'whole' } | { readonly kind: 'endsEarly'; readonly message: string }

/** How packed files begin, and what unpacks them; the default pieces of 16 KiB cost half the speed. */
const packings: readonly { readonly magic: readonly number[]; readonly unpacker: () => Transform }[] = [
  { magic: [0x1f, 0x8b], unpacker: () => createGunzip({ chunkSize: 262_144 }) },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], unpacker: () => createZstdDecompress({ chunkSize: 262_144 }) },
]

/** Whether a log that begins so is packed. */
export function isPacked(start: Uint8Array): boolean {
  return packings.some(({ magic }) => magic.every((byte, i) => start[i] === byte))
}

/** The bytes of a file, in pieces. */
export function fileBytes(path: string, signal: AbortSignal): AsyncIterable<Uint8Array> {
  return createReadStream(path, { highWaterMark: 1 << 20, signal }) as AsyncIterable<Uint8Array>
}

/**
 * @param take - gets each piece; what it throws ends the reading
 */
export async function unpack(source: AsyncIterable<Uint8Array>, take: (bytes: Buffer) => void): Promise<StreamEnd> {
  let start: Buffer | undefined = Buffer.alloc(0)
  let unpacker: Unpacking | undefined
  for await (const piece of source) {
    let bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength)
    if (start !== undefined) {
      bytes = start.length === 0 ? bytes : Buffer.concat([start, bytes])
      if (bytes.length < 4) {
        start = bytes
        continue
      }
      start = undefined
      unpacker = unpackingOf(bytes, take)
    }
    if (unpacker === undefined) take(bytes)
    else if (!(await unpacker.write(bytes))) break
  }
  if (start !== undefined && start.length > 0) take(start)
  return unpacker === undefined ? { kind: 'whole' } : unpacker.end()
}

interface Unpacking {
  /** @returns whether it takes more */
  write(bytes: Buffer): Promise<boolean>
  end(): Promise<StreamEnd>
}

function unpackingOf(start: Buffer, take: (bytes: Buffer) => void): Unpacking | undefined {
  const packing = packings.find(({ magic }) => magic.every((byte, i) => start[i] === byte))
  if (packing === undefined) return undefined
  const stream = packing.unpacker()
  let taking: { readonly error: unknown } | undefined
  // Pieces are taken as they come, so that all that stands before a fault has been taken when it is told.
  stream.on('data', (bytes: Buffer) => {
    if (taking !== undefined) return
    try {
      take(bytes)
    } catch (error) {
      taking = { error }
      stream.destroy()
    }
  })
  const ended = new Promise<StreamEnd>((resolve) => {
    stream.on('close', () => {
      resolve({ kind: 'whole' })
    })
    stream.on('error', (error) => {
      resolve({ kind: 'endsEarly', message: error.message })
    })
  })
  const orThrow = (): void => {
    if (taking !== undefined) throw taking.error
  }
  return {
    async write(bytes) {
      await Promise.race([new Promise<void>((resolve) => stream.write(bytes, () => resolve())), ended])
      orThrow()
      return !stream.destroyed
    },
    async end() {
      if (!stream.destroyed) stream.end()
      const end = await ended
      orThrow()
      return end
    },
  }
}
