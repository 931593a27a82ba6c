// Decides how to talk to one API server: where, as whom, and what happens when credentials expire under way.
import type { OutgoingHttpHeaders } from 'node:http'
import { SparekeyError } from '../../base/index.ts'
import { statusMessage } from './api-status.ts'
import { chooseTarget } from './choose-target.ts'
import type { Environment } from './environment.ts'
import { httpGet, type HttpAnswer } from './http-get.ts'
import { quotable } from './quotable.ts'
import { openSessions, type Session } from './session.ts'
import type { Target, TargetChoice } from './target.ts'
import { unreachableServer } from './unreachable-server.ts'

/** How to connect. */
export interface ConnectOptions extends TargetChoice {
  /** How long to wait for the next sign of life of the server, in milliseconds; 30 s where absent. */
  readonly requestTimeoutMs?: number
  /** Interrupts the connection for good: a login that waits, and every request. */
  readonly signal: AbortSignal
  /** The environment; the process's own where absent. */
  readonly environment?: Environment
  /** Gets what a login plugin says, as it says it: it may ask for a code to be typed elsewhere. */
  readonly onLoginMessage?: (text: string) => void
}

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

/** What the API server answered. */
export type ApiAnswer = HttpAnswer

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
  const environment = options.environment ?? process.env
  const target = await chooseTarget(options, environment)
  const idleMs = options.requestTimeoutMs ?? 30_000
  const login = { environment, signal: options.signal, onMessage: options.onLoginMessage }
  const sessions = openSessions(target, login, idleMs)
  const current = renewed(() => sessions.open())
  await current.session()

  const send = async (session: Session, request: ApiRequest, body?: string): Promise<HttpAnswer> => {
    const signal = AbortSignal.any([options.signal, request.signal])
    const dressed = withHeaders(session, target, request, body === undefined ? {} : { 'Content-Type': 'application/json' })
    const sent = body === undefined ? { options: dressed } : { options: { ...dressed, method: 'POST' }, body }
    try {
      return await httpGet({ url: urlOf(target, request), ...sent, idleMs, signal })
    } catch (error) {
      if (signal.aborted) throw new SparekeyError('INTERRUPTED', 'reading the cluster was interrupted', { cause: signal.reason })
      throw unreachableServer(target.cluster.server.host, error)
    }
  }

  const ask = async (request: ApiRequest, body?: string): Promise<HttpAnswer> => {
    const session = await current.session()
    const answer = await send(session, request, body)
    if (answer.status !== 401) return answer
    const again = await send(await current.after(session), request, body)
    if (again.status !== 401) return again
    throw refused(target, again)
  }

  return {
    server: target.cluster.server.href.replace(/\/$/, ''),
    context: target.context,
    description: target.context === undefined ? target.cluster.server.host : `${target.context} (${target.cluster.server.host})`,
    get: (request) => ask(request),
    review: ({ spec, signal }) =>
      ask(
        { path: `/apis/${reviews}/subjectaccessreviews`, signal },
        JSON.stringify({ apiVersion: reviews, kind: 'SubjectAccessReview', spec }),
      ),
    close: () => sessions.close(),
  }
}

interface Renewed {
  /** The session that is valid now. */
  session(): Promise<Session>
  /** One that was opened after the given one, which the server has refused. */
  after(refused: Session): Promise<Session>
}

// Requests run side by side: whichever first finds the session stale opens the next one, and the others wait for that.
function renewed(open: () => Promise<Session>): Renewed {
  let latest: Session | undefined
  let opening: Promise<Session> | undefined
  const next = (): Promise<Session> => {
    opening ??= open()
      .then((session) => (latest = session))
      .finally(() => (opening = undefined))
    return opening
  }
  return {
    session: async () => (latest !== undefined && Date.now() < latest.validUntil ? latest : next()),
    after: async (refusedSession) => (latest !== undefined && latest !== refusedSession ? latest : next()),
  }
}

function urlOf({ cluster }: Target, { path, query }: ApiRequest): URL {
  const url = new URL(cluster.server)
  // Some gateways serve a cluster below a path of theirs.
  url.pathname = `${url.pathname.replace(/\/$/, '')}${path}`
  url.search = new URLSearchParams(query).toString()
  return url
}

function withHeaders(
  { options }: Session,
  { cluster, user }: Target,
  { accept }: ApiRequest,
  more: OutgoingHttpHeaders,
): Session['options'] {
  const headers: OutgoingHttpHeaders = {
    ...(options.headers as OutgoingHttpHeaders),
    ...(user.impersonation as OutgoingHttpHeaders),
    Accept: accept ?? 'application/json',
    'Accept-Encoding': cluster.disableCompression ? 'identity' : 'gzip',
    'User-Agent': 'sparekey',
    ...more,
  }
  return { ...options, headers }
}

function refused({ cluster, user }: Target, answer: HttpAnswer): SparekeyError {
  const who = user.name === '' ? 'requests without credentials' : `the credentials of user \`${quotable(user.name)}\``
  const anonymous = user.name === ''
  return new SparekeyError('API_REFUSED', `\`${cluster.server.host}\` refuses ${who}: ${statusMessage(answer)}`, {
    hint: anonymous
      ? 'choose a context with a user'
      : 'they may have expired: log in again, then see whether `kubectl version` works',
  })
}
