// Connections of every kind against a server that tells who came: credentials, trust, refusals, silence.
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { createServer as createPlainServer } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { SparekeyError, type ErrorCode } from '../../base/index.ts'
import { connect, type Connection, type ConnectOptions } from './connect.ts'
import { fakeApi, status, type Answers } from './fake-api.cases.ts'

const { signal } = new AbortController()
const fine: Answers = () => ({ body: { gitVersion: 'v1.36.3' } })

function open(options: Partial<ConnectOptions>): Promise<Connection> {
  return connect({ signal, environment: {}, requestTimeoutMs: 10_000, ...options })
}

async function once(options: Partial<ConnectOptions>): Promise<number> {
  const connection = await open(options)
  try {
    return (await connection.get({ path: '/version', signal })).status
  } finally {
    connection.close()
  }
}

async function failureOf(running: Promise<unknown>, code: ErrorCode): Promise<SparekeyError> {
  const error: unknown = await running.then(
    () => assert.fail('it did not fail'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof SparekeyError, String(error))
  assert.equal(error.code, code, error.message)
  return error
}

test('a token is sent, and the server is told who asks and that it may compress', async (t) => {
  const api = await fakeApi(t, fine)
  assert.equal(await once({ kubeconfig: api.kubeconfig({ token: 'first-token' }) }), 200)
  const { headers, client } = api.asked[0]!
  assert.deepEqual(
    [headers.authorization, headers.accept, headers['accept-encoding'], headers['user-agent'], client],
    ['Bearer first-token', 'application/json', 'gzip', 'sparekey', undefined],
  )
})

test('a token file is read, its line break dropped, and a relative path starts at the kubeconfig', async (t) => {
  const api = await fakeApi(t, fine)
  writeFileSync(join(api.folder, 'token'), 'from-a-file\n')
  await once({ kubeconfig: api.kubeconfig({ token: 'stale', tokenFile: 'token' }) })
  assert.equal(api.asked[0]?.headers.authorization, 'Bearer from-a-file')
})

test('a client certificate is shown, from data as well as from files', async (t) => {
  const api = await fakeApi(t, fine)
  const { cert, key } = api.authority.issue('alice')
  const base64 = (text: string): string => Buffer.from(text).toString('base64')
  await once({ kubeconfig: api.kubeconfig({ 'client-certificate-data': base64(cert), 'client-key-data': base64(key) }) })
  writeFileSync(join(api.folder, 'cert.pem'), cert)
  writeFileSync(join(api.folder, 'key.pem'), key)
  await once({ kubeconfig: api.kubeconfig({ 'client-certificate': 'cert.pem', 'client-key': join(api.folder, 'key.pem') }) })
  assert.deepEqual(
    api.asked.map(({ client }) => client),
    ['alice', 'alice'],
  )
})

test('a name and a password are sent as basic authentication', async (t) => {
  const api = await fakeApi(t, fine)
  await once({ kubeconfig: api.kubeconfig({ username: 'bob', password: 'pass:word' }) })
  assert.equal(api.asked[0]?.headers.authorization, `Basic ${Buffer.from('bob:pass:word').toString('base64')}`)
})

test('a token that is given takes the place of every credential of the kubeconfig', async (t) => {
  const api = await fakeApi(t, fine)
  const { cert, key } = api.authority.issue('alice')
  const user = {
    'client-certificate-data': Buffer.from(cert).toString('base64'),
    'client-key-data': Buffer.from(key).toString('base64'),
  }
  await once({ kubeconfig: api.kubeconfig({ ...user, exec: { command: 'no-such-plugin' } }), token: 'given' })
  assert.deepEqual([api.asked[0]?.client, api.asked[0]?.headers.authorization], [undefined, 'Bearer given'])
})

test('impersonation is asked for in headers, each group in a line of its own', async (t) => {
  const api = await fakeApi(t, fine)
  await once({ kubeconfig: api.kubeconfig({ token: 'first-token' }), as: 'Jörg', asGroups: ['devs', 'ops'] })
  const { rawHeaders } = api.asked[0]!
  const lines = rawHeaders.flatMap((name, i) =>
    name.startsWith('Impersonate') ? [`${name}: ${Buffer.from(rawHeaders[i + 1]!, 'latin1').toString()}`] : [],
  )
  assert.deepEqual(lines, ['Impersonate-User: Jörg', 'Impersonate-Group: devs', 'Impersonate-Group: ops'])
})

test('the kubeconfig itself may ask for impersonation, with groups, a uid and extras', async (t) => {
  const api = await fakeApi(t, fine)
  const user = {
    token: 'first-token',
    as: 'carol',
    'as-groups': ['g'],
    'as-uid': '7',
    'as-user-extra': { 'example.com/Scope': ['x', 'y'] },
  }
  await once({ kubeconfig: api.kubeconfig(user) })
  const { headers, rawHeaders } = api.asked[0]!
  assert.deepEqual([headers['impersonate-user'], headers['impersonate-group'], headers['impersonate-uid']], ['carol', 'g', '7'])
  assert.ok(rawHeaders.includes('Impersonate-Extra-example.com%2FScope'))
})

test('groups without a user are refused before anything is sent', async (t) => {
  const api = await fakeApi(t, fine)
  await failureOf(open({ kubeconfig: api.kubeconfig({}), asGroups: ['devs'] }), 'USAGE')
})

test('a cluster below a path of a gateway is asked below that path', async (t) => {
  const api = await fakeApi(t, fine)
  await once({ kubeconfig: api.kubeconfig({ token: 'first-token' }), server: `${api.url}/k8s/clusters/c-1/` })
  assert.equal(api.asked[0]?.path, '/k8s/clusters/c-1/version')
})

test('a name other than the host may be what the certificate proves', async (t) => {
  const api = await fakeApi(t, fine)
  assert.equal(await once({ kubeconfig: api.kubeconfig({}, { 'tls-server-name': 'localhost' }) }), 200)
  const error = await failureOf(
    once({ kubeconfig: api.kubeconfig({}, { 'tls-server-name': 'elsewhere.example' }) }),
    'API_UNREACHABLE',
  )
  assert.match(error.message, /elsewhere\.example/)
})

test('a server of an unknown authority is not talked to, unless any server is to be trusted', async (t) => {
  const api = await fakeApi(t, fine)
  const kubeconfig = api.kubeconfig({ token: 'first-token' }, { 'certificate-authority-data': undefined })
  const error = await failureOf(once({ kubeconfig }), 'API_UNREACHABLE')
  assert.equal(
    error.message,
    `no answer from \`127.0.0.1:${api.port}\`: its certificate is not signed by an authority that is trusted`,
  )
  assert.match(error.hint ?? '', /certificate-authority/)
  assert.equal(api.asked.length, 0)
  assert.equal(await once({ kubeconfig, insecureSkipTlsVerify: true }), 200)
})

test('a 401 is answered by logging in once more, and then told', async (t) => {
  const api = await fakeApi(t, () => status(401, 'Unauthorized'))
  const error = await failureOf(once({ kubeconfig: api.kubeconfig({ token: 'first-token' }) }), 'API_REFUSED')
  assert.equal(error.message, `\`127.0.0.1:${api.port}\` refuses the credentials of user \`tester\`: 401 Unauthorized`)
  assert.match(error.hint ?? '', /log in again/)
  assert.equal(api.asked.length, 2)
})

test('a token file that changed in the meantime is read again after a 401', async (t) => {
  let file = ''
  const api = await fakeApi(t, ({ headers }) => {
    writeFileSync(file, 'second-token')
    return headers.authorization === 'Bearer second-token' ? { body: {} } : status(401, 'Unauthorized')
  })
  file = join(api.folder, 'token')
  writeFileSync(file, 'first-token')
  assert.equal(await once({ kubeconfig: api.kubeconfig({ tokenFile: file }) }), 200)
})

test('a port where nobody listens is unreachable', async (t) => {
  const api = await fakeApi(t, fine)
  const vacant = createServer()
  await new Promise<void>((resolve) => vacant.listen(0, '127.0.0.1', resolve))
  const { port } = vacant.address() as AddressInfo
  await new Promise((resolve) => vacant.close(resolve))
  const error = await failureOf(
    once({ kubeconfig: api.kubeconfig({}, { server: `https://127.0.0.1:${port}` }) }),
    'API_UNREACHABLE',
  )
  assert.equal(error.message, `no answer from \`127.0.0.1:${port}\`: connection refused`)
})

test('a server that accepts and never speaks is given up on', async (t) => {
  const mute = createServer(() => {})
  const sockets: { destroy(): void }[] = []
  mute.on('connection', (socket) => sockets.push(socket))
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve))
  t.after(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => mute.close(resolve))
  })
  const api = await fakeApi(t, fine)
  const { port } = mute.address() as AddressInfo
  const kubeconfig = api.kubeconfig({}, { server: `https://127.0.0.1:${port}` })
  const error = await failureOf(once({ kubeconfig, requestTimeoutMs: 50 }), 'API_UNREACHABLE')
  assert.equal(error.message, `no answer from \`127.0.0.1:${port}\`: nothing came for 0.05 s`)
  assert.match(error.hint ?? '', /--request-timeout/)
})

