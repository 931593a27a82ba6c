// Reads one object of any kind as it is now.
import { SparekeyError } from '../../base/index.ts'
import type { LiveObject } from '../../change/index.ts'
import { formatRef, type ObjectRef } from '../../kube/index.ts'
import type { ApiPlace } from './api-path.ts'
import { statusMessage } from './api-status.ts'
import type { ChangeConnection } from './connect-for-change.ts'
import { liveObjectOf } from './live-object.ts'
import type { ResourceNames } from './resource-names.ts'
import { patiently, type Backoff } from './retry.ts'

/** How single objects are read. */
export interface ObjectContext {
  readonly names: ResourceNames
  readonly backoff: Backoff
  readonly signal: AbortSignal
}

/** Where an object is; `undefined` where the server has no such kind. */
export async function placeOf(ref: ObjectRef, names: ResourceNames): Promise<ApiPlace | undefined> {
  const resource = await names(ref)
  const { apiVersion, namespace, name } = ref
  return resource === undefined ? undefined : { apiVersion, resource, name, ...(namespace === undefined ? {} : { namespace }) }
}

/**
 * @returns `undefined` where there is no such object
 * @throws SparekeyError `API_REFUSED` where it may not be read, `API_UNREACHABLE` where the server does not answer, `INTERRUPTED`
 */
export async function readObject(
  connection: ChangeConnection,
  ref: ObjectRef,
  { names, backoff, signal }: ObjectContext,
): Promise<LiveObject | undefined> {
  const at = await placeOf(ref, names)
  if (at === undefined) return undefined
  const answer = await patiently(() => connection.object({ kind: 'get', at, signal }), backoff, signal)
  if (answer.status === 404) return undefined
  if (answer.status === 200) return liveObjectOf(answer.body, ref)
  const message = `cannot read ${formatRef(ref)}: ${statusMessage(answer)}`
  if (answer.status !== 403) throw new SparekeyError('API_UNREACHABLE', message)
  throw new SparekeyError('API_REFUSED', message, { hint: '`sparekey rbac --for apply` prints the rights that a change needs' })
}
