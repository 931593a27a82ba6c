// The options that say what is audited, shared by every command that audits, under the names that kubectl users know.
import { Option, type Command } from 'commander'
import type { Assumption } from '../../inventory/index.ts'

/** What a person asked to be read. */
export interface SourceOptions {
  readonly filename?: readonly string[]
  readonly snapshot?: string
  readonly example?: boolean
  readonly kubeconfig?: string
  readonly context?: string
  readonly namespace?: string
  readonly allNamespaces?: boolean
  readonly selector?: string
  readonly as?: string
  readonly asGroup?: readonly string[]
  readonly requestTimeout?: string
  readonly assume?: readonly Assumption[]
  readonly apiAudience?: readonly string[]
  readonly requirements?: string
  readonly now?: string
}

/** What may be supposed. */
export const assumptions: readonly Assumption[] = ['accounts', 'secrets', 'drivers', 'roles']

/** Adds the options to a command. */
export function withSourceOptions(command: Command): Command {
  return command
    .option('-f, --filename <path...>', 'audit manifests: files, folders (searched through), globs, or - for standard input')
    .option('--snapshot <file>', 'audit a file that `sparekey snapshot` or `kubectl get … -o json` wrote')
    .option('--example', 'audit the example cluster that comes with Sparekey')
    .option('--kubeconfig <file>', 'the kubeconfig of the cluster to audit')
    .option('--context <name>', 'the context of the kubeconfig to use')
    .option('-n, --namespace <name>', 'report only this namespace; manifests without a namespace are put into it')
    .option('-A, --all-namespaces', 'report all namespaces (the default)')
    .option('-l, --selector <query>', 'report only workloads with these labels, as in kubectl')
    .option('--as <user>', 'the user to impersonate')
    .option('--as-group <group...>', 'the groups to impersonate')
    .option('--request-timeout <seconds>', 'how long one request may take without an answer', '30')
    .addOption(
      new Option('--assume <what...>', 'suppose upstream defaults for objects that manifests lack; said in the report').choices(
        assumptions,
      ),
    )
    .option(
      '--api-audience <audience...>',
      "audiences that the API server accepts (its `--api-audiences`), where they can't be discovered",
    )
    .option('--requirements <file>', 'the file with statements of need (default: sparekey.yaml, where it exists)')
    .option('--now <time>', 'the time of the report, RFC 3339: for reports that can be repeated to the byte')
}
