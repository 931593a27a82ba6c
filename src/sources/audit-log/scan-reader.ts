// Reads a log of lines by a scanner: gives it pieces, takes the lines that it hands over, and ends blocks where `read-log.ts` ends them.
// Does the same as `LogReader` does, byte for byte; what is no log of lines goes there whole.
import type { PackedBlock } from '../ledger/index.ts'
import { GrowingIdentity } from './block-identity.ts'
import { longestLine, LogReader, modeOf, takeLine, usualBlock, type LogOptions } from './read-log.ts'
import { ScanFold } from './scan-fold.ts'
import type { Scanner } from './scanner-module.ts'

const newline = 0x0a

interface LongLine {
  readonly at: number
  pieces: Buffer[]
  length: number
}

/** Reads blocks out of the scanner's input. */
export class BlockFeed {
  readonly blocks: PackedBlock[] = []
  /** Lines that the scanner has handed over. */
  slow = 0
  /** Bytes of the blocks that have ended. */
  bytes = 0
  /** Whether the only block that is to be read has ended. */
  isDone = false
  readonly #scanner: Scanner
  readonly #options: LogOptions
  readonly #blockSize: number
  readonly #longest: number
  /** Where the input's first byte stands in the log. */
  #base: number
  /** What is not read yet, in the input. */
  #start = 0
  #end = 0
  #fold: ScanFold | undefined
  #identity: GrowingIdentity = new GrowingIdentity()
  #blockEnd = 0
  /** Lines of the blocks before. */
  #lines = 0
  /** The beginning of a line that is longer than the input; without its bytes where it is too long. */
  #long: LongLine | undefined

  readonly #onlyOne: boolean

  /**
   * @param from - where in the log the first byte stands that it will be given: the start of a line
   * @param onlyOne - whether it stops behind its first block
   */
  constructor(scanner: Scanner, options: LogOptions, from = 0, onlyOne = false) {
    this.#scanner = scanner
    this.#onlyOne = onlyOne
    this.#options = options
    this.#blockSize = options.blockSize ?? usualBlock
    this.#longest = options.longestLine ?? longestLine
    this.#base = from
  }

  get lines(): number {
    return this.#lines + (this.#fold === undefined ? 0 : this.#scanner.exports.lineCount())
  }

