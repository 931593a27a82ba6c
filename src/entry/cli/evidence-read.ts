// `evidence read`: from paths of logs to a ledger.
import { countPhrase, plainText } from '../../report/index.ts'
import { readLogs } from '../../sources/audit-log/index.ts'
import { writePackedLedger } from '../../sources/ledger/index.ts'
import type { EvidenceReadOptions } from './evidence-commands.ts'
import type { Io } from './io.ts'

/** Of how many files it is told what was not understood. */
const told = 10

/** @returns whether everything was understood */
export async function readEvidence(paths: readonly string[], options: EvidenceReadOptions, io: Io): Promise<boolean> {
  let problems = 0
  let files = 0
  let shown = 0
  const read = await readLogs({
    names: paths,
    given: { cluster: options.cluster ?? '', category: options.category ?? '' },
    stdin: io.stdin,
    signal: io.signal,
    scanner: options.scanner,
    ...(options.threads === undefined ? {} : { threads: options.threads }),
    onProblems(file, { count: all, first }) {
      problems += all
      files++
      if (files > told) return
      for (const { line, reason } of first) io.err(`${plainText(file)}${line === 0 ? '' : `:${line}`}: ${plainText(reason)}\n`)
      if (all > first.length) io.err(`${plainText(file)}: and ${all - first.length} more\n`)
    },
    onProgress(file, bytes) {
      if (!io.errIsTerminal || bytes - shown < 64 << 20) return
      shown = bytes
      io.err(`\r\u001b[Kreading ${plainText(file)}: ${Math.floor(bytes / (1 << 20))} MiB`)
    },
  })
  if (io.errIsTerminal && shown > 0) io.err('\r\u001b[K')
  if (files > told) io.err(`and ${countPhrase(files - told, 'more file')} in which something was not understood\n`)
  writePackedLedger(options.output, read.ledger)
  io.err(
    `wrote ${plainText(options.output)}: ${countPhrase(read.files, 'file')}, ${countPhrase(read.lines, 'line')}, ${countPhrase(read.bytes, 'byte')} read${problems === 0 ? '' : `, ${problems} not understood`}\n`,
  )
  return problems === 0
}
