// Sessions compared with @kubernetes/client-node, which is the second answer to how credentials are sent; and proxies.
import assert from 'node:assert/strict'
import { createServer as createProxyServer, type IncomingMessage } from 'node:http'
import type { Agent, RequestOptions } from 'node:https'
import { connect as connectSocket, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { test, type TestContext } from 'node:test'
import { KubeConfig } from '@kubernetes/client-node'
import { SparekeyError } from '../../base/index.ts'
import { testAuthority } from './certificates.cases.ts'
import { chooseTarget } from './choose-target.ts'
import { connect } from './connect.ts'
import { fakeApi } from './fake-api.cases.ts'
import { openSessions } from './session.ts'

const { signal } = new AbortController()
const base64 = (text: string): string => Buffer.from(text).toString('base64')

function text(value: RequestOptions['ca']): string | undefined {
  return Buffer.isBuffer(value) || typeof value === 'string' ? value.toString() : undefined
}

function sent(options: RequestOptions): object {
  const agent = (options.agent as Agent).options
  return {
    headers: options.headers,
    auth: options.auth,
    ca: text(agent.ca),
    cert: text(agent.cert),
    key: text(agent.key as RequestOptions['ca']),
    servername: agent.servername,
    verifies: agent.rejectUnauthorized !== false,
  }
}

const alice = testAuthority().issue('alice')
const pair = { 'client-certificate-data': base64(alice.cert), 'client-key-data': base64(alice.key) }

for (const [sentence, user, cluster] of [
  ['nobody', {}, {}],
  ['a token', { token: 'first-token' }, {}],
  ['a client certificate', pair, {}],
  ['a client certificate and a token', { ...pair, token: 'first-token' }, {}],
  ['a name and a password', { username: 'bob', password: 'sesame' }, {}],
  ['a server of another name', { token: 'first-token' }, { 'tls-server-name': 'other.example' }],
  ['any server', { token: 'first-token' }, { 'insecure-skip-tls-verify': true }],
] as const) {
  test(`client-node sends the same for ${sentence}`, async (t) => {
    const api = await fakeApi(t, () => undefined)
    const kubeconfig = api.kubeconfig(user, cluster)
    const sessions = openSessions(await chooseTarget({ kubeconfig }, {}), { environment: {}, signal, onMessage: undefined }, 1000)
    const reference = new KubeConfig()
    reference.loadFromFile(kubeconfig)
    const options: RequestOptions = {}
    await reference.applyToHTTPSOptions(options)
    const ours = (await sessions.open()).options
    assert.deepEqual(sent(ours), sent(options))
    sessions.close()
  })
}

test('an OIDC login that client-node knows is used', async (t) => {
  const api = await fakeApi(t, () => ({ body: {} }))
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const token = `${part({ alg: 'none' })}.${part({ exp: Date.now() / 1000 + 3600 })}.x`
  const kubeconfig = api.kubeconfig({ 'auth-provider': { name: 'oidc', config: { 'id-token': token } } })
  const connection = await connect({ kubeconfig, signal, environment: {} })
  t.after(() => connection.close())
  await connection.get({ path: '/version', signal })
  assert.equal(api.asked[0]?.headers.authorization, `Bearer ${token}`)
})

test('a login of an unknown kind is told', async (t) => {
  const api = await fakeApi(t, () => undefined)
  const kubeconfig = api.kubeconfig({ 'auth-provider': { name: 'openstack' } })
  await assert.rejects(connect({ kubeconfig, signal, environment: {} }), {
    code: 'KUBECONFIG_INVALID',
    message: 'no such login of user `tester`: `openstack`',
  })
})

async function listening(t: TestContext, server: Server): Promise<number> {
  const sockets: Socket[] = []
  server.on('connection', (socket) => sockets.push(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  })
  return (server.address() as AddressInfo).port
}

function pipe(client: Socket, port: number, greeting: Buffer | string): void {
  const upstream = connectSocket(port, '127.0.0.1', () => {
    client.write(greeting)
    client.pipe(upstream).pipe(client)
  })
  upstream.on('error', () => client.destroy())
  client.on('error', () => upstream.destroy())
}

/** A proxy that leads everything to one port, or answers with a status. */
function tunnel(to: () => number, requests: IncomingMessage[], refusal?: number): Server {
  const server = createProxyServer()
  server.on('connect', (request: IncomingMessage, client: Socket) => {
    requests.push(request)
    if (refusal === undefined) pipe(client, to(), 'HTTP/1.1 200 Connection established\r\n\r\n')
    else client.end(`HTTP/1.1 ${refusal} No\r\n\r\n`)
  })
  return server
}

test('a proxy of the environment is used, with its password and over one tunnel for all requests', async (t) => {
  const api = await fakeApi(t, () => ({ body: {} }))
  const requests: IncomingMessage[] = []
  const port = await listening(
    t,
    tunnel(() => api.port, requests),
  )
  // The certificate is for 127.0.0.1, to which no proxy is ever used: so the server goes by another name.
  const kubeconfig = api.kubeconfig(
    { token: 'first-token' },
    { server: 'https://api.example:6443', 'tls-server-name': 'localhost' },
  )
  const connection = await connect({ kubeconfig, signal, environment: { HTTPS_PROXY: `http://user:sesame@127.0.0.1:${port}` } })
  t.after(() => connection.close())
  await connection.get({ path: '/version', signal })
  await connection.get({ path: '/version', signal })
  assert.deepEqual([api.asked.length, requests.length, requests[0]?.url], [2, 1, 'api.example:6443'])
  assert.equal(requests[0]?.headers['proxy-authorization'], `Basic ${base64('user:sesame')}`)
  assert.equal(api.asked[1]?.headers.authorization, 'Bearer first-token')
})

test('a SOCKS proxy of the kubeconfig is used', async (t) => {
  const api = await fakeApi(t, () => ({ body: {} }))
  const socks = createServer((client) => {
    // No authentication; then whatever is asked for leads to the server.
    client.once('data', () => {
      client.write(Buffer.from([5, 0]))
      client.once('data', () => pipe(client, api.port, Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])))
    })
  })
  const port = await listening(t, socks)
  const connection = await connect({
    kubeconfig: api.kubeconfig({}, { 'proxy-url': `socks5://127.0.0.1:${port}` }),
    signal,
    environment: {},
  })
  t.after(() => connection.close())
  assert.equal((await connection.get({ path: '/version', signal })).status, 200)
})

for (const [sentence, refusal, message] of [
  ['refuses', 407, /: the proxy answers 407$/],
  ['never answers', 'silent', /nothing came for 0\.1 s|Proxy timeout/],
] as const) {
  test(`a proxy that ${sentence} is told, without its password`, async (t) => {
    const api = await fakeApi(t, () => ({ body: {} }))
    const port = await listening(t, refusal === 'silent' ? createServer(() => {}) : tunnel(() => api.port, [], refusal))
    const kubeconfig = api.kubeconfig({}, { 'proxy-url': `http://user:sesame@127.0.0.1:${port}` })
    const connection = await connect({ kubeconfig, signal, environment: {}, requestTimeoutMs: 100 })
    t.after(() => connection.close())
    await assert.rejects(connection.get({ path: '/version', signal }), (error) => {
      assert.ok(error instanceof SparekeyError)
      assert.equal(error.code, 'API_UNREACHABLE')
      assert.match(error.message, message)
      assert.doesNotMatch(error.message, /sesame/)
      return true
    })
  })
}
