// The options of `fix`.
import { Option, type Command } from 'commander'
import type { RiskLevel } from '../../change/index.ts'
import { riskLevels } from '../../change/index.ts'
import type { Assumption } from '../../inventory/index.ts'
import { assumptions } from './source-options.ts'

/** What a person asked to be mended, and how. */
export interface FixOptions {
  readonly filename: readonly string[]
  readonly diff?: boolean
  readonly write?: boolean
  readonly maxRisk: RiskLevel
  readonly namespace?: string
  readonly assume?: readonly Assumption[]
  readonly apiAudience?: readonly string[]
  readonly requirements?: string
  readonly evidence?: string
  readonly evidenceCluster?: string
  readonly now?: string
}

/** Adds the options to the command. */
export function withFixOptions(command: Command): Command {
  return command
    .requiredOption(
      '-f, --filename <path...>',
      'the files to edit: files, folders (searched through), globs; - for what a chart renders to',
    )
    .option('--diff', 'print what would change, and change nothing (the default)')
    .option('--write', 'change the files')
    .addOption(new Option('--max-risk <level>', 'leave out what is riskier').choices([...riskLevels]).default('medium'))
    .option('-n, --namespace <name>', 'manifests without a namespace are put into it')
    .addOption(new Option('--assume <what...>', 'suppose upstream defaults for objects that the files lack').choices(assumptions))
    .option('--api-audience <audience...>', 'audiences that the API server accepts (its `--api-audiences`)')
    .option('--requirements <file>', 'the file with statements of need (default: sparekey.yaml, where it exists)')
    .option('--evidence <file>', 'a ledger that `sparekey evidence read` wrote: what was seen in use counts as required')
    .option('--evidence-cluster <name>', 'which cluster of the ledger it is, where it is of several')
    .option('--now <time>', 'the time by which statements of need are judged, RFC 3339')
}
