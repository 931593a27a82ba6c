// `evidence read`, `merge` and `show`: from paths and ledgers to a ledger or to what it says.
import { SparekeyError } from '../../base/index.ts'
import { mergeLedgers, summarise, type EvidenceLedger, type EvidenceSelection } from '../../evidence/index.ts'
import { plainText } from '../../report/index.ts'
import { readLedger, writeLedger, writePackedLedger } from '../../sources/ledger/index.ts'
import type { EvidenceReadOptions, EvidenceShowOptions } from './evidence-commands.ts'
import type { Io } from './io.ts'
import { settleCluster } from './settle-cluster.ts'

/** Of how many files it is told what was not understood. */
const told = 10

/** @returns whether everything was understood */
export async function readEvidence(paths: readonly string[], options: EvidenceReadOptions, io: Io): Promise<boolean> {
  const { readLogs } = await import('../../sources/audit-log/index.ts')
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
  if (files > told) io.err(`and ${count(files - told, 'more file')} in which something was not understood\n`)
  writePackedLedger(options.output, read.ledger)
  io.err(
    `wrote ${plainText(options.output)}: ${count(read.files, 'file')}, ${count(read.lines, 'line')}, ${count(read.bytes, 'byte')} read${problems === 0 ? '' : `, ${problems} not understood`}\n`,
  )
  return problems === 0
}

/** Joins ledgers into one. */
export function mergeEvidence(ledgers: readonly string[], output: string, io: Io): void {
  const merged = mergeLedgers(ledgers.map(readLedger))
  writeLedger(output, merged)
  io.err(`wrote ${plainText(output)}: ${count(ledgers.length, 'ledger')}, ${count(merged.blocks.length, 'block')} of log\n`)
}

/** What a ledger says of one cluster. */
export function showEvidence(file: string, name: string | undefined, options: EvidenceShowOptions): EvidenceLedger {
  const ledger = readLedger(file)
  const select = name === undefined ? {} : selectionOf(name, options.namespace)
  const evidence = summarise(ledger, settleCluster(ledger, options.cluster, '--cluster'), select)
  if (name !== undefined && evidence.rows.length + evidence.minted.length + evidence.legacySecrets.length === 0)
    throw new SparekeyError('INPUT_NOT_FOUND', `no use of \`${name}\` is in the ledger`, {
      hint: '`sparekey evidence show` without a name tells how far the ledger reaches, and of whom it has something',
    })
  return evidence
}

function selectionOf(name: string, namespace: string | undefined): EvidenceSelection {
  const [kind, first, second, ...more] = name.split('/')
  const place = second === undefined ? namespace : first
  const bare = second ?? first
  if ((kind !== 'sa' && kind !== 'pod') || bare === undefined || bare === '' || place === undefined || more.length > 0)
    throw new SparekeyError('USAGE', `\`${name}\` names no ServiceAccount or Pod`, {
      hint: 'write it as sa/NAMESPACE/NAME or pod/NAMESPACE/NAME, or as sa/NAME with -n',
    })
  return kind === 'sa' ? { account: `${place}/${bare}` } : { pod: { namespace: place, name: bare } }
}

function count(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? '' : 's'}`
}