test('plain http goes to this machine only', async (t) => {
  const plain = createPlainServer((_, response) => response.end('{}'))
  await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    plain.closeAllConnections()
    plain.close()
  })
  const { port } = plain.address() as AddressInfo
  assert.equal(await once({ server: `http://127.0.0.1:${port}`, environment: { HOME: '/nowhere' } }), 200)
  const error = await failureOf(
    open({ server: 'http://cluster.example', token: 'given', environment: { HOME: '/nowhere' } }),
    'KUBECONFIG_INVALID',
  )
  assert.match(error.message, /is not `https`/)
})

test('an interrupted request ends at once', { timeout: 30_000 }, async (t) => {
  const interrupt = new AbortController()
  const api = await fakeApi(t, () => {
    interrupt.abort()
    return { silent: true }
  })
  await failureOf(once({ kubeconfig: api.kubeconfig({}), signal: interrupt.signal, requestTimeoutMs: 3_600_000 }), 'INTERRUPTED')
})

test('a connection says which cluster it leads to', async (t) => {
  const api = await fakeApi(t, fine)
  const connection = await open({ kubeconfig: api.kubeconfig({}) })
  t.after(() => connection.close())
  assert.deepEqual(
    [connection.server, connection.context, connection.description],
    [api.url, 'here', `here (127.0.0.1:${api.port})`],
  )
})

