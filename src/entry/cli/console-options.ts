// The options of `console`: what is read, where it listens, and whether it may change anything.
import { InvalidArgumentError, Option, type Command } from 'commander'
import { withEvidenceOptions, withSourceOptions, type SourceOptions } from './source-options.ts'

/** The options. */
export interface ConsoleOptions extends SourceOptions {
  readonly port: number
  readonly address: '127.0.0.1' | '::1'
  readonly open: boolean
  readonly earlier?: readonly string[]
  readonly allowChanges?: boolean
  /** The folder of journals. */
  readonly journals: string
}

/** Adds the options to a command. */
export function withConsoleOptions(command: Command): Command {
  return withEvidenceOptions(withSourceOptions(command))
    .option('--earlier <file...>', 'snapshots of before, for the change over time')
    .option('--port <number>', 'the port to listen on (default: one that is free)', port, 0)
    .addOption(
      new Option('--address <address>', 'the address to listen on; no other machine reaches either')
        .choices(['127.0.0.1', '::1'])
        .default('127.0.0.1'),
    )
    .option('--no-open', 'print the link, and open no browser')
    .option('--allow-changes', 'let the page apply plans and take them back; without it, it only looks')
    .option('--journals <folder>', 'the folder where journals are, and are written to', '.')
}

function port(text: string): number {
  const number = /^\d{1,5}$/.test(text) ? Number(text) : -1
  if (number < 0 || number > 65_535) throw new InvalidArgumentError('It takes a port, as 8080.')
  return number
}
