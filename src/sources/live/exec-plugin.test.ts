// Login plugins as small Node programs: that hand out tokens, ask for a login, fail, lie, and never end.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { inspect } from 'node:util'
import { SparekeyError } from '../../base/index.ts'
import { connect, type Connection, type ConnectOptions } from './connect.ts'
import { fakeApi, status, type Answers, type FakeApi, type Reply } from './fake-api.cases.ts'

const secret = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl'

interface Plugged {
  readonly api: FakeApi
  readonly open: (options?: Partial<ConnectOptions>) => Promise<Connection>
  /** Opens a connection and makes three requests on it at once. */
  readonly run: (options?: Partial<ConnectOptions>) => Promise<readonly number[]>
  /** What the plugin was told, run by run. */
  readonly told: () => readonly { readonly info: Record<string, unknown>; readonly env: string }[]
}

/** The token of which run of the plugin the server takes; every run's where nothing is said. */
function takesFrom(least: number): Answers {
  return ({ headers }) => {
    const run = Number(/^Bearer fresh-(\d+)$/.exec(headers.authorization ?? '')?.[1] ?? 0)
    return run < least ? status(401, 'Unauthorized') : { body: {} }
  }
}

/** A server, and a plugin that runs a piece of code. */
async function plugged(
  t: TestContext,
  code: string,
  exec: Readonly<Record<string, unknown>> = {},
  answers: Answers = takesFrom(0),
): Promise<Plugged> {
  const api = await fakeApi(t, answers)
  const log = join(api.folder, 'log')
  const script = join(api.folder, 'plugin.mjs')
  writeFileSync(log, '')
  writeFileSync(
    script,
    `import { appendFileSync, readFileSync } from 'node:fs'
    const run = readFileSync(${JSON.stringify(log)}, 'utf8').split('\\n').length
    appendFileSync(${JSON.stringify(log)}, JSON.stringify({ info: JSON.parse(process.env.KUBERNETES_EXEC_INFO), env: process.env.EXTRA }) + '\\n')
    const answer = (status, rest) => console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion: 'client.authentication.k8s.io/v1', status, ...rest }))
    ${code}`,
  )
  const plugin = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: process.execPath,
    args: [script],
    env: [{ name: 'EXTRA', value: 'set' }],
    interactiveMode: 'Never',
    ...exec,
  }
  const { signal } = new AbortController()
  const open = async (options: Partial<ConnectOptions> = {}): Promise<Connection> => {
    const connection = await connect({
      kubeconfig: api.kubeconfig({ exec: plugin }),
      signal,
      environment: process.env,
      ...options,
    })
    t.after(() => connection.close())
    return connection
  }
  return {
    api,
    open,
    async run(options) {
      const connection = await open(options)
      const answers = await Promise.all([1, 2, 3].map(() => connection.get({ path: '/version', signal })))
      return answers.map((answer) => answer.status)
    },
    told: () =>
      readFileSync(log, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as { readonly info: Record<string, unknown>; readonly env: string }),
  }
}

async function refusal(running: Promise<unknown>): Promise<SparekeyError> {
  const error: unknown = await running.then(
    () => assert.fail('it did not fail'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof SparekeyError, String(error))
  // Neither the message nor anything that a log would print of the error.
  assert.ok(!inspect(error, { depth: 10, showHidden: true }).includes(secret), 'the token is in the error')
  return error
}

test('a plugin is run once for all requests, and told what it has to know', async (t) => {
  const plugin = await plugged(t, "answer({ token: 'fresh-' + run })", { provideClusterInfo: true })
  assert.deepEqual(await plugin.run(), [200, 200, 200])
  const [told, ...others] = plugin.told()
  assert.deepEqual(others, [])
  assert.equal(told?.env, 'set')
  assert.equal(told.info['apiVersion'], 'client.authentication.k8s.io/v1')
  const spec = told.info['spec'] as { readonly interactive: boolean; readonly cluster: Record<string, unknown> }
  assert.equal(spec.interactive, false)
  assert.equal(spec.cluster['server'], plugin.api.url)
  assert.equal(Buffer.from(String(spec.cluster['certificate-authority-data']), 'base64').toString(), plugin.api.authority.cert)
})

test('a token that the server no longer takes is replaced, once for all requests under way', async (t) => {
  const plugin = await plugged(t, "answer({ token: 'fresh-' + run })", {}, takesFrom(2))
  assert.deepEqual(await plugin.run(), [200, 200, 200])
  assert.equal(plugin.told().length, 2)
})

test('a token is replaced when it is about to expire', async (t) => {
  const plugin = await plugged(
    t,
    "answer({ token: 'fresh-' + run, expirationTimestamp: new Date(Date.now() + 3_600_000).toISOString() })",
  )
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() })
  const connection = await plugin.open()
  const tokensAfter = async (milliseconds: number): Promise<string | undefined> => {
    t.mock.timers.tick(milliseconds)
    await connection.get({ path: '/version', signal: new AbortController().signal })
    return plugin.api.asked.at(-1)?.headers.authorization
  }
  assert.deepEqual(
    [await tokensAfter(0), await tokensAfter(3_000_000), await tokensAfter(599_000)],
    ['Bearer fresh-1', 'Bearer fresh-1', 'Bearer fresh-2'],
  )
  assert.equal(new Set(plugin.api.asked.map(({ port }) => port)).size, 1, 'the connection is kept')
})

