// Reads one log from its bytes: splits it into lines, lines into blocks, and gives each block when it ends. A block is what begins in
// the same 32 MiB of the unpacked log; a document or a table of which no line stands alone is one block.
import { BlockFold, type Given, type Section } from '../../evidence/index.ts'
import { packSaid, textsDigest, type PackedBlock } from '../ledger/index.ts'
import { GrowingIdentity } from './block-identity.ts'
import { fieldsOf, headerOf, quotesIn } from './csv.ts'
import { rowOf, tableColumnsKnown } from './envelopes.ts'
import { takeJson, takeRecord, type RecordPlace } from './read-record.ts'

/** Where blocks end. */
export const usualBlock: number = 32 << 20

/** The longest line that is read: a batch of the API server's webhook has at most 400 events of 100 kB. */
export const longestLine: number = 64 << 20

/** The longest document that is read, where no line stands alone. */
export const longestDocument: number = 256 << 20

/** Settings, which tests make small. */
export interface LogOptions {
  readonly given: Given
  readonly blockSize?: number
  readonly longestLine?: number
  /** Told of each thing that was not understood. */
  readonly onProblem: (line: number, reason: string) => void
}

/** How the lines of a log go together. */
export type Mode =
  | { readonly kind: 'lines' }
  /** One JSON text over many lines. */
  | { readonly kind: 'document' }
  | { readonly kind: 'table'; readonly columns: readonly string[] }

const newline = 0x0a

/** Takes the bytes of one log as they come. */
export class LogReader {
  readonly #options: LogOptions
  readonly #blockSize: number
  readonly #longest: number
  readonly blocks: PackedBlock[] = []
  bytes = 0
  lines = 0
  #mode: Mode | undefined
  #fold: BlockFold = new BlockFold()
  #identity: GrowingIdentity | undefined
  #blockIndex = 0
  /** The beginning of a line, or of what goes on over lines. */
  #kept: Buffer[] = []
  #keptLength = 0
  #keptQuotes = 0
  #lineStart = 0
  #tooLong = false
  #isOpen = false

  constructor(options: LogOptions) {
    this.#options = options
    this.#blockSize = options.blockSize ?? usualBlock
    this.#longest = options.longestLine ?? longestLine
  }

  /** @throws SparekeyError USAGE where nothing says which category the log is */
  take(bytes: Buffer): void {
    let from = 0
    for (let end = bytes.indexOf(newline); end !== -1; end = bytes.indexOf(newline, from)) {
      this.#piece(bytes.subarray(from, end + 1))
      this.#lineEnded()
      from = end + 1
    }
    if (from < bytes.length) this.#piece(bytes.subarray(from))
  }

