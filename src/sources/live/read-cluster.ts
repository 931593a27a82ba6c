// Reads everything of a cluster that an audit needs, side by side; what may not or can't be read is a gap, never a crash.
import { SparekeyError } from '../../base/index.ts'
import { isRecord, type Gap } from '../../kube/index.ts'
import { readApiAudiences, readLegacyTrackingSince, readVersion } from './cluster-facts.ts'
import type { Connection } from './connect.ts'
import { discover } from './discovery.ts'
import { inTurn } from './in-turn.ts'
import { listResource, type ReadContext, type ResourceOutcome } from './list-resource.ts'
import { resourceName, resourceRows, type ResourceRow } from './resources.ts'
import { exponentialBackoff, type Backoff } from './retry.ts'

/** How to read a cluster. */
export interface ReadClusterOptions {
  /** Reads namespaced objects of this namespace only; absent: of all. Cluster-scoped ones are read whole in any case. */
  readonly namespace?: string
  readonly signal: AbortSignal
  /** Called as lists grow. A list that had to start again reports fewer than before. */
  readonly onProgress?: (progress: { readonly resource: string; readonly read: number }) => void
  /** How long to wait before trying again. */
  readonly backoff?: Backoff
}

/** What was read of a cluster. */
export interface ClusterRead {
  /** Plain values with `apiVersion` and `kind`, in the order of the table and in the server's order within a list. */
  readonly objects: readonly unknown[]
  /**
   * Resources read to their end (within the namespace, if one was given), by plural name; custom ones also by group:
   * `pods`, `rollouts.argoproj.io`. PersistentVolumeClaims and their like are missing where no CSI driver asks for tokens.
   */
  readonly complete: ReadonlySet<string>
  readonly gaps: readonly Gap[]
  readonly serverVersion?: string
  /** The audiences of the API server that can be found out: its issuer, or none. */
  readonly apiAudiences: readonly string[]
  /** Since when the use of tokens of Secrets is recorded (`YYYY-MM-DD`). */
  readonly legacyTrackingSince?: string
}

/** How many requests are under way at once: as many as a browser makes, and no more than an API server grants one client. */
const requestsAtOnce = 6
const alwaysRead: readonly ResourceRow[] = resourceRows.filter((row) => row.when === 'always')
const readForDrivers: readonly ResourceRow[] = resourceRows.filter((row) => row.when === 'driversAskForTokens')

/**
 * Reads a cluster with GET requests only: no token is requested or reviewed, and no Secret's data is asked for.
 *
 * @throws SparekeyError `API_UNREACHABLE` when the server is not there, `API_REFUSED` when it refuses the credentials,
 *   `INTERRUPTED` on the signal
 */
export async function readCluster(connection: Connection, options: ReadClusterOptions): Promise<ClusterRead> {
  // One request that fails for all ends the others.
  const failure = new AbortController()
  const { backoff = exponentialBackoff(Math.random), ...rest } = options
  const context: ReadContext = { ...rest, backoff, signal: AbortSignal.any([options.signal, failure.signal]) }
  try {
    return await readAll(connection, context)
  } catch (error) {
    failure.abort(error)
    throw error
  }
}

async function readAll(connection: Connection, context: ReadContext): Promise<ClusterRead> {
  const { signal, backoff } = context
  const serverVersion = await readVersion(connection, signal)
  const turn = inTurn(requestsAtOnce)
  const read = (row: ResourceRow): Promise<ResourceOutcome> => turn(() => listResource(connection, row, context))

  // Discovery goes along with the first lists, because more lists follow from it.
  const discovery = turn(() => discover(connection, signal, backoff))
  const lists = alwaysRead.map((row) => ({ row, outcome: read(row) }))
  const drivers = lists.find(({ row }) => row.resource === 'csidrivers')?.outcome
  const storage = Promise.resolve(drivers).then((outcome) => Promise.all(asksForTokens(outcome) ? readForDrivers.map(read) : []))
  const custom = discovery.then(async ({ rows, gaps }) => ({
    gaps,
    outcomes: await Promise.all(rows.map((row) => unlessRefused(row, read(row)))),
  }))
  const audiences = turn(() => readApiAudiences(connection, signal, backoff))
  const tracking = turn(() => readLegacyTrackingSince(connection, signal, backoff))

  const [builtIn, volumes, customs, apiAudiences, legacyTrackingSince] = await Promise.all([
    Promise.all(lists.map(({ outcome }) => outcome)),
    storage,
    custom,
    audiences,
    tracking,
  ])
  return {
    ...gather([...builtIn, ...volumes, ...customs.outcomes], customs.gaps, context.namespace),
    ...(serverVersion === undefined ? {} : { serverVersion }),
    apiAudiences,
    ...(legacyTrackingSince === undefined ? {} : { legacyTrackingSince }),
  }
}

// The server behind a custom group may refuse credentials that the API server itself accepts.
async function unlessRefused(row: ResourceRow, reading: Promise<ResourceOutcome>): Promise<ResourceOutcome> {
  try {
    return await reading
  } catch (error) {
    if (!(error instanceof SparekeyError) || error.code !== 'API_REFUSED') throw error
    return {
      row,
      outcome: {
        kind: 'incomplete',
        items: [],
        gap: { kind: 'listFailed', resource: resourceName(row), message: error.message },
      },
    }
  }
}

function asksForTokens(drivers: ResourceOutcome | undefined): boolean {
  if (drivers === undefined || drivers.outcome.kind === 'absent') return false
  return drivers.outcome.items.some((item) => {
    const spec = isRecord(item) ? item['spec'] : undefined
    return isRecord(spec) && Array.isArray(spec['tokenRequests']) && spec['tokenRequests'].length > 0
  })
}

/** What other namespaces hold too: of a single namespace's lists no answer may say that there is no more. */
const answersBeyond: ReadonlySet<string> = new Set(['roles', 'rolebindings', 'serviceaccounts', 'pods'])

function gather(
  outcomes: readonly ResourceOutcome[],
  discoveryGaps: readonly Gap[],
  namespace: string | undefined,
): Pick<ClusterRead, 'objects' | 'complete' | 'gaps'> {
  const gaps = outcomes.flatMap(({ outcome }) => (outcome.kind === 'incomplete' ? [outcome.gap] : []))
  return {
    objects: outcomes.flatMap(({ outcome }) => (outcome.kind === 'absent' ? [] : outcome.items)),
    complete: new Set(
      outcomes.flatMap(({ row, outcome }) => {
        const name = resourceName(row)
        return outcome.kind === 'incomplete' || (namespace !== undefined && answersBeyond.has(name)) ? [] : [name]
      }),
    ),
    gaps: [...gaps, ...discoveryGaps],
  }
}
