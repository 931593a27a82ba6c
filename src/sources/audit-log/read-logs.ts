// Reads any number of logs into a ledger, by as many threads as there are, and piece by piece, so that memory does not grow with the log.
import { SparekeyError } from '../../base/index.ts'
import type { Given } from '../../evidence/index.ts'
import { packedLedgerOf, type PackedBlock, type PackedLedger } from '../ledger/index.ts'
import { findLogs } from './find-logs.ts'
import { planLog, threadsWorth } from './plan-scan.ts'
import { receivedError, runScans, usualThreads, type TaskEnd } from './scan-pool.ts'
import { readWhole, toldOfALog, type LineFault, type LogPart, type ScanTask } from './scan-task.ts'
import { Scanner, scannerModule } from './scanner-module.ts'

/** Which way logs are read: by the scanner, without it, or by it where this Node can run it. */
export type ScannerChoice = 'auto' | 'wasm' | 'json'

/** What to read, and how. */
export interface LogsToRead {
  readonly names: readonly string[]
  readonly given: Given
  readonly stdin: AsyncIterable<Uint8Array>
  readonly signal: AbortSignal
  /** Told of what was not understood of a file. */
  readonly onProblems: (file: string, problems: FileProblems) => void
  /** Told of progress now and then. */
  readonly onProgress?: (file: string, bytes: number) => void
  readonly scanner?: ScannerChoice
  readonly threads?: number
  /** For tests: where blocks end. */
  readonly blockSize?: number
}

/** What was not understood of a file. */
export interface FileProblems {
  readonly count: number
  /** The first ones. A line of 0 is the file itself. */
  readonly first: readonly { readonly line: number; readonly reason: string }[]
}

/** What came of it. */
export interface LogsRead {
  readonly ledger: PackedLedger
  readonly files: number
  readonly bytes: number
  readonly lines: number
  /** Lines that no scanner has read. */
  readonly slow: number
}

/**
 * @throws SparekeyError INPUT_NOT_FOUND, INPUT_UNREADABLE where there is no event at all, USAGE, INTERRUPTED
 */
export async function readLogs(what: LogsToRead): Promise<LogsRead> {
  const files = findLogs(what.names)
  const module = chosenModule(what)
  const { given, blockSize } = what
  const settings = { given, ...(blockSize === undefined ? {} : { blockSize }) }
  const plans = files.map((file) =>
    file === '-' ? [] : orUnreadable(file, () => planLog(file, module !== undefined, blockSize)),
  )
  const tasks = plans.flat()
  const progress = new Progress(tasks, what.onProgress)
  const threads = what.threads ?? Math.min(usualThreads(), threadsWorth(tasks, blockSize))
  const ends = await runScans({ module, tasks, settings }, threads, what.signal, (task, bytes) => progress.of(task, bytes))
  if (what.signal.aborted) throw interrupted()
  const blocks: PackedBlock[] = []
  const sum = { bytes: 0, lines: 0, slow: 0 }
  let task = 0
  for (const [i, file] of files.entries()) {
    const count = plans[i]?.length ?? 0
    const parts = file === '-' ? [await readStdin(what, module)] : ends.slice(task, task + count).map((end) => partOf(file, end))
    task += count
    const read = joined(parts)
    tellProblems(file, read, what)
    blocks.push(...read.blocks)
    sum.bytes += read.bytes
    sum.lines += read.lines
    sum.slow += read.slow
  }
  if (blocks.length === 0) throw noEvent(files)
  return { ledger: packedLedgerOf(blocks), files: files.length, ...sum }
}

function chosenModule({ scanner = 'auto', given }: LogsToRead): ReturnType<typeof scannerModule> {
  if (scanner === 'json' || !Scanner.canRead(given)) return undefined
  const module = scannerModule()
  if (module === undefined && scanner === 'wasm')
    throw new SparekeyError('USAGE', 'this Node has no WebAssembly SIMD, which the scanner needs', {
      hint: 'leave `--scanner` out: logs are then read without it, to the same ledger',
    })
  return module
}

