// Sends single requests to one API server: where, as whom, and what happens when credentials expire under way. What may be asked is
// for connections to say; here stands what nobody may ask.
import type { OutgoingHttpHeaders } from 'node:http'
import { SparekeyError } from '../../base/index.ts'
import { refuseTokenRequest } from './api-path.ts'
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
  /** Interrupts the connection for good: a login that waits, and every request. A change that is under way is finished all the same. */
  readonly signal: AbortSignal
  /** The environment; the process's own where absent. */
  readonly environment?: Environment
  /** Gets what a login plugin says, as it says it: it may ask for a code to be typed elsewhere. */
  readonly onLoginMessage?: (text: string) => void
}

/** What the API server answered. */
export type ApiAnswer = HttpAnswer

/** One request of any method. */
export interface ChannelRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** From the root of the API: `/api/v1/pods`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  /** The `Accept` header; JSON where absent. */
  readonly accept?: string
  /** What is sent with it, as text, and of which type. */
  readonly body?: { readonly type: string; readonly text: string }
  readonly signal: AbortSignal
}

/** A way to an API server. */
export interface Channel {
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
   * @throws SparekeyError `API_UNREACHABLE` when no whole answer comes, `API_REFUSED` on 401, `INTERRUPTED` on the request's signal
   */
  ask(request: ChannelRequest): Promise<ApiAnswer>
  /** Ends the connections. */
  close(): void
}

/**
 * Reads the kubeconfig and logs in; the server is not asked yet.
 *
 * @throws SparekeyError `KUBECONFIG_INVALID` when the kubeconfig or a login fails, `USAGE` for groups without a user,
 *   `INTERRUPTED` on the signal
 */
export async function openChannel(options: ConnectOptions): Promise<Channel> {
  const environment = options.environment ?? process.env
  const target = await chooseTarget(options, environment)
  const idleMs = options.requestTimeoutMs ?? 30_000
  const login = { environment, signal: options.signal, onMessage: options.onLoginMessage }
  const sessions = openSessions(target, login, idleMs)
  const current = renewed(() => sessions.open())
  await current.session()

  const send = async (session: Session, request: ChannelRequest): Promise<HttpAnswer> => {
    const { method, body, signal } = request
    const dressed = { ...withHeaders(session, target, request), method }
    const sent = body === undefined ? { options: dressed } : { options: dressed, body: body.text }
    try {
      return await httpGet({ url: urlOf(target, request), ...sent, idleMs, signal })
    } catch (error) {
      if (signal.aborted) throw new SparekeyError('INTERRUPTED', 'reading the cluster was interrupted', { cause: signal.reason })
      throw unreachableServer(target.cluster.server.host, error)
    }
  }

  return {
    server: target.cluster.server.href.replace(/\/$/, ''),
    context: target.context,
    description: target.context === undefined ? target.cluster.server.host : `${target.context} (${target.cluster.server.host})`,
    async ask(request) {
      refuseTokenRequest(request.path)
      const session = await current.session()
      const answer = await send(session, request)
      if (answer.status !== 401) return answer
      const again = await send(await current.after(session), request)
      if (again.status !== 401) return again
      throw refused(target, again)
    },
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

function urlOf({ cluster }: Target, { path, query }: ChannelRequest): URL {
  const url = new URL(cluster.server)
  // Some gateways serve a cluster below a path of theirs.
  url.pathname = `${url.pathname.replace(/\/$/, '')}${path}`
  url.search = new URLSearchParams(query).toString()
  return url
}

function withHeaders({ options }: Session, { cluster, user }: Target, { accept, body }: ChannelRequest): Session['options'] {
  const headers: OutgoingHttpHeaders = {
    ...(options.headers as OutgoingHttpHeaders),
    ...(user.impersonation as OutgoingHttpHeaders),
    Accept: accept ?? 'application/json',
    'Accept-Encoding': cluster.disableCompression ? 'identity' : 'gzip',
    'User-Agent': 'sparekey',
    ...(body === undefined ? {} : { 'Content-Type': body.type, 'Content-Length': Buffer.byteLength(body.text) }),
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