  /** Nothing follows. `endsEarly` says that something should have. */
  end(endsEarly: boolean): void {
    // Before the last line, with which its block may end.
    if (endsEarly) this.#fold.shortcoming('streamEndsEarly')
    if (this.#keptLength > 0 || this.#tooLong) this.#lineEnded(true)
    this.#endBlock()
  }

  #piece(piece: Buffer): void {
    if (this.#identity === undefined) {
      this.#identity = new GrowingIdentity()
      this.#blockIndex = Math.floor(this.bytes / this.#blockSize)
    }
    this.#identity.add(piece)
    this.bytes += piece.length
    this.#isOpen = piece[piece.length - 1] !== newline
    if (this.#tooLong) return
    this.#kept.push(piece)
    this.#keptLength += piece.length
    const longest = this.#mode?.kind === 'document' ? longestDocument : this.#longest
    if (this.#keptLength <= longest) return
    this.#tooLong = true
    this.#kept = []
    this.#keptLength = 0
  }

  #lineEnded(last = false): void {
    // What goes on over lines may end behind a line's end.
    if (!last || this.#isOpen) this.lines++
    if (this.#tooLong) {
      if (this.#mode?.kind === 'document' && !last) return
      this.#tooLong = false
      this.#problem(`longer than ${(this.#mode?.kind === 'document' ? longestDocument : this.#longest) >> 20} MiB`)
      this.#nextLine()
      if (this.#mode?.kind !== 'table' && this.#mode?.kind !== 'document') this.#endBlockHere()
      return
    }
    this.#mode ??= this.#firstLine()
    if (this.#mode === undefined) {
      this.#nextLine()
      this.#endBlockHere()
      return
    }
    switch (this.#mode.kind) {
      case 'document':
        if (last) this.#json(this.#line())
        return
      case 'table': {
        const quotes = quotesIn(this.#kept.at(-1) ?? Buffer.alloc(0))
        this.#keptQuotes += quotes
        if (this.#keptQuotes % 2 === 1 && !last) return
        this.#row(this.#mode.columns)
        this.#keptQuotes = 0
        break
      }
      case 'lines':
        this.#json(this.#line())
    }
    this.#nextLine()
    if (this.#mode.kind === 'lines') this.#endBlockHere()
  }

  #endBlockHere(): void {
    if (Math.floor(this.bytes / this.#blockSize) !== this.#blockIndex) this.#endBlock()
  }

  #firstLine(): Mode | undefined {
    const mode = modeOf(this.#line())
    if (mode?.kind === 'table') {
      this.#kept = []
      this.#keptLength = 0
    }
    return mode
  }

  #line(): Buffer {
    const [only] = this.#kept
    return this.#kept.length === 1 && only !== undefined ? only : Buffer.concat(this.#kept, this.#keptLength)
  }

  #json(line: Buffer): void {
    takeLine(line, { fold: this.#fold, given: this.#options.given, problem: (reason) => this.#problem(reason) })
  }

  #row(columns: readonly string[]): void {
    if (this.#keptLength === 0) return
    const text = this.#line()
      .toString('utf8')
      .replace(/\r?\n$/, '')
    if (text === '') return
    takeRecord(
      rowOf(columns, fieldsOf(text)),
      {},
      { fold: this.#fold, given: this.#options.given, problem: (reason) => this.#problem(reason) },
      0,
    )
  }

  #problem(reason: string): void {
    this.#fold.problem({ offset: this.#lineStart, reason })
    this.#options.onProblem(this.lines, reason)
  }

  #nextLine(): void {
    this.#kept = []
    this.#keptLength = 0
    this.#lineStart = this.bytes
  }

  #endBlock(): void {
    const identity = this.#identity
    if (identity === undefined) return
    const sections = this.#fold.finish()
    if (sections !== undefined) this.blocks.push(packedBlock(sections, identity, this.#options.given))
    this.#fold = new BlockFold()
    this.#identity = undefined
  }
}

/**
 * Decides by the first line that is not empty.
 *
 * @returns `undefined` for an empty one
 */
export function modeOf(line: Buffer): Mode | undefined {
  const trimmed = line.toString('latin1', 0, Math.min(line.length, 4096)).trim()
  if (trimmed === '' || trimmed === '\u00ef\u00bb\u00bf') return undefined
  const columns = headerOf(line, tableColumnsKnown)
  if (columns !== undefined) return { kind: 'table', columns }
  const ending =
    line
      .toString('latin1', Math.max(0, line.length - 16))
      .trimEnd()
      .at(-1) ?? ''
  const opens = /^(\u00ef\u00bb\u00bf)?[[{]/.test(trimmed)
  return opens && '[{,'.includes(ending) ? { kind: 'document' } : { kind: 'lines' }
}

/** Takes a line that stands alone. */
export function takeLine(line: Buffer, place: RecordPlace): void {
  const body = withoutEnd(afterTimestamp(line))
  if (!isBlank(body)) takeJson(body, place)
}

/** A block of what was seen in it, and of the bytes that went by. */
export function packedBlock(sections: readonly Section[], identity: GrowingIdentity, given: Given): PackedBlock {
  const said = packSaid(sections)
  const digests = { texts: textsDigest(said.texts.of), sections: said.sections.sha256 }
  return { identity: identity.finish(given, digests), ...said }
}

/** CloudWatch's export to a bucket writes the time before each message. */
function afterTimestamp(line: Buffer): Buffer {
  const first = line[0]
  if (first === undefined || first < 0x30 || first > 0x39) return line
  const match = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z /.exec(line.toString('latin1', 0, 40))
  return match === null ? line : line.subarray(match[0].length)
}

/** A torn text is told from one with a line break in it only without the break behind it. */
function withoutEnd(line: Buffer): Buffer {
  let end = line.length
  while (line[end - 1] === 0x0a || line[end - 1] === 0x0d) end--
  return line.subarray(0, end)
}

function isBlank(line: Uint8Array): boolean {
  return line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d)
}
