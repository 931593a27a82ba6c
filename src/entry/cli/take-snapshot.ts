// Reads a live cluster into a snapshot, showing progress on a terminal; the live source is loaded only when it is used.
import { SparekeyError } from '../../base/index.ts'
import type { ChangeConnection, Connection } from '../../sources/live/index.ts'
import type { Snapshot } from '../../sources/snapshot/index.ts'
import type { ConnectionOptions } from './connection-options.ts'
import type { Io } from './io.ts'
import { momentAsAsked } from './moment.ts'
import type { SourceOptions } from './source-options.ts'

/**
 * @param open - a connection that is open already, and stays so; absent: one is opened for it
 * @throws SparekeyError USAGE, KUBECONFIG_INVALID, API_UNREACHABLE, API_REFUSED, INTERRUPTED
 */
export async function takeSnapshot(options: SourceOptions, io: Io, open?: Connection): Promise<Snapshot> {
  const takenAt = momentAsAsked(options, io)
  const { connect, readCluster } = await import('../../sources/live/index.ts')
  const connection = open ?? (await connect({ ...connectionOptions(options), signal: io.signal }))
  const counts = new Map<string, number>()
  const shown = io.errIsTerminal
  const namespace = options.allNamespaces === true ? undefined : options.namespace
  try {
    const read = await readCluster(connection, {
      ...(namespace === undefined ? {} : { namespace }),
      signal: io.signal,
      onProgress({ resource, read: count }) {
        counts.set(resource, count)
        const total = [...counts.values()].reduce((sum, n) => sum + n, 0)
        if (shown) io.err(`\r\u001b[Kreading ${connection.description}: ${total} objects (${resource})`)
      },
    })
    return {
      takenAt,
      description: connection.description,
      ...(read.serverVersion === undefined ? {} : { serverVersion: read.serverVersion }),
      ...(read.legacyTrackingSince === undefined ? {} : { legacyTrackingSince: read.legacyTrackingSince }),
      ...(namespace === undefined ? {} : { namespaces: [namespace] }),
      apiAudiences: read.apiAudiences,
      complete: [...read.complete].sort(),
      gaps: read.gaps,
      objects: read.objects,
    }
  } finally {
    if (shown) io.err('\r\u001b[K')
    if (open === undefined) connection.close()
  }
}

/** Opens a connection that can write to the cluster that the options name, and closes it behind the task. */
export async function withChangeConnection<T>(
  options: ConnectionOptions,
  io: Io,
  task: (connection: ChangeConnection) => Promise<T>,
): Promise<T> {
  const { connectForChange } = await import('../../sources/live/index.ts')
  const connection = await connectForChange({ ...connectionOptions(options), signal: io.signal })
  try {
    return await task(connection)
  } finally {
    connection.close()
  }
}

/** Opens a connection to the cluster that the options name, and closes it behind the task. */
export async function withConnection<T>(
  options: ConnectionOptions,
  io: Io,
  task: (connection: Connection) => Promise<T>,
): Promise<T> {
  const { connect } = await import('../../sources/live/index.ts')
  const connection = await connect({ ...connectionOptions(options), signal: io.signal })
  try {
    return await task(connection)
  } finally {
    connection.close()
  }
}

function connectionOptions(options: ConnectionOptions): {
  readonly kubeconfig?: string
  readonly context?: string
  readonly as?: string
  readonly asGroups?: readonly string[]
  readonly requestTimeoutMs: number
} {
  const seconds = Number((options.requestTimeout ?? '30').replace(/s$/, ''))
  if (!Number.isFinite(seconds) || seconds <= 0)
    throw new SparekeyError('USAGE', `\`--request-timeout\` takes seconds, not \`${options.requestTimeout ?? ''}\``)
  return {
    ...(options.kubeconfig === undefined ? {} : { kubeconfig: options.kubeconfig }),
    ...(options.context === undefined ? {} : { context: options.context }),
    ...(options.as === undefined ? {} : { as: options.as }),
    ...(options.asGroup === undefined ? {} : { asGroups: options.asGroup }),
    requestTimeoutMs: seconds * 1000,
  }
}
