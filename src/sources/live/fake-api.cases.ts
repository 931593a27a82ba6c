// An API server for tests that answers as it is told to, over TLS, and remembers what it was asked.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { PeerCertificate, TLSSocket } from 'node:tls'
import { gzipSync } from 'node:zlib'
import { testAuthority, type TestAuthority } from './certificates.cases.ts'

/** A request as it came. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly headers: IncomingHttpHeaders
  /** What was sent with it, if anything: JSON as a value. */
  readonly body?: unknown
  /** Every header line, in order. */
  readonly rawHeaders: readonly string[]
  /** The common name of the client's certificate. */
  readonly client: string | undefined
  /** The port of the client: the same for requests on the same connection. */
  readonly port: number | undefined
}

/** What to answer: a body, nothing at all, half a body and then nothing or the loss of the connection, or a body bit by bit. */
export type Reply =
  | { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body: unknown }
  | { readonly silent: true }
  | { readonly stall: true }
  | { readonly drop: true }
  | { readonly drip: readonly string[]; readonly everyMs: number }

/** Answers requests, at once or later; `undefined` is 404. */
export type Answers = (asked: Asked) => Reply | undefined | Promise<Reply | undefined>

/** The server. */
export interface FakeApi {
  readonly url: string
  readonly port: number
  readonly authority: TestAuthority
  /** A directory of the test's own. */
  readonly folder: string
  readonly asked: readonly Asked[]
  /** Writes a kubeconfig whose one context leads here. */
  kubeconfig(user: Readonly<Record<string, unknown>>, cluster?: Readonly<Record<string, unknown>>): string
}

/** A server that is gone when the test is. */
export async function fakeApi(t: TestContext, answers: Answers): Promise<FakeApi> {
  const authority = testAuthority()
  const asked: Asked[] = []
  const sockets = new Set<Socket>()
  const server = createServer(
    { ...authority.issue('server'), ca: authority.cert, requestCert: true, rejectUnauthorized: false },
    (request, response) => {
      void bodyOf(request).then(async (body) => {
        const one = { ...askedBy(request), ...(body === '' ? {} : { body: JSON.parse(body) as unknown }) }
        asked.push(one)
        reply(request, response, await answers(one))
      })
    },
  )
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const url = `https://127.0.0.1:${port}`
  const folder = mkdtempSync(join(tmpdir(), 'sparekey-live-'))
  t.after(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    url,
    port,
    authority,
    folder,
    asked,
    kubeconfig(user, cluster = {}) {
      const file = join(folder, 'kubeconfig')
      const trust = { server: url, 'certificate-authority-data': Buffer.from(authority.cert).toString('base64'), ...cluster }
      writeFileSync(file, JSON.stringify(oneContext(user, trust)))
      return file
    },
  }
}

/** A kubeconfig of one context, named `here`. */
export function oneContext(user: Readonly<Record<string, unknown>>, cluster: Readonly<Record<string, unknown>>): object {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'here',
    contexts: [{ name: 'here', context: { cluster: 'fake', user: 'tester' } }],
    clusters: [{ name: 'fake', cluster }],
    users: [{ name: 'tester', user }],
  }
}

/** The body of a refusal. */
export function status(code: number, message: string, metadata: object = {}): Reply {
  return { status: code, body: { kind: 'Status', apiVersion: 'v1', metadata, status: 'Failure', message, code } }
}

/** A page of a list. */
export function page(kind: string, items: readonly unknown[], next = ''): Reply {
  return {
    body: { kind, apiVersion: 'v1', metadata: { resourceVersion: '1', ...(next === '' ? {} : { continue: next }) }, items },
  }
}

/** Objects of some names. */
export function named(
  ...names: readonly string[]
): readonly { readonly metadata: { readonly name: string; readonly namespace: string } }[] {
  return names.map((name) => ({ metadata: { name, namespace: 'shop' } }))
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

function askedBy(request: IncomingMessage): Asked {
  const url = new URL(request.url ?? '', 'https://fake')
  const { getPeerCertificate } = request.socket as unknown as Pick<TLSSocket, 'getPeerCertificate'>
  const certificate: Partial<PeerCertificate> = getPeerCertificate.call(request.socket)
  return {
    method: request.method ?? '',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: request.headers,
    rawHeaders: request.rawHeaders,
    client: certificate.subject?.CN?.toString(),
    port: request.socket.remotePort,
  }
}

function reply(request: IncomingMessage, response: ServerResponse, answer: Reply | undefined): void {
  if (answer !== undefined && !('body' in answer)) {
    if ('silent' in answer) return
    response.writeHead(200, { 'content-type': 'application/json' })
    if ('drip' in answer) drip(response, answer.drip, answer.everyMs)
    else response.write('{"kind":"PodList","items":[', () => ('drop' in answer ? request.socket.destroy() : undefined))
    return
  }
  const { status: code = 200, headers = {}, body } = answer ?? { status: 404, body: '404 page not found' }
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  const zipped = request.headers['accept-encoding'] === 'gzip' && bytes.length > 1000
  response.writeHead(code, { ...headers, ...(zipped ? { 'content-encoding': 'gzip' } : {}) })
  response.end(zipped ? gzipSync(bytes) : bytes)
}

function drip(response: ServerResponse, [first, ...others]: readonly string[], everyMs: number): void {
  response.write(first ?? '')
  if (others.length === 0) response.end()
  else setTimeout(() => drip(response, others, everyMs), everyMs)
}
