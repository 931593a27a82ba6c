// A small client for tests: JSON in, JSON out, as any user of a control plane. Not for the product, which has its own.
import { readFileSync } from 'node:fs'
import type { IncomingHttpHeaders } from 'node:http'
import { Agent, request as httpsRequest } from 'node:https'
import { createDiscovery } from './discovery.ts'
import type { Endpoint, TestUser } from './test-user.ts'

/** An object of the API, as a test writes or reads it. */
export interface KubeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name?: string
    readonly generateName?: string
    readonly namespace?: string
    readonly uid?: string
    readonly resourceVersion?: string
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
  }
}

/** An answer of the API server, whatever its status; the body is parsed where it is JSON, else it is the text. */
export interface TestResponse<T> {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: T
}

/** As whom to ask, and how. */
export interface RequestOptions {
  /** The name of one of the control plane's users; `admin` if absent. */
  readonly user?: string
  /** A token to send instead of a user's, as that of a service account. */
  readonly token?: string
  /** Of the body: `application/json` if absent, a merge patch for PATCH. */
  readonly contentType?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** The client. Its helpers throw for an answer that is no success; `request` leaves that to the caller. */
export interface TestClient {
  request<T = unknown>(method: string, path: string, body?: unknown, options?: RequestOptions): Promise<TestResponse<T>>
  /** Creates an object, in namespace `default` if it needs one and names none. */
  create<T extends KubeObject>(object: T, options?: RequestOptions): Promise<T>
  /** Creates an object or changes it to what is given, by server-side apply. */
  apply<T extends KubeObject>(object: T, options?: RequestOptions): Promise<T>
  get<T = KubeObject>(apiVersion: string, kind: string, name: string, namespace?: string, options?: RequestOptions): Promise<T>
  /** All objects of a kind, of one namespace or of all. */
  list<T = KubeObject>(apiVersion: string, kind: string, namespace?: string, options?: RequestOptions): Promise<readonly T[]>
  /** Closes the connections that are kept open. */
  close(): void
}

/** What the client has to know of a control plane. */
export interface Served extends Endpoint {
  readonly users: Readonly<Record<string, TestUser>>
}

/** A client of a control plane. */
export function createClient(plane: Served): TestClient {
  const agent = new Agent({ keepAlive: true, ca: readFileSync(plane.caPath) })

  async function request<T>(
    method: string,
    path: string,
    body?: unknown,
    options: RequestOptions = {},
  ): Promise<TestResponse<T>> {
    const sent = body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
    const usual = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
    const headers = {
      accept: 'application/json',
      authorization: `Bearer ${options.token ?? tokenOf(plane, options.user ?? 'admin')}`,
      'user-agent': 'sparekey-testbed',
      ...(sent === undefined
        ? {}
        : { 'content-type': options.contentType ?? usual, 'content-length': String(Buffer.byteLength(sent)) }),
      ...options.headers,
    }
    return await new Promise<TestResponse<T>>((resolve, reject) => {
      const call = httpsRequest(new URL(path, plane.server), { method, agent, headers, timeout: 60_000 }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8')
          const json = text !== '' && (response.headers['content-type'] ?? '').includes('json')
          try {
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: (json ? JSON.parse(text) : text) as T,
            })
          } catch (error) {
            reject(new Error(`${method} ${path} was answered with broken JSON`, { cause: error }))
          }
        })
      })
      call.on('timeout', () => call.destroy(new Error(`no answer to ${method} ${path} in a minute`)))
      call.on('error', reject)
      call.end(sent)
    })
  }

  async function succeed<T>(method: string, path: string, body?: unknown, options?: RequestOptions): Promise<T> {
    const answer = await request<T>(method, path, body, options)
    if (answer.status >= 200 && answer.status < 300) return answer.body
    const { message } = answer.body as { readonly message?: string }
    throw new Error(`${method} ${path} was answered with ${answer.status}: ${message ?? String(answer.body)}`)
  }

  const discovery = createDiscovery(async (path) => await succeed('GET', path))
  return {
    request,
    create: async (object, options) => {
      const path = await discovery.collection(object.apiVersion, object.kind, object.metadata.namespace ?? 'default')
      return await succeed('POST', path, object, options)
    },
    apply: async (object, options) => {
      const path = await discovery.collection(object.apiVersion, object.kind, object.metadata.namespace ?? 'default')
      const one = `${path}/${object.metadata.name ?? ''}?fieldManager=sparekey-testbed&force=true`
      return await succeed('PATCH', one, object, { contentType: 'application/apply-patch+yaml', ...options })
    },
    get: async (apiVersion, kind, name, namespace = 'default', options) =>
      await succeed('GET', `${await discovery.collection(apiVersion, kind, namespace)}/${name}`, undefined, options),
    list: async <T>(apiVersion: string, kind: string, namespace?: string, options?: RequestOptions) => {
      const path = await discovery.collection(apiVersion, kind, namespace)
      const list = await succeed<{ readonly items: readonly T[] }>('GET', path, undefined, options)
      return list.items
    },
    close: () => {
      agent.destroy()
    },
  }
}

function tokenOf(plane: Served, user: string): string {
  const known = plane.users[user]
  if (known === undefined) throw new Error(`the control plane has no user \`${user}\``)
  return known.token
}
