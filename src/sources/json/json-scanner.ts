// Where a reader is in a piece of JSON text: it passes white space, counts lines, and tells faults with their place.
import { byte, deepestNesting, eightSpaces } from './bytes.ts'
import { JsonSyntaxError, lineAndColumn } from './json-syntax-error.ts'

/** What {@link JsonScanner.next} gives where there is no byte any more. */
export const endOfInput = -1

/** What is thrown where a piece of input ends and more may come: no fault, and made only once. */
export const pieceEnded: Error = new Error('the piece of input has ended')

/** A text that was passed before, by how it moved the scanner. */
interface Passed {
  readonly length: number
  /** How many lines end in it. */
  readonly lines: number
  /** From its start to the start of its last line. */
  readonly lastLine: number
}

let pieces = 0

/** A place in one piece of input after the other. */
export class JsonScanner {
  bytes: Buffer
  view: DataView
  position = 0
  /** Where in `bytes` the input ends for now. */
  end: number
  /** Whether the input ends there for good; if not, whatever touches `end` may go on. */
  final: boolean
  /** Tells this content of `bytes` from any other content of any scanner. */
  piece: number = pieces++
  /** How many bytes of the whole input stand before `bytes`. */
  base = 0
  /** The number of the line at `position`, and where in `bytes` it began (perhaps before their start). */
  line = 1
  lineStart = 0
  /** How many arrays and objects are open around `position`. */
  depth = 0

  #markPosition = 0
  #markLine = 1
  #markLineStart = 0
  #markDepth = 0

  #sameDistance = 0
  #sameFrom = 0
  #sameUntil = -1

  constructor(bytes: Uint8Array, end: number, final: boolean) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.end = end
    this.final = final
  }

  /** Keeps this place: {@link backToMark} returns to it, and faults count their lines from it. */
  mark(): void {
    this.#markPosition = this.position
    this.#markLine = this.line
    this.#markLineStart = this.lineStart
    this.#markDepth = this.depth
  }

  /** Returns to where {@link mark} was called last. */
  backToMark(): void {
    this.position = this.#markPosition
    this.line = this.#markLine
    this.lineStart = this.#markLineStart
    this.depth = this.#markDepth
  }

  /** Goes on in `bytes`, to whose start all that is not read yet was copied. */
  moveTo(bytes: Buffer): void {
    const passed = this.position
    if (bytes !== this.bytes) {
      this.bytes = bytes
      this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    }
    this.piece = pieces++
    this.#sameUntil = -1
    this.base += passed
    this.end -= passed
    this.position = 0
    this.lineStart -= passed
    this.mark()
  }

  /** Goes to the next byte that is not white space, and gives it, or {@link endOfInput}. */
  next(): number {
    const { bytes, end } = this
    let i = this.position
    while (i < end) {
      const c = bytes[i] as number
      if (c > byte.space) {
        this.position = i
        return c
      }
      i++
      if (c === byte.newline) {
        this.line++
        this.lineStart = i
        const { view } = this
        const last = end - 8
        while (i <= last && view.getFloat64(i, true) === eightSpaces) i += 8
      } else if (c !== byte.space && c !== 0x0d && c !== 0x09) {
        this.position = i - 1
        return c
      }
    }
    this.position = i
    return endOfInput
  }

  /** Goes into the array or object that opens here: gives its first byte that is not white space. */
  enter(): number {
    if (this.depth >= deepestNesting) this.failTooDeep()
    this.depth++
    this.position++
    return this.next()
  }

  /** Goes out of the array or object that closes here. */
  leave(): void {
    this.depth--
    this.position++
  }

  /**
   * Whether the bytes here are the same as `length` bytes from `earlier` on. What was found of one place is kept for the
   * next: a record, its members and what is in them ask about the same bytes in turn, and nearly always of one neighbour.
   */
  repeats(earlier: number, length: number): boolean {
    const { view, position } = this
    const until = position + length
    if (until > this.end) return false
    const distance = position - earlier
    let i = position
    if (distance === this.#sameDistance && position >= this.#sameFrom && position <= this.#sameUntil) {
      i = this.#sameUntil
      if (i >= until) return true
    } else {
      this.#sameDistance = distance
      this.#sameFrom = position
    }
    // As numbers, eight bytes at a time: numbers that are the same have the same bytes, zeros aside, which no text has.
    const last = until - 8
    while (i <= last && view.getFloat64(i, true) === view.getFloat64(i - distance, true)) i += 8
    if (i > last && i < until) {
      if (last < position) while (i < until && view.getUint8(i) === view.getUint8(i - distance)) i++
      else if (view.getFloat64(last, true) === view.getFloat64(last - distance, true)) i = until
    }
    this.#sameUntil = i
    return i === until
  }

  /** Passes a text that {@link repeats} another. */
  jump(same: Passed): void {
    if (same.lines > 0) {
      this.line += same.lines
      this.lineStart = this.position + same.lastLine
    }
    this.position += same.length
  }

  /** @throws JsonSyntaxError always: the input ends before what stands here does; {@link pieceEnded} if it may go on */
  failAtEnd(): never {
    if (!this.final) throw pieceEnded
    this.position = this.end
    throw this.#fault('unexpected end of input', true)
  }

  /** @throws JsonSyntaxError always, about what is here */
  fail(message: string): never {
    if (this.position >= this.end) return this.failAtEnd()
    throw this.#fault(message, false)
  }

  /** @throws JsonSyntaxError always, telling what is here in place of what should be */
  failExpecting(expected: string): never {
    if (this.position >= this.end) return this.failAtEnd()
    const c = this.bytes[this.position] as number
    const found = c > byte.space && c < 0x7f ? `'${String.fromCharCode(c)}'` : `byte 0x${c.toString(16).padStart(2, '0')}`
    return this.fail(`expected ${expected}, found ${found}`)
  }

  /** @throws JsonSyntaxError always */
  failTooDeep(): never {
    return this.fail(`nested deeper than ${deepestNesting} levels`)
  }

  #fault(message: string, truncated: boolean): JsonSyntaxError {
    const from = this.#markPosition
    const place = lineAndColumn(this.bytes.subarray(from, this.end), this.position - from, this.#markLine)
    const column = place.line === this.#markLine ? place.column + from - this.#markLineStart : place.column
    return new JsonSyntaxError(message, this.base + this.position, { line: place.line, column }, truncated)
  }
}