/** Says how far a log has been read, where several threads read it. */
class Progress {
  readonly #tasks: readonly ScanTask[]
  readonly #tell: LogsToRead['onProgress']
  readonly #bytes: Map<string, number> = new Map<string, number>()
  readonly #ofTask: number[] = []

  constructor(tasks: readonly ScanTask[], tell: LogsToRead['onProgress']) {
    this.#tasks = tasks
    this.#tell = tell
  }

  of(task: number, bytes: number): void {
    const file = this.#tasks[task]?.file
    if (file === undefined) return
    const sum = (this.#bytes.get(file) ?? 0) + bytes - (this.#ofTask[task] ?? 0)
    this.#ofTask[task] = bytes
    this.#bytes.set(file, sum)
    this.#tell?.(file, sum)
  }
}

async function readStdin(
  { stdin, signal, onProgress, given, blockSize }: LogsToRead,
  module: object | undefined,
): Promise<LogPart> {
  const scanner = module === undefined ? undefined : new Scanner(module, given, 1 << 20)
  const settings = { given, ...(blockSize === undefined ? {} : { blockSize }) }
  try {
    return await readWhole(stdin, scanner, settings, (bytes) => {
      if (signal.aborted) throw interrupted()
      onProgress?.('-', bytes)
    })
  } catch (error) {
    throw unreadable('-', error)
  }
}

function partOf(file: string, end: TaskEnd | undefined): LogPart {
  // A task is only left out behind one that failed, of which is told first.
  if (end === undefined) throw interrupted()
  if (end.kind === 'failed') throw unreadable(file, receivedError(end.error))
  return end.part
}

/** One log from its parts: lines count through. */
function joined(parts: readonly LogPart[]): LogPart {
  const first: LineFault[] = []
  const sum = { bytes: 0, lines: 0, slow: 0, faults: 0 }
  for (const part of parts) {
    for (const { line, reason } of part.first)
      if (first.length < toldOfALog) first.push({ line: line === 0 ? 0 : line + sum.lines, reason })
    sum.bytes += part.bytes
    sum.lines += part.lines
    sum.slow += part.slow
    sum.faults += part.faults
  }
  return { ...sum, first, blocks: parts.flatMap(({ blocks }) => blocks), endsEarly: parts.some(({ endsEarly }) => endsEarly) }
}

function tellProblems(file: string, { blocks, bytes, faults, first, endsEarly }: LogPart, { onProblems }: LogsToRead): void {
  const torn: readonly LineFault[] = endsEarly
    ? [{ line: 0, reason: 'the packed file is torn or damaged, and was read up to there' }]
    : []
  // Of a file that is no audit log at all no line is worth a word.
  const isNone = blocks.length === 0 && bytes > 0
  const told = isNone ? [{ line: 0, reason: 'no audit event in it' }] : [...torn, ...first]
  const count = blocks.length === 0 ? Math.min(told.length, 1) : Math.max(faults, told.length)
  if (count > 0) onProblems(file, { count, first: told })
}

function noEvent(files: readonly string[]): SparekeyError {
  const named = files.slice(0, 3).map((file) => `\`${file}\``)
  return new SparekeyError('INPUT_UNREADABLE', `no audit event in ${named.join(', ')}`, {
    hint: 'give audit logs of the API server (audit.k8s.io), as it writes them or as AKS or EKS hand them out: see docs/evidence.md',
  })
}

function orUnreadable<T>(file: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw unreadable(file, error)
  }
}

function unreadable(file: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('syscall' in error)) return error
  return new SparekeyError('INPUT_UNREADABLE', `cannot read \`${file}\`: ${error.message}`, { cause: error })
}

function interrupted(): SparekeyError {
  return new SparekeyError('INTERRUPTED', 'interrupted')
}
