// The connection of everything that only looks: GET requests and access reviews, and no way to anything else.
import { openChannel, type ApiAnswer, type ConnectOptions } from './channel.ts'

export type { ApiAnswer, ConnectOptions } from './channel.ts'

const reviews = 'authorization.k8s.io/v1'

/** A GET request to the API server. */
export interface ApiRequest {
  /** From the root of the API: `/api/v1/pods`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  /** The `Accept` header; JSON where absent. */
  readonly accept?: string
  readonly signal: AbortSignal
}

/** A question to the API server's authorizers; asking it changes nothing. */
export interface ReviewRequest {
  /** A SubjectAccessReview, without `apiVersion` and `kind`. */
  readonly spec: object
  readonly signal: AbortSignal
}

/** An API server that can be asked. Only GET and access reviews exist: nothing here can change a cluster. */
export interface Connection {
  /** The server's address. */
  readonly server: string
  /** Which cluster this is, for people: its context and its host. */
  readonly description: string
  /** The context of the kubeconfig; `undefined` where none was used. */
  readonly context: string | undefined
  /**
   * Asks once (twice where the first answer is 401, with fresh credentials).
   *
   * @returns the answer, whatever its status but 401
   * @throws SparekeyError `API_UNREACHABLE` when no whole answer comes, `API_REFUSED` on 401, `INTERRUPTED` on a signal
   */
  get(request: ApiRequest): Promise<ApiAnswer>
  /** Creates a SubjectAccessReview, which no server keeps; answers and throws as `get` does. */
  review(request: ReviewRequest): Promise<ApiAnswer>
  /** Ends the connections. */
  close(): void
}

/**
 * Reads the kubeconfig and logs in; the server is not asked yet.
 *
 * @throws SparekeyError `KUBECONFIG_INVALID` when the kubeconfig or a login fails, `USAGE` for groups without a user,
 *   `INTERRUPTED` on the signal
 */
export async function connect(options: ConnectOptions): Promise<Connection> {
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
        path: `/apis/${reviews}/subjectaccessreviews`,
        body: { type: 'application/json', text: JSON.stringify({ apiVersion: reviews, kind: 'SubjectAccessReview', spec }) },
        signal: either(signal),
      }),
    close: () => channel.close(),
  }
}
