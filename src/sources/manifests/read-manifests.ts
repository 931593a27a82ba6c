// Reads objects out of files and standard input, YAML or JSON by what they begin with; what can't be read is a gap with its place.
import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { SparekeyError } from '../../base/index.ts'
import {
  decodeObject,
  isRecord,
  mergeWanted,
  wantedAt,
  wantedOfObjects,
  type Decoded,
  type Gap,
  type Wanted,
} from '../../kube/index.ts'
import type { InputObject, Locator } from '../../inventory/index.ts'
import { JsonSyntaxError, readItems, readItemsOfFile, type JsonItem } from '../json/index.ts'
import { readDocuments } from '../yaml/index.ts'
import { findFiles } from './find-files.ts'

/** What the files hold. */
export interface ManifestRead {
  readonly objects: readonly InputObject[]
  readonly gaps: readonly Gap[]
  readonly files: number
  /** Documents that are no Kubernetes objects (values, charts), and objects of kinds that are not read. */
  readonly passedOver: number
}

/** What standard input is read from, and where objects without a namespace are put. */
export interface ManifestOptions {
  readonly stdin: AsyncIterable<Uint8Array>
  readonly namespace?: string
  /** Whether it is no error that nothing of Kubernetes is in all of it. */
  readonly mayBeEmpty?: boolean
}

/** What standard input is called where files have names. */
const standardInput = '(standard input)'

/** The longest YAML text that is read whole: JavaScript strings end at 512 MiB. JSON is read piece by piece, at any size. */
const longestYaml = 256 * 1024 * 1024

/**
 * @param names - files, folders, globs, `-`
 * @throws SparekeyError INPUT_NOT_FOUND, INPUT_UNREADABLE (a file that can't be opened, or nothing of Kubernetes in all of it)
 */
export async function readManifests(names: readonly string[], options: ManifestOptions): Promise<ManifestRead> {
  const collector = new Collector(options.namespace ?? 'default')
  const files = findFiles(names)
  for (const file of files) {
    if (file === '-') await readStandardInput(options.stdin, collector)
    else readFile(file, collector)
  }
  const read = collector.finish(files.length)
  const isEmpty = read.objects.length === 0 && read.gaps.length === 0 && collector.ignored === 0
  if (isEmpty && options.mayBeEmpty !== true) {
    throw new SparekeyError(
      'INPUT_UNREADABLE',
      `no Kubernetes object in ${files
        .map((file) => (file === '-' ? standardInput : `\`${file}\``))
        .slice(0, 3)
        .join(', ')}${files.length > 3 ? ', …' : ''}`,
      {
        hint: 'give manifests, the output of `kubectl get … -o json`, or render a chart first: `helm template … | sparekey audit -f -`',
      },
    )
  }
  return read
}

class Collector {
  readonly #objects: InputObject[] = []
  readonly #gaps: Gap[] = []
  readonly #namespace: string
  ignored = 0
  #foreign = 0

  constructor(namespace: string) {
    this.#namespace = namespace
  }

  add(value: unknown, locate: Locator): void {
    if (isRecord(value) && typeof value['kind'] === 'string' && value['kind'].endsWith('List') && Array.isArray(value['items'])) {
      value['items'].forEach((item: unknown, i) => {
        this.add(item, (field) => locate(`items[${i}].${field}`))
      })
      return
    }
    this.decoded(decodeObject(value, this.#namespace), locate)
  }

  decoded(decoded: Decoded, locate: Locator): void {
    switch (decoded.kind) {
      case 'object':
        this.#objects.push({ object: decoded.object, locate })
        return
      case 'refused':
        for (const { field, message } of decoded.problems)
          this.#gaps.push({ kind: 'objectRefused', object: decoded.ref, field, message, ...locate(field) })
        return
      case 'ignored':
        this.ignored++
        return
      case 'foreign':
        this.#foreign++
    }
  }

  gap(gap: Gap): void {
    this.#gaps.push(gap)
  }

  /** One for the same namespace, that holds nothing yet. */
  another(): Collector {
    return new Collector(this.#namespace)
  }

  /** Whether any document was readable. */
  hasRead(): boolean {
    return this.#objects.length + this.ignored + this.#foreign > 0 || this.#gaps.some((gap) => gap.kind !== 'documentUnreadable')
  }

  /** Takes what another one has collected. */
  take(other: Collector): void {
    for (const object of other.#objects) this.#objects.push(object)
    for (const gap of other.#gaps) this.#gaps.push(gap)
    this.ignored += other.ignored
    this.#foreign += other.#foreign
  }

  /** What takes back all that is collected from here on, where a file turns out to be something else. */
  here(): () => void {
    const [objects, gaps, ignored, foreign] = [this.#objects.length, this.#gaps.length, this.ignored, this.#foreign]
    return () => {
      this.#objects.length = objects
      this.#gaps.length = gaps
      this.ignored = ignored
      this.#foreign = foreign
    }
  }

  finish(files: number): ManifestRead {
    return { objects: this.#objects, gaps: this.#gaps, files, passedOver: this.ignored + this.#foreign }
  }
}

function readFile(file: string, collector: Collector): void {
  try {
    const bytes = shortFile(file)
    const size = bytes?.byteLength ?? statSync(file).size
    const whole = (): Uint8Array => bytes ?? readFileSync(file)
    if (!beginsLikeJson(bytes ?? firstBytes(file))) return readWhole(file, size, whole, collector)
    const takeBack = collector.here()
    try {
      for (const item of readItemsOfFile(file, wantedOfObjects)) addItem(item, file, collector)
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error
      readAgain(file, file.endsWith('.json') || size > longestYaml ? undefined : whole(), error, takeBack, collector)
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code !== undefined && !(error instanceof SparekeyError)) {
      throw new SparekeyError('INPUT_UNREADABLE', `cannot read \`${file}\`: ${error.message}`, { cause: error })
    }
    throw error
  }
}

