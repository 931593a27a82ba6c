// Keeps a second run out of the namespaces that a run changes, by a Lease in each. A run that was killed takes its own Leases up again
// at once; one of another run counts until its time is over, and is watched for a while before it is taken.
import { setTimeout as sleep } from 'node:timers/promises'
import { compareText, SparekeyError } from '../../base/index.ts'
import type { ChangeConnection } from './connect-for-change.ts'
import { dropLease, leaseName, makeLease, readLease, writeLease, type Lease } from './lease.ts'
import { quotable } from './quotable.ts'

/** What to lock, and for whom. */
export interface LockOptions {
  /** Cluster-scoped objects are locked by `kube-system`. */
  readonly namespaces: readonly string[]
  /** The run's id. Whoever has it is the same run: after a crash it goes on at once. */
  readonly run: string
  /** Who that is, for those who are kept out. */
  readonly holder: string
  /** How long a Lease counts without being renewed; 30 where absent. It is renewed three times in that time. */
  readonly seconds?: number
  /** Told of Leases that were left behind by others. */
  readonly warn: (message: string) => void
  /** Ends the waiting for the Leases; those that are held are kept all the same. */
  readonly signal: AbortSignal
}

/** Leases that are held. */
export interface Lock {
  /**
   * To be called before every write.
   *
   * @throws SparekeyError `LOCKED` where a Lease was lost, or could not be renewed in time: nothing more may be written
   */
  assertHeld(): void
  /** Gives all Leases up. */
  release(): Promise<void>
}

interface Held {
  readonly namespace: string
  lease: Lease
  /** By the clock of this process that never goes back. */
  renewed: number
  /** Why it is lost. */
  lost: string | undefined
}

const always = new AbortController().signal

/**
 * Takes the Leases, in order, so that two runs never wait for one another.
 *
 * @throws SparekeyError `LOCKED` where another run holds one; `API_REFUSED`, `API_UNREACHABLE`, `INTERRUPTED`
 */
export async function takeLock(connection: ChangeConnection, options: LockOptions): Promise<Lock> {
  const seconds = options.seconds ?? 30
  const held: Held[] = []
  try {
    for (const namespace of [...new Set(options.namespaces)].sort(compareText)) {
      const started = performance.now()
      const lease = await take(connection, namespace, seconds, options)
      if (lease === undefined) options.warn(`there is no namespace \`${namespace}\` any more: nothing in it is changed`)
      else held.push({ namespace, lease, renewed: started, lost: undefined })
    }
  } catch (error) {
    await releaseAll(connection, held)
    throw error
  }
  let renewing: Promise<void> = Promise.resolve()
  const timer = setInterval(
    () => {
      renewing = renewing.then(() => renewAll(connection, held, seconds, options))
    },
    (seconds * 1000) / 3,
  )
  // A run that has ended is not kept alive by its lock.
  timer.unref()
  return {
    assertHeld() {
      for (const { namespace, lost, renewed } of held) {
        const late = performance.now() - renewed > seconds * 1000 ? `it could not be renewed for ${seconds} s` : undefined
        const why = lost ?? late
        if (why !== undefined)
          throw new SparekeyError('LOCKED', `the lock of namespace \`${namespace}\` is lost: ${why}`, {
            hint: 'nothing more was written; see who else changes the cluster, then go on with `sparekey resume`',
          })
      }
    },
    async release() {
      clearInterval(timer)
      await renewing
      await releaseAll(connection, held)
    },
  }
}

/** @returns `undefined` where there is no such namespace, so that nothing can be written there either */
async function take(
  connection: ChangeConnection,
  namespace: string,
  seconds: number,
  options: LockOptions,
): Promise<Lease | undefined> {
  const { run, holder, warn, signal } = options
  const claim = () => ({ run, holder, seconds, now: Date.now() })
  for (;;) {
    const before = await readLease(connection, namespace, signal)
    if (before === undefined) {
      const made = await makeLease(connection, namespace, claim(), always)
      if (made.kind === 'kept') return made.lease
      if (made.kind === 'noNamespace') return undefined
      continue
    }
    if (before.run !== run && before.run !== '') {
      await refuseIfAlive(connection, namespace, before, signal)
      warn(
        `took over the lock of namespace \`${namespace}\`: run \`${quotable(before.run)}\` of ${before.holder} left it behind at ${new Date(before.renewedAt).toISOString()}; was it killed? its journal knows what it has done`,
      )
    }
    const written = await writeLease(connection, namespace, before, claim(), always)
    if (written.kind === 'kept') return written.lease
  }
}

// The clocks of two machines differ: a Lease that looks expired is only taken if nobody renews it while it is watched.
async function refuseIfAlive(connection: ChangeConnection, namespace: string, lease: Lease, signal: AbortSignal): Promise<void> {
  const lasts = lease.seconds * 1000
  const looksExpired = Date.now() - lease.renewedAt > lasts
  if (!looksExpired) throw heldByAnother(namespace, lease)
  await pause(Math.min(lasts / 2, 60_000), signal)
  const now = await readLease(connection, namespace, signal)
  if (now !== undefined && now.resourceVersion !== lease.resourceVersion) throw heldByAnother(namespace, now)
}

function heldByAnother(namespace: string, { run, holder, acquired, seconds }: Lease): SparekeyError {
  return new SparekeyError(
    'LOCKED',
    `another run is changing namespace \`${quotable(namespace)}\`: \`${quotable(run)}\` of ${holder}, since ${acquired}`,
    {
      hint: `wait until it has ended; if it was killed, its lock ends ${seconds} s later by itself, or at once with \`kubectl delete lease ${leaseName} -n ${namespace}\``,
    },
  )
}

async function renewAll(
  connection: ChangeConnection,
  held: readonly Held[],
  seconds: number,
  options: LockOptions,
): Promise<void> {
  await Promise.all(
    held.map(async (one) => {
      if (one.lost !== undefined) return
      const started = performance.now()
      const { run, holder } = options
      try {
        const written = await writeLease(connection, one.namespace, one.lease, { run, holder, seconds, now: Date.now() }, always)
        if (written.kind === 'lost') one.lost = 'somebody has changed or deleted its Lease'
        else Object.assign(one, { lease: written.lease, renewed: started })
      } catch (error) {
        // The next one may succeed; if none does in time, the lock is lost. What was not answered may have been written, though.
        if (!(error instanceof SparekeyError)) throw error
        const now = await readLease(connection, one.namespace, always).catch(() => undefined)
        if (now?.run === run && now.holder === quotable(holder, 'start', 100)) one.lease = now
      }
    }),
  )
}

async function releaseAll(connection: ChangeConnection, held: readonly Held[]): Promise<void> {
  // A Lease that can't be given up ends by itself.
  await Promise.allSettled(
    held.filter(({ lost }) => lost === undefined).map(({ namespace, lease }) => dropLease(connection, namespace, lease, always)),
  )
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal })
  } catch (error) {
    throw new SparekeyError('INTERRUPTED', 'waiting for the lock was interrupted', { cause: error })
  }
}
