// One piece of work for a thread: a block of a plain log of lines, or a whole log of any other kind; and what came of it.
import { closeSync, openSync, readSync } from 'node:fs'
import type { Given } from '../../evidence/index.ts'
import type { PackedBlock } from '../ledger/index.ts'
import type { LogOptions } from './read-log.ts'
import { LogReader, usualBlock } from './read-log.ts'
import { BlockFeed, ScanReader } from './scan-reader.ts'
import type { Scanner } from './scanner-module.ts'
import { unpack } from './unpack.ts'

/** What to read. */
export type ScanTask =
  /** The lines that begin in one block of a plain log, which was so long when its reading began. */
  | { readonly kind: 'block'; readonly file: string; readonly block: number; readonly size: number }
  | { readonly kind: 'whole'; readonly file: string; readonly size: number }

/** How to read. */
export interface ScanSettings {
  readonly given: Given
  readonly blockSize?: number
}

/** Something that was not understood; a line counts from the first one of its task. */
export interface LineFault {
  readonly line: number
  readonly reason: string
}

/** What came of a task, or of a whole log. */
export interface LogPart {
  readonly blocks: readonly PackedBlock[]
  readonly bytes: number
  readonly lines: number
  /** Lines that no scanner has read. */
  readonly slow: number
  readonly faults: number
  /** The first ones. */
  readonly first: readonly LineFault[]
  /** Whether a packed log ended within. */
  readonly endsEarly: boolean
}

/** How many faults of a log are told one by one. */
export const toldOfALog = 5

/** Counts what was not understood, and keeps the first. */
export class Faults {
  count = 0
  readonly first: LineFault[] = []

  add(line: number, reason: string): void {
    this.count++
    if (this.first.length < toldOfALog) this.first.push({ line, reason })
  }
}

/** How much is read at a time: more makes no difference. */
const piece = 256 << 10

/** Reads the lines that begin in one block of a plain log. */
export function readBlock(
  { file, block, size }: ScanTask & { readonly kind: 'block' },
  scanner: Scanner,
  settings: ScanSettings,
): LogPart {
  const blockSize = settings.blockSize ?? usualBlock
  const faults = new Faults()
  const fd = openSync(file, 'r')
  try {
    const start = block === 0 ? 0 : nextLine(fd, block * blockSize - 1, size, scanner.input)
    if (start >= Math.min(size, (block + 1) * blockSize)) return nothing
    const feed = new BlockFeed(scanner, optionsOf(settings, faults), start, true)
    let at = start
    while (at < size && !feed.isDone) {
      const room = feed.room()
      const count = readSync(fd, room, 0, Math.min(room.length, piece, size - at), at)
      if (count === 0) break
      at += count
      feed.filled(count)
    }
    feed.end(false)
    return partOf(feed, faults, false)
  } finally {
    closeSync(fd)
  }
}

/** Behind the first line break at a place or after it, or the end. */
function nextLine(fd: number, from: number, size: number, buffer: Buffer): number {
  let at = from
  while (at < size) {
    const count = readSync(fd, buffer, 0, Math.min(buffer.length, piece, size - at), at)
    if (count === 0) break
    const found = buffer.subarray(0, count).indexOf(0x0a)
    if (found >= 0) return at + found + 1
    at += count
  }
  return size
}

/** What came of a block in which no line begins. */
const nothing: LogPart = { blocks: [], bytes: 0, lines: 0, slow: 0, faults: 0, first: [], endsEarly: false }

/** Told of progress: bytes of the unpacked log; what it throws ends the reading. */
export type OnBytes = (bytes: number) => void

/**
 * Reads a whole log.
 *
 * @param scanner - `undefined` to read without one
 */
export async function readWhole(
  source: AsyncIterable<Uint8Array>,
  scanner: Scanner | undefined,
  settings: ScanSettings,
  onBytes: OnBytes,
): Promise<LogPart> {
  const faults = new Faults()
  const options = optionsOf(settings, faults)
  const reader = scanner === undefined ? new LogReader(options) : new ScanReader(scanner, options)
  const end = await unpack(source, (bytes) => {
    reader.take(bytes)
    onBytes(reader.bytes)
  })
  reader.end(end.kind === 'endsEarly')
  return partOf(reader, faults, end.kind === 'endsEarly')
}

function optionsOf({ given, blockSize }: ScanSettings, faults: Faults): LogOptions {
  const onProblem = (line: number, reason: string): void => faults.add(line, reason)
  return { given, onProblem, ...(blockSize === undefined ? {} : { blockSize }) }
}

function partOf(reader: LogReader | ScanReader | BlockFeed, { count, first }: Faults, endsEarly: boolean): LogPart {
  const { blocks, bytes, lines } = reader
  return { blocks, bytes, lines, slow: reader instanceof LogReader ? lines : reader.slow, faults: count, first, endsEarly }
}