/** `{a: b}` begins like JSON and is YAML. What is no YAML either is told as the JSON that it began as, and what was read of it counts. */
function readAgain(
  file: string,
  asYaml: Uint8Array | undefined,
  error: JsonSyntaxError,
  takeBack: () => void,
  collector: Collector,
): void {
  if (asYaml === undefined) return collector.gap(unreadable(file, error))
  const other = collector.another()
  readText(file, asYaml, other)
  if (!other.hasRead() && !beginsLikeTemplate(asYaml)) return collector.gap(unreadable(file, error))
  takeBack()
  collector.take(other)
}

function readWhole(file: string, size: number, bytes: () => Uint8Array, collector: Collector): void {
  if (size <= longestYaml) return readText(file, bytes(), collector)
  const message = 'longer than 256 MiB of YAML: split it, or give JSON, which is read at any size'
  collector.gap({ kind: 'documentUnreadable', file, line: 1, column: 1, message })
}

function readText(file: string, bytes: Uint8Array, collector: Collector): void {
  if (bytes.subarray(0, 8192).includes(0)) {
    return collector.gap({ kind: 'documentUnreadable', file, line: 1, column: 1, message: 'not a text file' })
  }
  for (const document of readDocuments(
    file,
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'),
    wantedOfInput,
  )) {
    if (document.kind === 'broken') collector.gap(document.gap)
    else {
      document.gaps.forEach((gap) => {
        collector.gap(gap)
      })
      collector.add(document.value, document.locate)
    }
  }
}

/** As a file that is called neither one nor the other, but that it can be read only once: what may be read again is kept. */
async function readStandardInput(stdin: AsyncIterable<Uint8Array>, collector: Collector): Promise<void> {
  const source = stdin[Symbol.asyncIterator]()
  const kept: Uint8Array[] = []
  let size = 0
  const next = async (): Promise<IteratorResult<Uint8Array, undefined>> => {
    const read = await source.next()
    if (read.done === true) return { done: true, value: undefined }
    size += read.value.byteLength
    if (size > longestYaml) kept.length = 0
    else kept.push(read.value)
    return { done: false, value: read.value }
  }
  // Whoever stops reading it does not close it.
  const rest: AsyncIterable<Uint8Array> = { [Symbol.asyncIterator]: () => ({ next }) }
  const readToEnd = async (): Promise<void> => {
    while ((await next()).done !== true);
  }

  let start: Uint8Array = new Uint8Array(0)
  while (isBlank(start)) {
    const { done, value } = await next()
    if (done === true) break
    start = Buffer.concat([start, value])
  }
  if (!beginsLikeJson(start)) {
    await readToEnd()
    return readWhole(standardInput, size, () => Buffer.concat(kept), collector)
  }
  const takeBack = collector.here()
  try {
    for await (const item of readItems(prefixed(start, rest), wantedOfObjects)) addItem(item, standardInput, collector)
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error
    await readToEnd()
    readAgain(standardInput, size > longestYaml ? undefined : Buffer.concat(kept), error, takeBack, collector)
  }
}

async function* prefixed(start: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield start
  yield* rest
}

function addItem(item: JsonItem, file: string, collector: Collector): void {
  // A place for each field of a JSON dump would cost more memory than the dump's objects: the object's own place has to do.
  const location = { file, line: item.line, column: item.column }
  collector.add(item.value, () => location)
}

function unreadable(file: string, error: JsonSyntaxError): Gap {
  return {
    kind: 'documentUnreadable',
    file,
    line: error.line,
    column: error.column,
    message: `not readable as JSON: ${error.message}`,
  }
}

/** What is opened once and read at a stroke: a folder has many such files. */
const longestAtOnce = 1024 * 1024

/** @returns `undefined` for a file that is longer */
function shortFile(file: string): Uint8Array | undefined {
  const fd = openSync(file, 'r')
  try {
    return fstatSync(fd).size > longestAtOnce ? undefined : readFileSync(fd)
  } finally {
    closeSync(fd)
  }
}

function firstBytes(file: string): Uint8Array {
  const fd = openSync(file, 'r')
  try {
    const buffer = Buffer.alloc(512)
    return buffer.subarray(0, readSync(fd, buffer))
  } finally {
    closeSync(fd)
  }
}

const openers: ReadonlySet<number> = new Set([0x7b, 0x5b])
const blanks: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf])

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => blanks.has(byte))
}

/** `{{ … }}` of a chart, about which the reader of YAML knows what to say. */
function beginsLikeTemplate(bytes: Uint8Array): boolean {
  const at = bytes.findIndex((byte) => !blanks.has(byte))
  return bytes[at] === 0x7b && bytes[at + 1] === 0x7b
}

function beginsLikeJson(bytes: Uint8Array): boolean {
  const first = bytes.find((byte) => !blanks.has(byte))
  return first !== undefined && openers.has(first)
}

/** Objects, and Lists of them: a YAML document may be either. */
export const wantedOfInput: Wanted = mergeWanted(wantedOfObjects, wantedAt(['items', '[]'], wantedOfObjects))
