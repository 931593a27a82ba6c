// Times whole processes two by two, A B A B, so that whatever else the machine does falls on both alike.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A program to run; its output is thrown away. */
export interface Command {
  readonly title: string
  readonly program: string
  readonly arguments: readonly string[]
  /** The exit code of success, where it is not 0. */
  readonly exitCode?: number
}

/** Two programs that do comparable work, and what is wanted of the first. */
export interface Comparison {
  readonly title: string
  readonly ours: Command
  readonly theirs: Command
  /** How long ours may take, theirs being 1. */
  readonly goal?: number
  /** How much memory ours may take at its peak, in MiB. */
  readonly goalMebibytes?: number
}

/** What runs of a program come to. */
export interface Timed {
  /** The median. */
  readonly milliseconds: number
  /** The highest peak. */
  readonly mebibytes: number | undefined
}

/**
 * Runs programs in turn.
 *
 * @param times - how often each is run, after one run of each that does not count
 */
export async function timed<K extends string>(
  commands: Readonly<Record<K, Command>>,
  times: number,
): Promise<Readonly<Record<K, Timed>>> {
  const all = Object.entries<Command>(commands).map(([name, command]) => ({ name, command, runs: [] as Run[] }))
  for (const { command } of all) await run(command)
  for (let i = 0; i < times; i++) for (const { command, runs } of all) runs.push(await run(command))
  return Object.fromEntries(
    all.map(({ name, runs }) => [name, { milliseconds: median(runs), mebibytes: peakOf(runs) }]),
  ) as unknown as Readonly<Record<K, Timed>>
}

interface Run {
  readonly milliseconds: number
  readonly mebibytes: number | undefined
}

const gnuTime = '/usr/bin/time'
const asked = spawnSync(gnuTime, ['--version'], { encoding: 'utf8' })
const hasGnuTime: boolean = asked.error === undefined && asked.stdout.includes('GNU')

/**
 * Runs both programs in turn.
 *
 * @param times - how often each is run, after one run of each that does not count
 * @returns a table for people
 */
export async function compare(comparison: Comparison, times = 5): Promise<string> {
  const { ours, theirs } = comparison
  const runs: { readonly [side in 'ours' | 'theirs']: Run[] } = { ours: [], theirs: [] }
  await run(ours)
  await run(theirs)
  for (let i = 0; i < times; i++) {
    runs.ours.push(await run(ours))
    runs.theirs.push(await run(theirs))
  }
  const ratio = median(runs.ours) / median(runs.theirs)
  const peak = peakOf(runs.ours)
  return [
    comparison.title,
    `  ${'min s'.padStart(8)} ${'median s'.padStart(9)} ${'peak MiB'.padStart(9)}`,
    row(runs.ours, ours.title),
    row(runs.theirs, theirs.title),
    `  ratio of medians ${ratio.toFixed(2)}${against(ratio, comparison.goal, '×')}`,
    ...(peak === undefined ? [] : [`  peak ${peak.toFixed(0)} MiB${against(peak, comparison.goalMebibytes, ' MiB')}`]),
    '',
  ].join('\n')
}

function against(value: number, goal: number | undefined, unit: string): string {
  return goal === undefined ? '' : ` (goal: at most ${goal}${unit}, ${value <= goal ? 'reached' : 'MISSED'})`
}

function row(runs: readonly Run[], title: string): string {
  const least = Math.min(...runs.map((one) => one.milliseconds))
  const cells = [seconds(least).padStart(8), seconds(median(runs)).padStart(9), (peakOf(runs)?.toFixed(0) ?? '-').padStart(9)]
  return `  ${cells.join(' ')}  ${title}`
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(2)
}

function median(runs: readonly Run[]): number {
  const sorted = runs.map((one) => one.milliseconds).sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

function peakOf(runs: readonly Run[]): number | undefined {
  const peaks = runs.flatMap((one) => (one.mebibytes === undefined ? [] : [one.mebibytes]))
  return peaks.length === 0 ? undefined : Math.max(...peaks)
}

async function run(command: Command): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'sparekey-bench-'))
  const noted = join(folder, 'peak')
  try {
    const [program, ...rest] = withPeak(command, noted)
    const start = process.hrtime.bigint()
    await finished(program, rest, command, noted)
    return { milliseconds: Number(process.hrtime.bigint() - start) / 1e6, mebibytes: notedPeak(noted) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

// Who notes the peak: GNU time around the program or, where there is none, a module inside it, if it is Node.
function withPeak(command: Command, noted: string): readonly [string, ...string[]] {
  if (hasGnuTime) return [gnuTime, '-f', '%M', '-o', noted, command.program, ...command.arguments]
  if (command.program !== process.execPath) return [command.program, ...command.arguments]
  return [command.program, '--import', new URL('note-peak.ts', import.meta.url).href, ...command.arguments]
}

async function finished(
  program: string,
  rest: readonly string[],
  { title, exitCode = 0 }: Command,
  noted: string,
): Promise<void> {
  const child = spawn(program, rest, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, SPAREKEY_BENCH_PEAK: noted } })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(-2000)))
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === exitCode) resolve()
      else reject(new Error(`${title} ended with ${code ?? signal ?? 'nothing'}: ${complaint}`))
    })
  })
}

function notedPeak(noted: string): number | undefined {
  try {
    return Number(readFileSync(noted, 'utf8').trim().split('\n').at(-1)) / 1024
  } catch {
    return undefined
  }
}