  /** The part of the input that is free: never empty, and not to be kept. */
  room(): Buffer {
    const { input } = this.#scanner
    // Copying is cheap where little is left, and has to be where there is no room.
    if (this.#start > 0 && (this.#end - this.#start < this.#start || this.#end === this.#scanner.room)) {
      input.copyWithin(0, this.#start, this.#end)
      this.#base += this.#start
      this.#end -= this.#start
      this.#start = 0
    }
    return input.subarray(this.#end)
  }

  /** Takes bytes that were written to the room. */
  filled(count: number): void {
    this.#end += count
    this.#readOn(false)
    if (!this.isDone && this.#start === 0 && this.#end === this.#scanner.room) this.#goLong()
  }

  /** Nothing follows. */
  end(endsEarly: boolean): void {
    // Before the last line, with which its block may end.
    if (endsEarly) this.#begun().shortcoming('streamEndsEarly')
    this.#readOn(true)
    if (this.isDone) return
    this.#endBlock()
  }

  #readOn(isLast: boolean): void {
    while (!this.isDone && (this.#start < this.#end || (isLast && this.#long !== undefined))) {
      if (this.#long !== undefined) {
        if (!this.#longLine(this.#long, isLast)) return
        continue
      }
      this.#begun()
      const { input } = this.#scanner
      const lastByte = this.#blockEnd - 1 - this.#base
      const cut = lastByte < this.#end ? input.subarray(0, this.#end).indexOf(newline, Math.max(lastByte, this.#start)) : -1
      this.#scan(cut < 0 ? this.#end : cut + 1, isLast && cut < 0)
      if (cut < 0) return
      this.#endBlock()
    }
  }

  #begun(): ScanFold {
    if (this.#fold !== undefined) return this.#fold
    this.#fold = new ScanFold(this.#scanner)
    this.#identity = new GrowingIdentity()
    this.#blockEnd = (Math.floor((this.#base + this.#start) / this.#blockSize) + 1) * this.#blockSize
    return this.#fold
  }

  #scan(upTo: number, isLast: boolean): void {
    const { exports } = this.#scanner
    const from = this.#start
    let at = from
    while (exports.scan(at, upTo, isLast ? 1 : 0) !== 0) {
      at = exports.position()
      const start = exports.slowStart()
      // A copy: what is read of it may have the memory move.
      this.#takeLine(Buffer.from(this.#scanner.input.subarray(start, at)), this.#base + start)
    }
    this.#start = exports.position()
    this.#identity.add(this.#scanner.input.subarray(from, this.#start))
  }

  #takeLine(line: Buffer, offset: number): void {
    this.slow++
    takeLine(line, { fold: this.#begun(), given: this.#options.given, problem: (reason) => this.#problem(offset, reason) })
  }

  #problem(offset: number, reason: string): void {
    this.#begun().problem({ offset, reason })
    this.#options.onProblem(this.lines, reason)
  }

  /** Takes what is here as the beginning of a line that does not fit. */
  #goLong(): void {
    this.#begun()
    const piece = Buffer.from(this.#scanner.input.subarray(0, this.#end))
    this.#identity.add(piece)
    this.#long = { at: this.#base, pieces: piece.length > this.#longest ? [] : [piece], length: piece.length }
    this.#passed(this.#end)
  }

  #passed(end: number): void {
    this.#start = end
    if (end < this.#end) return
    this.#base += end
    this.#start = 0
    this.#end = 0
  }

  /** Goes on with a long line: false where its end is not there yet. */
  #longLine(long: LongLine, isLast: boolean): boolean {
    const { input } = this.#scanner
    const found = input.subarray(0, this.#end).indexOf(newline, this.#start)
    const end = found < 0 ? this.#end : found + 1
    const piece = Buffer.from(input.subarray(this.#start, end))
    this.#identity.add(piece)
    long.length += piece.length
    if (long.length <= this.#longest) long.pieces.push(piece)
    else long.pieces = []
    this.#passed(end)
    if (found < 0 && !isLast) return false
    this.#long = undefined
    this.#scanner.exports.addLine()
    if (long.length > this.#longest) {
      this.slow++
      this.#problem(long.at, `longer than ${this.#longest >> 20} MiB`)
    } else this.#takeLine(Buffer.concat(long.pieces), long.at)
    if (this.#base + this.#start >= this.#blockEnd) this.#endBlock()
    return true
  }

  #endBlock(): void {
    const fold = this.#fold
    if (fold === undefined) return
    this.isDone = this.#onlyOne
    this.#lines += this.#scanner.exports.lineCount()
    this.bytes += this.#identity.length
    const block = fold.finish(this.#identity, this.#options.given)
    if (block !== undefined) this.blocks.push(block)
    this.#fold = undefined
  }
}

/** Takes the bytes of one log as they come, as {@link LogReader} does. */
export class ScanReader {
  readonly #scanner: Scanner
  readonly #options: LogOptions
  /** What came before the form of the log was known. */
  #before: Buffer[] = []
  #beforeLength = 0
  #feed: BlockFeed | LogReader | undefined
  #bytes = 0

  constructor(scanner: Scanner, options: LogOptions) {
    this.#scanner = scanner
    this.#options = options
  }

  get blocks(): readonly PackedBlock[] {
    return this.#feed?.blocks ?? []
  }

  get bytes(): number {
    return this.#bytes
  }

  get lines(): number {
    return this.#feed?.lines ?? 0
  }

  /** Lines that were taken without the scanner; all of them where it was not used at all. */
  get slow(): number {
    return this.#feed instanceof LogReader ? this.#feed.lines : (this.#feed?.slow ?? 0)
  }

  /** @throws SparekeyError USAGE where nothing says which category the log is */
  take(bytes: Buffer): void {
    this.#bytes += bytes.length
    if (this.#feed !== undefined) {
      this.#give(bytes)
      return
    }
    // The piece may be written over when the next one comes.
    this.#before.push(Buffer.from(bytes))
    this.#beforeLength += bytes.length
    const form = this.#form(false)
    if (form !== undefined) this.#use(form)
  }

  /** Nothing follows. `endsEarly` says that something should have. */
  end(endsEarly: boolean): void {
    if (this.#feed === undefined) this.#use(this.#form(true) ?? 'lines')
    this.#feed?.end(endsEarly)
  }

  /** Of what form the log is; `undefined` while its first line is not there. */
  #form(isLast: boolean): 'lines' | 'other' | undefined {
    const start = Buffer.concat(this.#before)
    const found = formOf(start, isLast)
    if (found !== undefined) return found
    return this.#beforeLength > this.#scanner.room ? 'other' : undefined
  }

  #use(form: 'lines' | 'other'): void {
    this.#feed = form === 'lines' ? new BlockFeed(this.#scanner, this.#options) : new LogReader(this.#options)
    for (const piece of this.#before) this.#give(piece)
    this.#before = []
  }

  #give(bytes: Buffer): void {
    const feed = this.#feed
    if (feed instanceof LogReader) feed.take(bytes)
    else if (feed !== undefined)
      for (let at = 0; at < bytes.length;) {
        const copied = bytes.copy(feed.room(), 0, at)
        at += copied
        feed.filled(copied)
      }
  }
}

/**
 * Of what form a log is that begins so.
 *
 * @param isLast - whether nothing follows
 * @returns `undefined` while its first line that is not empty is not there as a whole
 */
export function formOf(start: Buffer, isLast: boolean): 'lines' | 'other' | undefined {
  for (let at = 0; at < start.length;) {
    const found = start.indexOf(newline, at)
    if (found < 0 && !isLast) return undefined
    const end = found < 0 ? start.length : found + 1
    const mode = modeOf(start.subarray(at, end))
    if (mode !== undefined) return mode.kind === 'lines' ? 'lines' : 'other'
    at = end
  }
  return undefined
}
