// A Lease (coordination.k8s.io/v1) by which one run keeps others out of a namespace: who holds it, and how it is taken, kept and given up.
import { SparekeyError, type JsonObject } from '../../base/index.ts'
import { isRecord } from '../../kube/index.ts'
import type { ApiPlace } from './api-path.ts'
import { statusMessage } from './api-status.ts'
import type { ApiAnswer } from './channel.ts'
import type { ChangeConnection } from './connect-for-change.ts'
import { quotable } from './quotable.ts'
import { readBody } from './read-body.ts'
import { wantedFields } from './wanted-fields.ts'

/** The name of the Lease in each namespace. */
export const leaseName = 'sparekey'

const apiVersion = 'coordination.k8s.io/v1'

/** A Lease as it was read. */
export interface Lease {
  readonly uid: string
  readonly resourceVersion: string
  /** The run that holds it; `''` where nobody does. */
  readonly run: string
  /** Who that is, for people. */
  readonly holder: string
  readonly acquired: string
  /** Milliseconds since 1970 by the clock of whoever wrote it. */
  readonly renewedAt: number
  readonly seconds: number
}

/** What is written into a Lease. */
export interface LeaseClaim {
  readonly run: string
  readonly holder: string
  readonly seconds: number
  /** Milliseconds since 1970. */
  readonly now: number
}

/** What became of a write of a Lease. */
export type LeaseWrite = { readonly kind: 'kept'; readonly lease: Lease } | { readonly kind: 'lost' }

const member = (name: string): string => `spec.${name}`
const wantedOfLease = wantedFields(
  'metadata.uid',
  'metadata.resourceVersion',
  ...['holderIdentity', 'acquireTime', 'renewTime', 'leaseDurationSeconds'].map(member),
)

/** @returns `undefined` where there is none */
export async function readLease(
  connection: ChangeConnection,
  namespace: string,
  signal: AbortSignal,
): Promise<Lease | undefined> {
  const answer = await connection.object({ kind: 'get', at: placeOf(namespace), signal })
  if (answer.status === 404) return undefined
  if (answer.status === 200) return leaseOf(answer.body)
  throw notAllowed(namespace, answer)
}

/** Makes the Lease; `lost` where somebody else was first. */
export async function makeLease(
  connection: ChangeConnection,
  namespace: string,
  claim: LeaseClaim,
  signal: AbortSignal,
): Promise<LeaseWrite | { readonly kind: 'noNamespace' }> {
  const { name: _, ...at } = placeOf(namespace)
  const body = {
    apiVersion,
    kind: 'Lease',
    metadata: { name: leaseName, namespace },
    spec: { ...specOf(claim), acquireTime: micro(claim) },
  }
  const answer = await connection.object({ kind: 'create', at, body, signal })
  if (answer.status === 409) return { kind: 'lost' }
  if (answer.status === 404) return { kind: 'noNamespace' }
  return keptOf(namespace, answer)
}

/** Writes the Lease over one that was read; `lost` where it has changed since. */
export async function writeLease(
  connection: ChangeConnection,
  namespace: string,
  before: Lease,
  claim: LeaseClaim,
  signal: AbortSignal,
): Promise<LeaseWrite> {
  const takenOver = before.run !== claim.run
  const body = {
    metadata: { uid: before.uid, resourceVersion: before.resourceVersion },
    spec: { ...specOf(claim), ...(takenOver ? { acquireTime: micro(claim) } : {}) },
  }
  const answer = await connection.object({ kind: 'patch', at: placeOf(namespace), body, signal })
  // A uid of old is a conflict too: the Lease was deleted and made again.
  if ([404, 409, 422].includes(answer.status)) return { kind: 'lost' }
  return keptOf(namespace, answer)
}

/** Gives the Lease up: nothing of it stays in the cluster. One that is somebody else's by now is left alone. */
export async function dropLease(
  connection: ChangeConnection,
  namespace: string,
  lease: Lease,
  signal: AbortSignal,
): Promise<void> {
  const { uid, resourceVersion } = lease
  await connection.object({ kind: 'delete', at: placeOf(namespace), preconditions: { uid, resourceVersion }, signal })
}

function placeOf(namespace: string): ApiPlace {
  return { apiVersion, resource: 'leases', namespace, name: leaseName }
}

function specOf({ run, holder, seconds, now }: LeaseClaim): JsonObject {
  return { holderIdentity: `${run} ${holder}`, leaseDurationSeconds: seconds, renewTime: micro({ now }) }
}

/** A MicroTime, of which the API server wants six digits. */
function micro({ now }: Pick<LeaseClaim, 'now'>): string {
  return new Date(now).toISOString().replace('Z', '000Z')
}

function leaseOf(body: Uint8Array): Lease | undefined {
  const value = readBody(body, wantedOfLease)
  const metadata = value?.['metadata']
  const spec = value?.['spec']
  if (!isRecord(metadata) || typeof metadata['uid'] !== 'string') return undefined
  const text = (name: string): string => (isRecord(spec) && typeof spec[name] === 'string' ? spec[name] : '')
  const [run = '', ...holder] = text('holderIdentity').split(' ')
  const seconds = isRecord(spec) ? spec['leaseDurationSeconds'] : undefined
  return {
    uid: metadata['uid'],
    resourceVersion: String(metadata['resourceVersion']),
    run,
    holder: quotable(holder.join(' '), 'start', 100),
    acquired: quotable(text('acquireTime'), 'start', 40),
    renewedAt: Date.parse(text('renewTime')) || 0,
    seconds: typeof seconds === 'number' ? seconds : 0,
  }
}

function keptOf(namespace: string, answer: ApiAnswer): LeaseWrite {
  const lease = answer.status === 200 || answer.status === 201 ? leaseOf(answer.body) : undefined
  if (lease === undefined) throw notAllowed(namespace, answer)
  return { kind: 'kept', lease }
}

function notAllowed(namespace: string, answer: ApiAnswer): SparekeyError {
  const code = answer.status >= 500 ? 'API_UNREACHABLE' : 'API_REFUSED'
  return new SparekeyError(code, `cannot lock namespace \`${quotable(namespace)}\`: ${statusMessage(answer)}`, {
    hint: '`sparekey rbac --for apply` prints the rights that a change needs',
  })
}
