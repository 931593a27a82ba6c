// Gives the bytes of a log, unpacked where its first bytes say gzip or zstd, whatever the file is called.
import { createReadStream } from 'node:fs'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import type { Transform } from 'node:stream'

/** How a stream ended: whole, or torn or damaged within a packed file. */
export type StreamEnd = { readonly kind: 'whole' } | { readonly kind: 'endsEarly'; readonly message: string }

/** How packed files begin, and what unpacks them. Of gzip pieces of 1 MiB are the quickest: smaller and larger ones cost a tenth, those of 16 KiB half. */
interface Packing {
  readonly magic: readonly number[]
  readonly unpacker: () => Transform & { readonly bytesWritten: number }
}

const packings: readonly Packing[] = [
  { magic: [0x1f, 0x8b], unpacker: () => createGunzip({ chunkSize: 1_048_576 }) },
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
  return packing === undefined ? undefined : new PackedStream(packing, take)
}

/**
 * A packed log: frames of zstd or members of gzip, one behind the other. Node goes on with the next member of gzip by itself; behind a
 * frame of zstd it stops and says nothing, so that the next one needs an unpacker of its own.
 */
class PackedStream implements Unpacking {
  readonly #packing: Packing
  readonly #take: (bytes: Buffer) => void
  #open: OpenFrame
  /** Bytes of the current frame that were given so far. */
  #given = 0

  constructor(packing: Packing, take: (bytes: Buffer) => void) {
    this.#packing = packing
    this.#take = take
    this.#open = openFrame(packing, take)
  }

  async write(bytes: Buffer): Promise<boolean> {
    let rest = bytes
    while (rest.length > 0) {
      if (this.#open.ended?.kind === 'whole') this.#nextFrame()
      const open = this.#open
      this.#given += rest.length
      await Promise.race([new Promise<void>((resolve) => open.stream.write(rest, () => resolve())), open.end])
      // Whether a frame has ended is told a moment later.
      await new Promise((resolve) => setImmediate(resolve))
      open.orThrow()
      if (open.ended?.kind === 'endsEarly') return false
      const left = open.ended === undefined ? 0 : this.#given - open.stream.bytesWritten
      rest = rest.subarray(rest.length - left)
    }
    return true
  }

  async end(): Promise<StreamEnd> {
    const open = this.#open
    if (open.ended === undefined) open.stream.end()
    const end = await open.end
    open.orThrow()
    return end
  }

  #nextFrame(): void {
    this.#open = openFrame(this.#packing, this.#take)
    this.#given = 0
  }
}

interface OpenFrame {
  readonly stream: ReturnType<Packing['unpacker']>
  readonly end: Promise<StreamEnd>
  ended: StreamEnd | undefined
  /** @throws what taking the bytes threw */
  orThrow(): void
}

function openFrame(packing: Packing, take: (bytes: Buffer) => void): OpenFrame {
  const stream = packing.unpacker()
  let taking: { readonly error: unknown } | undefined
  // Pieces are taken a moment after they come: by then the next one is being unpacked beside. All that stands before a fault has been
  // taken when it is told.
  const waiting: Buffer[] = []
  const takeWaiting = (): void => {
    try {
      for (let bytes = waiting.shift(); bytes !== undefined && taking === undefined; bytes = waiting.shift()) take(bytes)
    } catch (error) {
      taking = { error }
      stream.destroy()
    }
  }
  stream.on('data', (bytes: Buffer) => {
    waiting.push(bytes)
    process.nextTick(takeWaiting)
  })
  const end = new Promise<StreamEnd>((resolve) => {
    const ends = (how: StreamEnd): void => {
      takeWaiting()
      frame.ended ??= how
      resolve(frame.ended)
    }
    stream.on('end', () => ends({ kind: 'whole' }))
    stream.on('close', () => ends({ kind: 'whole' }))
    stream.on('error', (error) => ends({ kind: 'endsEarly', message: error.message }))
  })
  const frame: OpenFrame = {
    stream,
    end,
    ended: undefined,
    orThrow() {
      if (taking !== undefined) throw taking.error
    },
  }
  return frame
}
