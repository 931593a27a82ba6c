// The few facts about a cluster that are no lists: its version, the issuer of its tokens, since when old tokens are tracked.
import { SparekeyError } from '../../base/index.ts'
import { isRecord } from '../../kube/index.ts'
import { statusMessage } from './api-status.ts'
import type { Connection } from './connect.ts'
import { readBody } from './read-body.ts'
import { legacyTracking, openIdConfiguration } from './resources.ts'
import { getPatiently, type Backoff } from './retry.ts'
import { wantedFields } from './wanted-fields.ts'

/**
 * Asks for the server's version. It is the first request on a connection, and the only one that is not tried again: a
 * server that is not there is told at once.
 *
 * @returns `undefined` where the server does not say
 * @throws SparekeyError `API_UNREACHABLE`, `API_REFUSED` (also where the caller may not impersonate), `INTERRUPTED`
 */
export async function readVersion(connection: Connection, signal: AbortSignal): Promise<string | undefined> {
  const answer = await connection.get({ path: '/version', signal })
  if (answer.status === 403 && /\bcannot impersonate\b/.test(statusMessage(answer))) {
    throw new SparekeyError('API_REFUSED', `not allowed to act for others: ${statusMessage(answer)}`, {
      hint: 'leave out `--as` and `--as-group`, or have the right to impersonate granted',
    })
  }
  return answer.status === 200 ? textAt(readBody(answer.body, wantedFields('gitVersion')), 'gitVersion') : undefined
}

/**
 * Asks for the issuer of the server's tokens, which is also the audience of tokens that name none, unless the server runs
 * with `--api-audiences`: other audiences can't be found out from outside.
 *
 * @returns the audiences that are known: one or none
 */
export async function readApiAudiences(
  connection: Connection,
  signal: AbortSignal,
  backoff: Backoff,
): Promise<readonly string[]> {
  const body = await bodyOf(connection, openIdConfiguration, 'issuer', signal, backoff)
  const issuer = textAt(body, 'issuer')
  return issuer === undefined ? [] : [issuer]
}

/**
 * Asks since when the API server records the use of tokens of Secrets.
 *
 * @returns `YYYY-MM-DD`; `undefined` where it may not be read, or the server keeps no record
 */
export async function readLegacyTrackingSince(
  connection: Connection,
  signal: AbortSignal,
  backoff: Backoff,
): Promise<string | undefined> {
  const { namespace, resource, name } = legacyTracking
  const body = await bodyOf(connection, `/api/v1/namespaces/${namespace}/${resource}/${name}`, 'data.since', signal, backoff)
  const since = isRecord(body?.['data']) ? textAt(body['data'], 'since') : undefined
  return since !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(since) ? since : undefined
}

// Without these facts every answer still holds: whatever keeps them away is no gap.
async function bodyOf(
  connection: Connection,
  path: string,
  field: string,
  signal: AbortSignal,
  backoff: Backoff,
): Promise<Record<string, unknown> | undefined> {
  try {
    const answer = await getPatiently(connection, { path, signal }, backoff)
    return answer.status === 200 ? readBody(answer.body, wantedFields(field)) : undefined
  } catch (error) {
    if (error instanceof SparekeyError && error.code === 'API_UNREACHABLE') return undefined
    throw error
  }
}

function textAt(body: Record<string, unknown> | undefined, field: string): string | undefined {
  const value = body?.[field]
  return typeof value === 'string' && value !== '' ? value : undefined
}
