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
  /** Told of what was not understood: the file, the line from 1, and why; line 0 is the file itself. */
  readonly onProblem: (file: string, line: number, reason: string) => void
  /** Told of progress now and then. */
  readonly onProgress?: (file: string, bytes: number) => void
  /** For tests: where blocks end. */
  readonly blockSize?: number
}

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
    const reader = new LogReader({
      given: what.given,
      onProblem: (line, reason) => {
        what.onProblem(file, line, reason)
      },
      ...(what.blockSize === undefined ? {} : { blockSize: what.blockSize }),
    })
    const source = file === '-' ? what.stdin : fileBytes(file, what.signal)
    const end = await readOne(file, source, reader, what)
    reader.end(end.kind === 'endsEarly')
    if (end.kind === 'endsEarly') what.onProblem(file, 0, 'the packed file is torn or damaged, and was read up to there')
    if (reader.blocks.length === 0 && reader.bytes > 0) what.onProblem(file, 0, 'no audit event in it')
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
