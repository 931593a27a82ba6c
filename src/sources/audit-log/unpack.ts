// Gives the bytes of a log, unpacked where its first bytes say gzip or zstd, whatever the file is called.
import { createReadStream } from 'node:fs'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import type { Transform } from 'node:stream'

/** How a stream ended: whole, or torn or damaged within a packed file. */
export type StreamEnd = { readonly kind: 'whole' } | { readonly kind: 'endsEarly'; readonly message: string }

/** How packed files begin, and what unpacks them. Unpacking gzip is what reading takes longest for: in large pieces it waits seldom. */
interface Packing {
  readonly magic: readonly number[]
  readonly unpacker: () => Transform & { readonly bytesWritten: number }
}

const packings: readonly Packing[] = [
  { magic: [0x1f, 0x8b], unpacker: () => createGunzip({ chunkSize: 2_097_152 }) },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], unpacker: () => createZstdDecompress({ chunkSize: 262_144 }) },
]

/** How many bytes are taken before the unpacker is looked after: more lets it wait, less costs more turns than it saves. */
const takenAtOnce = 32 << 10

/** How many pieces may wait to be taken. */
const mostWaiting = 4

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
  // Pieces are taken bit by bit: between two bits the unpacker, which works beside, is given its next piece, so that neither waits for
  // the other. All that stands before a fault has been taken when it is told.
  const waiting: Buffer[] = []
  let isTaking = false
  const takeUpTo = (most: number): void => {
    try {
      for (let left = most; left > 0 && taking === undefined;) {
        const [first] = waiting
        if (first === undefined) return
        const bit = first.subarray(0, left)
        if (bit.length < first.length) waiting[0] = first.subarray(bit.length)
        else waiting.shift()
        left -= bit.length
        take(bit)
      }
    } catch (error) {
      taking = { error }
      stream.destroy()
    }
  }
  const takeOn = (): void => {
    takeUpTo(takenAtOnce)
    isTaking = waiting.length > 0 && taking === undefined
    if (isTaking) setImmediate(takeOn)
    if (waiting.length < mostWaiting) stream.resume()
  }
  stream.on('data', (bytes: Buffer) => {
    waiting.push(bytes)
    if (waiting.length >= mostWaiting) stream.pause()
    if (isTaking) return
    isTaking = true
    setImmediate(takeOn)
  })
  const end = new Promise<StreamEnd>((resolve) => {
    const ends = (how: StreamEnd): void => {
      takeUpTo(Number.POSITIVE_INFINITY)
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
