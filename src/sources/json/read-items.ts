// Reads JSON inputs of any size, object by object, in memory that the largest object bounds.
import { closeSync, openSync, readSync } from 'node:fs'
import type { Wanted } from '../../kube/index.ts'
import { InputWindow, usualWindow } from './input-window.ts'
import { ItemParser } from './item-parser.ts'
import type { JsonItem, ListHead } from './kube-list.ts'

/** How an input is read. */
export interface ReadOptions {
  /** Told of each list when it has been read to its end. Items that had to wait for the list's kind may still follow. */
  readonly onList?: (list: ListHead) => void
  /** How much is read at a time, in bytes, unless one object alone is longer: 1 MiB if absent. */
  readonly window?: number
}

/**
 * Reads the objects of a file: of a List of any kind, of an array, one after the other or one on each line. The fastest way;
 * a terminal or a pipe is better read with {@link readItems}.
 *
 * @param file - its path, or an open file, which is read from where it stands and left open
 * @param wanted - what to read of each object: a record; `apiVersion` and `kind` are read anyhow
 * @throws JsonSyntaxError where the file is not JSON or ends too early, after the items before
 */
export function* readItemsOfFile(
  file: string | number,
  wanted: Wanted,
  options: ReadOptions = {},
): Generator<JsonItem, void, undefined> {
  const fd = typeof file === 'number' ? file : openSync(file, 'r')
  const input = new InputWindow(options.window ?? usualWindow)
  try {
    const parser = new ItemParser(input.scanner, wanted, options.onList ?? ignore)
    for (let item = parser.next(); item !== 'nothing'; item = parser.next()) {
      if (item === 'more') fill(input, fd)
      else yield item
    }
  } finally {
    input.release()
    if (fd !== file) closeSync(fd)
  }
}

function fill(input: InputWindow, fd: number): void {
  for (let room = input.room(); room.length > 0;) {
    const count = readSync(fd, room)
    if (count === 0) return input.ended()
    input.filled(count)
    room = room.subarray(count)
  }
}

/**
 * Reads the objects of a stream, such as standard input or an answer of the API server, as {@link readItemsOfFile} does.
 *
 * @param chunks - not used any more once the next is asked for
 * @throws JsonSyntaxError where the stream is not JSON or ends too early, after the items before; and whatever `chunks` throws
 */
export async function* readItems(
  chunks: AsyncIterable<Uint8Array>,
  wanted: Wanted,
  options: ReadOptions = {},
): AsyncGenerator<JsonItem, void, undefined> {
  const input = new InputWindow(options.window ?? usualWindow)
  const source = new ChunkSource(chunks)
  try {
    const parser = new ItemParser(input.scanner, wanted, options.onList ?? ignore)
    for (let item = parser.next(); item !== 'nothing'; item = parser.next()) {
      if (item === 'more') await source.fill(input)
      else yield item
    }
  } finally {
    input.release()
    await source.close()
  }
}

/** Pours chunks of any size into a window. */
class ChunkSource {
  readonly #chunks: AsyncIterator<Uint8Array>
  #rest: Uint8Array = new Uint8Array(0)

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]()
  }

  async fill(input: InputWindow): Promise<void> {
    for (let room = input.room(); room.length > 0;) {
      if (this.#rest.length === 0) {
        const next = await this.#chunks.next()
        if (next.done === true) return input.ended()
        this.#rest = next.value
      }
      const taken = this.#rest.subarray(0, room.length)
      room.set(taken)
      input.filled(taken.length)
      room = room.subarray(taken.length)
      this.#rest = this.#rest.subarray(taken.length)
    }
  }

  async close(): Promise<void> {
    await this.#chunks.return?.()
  }
}

function ignore(): void {
  // Nobody asked about lists.
}
