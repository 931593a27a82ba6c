// How a guard is asked for: its options on the command line, as the guard room takes them, and as the cluster remembers them.
import { InvalidArgumentError, Option, type Command } from 'commander'
import { SparekeyError } from '../../base/index.ts'
import { excludedNamespaces, guardOptions, stages, type GuardOptions, type Stage } from '../../guard/index.ts'
import { minorOf } from '../../verdict/index.ts'

/** What a person says of a guard. */
export interface GuardCommandOptions {
  readonly kubernetesVersion?: string
  readonly defaultStage?: Stage
  readonly exclude?: readonly string[]
  readonly include?: readonly string[]
  readonly apiAudience?: readonly string[]
  readonly tokenAudience?: readonly string[]
  readonly maxTokenLifetime?: number
  readonly boundTokensOnly?: boolean
  readonly exceptionsOn?: 'default' | 'accounts'
}

/** Adds the options to a command. */
export function withGuardOptions(command: Command): Command {
  return command
    .option('--kubernetes-version <version>', 'the version to make it for, as 1.36, where the input does not say it')
    .addOption(
      new Option('--default-stage <stage>', 'the stage of namespaces without a label (default: audit)').choices([...stages]),
    )
    .option('--exclude <namespace...>', 'more namespaces to leave out, beside those of the platform')
    .option('--include <namespace...>', "namespaces of the platform's that are guarded all the same")
    .option('--token-audience <audience...>', 'the only audiences that people may ask tokens for; "" is the API server')
    .option(
      '--max-token-lifetime <time>',
      'the longest lifetime of a token that people may ask for: seconds, or as 15m, 8h',
      seconds,
    )
    .option('--bound-tokens-only', 'people may ask only for tokens that end with an object')
    .addOption(
      new Option(
        '--exceptions-on <where>',
        'where exceptions are written: on the account `default` of the namespace for all of them (the default), or on the accounts themselves',
      ).choices(['default', 'accounts']),
    )
}

/**
 * The guard as asked for.
 *
 * @param serverVersion - of the input, where it says it
 * @throws SparekeyError `USAGE`
 */
export function guardAsAsked(
  options: GuardCommandOptions,
  serverVersion: string | undefined,
  discovered: readonly string[] = [],
): GuardOptions {
  const {
    defaultStage,
    exclude = [],
    include = [],
    apiAudience,
    tokenAudience,
    maxTokenLifetime,
    boundTokensOnly,
    exceptionsOn,
  } = options
  const unknown = include.find((name) => !excludedNamespaces.includes(name))
  if (unknown !== undefined)
    throw new SparekeyError('USAGE', `namespace \`${unknown}\` is not left out, so it need not be included`, {
      hint: `left out are ${excludedNamespaces.join(', ')}`,
    })
  const left = [...excludedNamespaces.filter((name) => !include.includes(name)), ...exclude]
  const audiences = apiAudience ?? discovered
  const caps = {
    ...(tokenAudience === undefined ? {} : { audiences: tokenAudience }),
    ...(maxTokenLifetime === undefined ? {} : { maxSeconds: maxTokenLifetime }),
    ...(boundTokensOnly === true ? { boundOnly: true as const } : {}),
  }
  return guardOptions(minorAsAsked(options.kubernetesVersion, serverVersion), {
    excluded: [...new Set(left)].sort(),
    caps,
    ...(exceptionsOn === undefined ? {} : { exceptions: exceptionsOn === 'accounts' ? 'account' : 'index' }),
    ...(defaultStage === undefined ? {} : { defaultStage }),
    ...(audiences.length === 0
      ? {}
      : { apiAudiences: { values: audiences, from: apiAudience === undefined ? 'discovered' : 'given' } }),
  })
}

function minorAsAsked(asked: string | undefined, served: string | undefined): number {
  const minor = minorOf(asked ?? served)
  if (minor !== undefined) return minor
  throw asked === undefined
    ? new SparekeyError('USAGE', 'the input does not say its Kubernetes version, and what works depends on it', {
        hint: 'say it with --kubernetes-version, as 1.36',
      })
    : new SparekeyError('USAGE', `\`--kubernetes-version\` takes a version such as 1.36, not \`${asked}\``)
}

const units: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400 }

function seconds(text: string): number {
  const [, number, unit = ''] = /^(\d+)([smhd]?)$/.exec(text) ?? []
  const value = Number(number) * (units[unit] ?? Number.NaN)
  // The API server gives no token for less (pkg/apis/authentication/validation: 10 minutes).
  if (!(value >= 600)) throw new InvalidArgumentError('Say seconds, or a time as 15m or 8h, of ten minutes at least.')
  return value
}