test('credentials that are unfit are told without being quoted', async (t) => {
  const api = await fakeApi(t, fine)
  const bare = Buffer.from('private-key-bytes').toString('base64')
  for (const [user, message] of [
    [{ token: 'two words-secret' }, 'the token of user `tester` is not one word of ASCII'],
    [{ tokenFile: 'missing' }, `cannot read the token of user \`tester\`: \`${join(api.folder, 'missing')}\`: no such file`],
    [{ 'client-certificate-data': bare }, 'user `tester` has a client certificate but no client key'],
    [
      { 'client-certificate-data': bare, 'client-key-data': bare },
      "the client certificate and key of user `tester` can't be used: ERR_OSSL_PEM_NO_START_LINE",
    ],
  ] as const) {
    const error = await failureOf(open({ kubeconfig: api.kubeconfig(user) }), 'KUBECONFIG_INVALID')
    assert.equal(error.message, message)
  }
})

test('a kubeconfig of a user that is not there says which are', async (t) => {
  const api = await fakeApi(t, fine)
  const error = await failureOf(open({ kubeconfig: api.kubeconfig({}), user: 'nobody' }), 'KUBECONFIG_INVALID')
  assert.equal(error.message, `no such user: \`nobody\`: \`${join(api.folder, 'kubeconfig')}\` has \`tester\``)
})
