// Loads the scanner (`scanner/`, WebAssembly SIMD) and gives it a face of its own types: the module's half of `scanner/assembly/index.ts`.
import { readFileSync } from 'node:fs'
import { tableNames, targetOf, type Given } from '../../evidence/index.ts'
import { anyRecord } from './envelopes.ts'
import { GrowingBytes } from './growing-bytes.ts'
import { encodeText } from './scanner-text.ts'
import { webAssembly, type CompiledModule } from './web-assembly.ts'

/** What the module exports; all places are bytes of its memory, or of its input where it says so. */
export interface ScannerExports {
  readonly memory: { readonly buffer: ArrayBuffer }
  open(room: number): number
  hostPlace(length: number): number
  given(length: number): void
  recordNames(length: number): void
  begin(): number
  scan(from: number, to: number, isLast: number): number
  position(): number
  slowStart(): number
  lineCount(): number
  addLine(): void
  text(length: number): number
  column(i: number, id: number): void
  key(table: number, columns: number): number
  beginKeys(): void
  addKey(id: number): void
  keys(): number
  remember(counted: number): void
  section(length: number): number
  take(
    section: number,
    time: number,
    stage: number,
    counted: number,
    refresh: number,
    truncated: number,
    user: number,
    idLength: number,
    pathLength: number,
  ): void
  otherCount(): number
  finish(): void
  sectionsOfBlock(): number
  textsOfBlock(): number
  textList(): number
  textPlace(id: number): number
  textSize(id: number): number
  tablesOf(section: number): void
  hoursOf(section: number): number
  countsOf(section: number): void
  output(): number
  outputLength(): number
}

/** The longest name of a cluster that the module knows; logs of a longer one are read without it. */
const longestCluster = 4000

/** Of how many paths it is remembered what they are about: clients choose them. */
const rememberedPaths = 10_000

// Beside the sources and in the published package alike: as deep below the root.
const file = new URL('../../../scanner/scanner.wasm', import.meta.url)

let compiled: CompiledModule | undefined

/**
 * The module, compiled once.
 *
 * @returns `undefined` where this Node has no WebAssembly SIMD
 */
export function scannerModule(): CompiledModule | undefined {
  if (compiled !== undefined || webAssembly === undefined) return compiled
  const bytes = readFileSync(file)
  if (webAssembly.validate(bytes)) compiled = new webAssembly.Module(bytes)
  return compiled
}

/** How categories begin the name of a section. */
export const categoryMarks: Readonly<Record<Given['category'], string>> = { '': '0', 'kube-audit': '1', 'kube-audit-admin': '2' }

/** One scanner with its memory: it reads one block at a time. */
export class Scanner {
  readonly exports: ScannerExports
  readonly inputPlace: number
  readonly room: number
  /** Where the line of a block is written. */
  readonly line: GrowingBytes = new GrowingBytes()
  #bytes: Buffer
  /** The texts of the module by their numbers, and their numbers. A new list where it has forgotten them. */
  texts: string[] = []
  readonly #ids: Map<string, number> = new Map<string, number>()
  readonly #paths: Map<string, readonly number[]> = new Map<string, readonly number[]>()

  constructor(module: CompiledModule, given: Given, room: number) {
    if (webAssembly === undefined) throw new TypeError('a module cannot be without WebAssembly')
    const host = { resolvePath: (at = 0, length = 0) => this.#resolvePath(at, length) }
    this.exports = new webAssembly.Instance(module, { host }).exports as ScannerExports
    this.room = room
    this.inputPlace = this.exports.open(room)
    this.#bytes = Buffer.from(this.exports.memory.buffer)
    this.exports.given(this.put(`${categoryMarks[given.category]}${given.cluster}`))
    const names = anyRecord.kind === 'record' ? [...anyRecord.members.keys()] : []
    this.exports.recordNames(this.put(names.map((name) => String.fromCharCode(name.length) + name).join('')))
  }

  /** Whether the module can read logs of which this was said. */
  static canRead(given: Given): boolean {
    return given.cluster.length <= longestCluster
  }

  /** All memory; not to be kept, since it moves when it grows. */
  get bytes(): Buffer {
    if (this.#bytes.buffer !== this.exports.memory.buffer) this.#bytes = Buffer.from(this.exports.memory.buffer)
    return this.#bytes
  }

  /** The input; not to be kept. */
  get input(): Buffer {
    return this.bytes.subarray(this.inputPlace, this.inputPlace + this.room)
  }

  /** Begins a block. */
  begin(): void {
    if (this.exports.begin() === 0) return
    this.texts = []
    this.#ids.clear()
    this.#paths.clear()
  }

  /** Puts texts where the module takes them from: how many bytes each has, and all. */
  putAll(texts: readonly string[]): { readonly lengths: readonly number[]; readonly length: number } {
    // Each unit of UTF-16 takes three bytes at most.
    const most = texts.reduce((sum, text) => sum + text.length * 3, 0)
    const place = this.exports.hostPlace(most + 16)
    const { bytes } = this
    let at = place
    const lengths = texts.map((text) => {
      const length = encodeText(text, bytes, at)
      at += length
      return length
    })
    return { lengths, length: at - place }
  }

  put(text: string): number {
    return this.putAll([text]).length
  }

  /** The number of a text. */
  textId(text: string): number {
    const known = this.#ids.get(text)
    if (known !== undefined) return known
    const id = this.exports.text(this.put(text))
    this.#ids.set(text, id)
    return id
  }

  /** The number of a key. */
  keyId(table: (typeof tableNames)[number], key: readonly string[]): number {
    key.map((text) => this.textId(text)).forEach((id, i) => this.exports.column(i, id))
    return this.exports.key(tableNames.indexOf(table), key.length)
  }

  // A path is about the same whoever asks for it: `observe.ts` of the module says where the columns are.
  #resolvePath(at: number, length: number): void {
    const path = this.bytes.toString('latin1', at, at + length)
    let ids = this.#paths.get(path)
    if (ids === undefined) {
      const { group, resource, subresource, namespace } = targetOf({ requestURI: path })
      ids = [group, resource, subresource, namespace].map((text) => this.textId(text))
      if (this.#paths.size < rememberedPaths) this.#paths.set(path, ids)
    }
    ids.forEach((id, i) => this.exports.column(5 + i, id))
  }
}
