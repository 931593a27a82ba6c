// Reads what the control presupposes: which APIs are served, who issues tokens, which webhooks there are, and whom authorizers let in. What
// may not be read is said with the server's words.
import { SparekeyError } from '../../base/index.ts'
import { isRecord } from '../../kube/index.ts'
import { reviewAccess, type AccessReview } from './access-review.ts'
import { statusMessage } from './api-status.ts'
import { readApiAudiences, readVersion } from './cluster-facts.ts'
import type { Connection } from './connect.ts'
import { readBody } from './read-body.ts'
import { exponentialBackoff, getPatiently, type Backoff } from './retry.ts'
import { wantedFields } from './wanted-fields.ts'

/** What was read; the members are those of the verdict room's `ClusterFacts`. */
export interface ReadFacts {
  readonly serverVersion?: string
  readonly issuer?: string
  readonly rbac?: readonly string[]
  readonly admission?: readonly string[]
  readonly webhooks?: readonly string[]
  readonly controller?: AccessReview
  readonly stranger?: AccessReview
  readonly refused: Readonly<Record<string, string>>
}

const resources = wantedFields('resources.[].name')
const names = wantedFields('items.[].metadata.name')
const everybody = ['system:authenticated']

/** @throws SparekeyError `API_UNREACHABLE`, `INTERRUPTED`, and `API_REFUSED` where the credentials are refused altogether */
export async function readFacts(
  connection: Connection,
  signal: AbortSignal,
  backoff: Backoff = exponentialBackoff(Math.random),
): Promise<ReadFacts> {
  const refused: Record<string, string> = {}
  const lines = async (
    fact: string,
    path: string,
    wanted: typeof names,
    list: string,
  ): Promise<readonly string[] | undefined> => {
    const answer = await getPatiently(connection, { path, signal }, backoff)
    if (answer.status === 404) return []
    if (answer.status !== 200) {
      refused[fact] = statusMessage(answer)
      return undefined
    }
    return namesIn(readBody(answer.body, wanted)?.[list])
  }
  const review = async (fact: string, user: string, groups: readonly string[], resource: string, subresource: string) => {
    try {
      const right = { verb: 'create', apiGroup: '', resource, subresource, namespace: 'default', name: '' }
      return await reviewAccess(connection, { user, groups, ...right }, signal)
    } catch (error) {
      if (!(error instanceof SparekeyError) || error.code !== 'API_REFUSED') throw error
      refused[fact] = [error.message, error.hint].join(': ')
      return undefined
    }
  }
  const serverVersion = await readVersion(connection, signal)
  const [issuer] = await readApiAudiences(connection, signal, backoff)
  if (issuer === undefined) refused['issuer'] = 'the server does not tell its issuer'
  const rbac = await lines('rbac', '/apis/rbac.authorization.k8s.io/v1', resources, 'resources')
  const admission = await lines('admission', '/apis/admissionregistration.k8s.io/v1', resources, 'resources')
  const registered = '/apis/admissionregistration.k8s.io/v1'
  const validating = await lines('webhooks', `${registered}/validatingwebhookconfigurations`, names, 'items')
  const mutating = await lines('webhooks', `${registered}/mutatingwebhookconfigurations`, names, 'items')
  const account = 'system:serviceaccount:kube-system:replicaset-controller'
  const controller = await review(
    'controller',
    account,
    ['system:serviceaccounts', 'system:serviceaccounts:kube-system', ...everybody],
    'pods',
    '',
  )
  const stranger = await review('stranger', 'sparekey:nobody-in-particular', everybody, 'serviceaccounts', 'token')
  return {
    ...(serverVersion === undefined ? {} : { serverVersion }),
    ...(issuer === undefined ? {} : { issuer }),
    ...(rbac === undefined ? {} : { rbac }),
    ...(admission === undefined ? {} : { admission: admission.filter((name) => !name.includes('/')) }),
    ...(validating === undefined || mutating === undefined
      ? {}
      : { webhooks: [...new Set([...validating, ...mutating])].sort() }),
    ...(controller === undefined ? {} : { controller }),
    ...(stranger === undefined ? {} : { stranger }),
    refused,
  }
}

function namesIn(list: unknown): readonly string[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((item: unknown): readonly string[] => {
    const named = isRecord(item) ? (isRecord(item['metadata']) ? item['metadata'] : item) : {}
    return typeof named['name'] === 'string' ? [named['name']] : []
  })
}
