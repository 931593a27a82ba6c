// The plural names under which objects are found in the API: those of the tables, and of any other kind what the server says.
import { SparekeyError } from '../../base/index.ts'
import { customWorkloadKinds, groupOf, isRecord, type ObjectRef } from '../../kube/index.ts'
import { statusMessage } from './api-status.ts'
import type { Connection } from './connect.ts'
import { readBody } from './read-body.ts'
import { resourceRows } from './resources.ts'
import { getPatiently, type Backoff } from './retry.ts'
import { wantedFields } from './wanted-fields.ts'

/** Gives the plural name of an object's kind; `undefined` where the server has no such kind in this version. */
export type ResourceNames = (ref: Pick<ObjectRef, 'apiVersion' | 'kind'>) => Promise<string | undefined>

const known: ReadonlyMap<string, string> = new Map(
  [...resourceRows, ...customWorkloadKinds].map(({ group, kind, resource }) => [`${group}/${kind}`, resource]),
)
const wantedOfResources = wantedFields('kind', 'resources.[].name', 'resources.[].kind')

/** Each version of a group is asked for once. */
export function resourceNames(connection: Connection, signal: AbortSignal, backoff: Backoff): ResourceNames {
  const asked = new Map<string, Promise<ReadonlyMap<string, string>>>()
  return async ({ apiVersion, kind }) => {
    const row = known.get(`${groupOf(apiVersion)}/${kind}`)
    if (row !== undefined) return row
    const before = asked.get(apiVersion) ?? served(connection, apiVersion, signal, backoff)
    asked.set(apiVersion, before)
    return (await before).get(kind)
  }
}

async function served(
  connection: Connection,
  apiVersion: string,
  signal: AbortSignal,
  backoff: Backoff,
): Promise<ReadonlyMap<string, string>> {
  const path = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`
  const answer = await getPatiently(connection, { path, signal }, backoff)
  if (answer.status === 404) return new Map()
  const list = readBody(answer.body, wantedOfResources)
  if (answer.status !== 200 || list?.['kind'] !== 'APIResourceList')
    throw new SparekeyError('API_UNREACHABLE', `the server does not say what \`${apiVersion}\` has: ${statusMessage(answer)}`)
  const resources = Array.isArray(list['resources']) ? list['resources'].filter(isRecord) : []
  // Subresources are in the list too, as `deployments/scale`.
  return new Map(
    resources.flatMap(({ name, kind }) =>
      typeof name === 'string' && typeof kind === 'string' && !name.includes('/') ? [[kind, name] as const] : [],
    ),
  )
}
