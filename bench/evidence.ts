// `evidence read` against what else could read an audit log: the reference scanner in C, DuckDB, `JSON.parse` line by line, and nothing
// but unpacking. Whole processes in turn, the files in the page cache.
import { spawnSync } from 'node:child_process'
import {
  copyFileSync,
  createReadStream,
  createWriteStream,
  existsSync,
  openSync,
  readFileSync,
  writeSync,
  closeSync,
} from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { inEnvelope, writeAuditLog } from './audit-logs.ts'
import { cachedFolder } from './cache-folder.ts'
import { timed, type Command, type Timed } from './measure.ts'
import { scannerGrowth } from './scanner-growth.ts'

/** Of the generator; another one makes other files. */
const version = 1
const bareBytes = 2_000_000_000
const aksBytes = 1_000_000_000
const duckdb = '@duckdb/node-api@1.5.6-r.1'

/** How the figure of a row is read: our time as a part of theirs, theirs of ours, or memory. */
type Row = {
  readonly title: string
  readonly must: number
  readonly aim: number
} & (
  | { readonly kind: 'slower' | 'faster'; readonly ours: Command; readonly theirs: Command; readonly times: number }
  | { readonly kind: 'memory'; readonly ours: Command }
)

/**
 * Measures all rows.
 *
 * @param sparekey - the program, and what goes before its arguments
 * @returns a table for people
 */
export async function benchEvidence(sparekey: readonly [string, ...string[]], times: number): Promise<string> {
  const { bare, long, aks, packed } = await logs()
  const outputs = cachedFolder('evidence-outputs', () => undefined)
  const read = (title: string, file: string): Command => {
    const [program, ...before] = sparekey
    const output = join(outputs, 'use.ledger')
    const args = [...before, 'evidence', 'read', file, '--category', 'kube-audit', '--threads', '2', '-o', output]
    return { title, program, arguments: args }
  }
  const node = (title: string, script: string, ...args: readonly string[]): Command => ({
    title,
    program: process.execPath,
    arguments: [join(import.meta.dirname, script), ...args],
  })
  const reference = referenceScanner()
  const duck = duckFolder()
  const csv = join(outputs, 'duckdb.csv')
  const rows: readonly Row[] = [
    ...(reference === undefined
      ? []
      : [
          {
            kind: 'slower' as const,
            title: 'time of the C reference, two threads',
            must: 2,
            aim: 1.4,
            times,
            ours: read('bare', bare),
            theirs: { title: 'C reference', program: reference, arguments: [bare, 'read-full', '2'] },
          },
        ]),
    ...(duck === undefined
      ? []
      : [
          {
            kind: 'faster' as const,
            title: 'faster than DuckDB COPY',
            must: 2,
            aim: 3,
            times: 3,
            ours: read('bare', bare),
            theirs: node('DuckDB', 'baseline-duckdb.ts', duck, bare, csv, 'bare'),
          },
          {
            kind: 'faster' as const,
            title: 'faster than DuckDB COPY, AKS envelope',
            must: 2.5,
            aim: 4,
            times: 3,
            ours: read('aks', aks),
            theirs: node('DuckDB', 'baseline-duckdb.ts', duck, aks, csv, 'aks'),
          },
        ]),
    {
      kind: 'faster',
      title: 'faster than readline and JSON.parse',
      must: 20,
      aim: 40,
      times: 1,
      ours: read('bare', bare),
      theirs: node('readline', 'baseline-readline.ts', bare),
    },
    {
      kind: 'slower',
      title: 'time of a bare gunzip at 1 MiB, one .gz',
      must: 1.4,
      aim: 1.1,
      times: 3,
      ours: read('gz', packed),
      theirs: node('gunzip', 'baseline-gunzip.ts', packed),
    },
    { kind: 'memory', title: 'peak MiB at 2 GB', must: 200, aim: 128, ours: read('bare', bare) },
    { kind: 'memory', title: 'peak MiB at 6 GB', must: 200, aim: 128, ours: read('long', long) },
  ]
  const lines: string[] = []
  for (const row of rows) lines.push(await measured(row))
  const missing = [
    ...(reference === undefined
      ? ['  the C reference: SPAREKEY_BENCH_REFERENCE names no folder with its main.c, or there is no cc']
      : []),
    ...(duck === undefined ? [`  DuckDB: ${duckdb} could not be installed`] : []),
  ]
  const head = `  ${'measured'.padStart(9)} ${'must'.padStart(6)} ${'aim'.padStart(6)}`
  return ['evidence: audit logs of 2 GB bare, 1 GB of AKS, and a .gz', head, ...lines, ...missing, ...scannerGrowth(), ''].join(
    '\n',
  )
}

