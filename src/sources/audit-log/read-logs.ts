// Reads any number of logs into a ledger, one after the other, so that memory does not grow with the log.
import { SparekeyError } from '../../base/index.ts'
import { ledgerOf, type Block, type Given, type Ledger } from '../../evidence/index.ts'
import { findLogs } from './find-logs.ts'
import { LogReader } from './read-log.ts'
import { fileBytes, unpack, type StreamEnd } from './unpack.ts'

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
  /** For tests: where blocks end. */
  readonly blockSize?: number
}

/** What was not understood of a file. */
export interface FileProblems {
  readonly count: number
  /** The first ones. A line of 0 is the file itself. */
  readonly first: readonly { readonly line: number; readonly reason: string }[]
}

/** How many problems of a file are told one by one. */
const toldOfAFile = 5

/** What came of it. */
export interface LogsRead {
  readonly ledger: Ledger
  readonly files: number
  readonly bytes: number
  readonly lines: number
}

/**
 * @throws SparekeyError INPUT_NOT_FOUND, INPUT_UNREADABLE where there is no event at all, USAGE, INTERRUPTED
 */
export async function readLogs(what: LogsToRead): Promise<LogsRead> {
  const files = findLogs(what.names)
  const blocks: Block[] = []
  let bytes = 0
  let lines = 0
  for (const file of files) {
    const first: { readonly line: number; readonly reason: string }[] = []
    let count = 0
    const problem = (line: number, reason: string): void => {
      count++
      if (first.length < toldOfAFile) first.push({ line, reason })
    }
    const reader = new LogReader({
      given: what.given,
      onProblem: problem,
      ...(what.blockSize === undefined ? {} : { blockSize: what.blockSize }),
    })
    const source = file === '-' ? what.stdin : fileBytes(file, what.signal)
    const end = await readOne(file, source, reader, what)
    reader.end(end.kind === 'endsEarly')
    if (end.kind === 'endsEarly')
      first.unshift({ line: 0, reason: 'the packed file is torn or damaged, and was read up to there' })
    // Of a file that is no audit log at all no line is worth a word.
    if (reader.blocks.length === 0 && reader.bytes > 0) first.splice(0, first.length, { line: 0, reason: 'no audit event in it' })
    count = Math.max(count, first.length)
    if (count > 0) what.onProblems(file, { count: reader.blocks.length === 0 ? 1 : count, first })
    blocks.push(...reader.blocks)
    bytes += reader.bytes
    lines += reader.lines
  }
  if (blocks.length === 0)
    throw new SparekeyError(
      'INPUT_UNREADABLE',
      `no audit event in ${files
        .map((file) => `\`${file}\``)
        .slice(0, 3)
        .join(', ')}`,
      {
        hint: 'give audit logs of the API server (audit.k8s.io), as it writes them or as AKS or EKS hand them out: see docs/evidence.md',
      },
    )
  return { ledger: ledgerOf(blocks), files: files.length, bytes, lines }
}

async function readOne(
  file: string,
  source: AsyncIterable<Uint8Array>,
  reader: LogReader,
  { signal, onProgress }: LogsToRead,
): Promise<StreamEnd> {
  try {
    return await unpack(source, (bytes) => {
      if (signal.aborted) throw interrupted()
      reader.take(bytes)
      onProgress?.(file, reader.bytes)
    })
  } catch (error) {
    if (signal.aborted) throw interrupted()
    if (error instanceof Error && 'syscall' in error)
      throw new SparekeyError('INPUT_UNREADABLE', `cannot read \`${file}\`: ${error.message}`, { cause: error })
    throw error
  }
}

function interrupted(): SparekeyError {
  return new SparekeyError('INTERRUPTED', 'interrupted')
}
