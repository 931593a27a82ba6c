// Which custom kinds of workload the server has, and in which version each is to be read.
// https://kubernetes.io/docs/concepts/overview/kubernetes-api/#discovery-api
import { isRecord, customWorkloadKinds, mergeWanted, type Gap } from '../../kube/index.ts'
import { SparekeyError } from '../../base/index.ts'
import { statusMessage } from './api-status.ts'
import type { ApiAnswer, Connection } from './connect.ts'
import { readBody } from './read-body.ts'
import { customRow, resourceName, type ResourceRow } from './resources.ts'
import { getPatiently, type Backoff } from './retry.ts'
import { wantedFields } from './wanted-fields.ts'

/** What the server has of the custom kinds. */
export interface Discovered {
  /** One row for each kind that is served. */
  readonly rows: readonly ResourceRow[]
  /** Groups whose server does not answer. */
  readonly gaps: readonly Gap[]
}

interface ServedVersion {
  readonly version: string
  /** Plural names; `undefined` where nobody could say. */
  readonly resources: readonly string[] | undefined
  /** Why not. */
  readonly problem?: Gap
}

/** Groups, each with its versions: those that the server prefers first. */
type ServedGroups = ReadonlyMap<string, readonly ServedVersion[]>

const aggregated = ['v2', 'v2beta1'].map(
  (version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
)
const accept = [...aggregated, 'application/json'].join(',')
const wantedOfGroups = mergeWanted(
  // The aggregated form: everything in one answer.
  wantedFields(
    'kind',
    'items.[].metadata.name',
    'items.[].versions.[].version',
    'items.[].versions.[].freshness',
    'items.[].versions.[].resources.[].resource',
  ),
  // The older form, of servers before 1.27: groups first, each version to be asked for.
  wantedFields('groups.[].name', 'groups.[].versions.[].version', 'groups.[].preferredVersion.version'),
)
const wantedOfResources = wantedFields('kind', 'resources.[].name')
const knownGroups: ReadonlySet<string> = new Set(customWorkloadKinds.map((kind) => kind.group))

/**
 * Finds the custom kinds of workload that the server has.
 *
 * @param signal - interrupts
 * @throws SparekeyError `INTERRUPTED`; any other failure is a gap
 */
export async function discover(connection: Connection, signal: AbortSignal, backoff: Backoff): Promise<Discovered> {
  const answer = await ask(connection, '/apis', signal, backoff, 'custom workloads')
  if (isGap(answer)) return { rows: [], gaps: [answer] }
  const list = readBody(answer.body, wantedOfGroups)
  if (list?.['kind'] === 'APIGroupDiscoveryList') return choose(aggregatedGroups(records(list['items'])))
  if (list?.['kind'] !== 'APIGroupList')
    return { rows: [], gaps: [listFailed('custom workloads', 'the answer is no list of API groups')] }
  const groups = records(list['groups']).filter((group) => knownGroups.has(String(group['name'])))
  const asked = await Promise.all(
    groups.map(async (group): Promise<[string, readonly ServedVersion[]]> => {
      const name = String(group['name'])
      return [
        name,
        await Promise.all(preferredFirst(group).map((version) => versionOf(connection, name, version, signal, backoff))),
      ]
    }),
  )
  return choose(new Map(asked))
}

function aggregatedGroups(items: readonly Record<string, unknown>[]): ServedGroups {
  const groups = items.map((item): [string, readonly ServedVersion[]] => {
    const name = isRecord(item['metadata']) ? String(item['metadata']['name']) : ''
    return [name, records(item['versions']).map((version) => aggregatedVersion(name, version))]
  })
  return new Map(groups.filter(([name]) => knownGroups.has(name)))
}

function aggregatedVersion(group: string, version: Record<string, unknown>): ServedVersion {
  const name = String(version['version'])
  const resources = records(version['resources']).map((resource) => String(resource['resource']))
  // What a server behind the API server said before it fell silent may be an empty list.
  if (version['freshness'] !== 'Stale' || resources.length > 0) return { version: name, resources }
  return {
    version: name,
    resources: undefined,
    problem: listFailed(`${group}/${name}`, 'the server behind this API group does not answer'),
  }
}

async function versionOf(
  connection: Connection,
  group: string,
  version: string,
  signal: AbortSignal,
  backoff: Backoff,
): Promise<ServedVersion> {
  const answer = await ask(connection, `/apis/${group}/${version}`, signal, backoff, `${group}/${version}`)
  if (isGap(answer)) return { version, resources: undefined, problem: answer }
  const list = readBody(answer.body, wantedOfResources)
  if (list?.['kind'] === 'APIResourceList')
    return { version, resources: records(list['resources']).map((resource) => String(resource['name'])) }
  return { version, resources: undefined, problem: listFailed(`${group}/${version}`, 'the answer is no list of resources') }
}

function preferredFirst(group: Record<string, unknown>): readonly string[] {
  const versions = records(group['versions']).map((version) => String(version['version']))
  const preferred = isRecord(group['preferredVersion']) ? String(group['preferredVersion']['version']) : undefined
  return [...new Set(preferred === undefined ? versions : [preferred, ...versions])]
}

// A kind may be missing from its group's preferred version: then the next one that has it counts.
function choose(groups: ServedGroups): Discovered {
  const rows = customWorkloadKinds.flatMap((kind) => {
    const found = groups.get(kind.group)?.find((version) => version.resources?.includes(kind.resource))
    return found === undefined ? [] : [customRow(kind, found.version)]
  })
  const found = new Set(rows.map(resourceName))
  const gaps = [...groups].flatMap(([group, versions]) => {
    const wanted = customWorkloadKinds.filter((kind) => kind.group === group)
    return wanted.every((kind) => found.has(resourceName(kind))) ? [] : versions.flatMap((version) => version.problem ?? [])
  })
  return { rows, gaps }
}

async function ask(
  connection: Connection,
  path: string,
  signal: AbortSignal,
  backoff: Backoff,
  resource: string,
): Promise<ApiAnswer | Gap> {
  try {
    const answer = await getPatiently(connection, { path, accept, signal }, backoff)
    if (answer.status === 200) return answer
    const gap = listFailed(resource, statusMessage(answer))
    return answer.status === 403 ? { ...gap, kind: 'listForbidden' } : gap
  } catch (error) {
    if (!(error instanceof SparekeyError) || error.code === 'INTERRUPTED') throw error
    return listFailed(resource, error.message)
  }
}

function isGap(answer: ApiAnswer | Gap): answer is Gap {
  return 'kind' in answer
}

function listFailed(resource: string, message: string): Extract<Gap, { readonly kind: 'listFailed' }> {
  return { kind: 'listFailed', resource, message }
}

function records(value: unknown): readonly Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}
