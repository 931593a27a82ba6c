// Several threads read logs together, the main one among them: each takes the next task off a common list.
import { availableParallelism } from 'node:os'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker, type MessagePort } from 'node:worker_threads'
import { SparekeyError } from '../../base/index.ts'
import type { PackedBlock } from '../ledger/index.ts'
import { readBlock, readWhole, type LogPart, type OnBytes, type ScanSettings, type ScanTask } from './scan-task.ts'
import { Scanner } from './scanner-module.ts'
import { fileBytes } from './unpack.ts'
import type { CompiledModule } from './web-assembly.ts'

/** How many bytes of log a scanner holds at a time: more of a line goes the long way round. */
const room = 1 << 20

/** So much of a log that is read as a whole is left to another thread. */
const worthLookingOn = 64 << 20

/** After how many bytes a thread says how far it is. */
const toldEvery = 16 << 20

/** What all threads work on. */
export interface ScanWork {
  /** `undefined` to read without a scanner. */
  readonly module: CompiledModule | undefined
  readonly tasks: readonly ScanTask[]
  readonly settings: ScanSettings
}

/** What a thread is started with. */
export interface WorkerOrders extends ScanWork {
  /** The number of the next task. */
  readonly next: SharedArrayBuffer
}

/** A block as it goes from thread to thread: without the texts that were sent before. */
interface SentBlock extends Omit<PackedBlock, 'texts'> {
  /** Whether its texts begin anew: the thread has forgotten all before. */
  readonly isNew: boolean
  /** Texts that were not sent before, by their numbers. */
  readonly ids: readonly number[]
  readonly texts: readonly string[]
  readonly at: Uint32Array
}

type Message =
  | {
      readonly kind: 'part'
      readonly task: number
      readonly part: Omit<LogPart, 'blocks'>
      readonly blocks: readonly SentBlock[]
    }
  | { readonly kind: 'bytes'; readonly task: number; readonly bytes: number }
  | { readonly kind: 'failed'; readonly task: number; readonly error: unknown }

/** How a task ended. */
export type TaskEnd = { readonly kind: 'read'; readonly part: LogPart } | { readonly kind: 'failed'; readonly error: unknown }

/** How many threads are used where nobody says. */
export function usualThreads(): number {
  return Math.min(availableParallelism(), 8)
}

/**
 * Reads all tasks. Behind one that failed none is begun any more, and those before it are read to their end.
 *
 * @returns how each ended; `undefined` for those that were not begun
 */
