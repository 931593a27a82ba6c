// Decides what counts as one row: the containers of a workload that hold the same token, for the same reason, stand together.
import { refKey } from '../kube/index.ts'
import type { ContainerReport, TokenReport, WorkloadReport } from '../verdict/index.ts'

/** One token of a workload and the containers that hold it. */
export interface TokenRow {
  readonly containers: readonly ContainerReport[]
  readonly token: TokenReport
}

/** Which tokens are told apart: by what decided them, or also by where each container finds them. */
export type Apart = 'byDecision' | 'byPlace'

/** The rows of some containers, in the order of the containers. */
export function tokenRows(containers: readonly ContainerReport[], apart: Apart): readonly TokenRow[] {
  const rows = new Map<string, { readonly containers: ContainerReport[]; readonly token: TokenReport }>()
  for (const container of containers) {
    for (const token of container.tokens) {
      const key = keyOf(token, apart)
      const row = rows.get(key)
      if (row === undefined) rows.set(key, { containers: [container], token })
      else if (row.containers.at(-1) !== container) row.containers.push(container)
    }
  }
  return [...rows.values()]
}

/** The same, of tokens that the API server accepts only. */
export function apiTokenRows(workload: WorkloadReport): readonly TokenRow[] {
  return tokenRows(workload.containers, 'byDecision').filter((row) => row.token.apiServer)
}

/** The containers of a workload that hold a token for the API server. */
export function containersWithApiToken(workload: WorkloadReport): readonly ContainerReport[] {
  return workload.containers.filter((container) => container.tokens.some((token) => token.apiServer))
}

/** The containers that hold no token of any kind. */
export function containersWithoutToken(containers: readonly ContainerReport[]): readonly ContainerReport[] {
  return containers.filter((container) => container.tokens.length === 0)
}

function keyOf(token: TokenReport, apart: Apart): string {
  const { decidedBy } = token
  const decision = [
    token.source,
    token.serviceAccount,
    token.audience,
    token.apiServer,
    refKey(decidedBy.object),
    decidedBy.field,
    decidedBy.value,
  ]
  const place = [token.path, token.environment ?? null, token.volume, token.expirationSeconds]
  return JSON.stringify(apart === 'byPlace' ? [...decision, ...place] : decision)
}