async function measured(row: Row): Promise<string> {
  if (row.kind === 'memory') {
    const { ours } = await timed({ ours: row.ours }, 1)
    return line(row, ours.mebibytes ?? Number.NaN, 0, '')
  }
  const { ours, theirs } = await timed({ ours: row.ours, theirs: row.theirs }, row.times)
  const ratio = row.kind === 'slower' ? ours.milliseconds / theirs.milliseconds : theirs.milliseconds / ours.milliseconds
  return line(row, ratio, 2, `: ${seconds(ours)} against ${seconds(theirs)}`)
}

function seconds({ milliseconds }: Timed): string {
  return `${(milliseconds / 1000).toFixed(2)} s`
}

function line({ kind, title, must, aim }: Row, value: number, digits: number, times: string): string {
  const reaches = (goal: number): boolean => (kind === 'faster' ? value >= goal : value <= goal)
  const says = reaches(aim) ? 'aim reached' : reaches(must) ? 'must reached' : 'MISSED'
  const bound = (goal: number): string => `${kind === 'faster' ? '≥' : '≤'}${goal}`.padStart(6)
  return `  ${value.toFixed(digits).padStart(9)} ${bound(must)} ${bound(aim)}  ${says.padEnd(12)}  ${title}${times}`
}

interface Logs {
  readonly bare: string
  readonly long: string
  readonly aks: string
  readonly packed: string
}

async function logs(): Promise<Logs> {
  const folder = cachedFolder(`evidence-${version}-${bareBytes}-${aksBytes}`, (made) => {
    const bare = join(made, 'bare.jsonl')
    writeAuditLog(bare, bareBytes, 7)
    writeAuditLog(join(made, 'aks.jsonl'), aksBytes, 8, inEnvelope)
    const long = join(made, 'long.jsonl')
    copyFileSync(bare, long)
    for (let i = 0; i < 2; i++) append(long, bare)
  })
  const [bare, long, aks, packed] = ['bare.jsonl', 'long.jsonl', 'aks.jsonl', 'bare.jsonl.gz'].map((name) => join(folder, name))
  if (bare === undefined || long === undefined || aks === undefined || packed === undefined) throw new RangeError('no names')
  const part = `${packed}.part`
  if (!existsSync(packed)) {
    await pipeline(
      createReadStream(bare, { highWaterMark: 1 << 20 }),
      createGzip({ chunkSize: 1 << 20 }),
      createWriteStream(part),
    )
    copyFileSync(part, packed)
  }
  return { bare, long, aks, packed }
}

function append(to: string, from: string): void {
  const fd = openSync(to, 'a')
  const bytes = readFileSync(from)
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at, Math.min(1 << 28, bytes.length - at))
  } finally {
    closeSync(fd)
  }
}

/** Builds the reference; `undefined` where it is not at hand. */
function referenceScanner(): string | undefined {
  const sources = process.env['SPAREKEY_BENCH_REFERENCE']
  if (sources === undefined || !existsSync(join(sources, 'main.c'))) return undefined
  const program = join(
    cachedFolder('evidence-reference', () => undefined),
    'scanref',
  )
  const { status } = spawnSync('cc', ['-O3', '-march=native', '-w', '-o', program, join(sources, 'main.c')])
  return status === 0 ? program : undefined
}

/** The folder in which DuckDB is installed, far from our own packages. */
function duckFolder(): string | undefined {
  const folder = cachedFolder('evidence-duckdb', () => undefined)
  if (existsSync(join(folder, 'node_modules/@duckdb/node-api'))) return folder
  const { status } = spawnSync('npm', ['install', '--silent', '--prefix', folder, duckdb], { stdio: 'ignore' })
  return status === 0 ? folder : undefined
}
