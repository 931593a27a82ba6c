// The options of `plan` as commander hands them over, and how two of their values are read.
import { InvalidArgumentError } from 'commander'
import type { RemedyId, RiskLevel } from '../../change/index.ts'
import { planFormatNames, type PlanFormat } from '../../report/index.ts'
import type { SourceOptions } from './source-options.ts'

/** Where a plan goes: to standard output in a format, or into a file and its table to standard output. */
export type PlanOutput =
  | { readonly kind: 'format'; readonly format: PlanFormat }
  | { readonly kind: 'file'; readonly path: string; readonly format: 'yaml' | 'json' }

/** The options of `plan`. */
export interface PlanCommandOptions extends SourceOptions {
  readonly output: PlanOutput
  readonly maxRisk: RiskLevel
  readonly only?: readonly RemedyId[]
  readonly skip?: readonly RemedyId[]
  readonly renew: boolean
  readonly deleteQuietSecrets?: number
  readonly color?: boolean
}

/** @throws InvalidArgumentError */
export function parsePlanOutput(text: string): PlanOutput {
  const format = planFormatNames.find((name) => name === text)
  if (format !== undefined) return { kind: 'format', format }
  const [, ending] = /\.(ya?ml|json)$/i.exec(text) ?? []
  if (ending !== undefined) return { kind: 'file', path: text, format: ending.toLowerCase() === 'json' ? 'json' : 'yaml' }
  throw new InvalidArgumentError(`Name a format (${planFormatNames.join(', ')}), or a file that ends in .yaml or .json.`)
}

/** @throws InvalidArgumentError */
export function parseDays(text: string): number {
  const days = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (days > 0) return days
  throw new InvalidArgumentError('Give a number of days, as 30.')
}