export async function runScans(
  work: ScanWork,
  threads: number,
  signal: AbortSignal,
  onBytes: (task: number, bytes: number) => void,
): Promise<readonly (TaskEnd | undefined)[]> {
  const next = new SharedArrayBuffer(4)
  const ends: (TaskEnd | undefined)[] = work.tasks.map(() => undefined)
  // Unpacking makes much garbage, and what the main thread holds makes it dear to collect: then it only looks on.
  const isAside = work.tasks.some((task) => task.kind === 'whole' && task.size > worthLookingOn)
  const count = Math.min(threads, work.tasks.length) - (isAside ? 0 : 1)
  const workers = Array.from({ length: count }, () => startWorker({ ...work, next }))
  const stop = (): void => void Atomics.store(new Int32Array(next), 0, work.tasks.length)
  const failed = (task: number, error: unknown): void => {
    ends[task] = { kind: 'failed', error }
    stop()
  }
  signal.addEventListener('abort', stop, { once: true })
  const others = workers.map(async (worker) => {
    const texts = new ReceivedTexts()
    worker.on('message', (message: Message) => {
      if (message.kind === 'bytes') onBytes(message.task, message.bytes)
      else if (message.kind === 'failed') failed(message.task, message.error)
      else
        ends[message.task] = {
          kind: 'read',
          part: { ...message.part, blocks: message.blocks.map((block) => texts.blockOf(block)) },
        }
    })
    await new Promise<void>((resolve, reject) => {
      worker.once('error', reject)
      worker.once('exit', () => resolve())
    })
  })
  const own = (async () => {
    if (isAside) return
    const scanner = scannerOf(work)
    for (let task = takeNext(next); task < work.tasks.length; task = takeNext(next)) {
      const end = await runTask(work, task, scanner, signal, (bytes) => onBytes(task, bytes))
      if (end.kind === 'failed') failed(task, end.error)
      else ends[task] = end
      // What the others sent, and an interruption, are looked at between two blocks.
      await new Promise((resolve) => setImmediate(resolve))
    }
  })()
  try {
    await Promise.all([own, ...others])
  } finally {
    stop()
    signal.removeEventListener('abort', stop)
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
  return ends
}

// In the published package threads have a file of their own, as deep below the root as the sources have it.
function startWorker(orders: WorkerOrders): Worker {
  const ending = extname(fileURLToPath(import.meta.url))
  return new Worker(new URL(`../../sources/audit-log/scan-worker${ending}`, import.meta.url), {
    workerData: orders,
    // What a thread makes in JavaScript is small and short-lived; more room only has it lie about longer.
    resourceLimits: { maxYoungGenerationSizeMb: 6 },
  })
}

function takeNext(next: SharedArrayBuffer): number {
  return Atomics.add(new Int32Array(next), 0, 1)
}

function scannerOf({ module, settings }: ScanWork): Scanner | undefined {
  return module === undefined ? undefined : new Scanner(module, settings.given, room)
}

async function runTask(
  { tasks, settings }: ScanWork,
  number: number,
  scanner: Scanner | undefined,
  signal: AbortSignal,
  onBytes: OnBytes,
): Promise<TaskEnd> {
  const task = tasks[number]
  try {
    if (task === undefined) throw new RangeError(`there is no task ${number}`)
    if (task.kind === 'block' && scanner !== undefined) return { kind: 'read', part: readBlock(task, scanner, settings) }
    return { kind: 'read', part: await readWhole(fileBytes(task.file, signal), scanner, settings, onBytes) }
  } catch (error) {
    return { kind: 'failed', error }
  }
}

/** What a thread does: takes tasks, and sends what came of them. */
export async function serveScans(port: MessagePort, orders: WorkerOrders): Promise<void> {
  const scanner = scannerOf(orders)
  const sent = new SentTexts()
  const never = new AbortController().signal
  const send = (message: Message, moved: readonly ArrayBuffer[] = []): void => port.postMessage(message, [...moved])
  for (let task = takeNext(orders.next); task < orders.tasks.length; task = takeNext(orders.next)) {
    let told = 0
    const end = await runTask(orders, task, scanner, never, (bytes) => {
      if (bytes - told < toldEvery) return
      told = bytes
      send({ kind: 'bytes', task, bytes })
    })
    if (end.kind === 'failed') send({ kind: 'failed', task, error: sendable(end.error) })
    else {
      const { blocks, ...part } = end.part
      const all = blocks.map((block) => sent.sentOf(block))
      send(
        { kind: 'part', task, part, blocks: all },
        all.map(({ at }) => at.buffer as ArrayBuffer),
      )
    }
  }
}

/** An error keeps its class on its way only if it is one of the language. */
interface SentError {
  readonly code: SparekeyError['code']
  readonly message: string
  readonly hint: string | undefined
}

function sendable(error: unknown): unknown {
  return error instanceof SparekeyError
    ? ({ code: error.code, message: error.message, hint: error.hint } satisfies SentError)
    : error
}

/** The error that a thread sent. */
export function receivedError(error: unknown): unknown {
  if (error instanceof Error || typeof error !== 'object' || error === null || !('code' in error)) return error
  const { code, message, hint } = error as SentError
  return new SparekeyError(code, message, hint === undefined ? {} : { hint })
}

/** Knows which texts were sent. */
class SentTexts {
  #of: readonly string[] | undefined
  #sent: boolean[] = []

  sentOf({ texts, ...block }: PackedBlock): SentBlock {
    const isNew = texts.of !== this.#of
    if (isNew) this.#sent = []
    this.#of = texts.of
    const at = Uint32Array.from(texts.at)
    const ids: number[] = []
    at.forEach((id) => {
      if (this.#sent[id] === true) return
      this.#sent[id] = true
      ids.push(id)
    })
    return { ...block, isNew, ids, texts: ids.map((id) => texts.of[id] ?? ''), at }
  }
}

/** Knows which texts came. */
class ReceivedTexts {
  #of: string[] = []

  blockOf({ isNew, ids, texts, at, ...block }: SentBlock): PackedBlock {
    if (isNew) this.#of = []
    ids.forEach((id, i) => (this.#of[id] = texts[i] ?? ''))
    return { ...block, texts: { of: this.#of, at } }
  }
}
