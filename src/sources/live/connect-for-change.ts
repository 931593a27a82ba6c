// The connection that can write: what it may do is one object at a time, named by its parts. Whatever only looks keeps `Connection`.
import { SparekeyError, type Json, type JsonObject } from '../../base/index.ts'
import { pathOf, type ApiPlace } from './api-path.ts'
import { openChannel, type ApiAnswer, type ConnectOptions } from './channel.ts'
import type { Connection } from './connect.ts'

/** What is asked of an object. Bodies are values; how they are sent follows from what is asked. */
export type ObjectRequest = {
  readonly at: ApiPlace
  /** Goes as far as the server can without keeping it. */
  readonly dryRun?: boolean
  readonly signal: AbortSignal
} & (
  | { readonly kind: 'get' }
  | { readonly kind: 'create'; readonly body: JsonObject }
  /** A JSON Patch (RFC 6902) where it is a list, else a merge patch (RFC 7396). */
  | { readonly kind: 'patch'; readonly body: Json }
  | { readonly kind: 'delete'; readonly preconditions: { readonly uid: string; readonly resourceVersion: string } }
)

/** A connection that can change single objects, beside all that the other one can. */
export interface ChangeConnection extends Connection {
  /**
   * Asks once (twice where the first answer is 401). Of Secrets, metadata alone is ever asked for, sent and answered.
   *
   * @returns the answer, whatever its status but 401
   * @throws SparekeyError `USAGE` for a name that is none and for a body of a Secret; else as `get`
   */
  object(request: ObjectRequest): Promise<ApiAnswer>
}

/** The manager under whose name changes are kept by the server. */
export const fieldManager = 'sparekey'

const metadataOnly = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1'

/**
 * Reads the kubeconfig and logs in, as `connect` does. The signal ends what only reads; a change under way is interrupted by
 * its own signal alone.
 *
 * @throws as `connect`
 */
export async function connectForChange(options: ConnectOptions): Promise<ChangeConnection> {
  const channel = await openChannel(options)
  const either = (signal: AbortSignal): AbortSignal => AbortSignal.any([options.signal, signal])
  return {
    server: channel.server,
    context: channel.context,
    description: channel.description,
    get: ({ signal, ...request }) => channel.ask({ method: 'GET', ...request, signal: either(signal) }),
    review: ({ spec, signal }) =>
      channel.ask({
        method: 'POST',
        path: pathOf({ apiVersion: reviews, resource: 'subjectaccessreviews' }),
        body: json({ apiVersion: reviews, kind: 'SubjectAccessReview', spec: spec as JsonObject }),
        signal: either(signal),
      }),
    async object(request) {
      const { at, dryRun = false } = request
      const secret = isSecret(at)
      if (secret) refuseBody(request)
      const query = { fieldManager, ...(dryRun ? { dryRun: 'All' } : {}) }
      const common = {
        path: pathOf(at),
        ...(secret ? { accept: metadataOnly } : {}),
        signal: request.kind === 'get' ? either(request.signal) : request.signal,
      }
      switch (request.kind) {
        case 'get':
          return await channel.ask({ ...common, method: 'GET' })
        case 'create':
          return await channel.ask({ ...common, method: 'POST', query, body: json(request.body) })
        case 'patch': {
          const type = Array.isArray(request.body) ? 'application/json-patch+json' : 'application/merge-patch+json'
          return await channel.ask({ ...common, method: 'PATCH', query, body: json(request.body, type) })
        }
        case 'delete': {
          // Where a deletion has a body, the server does not look at the query: a trial that said so there would be the deletion.
          const body = {
            apiVersion: 'v1',
            kind: 'DeleteOptions',
            preconditions: request.preconditions,
            propagationPolicy: 'Background',
            ...(dryRun ? { dryRun: ['All'] } : {}),
          }
          return await channel.ask({ ...common, method: 'DELETE', body: json(body) })
        }
      }
    },
    close: () => channel.close(),
  }
}

const reviews = 'authorization.k8s.io/v1'

/**
 * A body as Go's encoder would write it: a `test` of a JSON Patch compares strings byte by byte as they are encoded (evanphx/json-patch),
 * and Go escapes what HTML could take for markup (encoding/json, HTMLEscape). Such characters stand in strings only.
 */
function json(value: Json, type = 'application/json'): { readonly type: string; readonly text: string } {
  return { type, text: JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, escaped) }
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function isSecret({ apiVersion, resource }: ApiPlace): boolean {
  return apiVersion === 'v1' && resource === 'secrets'
}

// INVARIANT: nothing of a Secret but its metadata goes either way, so that what is tested, changed or restored is never its body.
function refuseBody(request: ObjectRequest): void {
  if (request.kind === 'get' || request.kind === 'delete') return
  const touched =
    request.kind === 'patch' && Array.isArray(request.body)
      ? (request.body as readonly JsonObject[]).flatMap(({ path, from }) => [path, ...(from === undefined ? [] : [from])])
      : Object.keys(request.body as JsonObject).map((member) => `/${member}`)
  const allowed = request.kind === 'create' ? /^\/(?:apiVersion|kind|metadata|type)$/ : /^\/metadata(?:\/|$)/
  const odd = touched.find((path) => typeof path !== 'string' || !allowed.test(path))
  if (odd !== undefined)
    throw new SparekeyError(
      'USAGE',
      `a change of \`${typeof odd === 'string' ? odd : ''}\` of a Secret is refused: only its metadata is ever changed`,
    )
}
