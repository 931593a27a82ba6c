// A live cluster as the walk through a plan sees it: the port of `src/change` over a connection that can write.
import { SparekeyError, unreachable, type JsonObject } from '../../base/index.ts'
import type { Cluster, NeededRight, Write, WriteOutcome } from '../../change/index.ts'
import { isRecord } from '../../kube/index.ts'
import type { ApiPlace } from './api-path.ts'
import { statusMessage } from './api-status.ts'
import { blockedByBudgets } from './budgets.ts'
import type { ChangeConnection, ObjectRequest } from './connect-for-change.ts'
import { readLiveObject } from './live-object.ts'
import { observeWorkloads, type ContainersWithToken } from './observe.ts'
import { readBody } from './read-body.ts'
import { placeOf, readObject } from './read-object.ts'
import { resourceNames } from './resource-names.ts'
import { exponentialBackoff, patiently, type Backoff } from './retry.ts'
import { wantedFields } from './wanted-fields.ts'
import { outcomeOf } from './write-outcome.ts'

/** What a cluster needs to be changed. */
export interface ChangeClusterOptions {
  /** Which containers of a pod hold an API token: the rules are the tokens room's, which is not known here. */
  readonly containersWithToken: ContainersWithToken
  /** Audits the cluster as the plan's source was audited. */
  readonly audit: Cluster['audit']
  /** Ends what only reads, and what waits. A write that is under way is finished. */
  readonly signal: AbortSignal
  readonly backoff?: Backoff
}

const untilTheEnd: AbortSignal = new AbortController().signal
const wantedOfReview = wantedFields('status.allowed')

/** A live cluster for the walk. */
export function changeCluster(connection: ChangeConnection, options: ChangeClusterOptions): Cluster {
  const { signal, backoff = exponentialBackoff(Math.random) } = options
  const names = resourceNames(connection, signal, backoff)
  const context = { signal, backoff, names }

  const make = async (write: Write, dryRun: boolean): Promise<WriteOutcome> => {
    const at = await placeOf(write.ref, names)
    if (at === undefined)
      return {
        kind: 'refused',
        conflict: true,
        message: `the server has no kind \`${write.ref.kind}\` in ${write.ref.apiVersion}`,
      }
    const request = requestOf(write, at, dryRun)
    try {
      // A busy server (429) has not begun; nothing else is asked twice, since it may have been made.
      const answer = await patiently(
        () => connection.object(request),
        backoff,
        signal,
        ({ status }) => status === 429,
      )
      return outcomeOf(answer, write.kind, (body) => readLiveObject(body, write.ref))
    } catch (error) {
      if (!(error instanceof SparekeyError)) throw error
      if (error.code === 'API_UNREACHABLE') return { kind: 'unknown', message: error.message }
      if (error.code === 'API_REFUSED' || error.code === 'USAGE')
        return { kind: 'refused', conflict: false, message: error.message }
      throw error
    }
  }

  return {
    read: (ref) => readObject(connection, ref, context),
    write: (write) => make(write, false),
    tryWrite: (write) => make(write, true),
    may: (right) => mayDo(connection, right, signal, backoff),
    async resourceOf(ref) {
      const resource = await names(ref)
      if (resource !== undefined) return resource
      throw new SparekeyError('INPUT_NOT_FOUND', `the server has no kind \`${ref.kind}\` in ${ref.apiVersion}`)
    },
    observe: (workloads) => observeWorkloads(connection, workloads, context, options.containersWithToken),
    blockedByBudgets: (workloads) => blockedByBudgets(connection, workloads, context),
    audit: options.audit,
  }
}

function requestOf(write: Write, at: ApiPlace, dryRun: boolean): ObjectRequest {
  const common = { at, dryRun, signal: untilTheEnd }
  switch (write.kind) {
    case 'patch':
      return { ...common, kind: 'patch', body: [...identityTests(write), ...write.patch.map((operation) => ({ ...operation }))] }
    case 'create': {
      const { name: _, ...all } = at
      return { ...common, at: all, kind: 'create', body: write.object }
    }
    case 'delete':
      return { ...common, kind: 'delete', preconditions: { uid: write.uid, resourceVersion: write.resourceVersion } }
    default:
      return unreachable(write)
  }
}

/** The object is the one that was read, and as it was. */
function identityTests({ uid, resourceVersion }: Extract<Write, { readonly kind: 'patch' }>): readonly JsonObject[] {
  return [
    { op: 'test', path: '/metadata/uid', value: uid },
    { op: 'test', path: '/metadata/resourceVersion', value: resourceVersion },
  ]
}

async function mayDo(connection: ChangeConnection, right: NeededRight, signal: AbortSignal, backoff: Backoff): Promise<boolean> {
  const { apiGroup, ...attributes } = right
  const apiVersion = 'authorization.k8s.io/v1'
  const answer = await patiently(
    () =>
      connection.object({
        kind: 'create',
        at: { apiVersion, resource: 'selfsubjectaccessreviews' },
        body: { apiVersion, kind: 'SelfSubjectAccessReview', spec: { resourceAttributes: { ...attributes, group: apiGroup } } },
        signal,
      }),
    backoff,
    signal,
  )
  if (answer.status !== 200 && answer.status !== 201)
    throw new SparekeyError('API_REFUSED', `the server does not answer a SelfSubjectAccessReview: ${statusMessage(answer)}`, {
      hint: 'ClusterRole `system:basic-user` gives the right to ask, to everyone who is logged in',
    })
  const status = readBody(answer.body, wantedOfReview)?.['status']
  return isRecord(status) && status['allowed'] === true
}
