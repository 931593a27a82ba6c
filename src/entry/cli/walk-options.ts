// How a walk is taken: the options of every command that changes a cluster.
import { InvalidArgumentError, type Command } from 'commander'
import type { WalkOptions } from '../../change/index.ts'
import { withConnectionOptions, type ConnectionOptions } from './connection-options.ts'

/** What a person asks of a walk. */
export interface WalkCommandOptions extends ConnectionOptions {
  readonly canary: number
  readonly batchSize: number
  readonly parallel: number
  /** In milliseconds. */
  readonly timeout: number
  readonly wait: boolean
  /** The audit logs of the API servers, which grow while the run goes on. */
  readonly auditLog?: readonly string[]
  /** In milliseconds; a minute where absent. */
  readonly watch?: number
  readonly mirror?: string
  readonly yes?: boolean
}

/** How a walk is taken where nobody says. */
export const usualWalk = { canary: 1, batchSize: 10, parallel: 8, timeout: 300_000, wait: true } as const

/** Adds the options to a command. */
export function withWalkOptions(command: Command): Command {
  return withConnectionOptions(command)
    .option('--canary <count>', 'how many groups of steps the first batch has', count, usualWalk.canary)
    .option('--batch-size <count>', 'how many groups each later batch has', count, usualWalk.batchSize)
    .option('--parallel <count>', 'how many writes of a batch are under way at a time', count, usualWalk.parallel)
    .option(
      '--timeout <time>',
      'how long a batch may take until its pods show the change: seconds, or as 5m',
      duration,
      usualWalk.timeout,
    )
    .option('--no-wait', 'do not wait for pods; every step is then pending until `sparekey resume` has seen them')
    .option('--mirror <namespace>', 'also keep the journal in ConfigMaps of this namespace')
    .option('--yes', 'do not ask; needed where nobody can be asked')
}

/** Adds the options of walks that audits lead to: what they change shows in what the API server refuses. */
export function withAuditLogOptions(command: Command): Command {
  return command
    .option(
      '--audit-log <file>',
      'an audit log of an API server, as it grows (once for each server): a batch is backed out when an account, or a token, is refused after it that was not before',
      // Not `<file...>`, which would take the plan or the journal behind it for another log.
      (file: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), file],
    )
    .option('--watch <time>', 'how long to look for refused requests after each batch, with --audit-log (default: 1m)', duration)
}

/** The options as the walk takes them. */
export function walkOptionsOf(options: Omit<WalkCommandOptions, 'mirror'>): WalkOptions {
  const { canary, batchSize, parallel, timeout, wait, auditLog, watch = 60_000 } = options
  const watched = auditLog === undefined ? {} : { watchMs: watch }
  return { canary, batchSize, parallel, timeoutMs: timeout, wait, force: false, ...watched }
}

function count(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('Say a number from 1.')
  return Number(text)
}

const units: Readonly<Record<string, number>> = { '': 1000, s: 1000, m: 60_000, h: 3_600_000 }

function duration(text: string): number {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([smh]?)$/.exec(text) ?? []
  const milliseconds = Number(number) * (units[unit] ?? Number.NaN)
  if (!(milliseconds > 0)) throw new InvalidArgumentError('Say seconds, or a time as 5m or 1h.')
  return milliseconds
}
