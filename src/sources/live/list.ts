// Reads one list to its end, page by page; what keeps it from the end becomes a gap beside what was read.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
import { SparekeyError } from '../../base/index.ts'
import { mergeWanted, wantedAt, type Gap, type Wanted } from '../../kube/index.ts'
import { readStatus, statusMessage } from './api-status.ts'
import type { ApiAnswer, Connection } from './connect.ts'
import { quotable } from './quotable.ts'
import { readBody } from './read-body.ts'
import { getPatiently, type Backoff } from './retry.ts'
import { wantedFields } from './wanted-fields.ts'

/** A list to be read. */
export interface ListRequest {
  /** From the root of the API: `/apis/apps/v1/deployments`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  /** Another representation than plain JSON. Pages of another kind than `listKind` are then discarded unread. */
  readonly accept?: string
  /** The kind that the answer must have: `DeploymentList`. */
  readonly listKind: string
  /** What is read of each item. */
  readonly wanted: Wanted
  /** What lists leave out of their items, or the selector has settled: put into each item. */
  readonly stamp: Readonly<Record<string, unknown>>
  /** The plural name, for gaps. */
  readonly resource: string
  /** The namespace, for gaps; absent for all. */
  readonly namespace?: string
  readonly backoff: Backoff
  readonly signal: AbortSignal
  /** Called after each page with how many items there are by then; fewer than before when the list had to start again. */
  readonly onPage?: (read: number) => void
}

/** What became of a list. */
export type ListOutcome =
  | { readonly kind: 'complete'; readonly items: readonly unknown[] }
  /** The server does not serve such a list: there are none of these objects. */
  | { readonly kind: 'absent' }
  /** What was read before the gap is sound: an object that is there is there. */
  | { readonly kind: 'incomplete'; readonly items: readonly unknown[]; readonly gap: Gap }

type Page =
  | { readonly kind: 'page'; readonly items: readonly unknown[]; readonly next: string | undefined }
  /** The snapshot that the token belongs to is gone; with `fresh` the list goes on from there in the present. */
  | { readonly kind: 'expired'; readonly fresh: string | undefined }
  | { readonly kind: 'absent' }
  | { readonly kind: 'gap'; readonly gap: Gap }

const pageSize = '500'
const restartsAtMost = 3
const wantedOfKind = wantedFields('kind')
const wantedOfPage = wantedFields('kind', 'metadata.continue')

/**
 * Reads a list.
 *
 * @throws SparekeyError `API_REFUSED` and `INTERRUPTED`, as the connection does; any other failure is a gap
 */
export async function listAll(connection: Connection, request: ListRequest): Promise<ListOutcome> {
  const wanted = mergeWanted(wantedOfPage, wantedAt(['items', '[]'], request.wanted))
  let items: unknown[] = []
  let token: string | undefined
  let isFresh = false
  let restarts = 0
  for (;;) {
    const page = await readPage(connection, request, wanted, token)
    switch (page.kind) {
      case 'absent':
        return page
      case 'gap':
        return { kind: 'incomplete', items, gap: page.gap }
      case 'expired':
        // A fresh token that is refused at once leads nowhere: only a new start does.
        if (page.fresh !== undefined && !isFresh) {
          token = page.fresh
          isFresh = true
          break
        }
        if (restarts === restartsAtMost)
          return { kind: 'incomplete', items, gap: failed(request, `the list expired ${restarts + 1} times under way`) }
        restarts += 1
        items = []
        token = undefined
        isFresh = false
        break
      case 'page':
        for (const item of page.items) items.push({ ...(item as object), ...request.stamp })
        request.onPage?.(items.length)
        if (page.next === undefined) return { kind: 'complete', items }
        if (page.next === token)
          return { kind: 'incomplete', items, gap: failed(request, 'the server gives the same page again and again') }
        token = page.next
        isFresh = false
        break
    }
  }
}

async function readPage(connection: Connection, request: ListRequest, wanted: Wanted, token: string | undefined): Promise<Page> {
  const query = { ...request.query, limit: pageSize, ...(token === undefined ? {} : { continue: token }) }
  const asked = {
    path: request.path,
    query,
    signal: request.signal,
    ...(request.accept === undefined ? {} : { accept: request.accept }),
  }
  let answer: ApiAnswer
  try {
    answer = await getPatiently(connection, asked, request.backoff)
  } catch (error) {
    if (!(error instanceof SparekeyError) || error.code !== 'API_UNREACHABLE') throw error
    return { kind: 'gap', gap: failed(request, error.message) }
  }
  switch (answer.status) {
    case 200:
      return pageOf(request, answer.body, wanted)
    case 403:
      return { kind: 'gap', gap: { ...failed(request, statusMessage(answer)), kind: 'listForbidden' } }
    case 404:
      return { kind: 'absent' }
    case 410:
      if (token !== undefined) return { kind: 'expired', fresh: readStatus(answer.body).continueToken }
      break
    default:
  }
  return { kind: 'gap', gap: failed(request, statusMessage(answer)) }
}

function pageOf(request: ListRequest, body: Uint8Array, wanted: Wanted): Page {
  if (request.accept !== undefined) {
    const kind = readBody(body, wantedOfKind)?.['kind']
    if (kind !== request.listKind) {
      // A server that knows no other representation sends whole objects: these are not to stay in memory either.
      body.fill(0)
      return {
        kind: 'gap',
        gap: failed(
          request,
          `the server answers with ${told(kind)} where only a \`${request.listKind}\` is wanted: it was not read`,
        ),
      }
    }
  }
  const list = readBody(body, wanted)
  if (list === undefined) return { kind: 'gap', gap: failed(request, 'the answer is not JSON') }
  if (list['kind'] !== request.listKind) {
    return {
      kind: 'gap',
      gap: failed(request, `the server answers with ${told(list['kind'])} where a \`${request.listKind}\` is wanted`),
    }
  }
  // Go writes an empty list as `null` where nobody made one.
  const items = Array.isArray(list['items']) ? (list['items'] as readonly unknown[]) : []
  const { continue: next } = (list['metadata'] ?? {}) as { readonly continue?: unknown }
  return { kind: 'page', items, next: typeof next === 'string' && next !== '' ? next : undefined }
}

function told(kind: unknown): string {
  return typeof kind === 'string' ? `\`${quotable(kind, 'start', 60)}\`` : 'something else'
}

function failed({ resource, namespace }: ListRequest, message: string): Extract<Gap, { readonly kind: 'listFailed' }> {
  return { kind: 'listFailed', resource, ...(namespace === undefined ? {} : { namespace }), message }
}
