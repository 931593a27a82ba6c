// Which cluster a command works on and as whom: the options that commands share which only ever work on a live one.
import type { Command } from 'commander'

/** The options. */
export interface ConnectionOptions {
  readonly kubeconfig?: string
  readonly context?: string
  readonly as?: string
  readonly asGroup?: readonly string[]
  readonly requestTimeout?: string
}

/** Adds the options to a command. */
export function withConnectionOptions(command: Command): Command {
  return command
    .option('--kubeconfig <file>', 'the kubeconfig of the cluster')
    .option('--context <name>', 'the context of the kubeconfig to use')
    .option('--as <user>', 'the user to impersonate')
    .option('--as-group <group...>', 'the groups to impersonate')
    .option('--request-timeout <seconds>', 'how long one request may take without an answer', '30')
}
