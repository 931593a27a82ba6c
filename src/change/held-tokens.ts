// The tokens of an audited cluster as lines that can be compared: who holds whose token, for whom and where, and whether it is one that
// never ends. Whether admission mounted it or the workload itself is left out: a remedy may change that and take nothing away.
import { sortedBy } from '../base/index.ts'
import { formatRef } from '../kube/index.ts'
import type { AuditReport, TokenReport } from '../verdict/index.ts'
import type { HeldTokens } from './journal.ts'

/** One token, as its line tells it. */
export interface HeldToken {
  readonly container: string
  /** `namespace/name`. */
  readonly serviceAccount: string
  /** Absent: the API server. */
  readonly audience?: string
  /** A path, `$` with a variable's name, or `-`. */
  readonly place: string
}

/** Every token of every workload, the templates' and the running pods'; workloads without one too. */
export function heldOf(report: AuditReport): HeldTokens {
  const entries = report.workloads.map((workload) => {
    const lines = workload.containers.flatMap(({ name, tokens }) => tokens.map((token) => lineOf(name, token)))
    return [formatRef(workload), sortedBy(new Set(lines), (line) => [line])] as const
  })
  return Object.fromEntries(sortedBy(entries, ([key]) => [key]))
}

const form = /^(\S*) holds (\S*)(?: from a Secret)?(?: for ("(?:[^"\\]|\\.)*"))? at (.*)$/s

/** The token that a line tells of. */
export function tokenOf(line: string): HeldToken {
  const [, container = '', serviceAccount = '', audience, place = ''] = form.exec(line) ?? []
  return { container, serviceAccount, ...(audience === undefined ? {} : { audience: JSON.parse(audience) as string }), place }
}

function lineOf(container: string, { source, serviceAccount, audience, path, environment }: TokenReport): string {
  const place = path ?? (environment === undefined ? '-' : `$${environment}`)
  const origin = source === 'secret' ? ' from a Secret' : ''
  return `${container} holds ${serviceAccount}${origin}${audience === null ? '' : ` for ${JSON.stringify(audience)}`} at ${place}`
}
