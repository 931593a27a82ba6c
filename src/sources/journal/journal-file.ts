// The journal on disk: lines are only ever added, each is on the disk before anything is done upon it, and one process adds them.
import { writeSync } from 'node:fs'
import { open, readFile, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { SparekeyError } from '../../base/index.ts'
import type { Journal, JournalRecord } from '../../change/index.ts'
import { whyFailed } from '../files/index.ts'
import type { JournalCodec, JournalTail } from './codec.ts'
import { lockFile } from './lock-file.ts'

/** A journal that can be added to. */
export interface OpenJournal extends Journal {
  readonly path: string
  /** What it held when it was opened. */
  readonly records: readonly JournalRecord[]
  /** The text that it held when it was opened, without a torn end. */
  readonly text: string
  /** Lets others have it. What was not on disk by then never will be. */
  close(): Promise<void>
}

/** Is given each piece of text once it is on disk, in order; a record counts as written only when it has returned. */
export type OnWritten = (text: string) => Promise<void>

/**
 * Makes a journal.
 *
 * @throws SparekeyError `OUTPUT_NOT_WRITTEN` where there is one, or it can't be made
 */
export async function createJournal(path: string, codec: JournalCodec, onWritten?: OnWritten): Promise<OpenJournal> {
  const unlock = lockFile(path)
  try {
    const file = await open(path, 'ax', 0o600)
    await syncFolder(path)
    return adding({ path, file, codec, tail: codec.empty, records: [], text: '', unlock, onWritten })
  } catch (error) {
    unlock()
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw notWritten(path, error)
    throw new SparekeyError('OUTPUT_NOT_WRITTEN', `\`${path}\` is there already`, {
      hint: `\`sparekey status ${path}\` tells what it is; go on with it by \`sparekey resume ${path}\`, or name another file with \`--journal\``,
    })
  }
}

/**
 * Opens a journal to go on with it. A torn end is cut off: nothing was done upon it.
 *
 * @throws SparekeyError `INPUT_NOT_FOUND`, `LOCKED` where another process has it, `OUTPUT_NOT_WRITTEN`, and what the codec throws
 */
export async function openJournal(path: string, codec: JournalCodec, onWritten?: OnWritten): Promise<OpenJournal> {
  await textOf(path)
  const unlock = lockFile(path)
  try {
    // Only now: before, the process that had it may still have been adding lines.
    const whole = await textOf(path)
    const { records, tail } = readRecords(path, whole, codec)
    const file = await open(path, 'a')
    if (whole.length > tail.length) {
      await file.truncate(tail.length)
      await file.sync()
    }
    return adding({ path, file, codec, tail, records, text: whole.slice(0, tail.length), unlock, onWritten })
  } catch (error) {
    unlock()
    throw error instanceof SparekeyError ? error : notWritten(path, error)
  }
}

/**
 * Reads a journal as it is, without going on with it.
 *
 * @throws SparekeyError `INPUT_NOT_FOUND`, and what the codec throws
 */
export async function readJournalFile(path: string, codec: JournalCodec): Promise<readonly JournalRecord[]> {
  return readRecords(path, await textOf(path), codec).records
}

/** What the codec makes of a text; of damage it is said in which file. */
function readRecords(path: string, text: string, codec: JournalCodec): ReturnType<JournalCodec['read']> {
  try {
    return codec.read(text)
  } catch (error) {
    if (!(error instanceof SparekeyError)) throw error
    const { code, message, hint } = error
    throw new SparekeyError(code, `cannot use \`${path}\`: ${message}`, { cause: error, ...(hint === undefined ? {} : { hint }) })
  }
}

interface Adding extends Pick<OpenJournal, 'path' | 'records' | 'text'> {
  readonly file: FileHandle
  readonly codec: JournalCodec
  readonly tail: JournalTail
  readonly unlock: () => void
  readonly onWritten: OnWritten | undefined
}

/** How long records are gathered, in milliseconds: a disk that flushes each of them alone is the slowest part of a walk. */
const gatherMs = 1

interface Waiting {
  readonly line: string
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

function adding({ path, file, codec, tail: begin, records, text, unlock, onWritten }: Adding): OpenJournal {
  let tail = begin
  let waiting: Waiting[] = []
  let isWriting = false
  let writing: Promise<void> = Promise.resolve()
  let broken: SparekeyError | undefined
  /** How much of it is on disk for sure. */
  let length = begin.length

  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      // Records that come close together go together: one write, one flush.
      await pause(gatherMs)
      const batch = waiting
      waiting = []
      try {
        if (broken !== undefined) throw broken
        const lines = batch.map(({ line }) => line).join('')
        await writeWhole(file, lines, length)
        length += lines.length
        await onWritten?.(lines)
        for (const { resolve } of batch) resolve()
      } catch (error) {
        broken ??= error instanceof SparekeyError ? error : notWritten(path, error)
        for (const { reject } of batch) reject(broken)
      }
    }
    isWriting = false
  }

  return {
    path,
    records,
    text,
    append: (record) =>
      new Promise<void>((resolve, reject) => {
        const { line, tail: after } = codec.format(record, tail)
        tail = after
        waiting.push({ line, resolve, reject })
        if (isWriting) return
        isWriting = true
        writing = drain()
      }),
    async close() {
      await writing
      broken ??= new SparekeyError('OUTPUT_NOT_WRITTEN', `\`${path}\` is closed`)
      await file.close()
      unlock()
    },
  }
}

/** Adds bytes in one write and flushes them. What a full disk took of them is taken out again, as far as that is possible. */
async function writeWhole(file: FileHandle, lines: string, length: number): Promise<void> {
  // INVARIANT: the format is ASCII: a character is a byte.
  const bytes = Buffer.from(lines, 'latin1')
  try {
    // Into the system's memory, which is quicker done than handed to a thread; the flush is what takes its time.
    const bytesWritten = writeSync(file.fd, bytes)
    if (bytesWritten < bytes.length) throw Object.assign(new Error('the disk is full'), { code: 'ENOSPC' })
    await file.sync()
  } catch (error) {
    await file.truncate(length).catch(() => undefined)
    throw error
  }
}

/** So that the file's name is on disk too. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'latin1')
  } catch (error) {
    throw new SparekeyError('INPUT_NOT_FOUND', `cannot read the journal \`${path}\`: ${whyFailed(error)}`, {
      cause: error,
      hint: 'name the journal of a run: `sparekey apply` prints its path, and calls it `sparekey-RUN.journal` where nothing else was said',
    })
  }
}

function notWritten(path: string, error: unknown): SparekeyError {
  const { code } = error as NodeJS.ErrnoException
  return new SparekeyError('OUTPUT_NOT_WRITTEN', `cannot write the journal \`${path}\`: ${whyFailed(error)}`, {
    cause: error,
    hint:
      code === 'ENOSPC' || code === 'EDQUOT'
        ? `nothing is sent to the cluster that is not in the journal: make room, then go on with \`sparekey resume ${path}\``
        : 'nothing is sent to the cluster that is not in the journal: look at the permissions of the place, or name another file with `--journal`',
  })
}