test('a refusal that comes after the token was replaced does not replace it again', async (t) => {
  let release = (_: Reply): void => {}
  const late = new Promise<Reply>((resolve) => (release = resolve))
  const refused = status(401, 'Unauthorized')
  const plugin = await plugged(t, "answer({ token: 'fresh-' + run })", {}, ({ path, headers }) => {
    if (headers.authorization === 'Bearer fresh-2') release(refused)
    else return path === '/late' ? late : refused
    return { body: {} }
  })
  const connection = await plugin.open()
  const { signal } = new AbortController()
  await Promise.all(['/late', '/early'].map((path) => connection.get({ path, signal })))
  assert.equal(plugin.told().length, 2)
})

test('a plugin may hand out a client certificate', async (t) => {
  const plugin = await plugged(t, "answer({ token: 'fresh-1', ...JSON.parse(readFileSync(process.argv[1] + '.json', 'utf8')) })")
  const { cert, key } = plugin.api.authority.issue('from-a-plugin')
  writeFileSync(join(plugin.api.folder, 'plugin.mjs.json'), JSON.stringify({ clientCertificateData: cert, clientKeyData: key }))
  await plugin.run()
  assert.equal(plugin.api.asked[0]?.client, 'from-a-plugin')
})

test('what a plugin says while it waits for a login reaches the caller', async (t) => {
  const plugin = await plugged(
    t,
    "process.stderr.write('open https://login.example and type ABC\\n', () => answer({ token: 'fresh-1' }))",
  )
  const said: string[] = []
  await plugin.run({ onLoginMessage: (text) => said.push(text) })
  assert.equal(said.join(''), 'open https://login.example and type ABC\n')
})

test('a plugin that fails is told with its last words, but without tokens', async (t) => {
  const plugin = await plugged(
    t,
    `process.stderr.write('\\x1b[31mAADSTS700082: refresh token ${secret} has expired\\n', () => process.exit(3))`,
  )
  const error = await refusal(plugin.run())
  assert.equal(error.code, 'KUBECONFIG_INVALID')
  assert.equal(
    error.message,
    `the login plugin \`${process.execPath}\` ended with exit code 3: AADSTS700082: refresh token [redacted] has expired`,
  )
  assert.match(error.hint ?? '', /log in again/)
})

test('a plugin that is not installed is told, and how to install it', async (t) => {
  const kubelogin = await plugged(t, '', { command: 'kubelogin', args: ['get-token'] })
  const error = await refusal(kubelogin.run({ environment: { PATH: kubelogin.api.folder } }))
  assert.equal(error.message, 'the login plugin `kubelogin` is not there')
  assert.match(error.hint ?? '', /az aks install-cli/)
  const other = await plugged(t, '', { command: './beside-the-kubeconfig', installHint: 'ask\nyour operator' })
  const second = await refusal(other.run())
  assert.equal(second.message, `the login plugin \`${join(other.api.folder, 'beside-the-kubeconfig')}\` is not there`)
  assert.equal(second.hint, 'ask your operator')
})

for (const [sentence, code, exec, message] of [
  ['prints something else than JSON', `console.log('token: ${secret}')`, {}, /printed something other than JSON$/],
  [
    'prints JSON that is cut off',
    `process.stdout.write('{"status":{"token":"${secret}')`,
    {},
    /printed something other than JSON$/,
  ],
  ['prints another object', `console.log('{"kind":"Secret"}')`, {}, /printed something other than an `ExecCredential`$/],
  [
    'answers in another version',
    `answer({ token: '${secret}' }, { apiVersion: 'client.authentication.k8s.io/v1beta1' })`,
    {},
    /answered in another version/,
  ],
  ['gives nothing', 'answer({})', {}, /gave neither a token nor a client certificate$/],
  ['gives half of a certificate', `answer({ clientCertificateData: '${secret}' })`, {}, /a client certificate without its key/],
  [
    'speaks a version that is gone',
    '',
    { apiVersion: 'client.authentication.k8s.io/v1alpha1' },
    /speaks `client\.authentication\.k8s\.io\/v1alpha1`/,
  ],
] as const) {
  test(`a plugin that ${sentence} is refused`, async (t) => {
    const plugin = await plugged(t, code, exec)
    const error = await refusal(plugin.run())
    assert.equal(error.code, 'KUBECONFIG_INVALID')
    assert.match(error.message, message)
  })
}

test('a plugin that never ends is ended by an interruption', async (t) => {
  const interrupt = new AbortController()
  const plugin = await plugged(t, "process.stderr.write('waiting'); setInterval(() => {}, 1000)")
  const error = await refusal(plugin.run({ signal: interrupt.signal, onLoginMessage: () => interrupt.abort() }))
  assert.equal(error.code, 'INTERRUPTED')
})

test('a token that the server refuses is in no error', async (t) => {
  const plugin = await plugged(t, `answer({ token: 'x${secret}' })`, {}, takesFrom(1))
  const error = await refusal(plugin.run())
  assert.equal(error.code, 'API_REFUSED')
})
