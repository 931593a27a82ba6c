// The commands on evidence of use: names, options and help.
import { Argument, InvalidArgumentError, Option, type Command } from 'commander'
import { categories, type Category } from '../../evidence/index.ts'
import { evidenceFormatNames, type EvidenceFormat } from '../../report/index.ts'
import type { ScannerChoice } from '../../sources/audit-log/index.ts'
import { addQueryCommands, type QueryActions } from './query-commands.ts'

// Here and not where they are used, so that help does not load what reads logs; the compiler holds the two together.
const scannerChoices = ['auto', 'wasm', 'json'] as const satisfies readonly ScannerChoice[]

/** The options of `evidence read`. */
export interface EvidenceReadOptions {
  readonly output: string
  readonly category?: Category
  readonly cluster?: string
  readonly scanner: ScannerChoice
  readonly threads?: number
}

/** The options of `evidence show`. */
export interface EvidenceShowOptions {
  readonly output: EvidenceFormat
  readonly namespace?: string
  readonly cluster?: string
  readonly color?: boolean
}

/** What these commands do. */
export interface EvidenceActions extends QueryActions {
  evidenceRead(paths: readonly string[], options: EvidenceReadOptions): Promise<void>
  evidenceMerge(ledgers: readonly string[], options: { readonly output: string }): Promise<void>
  evidenceShow(ledger: string, name: string | undefined, options: EvidenceShowOptions): Promise<void>
}

/** Adds the commands. */
export function addEvidenceCommands(program: Command, actions: EvidenceActions): void {
  const evidence = program
    .command('evidence')
    .description('who uses which token: audit logs into a ledger of use, which `audit --evidence` joins to its verdicts')

  evidence
    .command('read')
    .description('read audit logs, of the API server, AKS or EKS, plain or packed, and write the ledger of what was used')
    .argument('<path...>', 'logs, folders of logs, or - for standard input')
    .requiredOption('-o, --output <file>', 'the ledger to write')
    .addOption(
      new Option(
        '--category <category>',
        'which log it is, where it does not say so itself: kube-audit has get and list, kube-audit-admin lacks them',
      ).choices([...categories]),
    )
    .option('--cluster <name>', 'the cluster that the log is of, where it does not say so itself')
    .addOption(
      new Option('--scanner <scanner>', 'how to read: both ways give the same ledger; auto takes the fast one where it runs')
        .choices([...scannerChoices])
        .default('auto'),
    )
    .addOption(
      new Option('--threads <number>', 'how many threads read; as many as there are processors, up to 8').argParser(threadsOf),
    )
    .addHelpText('after', readExitCodes)
    .action((paths: readonly string[], options: EvidenceReadOptions) => actions.evidenceRead(paths, options))

  addQueryCommands(evidence, actions)

  evidence
    .command('merge')
    .description('join ledgers: what several of them hold counts once')
    .argument('<ledger...>', 'ledgers that `evidence read`, `query` or `merge` wrote')
    .requiredOption('-o, --output <file>', 'the ledger to write')
    .addHelpText('after', exitCodes)
    .action((ledgers: readonly string[], options: { readonly output: string }) => actions.evidenceMerge(ledgers, options))

  evidence
    .command('show')
    .description('what a ledger says: how far it reaches, and who used what')
    .argument('<ledger>', 'the ledger')
    .addArgument(new Argument('[kind/name]', 'only one: sa/NAMESPACE/NAME or pod/NAMESPACE/NAME; with -n without the namespace'))
    .addOption(new Option('-o, --output <format>', 'how to print it').choices(evidenceFormatNames).default('table'))
    .option('-n, --namespace <name>', 'the namespace of the account or pod')
    .option('--cluster <name>', 'which cluster, where the ledger is of several')
    .option('--no-color', 'print without colour')
    .addHelpText('after', exitCodes)
    .action((ledger: string, name: string | undefined, options: EvidenceShowOptions) =>
      actions.evidenceShow(ledger, name, options),
    )
}

function threadsOf(text: string): number {
  const number = Number(text)
  if (!/^\d+$/.test(text) || number < 1 || number > 64) throw new InvalidArgumentError('It is a number from 1 to 64.')
  return number
}

const readExitCodes = `
Exit codes:
  0  everything was understood
  2  the ledger is written, but some lines were not understood, or a file was torn: see what is told, and the ledger's coverage
  3  failed; no ledger is written
`

const exitCodes = `
Exit codes:
  0  done
  3  failed
`
