// The options that say what is audited, shared by every command that audits, under the names that kubectl users know.
import { InvalidArgumentError, Option, type Command } from 'commander'
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
  readonly evidence?: string
  readonly evidenceCluster?: string
  readonly minWindow?: number
  readonly now?: string
}

/** What may be supposed. */
export const assumptions: readonly Assumption[] = ['accounts', 'secrets', 'drivers', 'roles']

/** How far evidence has to reach, in days, where nobody says it: a month, with its end and what runs then. */
export const usualWindow = 30

/** Adds the options on evidence of use to a command that audits. */
export function withEvidenceOptions(command: Command): Command {
  return command
    .option('--evidence <file>', 'a ledger that `sparekey evidence read` wrote: what was seen in use counts as required')
    .option('--evidence-cluster <name>', 'which cluster of the ledger it is, where it is of several')
    .addOption(
      new Option(
        '--min-window <days>',
        'how many days the evidence has to reach over, so that no use having been seen says something',
      )
        .default(usualWindow)
        .argParser(parseWindow),
    )
}

function parseWindow(text: string): number {
  const match = /^(\d+)d?$/.exec(text)
  const days = Number(match?.[1])
  if (match === null || days < 1 || days > 3660) throw new InvalidArgumentError('It takes days, such as 30.')
  return days
}

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
