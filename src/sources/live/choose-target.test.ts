// Kubeconfigs as people have them: several files, overrides, a pod's own, and the many ways in which one can be wrong.
// What is expected was seen of `kubectl config view` on the same files.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { inspect } from 'node:util'
import { SparekeyError } from '../../base/index.ts'
import { chooseTarget } from './choose-target.ts'
import { inClusterTarget } from './in-cluster.ts'
import type { Target, TargetChoice } from './target.ts'

const first = `
apiVersion: v1
kind: Config
current-context: one
contexts:
- { name: one, context: { cluster: c, user: u } }
- { name: broken, context: { cluster: broken, user: broken } }
- { name: dangling, context: { cluster: nowhere, user: u } }
clusters:
- { name: c, cluster: { server: https://first.example, certificate-authority: pki/ca.crt } }
- { name: broken, cluster: { server: [not, a, text] } }
users:
- { name: u, user: { token: first-token } }
- { name: broken, user: 7 }
`
const second = `
current-context: two
contexts:
- { name: two, context: { cluster: d, user: u, namespace: shop } }
clusters:
- { name: c, cluster: { server: https://second.example } }
- { name: d, cluster: { server: https://third.example:6443, proxy-url: http://proxy.example:3128 } }
users:
- { name: u, user: { token: second-token, username: bob } }
`

interface Files {
  readonly folder: string
  readonly path: (name: string) => string
  readonly choose: (choice?: TargetChoice, environment?: Readonly<Record<string, string>>) => Promise<Target>
}

function files(t: TestContext, contents: Readonly<Record<string, string>>): Files {
  const folder = mkdtempSync(join(tmpdir(), 'sparekey-kubeconfig-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(contents)) writeFileSync(join(folder, name), text)
  const path = (name: string): string => join(folder, name)
  return { folder, path, choose: (choice = {}, environment = {}) => chooseTarget(choice, { HOME: folder, ...environment }) }
}

async function refusal(choosing: Promise<unknown>): Promise<SparekeyError> {
  const error: unknown = await choosing.then(
    () => assert.fail('it did not fail'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof SparekeyError, String(error))
  assert.equal(error.code, 'KUBECONFIG_INVALID')
  return error
}

test('the files of KUBECONFIG are one: the first current context counts, of namesakes the first, and missing files do not', async (t) => {
  const { path, choose } = files(t, { first, second })
  const KUBECONFIG = ['missing', 'first', 'second', 'first'].map(path).join(delimiter)
  const target = await choose({}, { KUBECONFIG })
  assert.deepEqual(
    [target.context, target.cluster.server.href, target.user.token],
    ['one', 'https://first.example/', 'first-token'],
  )
  const other = await choose({ context: 'two' }, { KUBECONFIG })
  assert.deepEqual(
    [other.cluster.server.host, other.user.token, other.user.basic],
    ['third.example:6443', 'first-token', undefined],
  )
})

test('paths start at the file they stand in', async (t) => {
  const { path, choose } = files(t, { first })
  const { cluster } = await choose({ kubeconfig: path('first') })
  assert.deepEqual(cluster.ca, { kind: 'file', path: path('pki/ca.crt') })
})

test('without KUBECONFIG the file in the home directory counts', async (t) => {
  const { folder, choose } = files(t, {})
  mkdirSync(join(folder, '.kube'))
  writeFileSync(join(folder, '.kube', 'config'), first)
  assert.equal((await choose()).context, 'one')
})

test('a file that is named counts alone', async (t) => {
  const { path, choose } = files(t, { first, second })
  assert.equal((await choose({ kubeconfig: path('second') }, { KUBECONFIG: path('first') })).context, 'two')
})

test('a cluster, a user and a server may be chosen apart from the context', async (t) => {
  const { path, choose } = files(t, { first, second })
  const KUBECONFIG = [path('first'), path('second')].join(delimiter)
  const target = await choose(
    { cluster: 'd', user: 'u', server: 'other.example:8443', insecureSkipTlsVerify: true },
    { KUBECONFIG },
  )
  assert.deepEqual(
    [target.cluster.server.href, target.cluster.proxyUrl, target.cluster.insecureSkipTlsVerify],
    ['https://other.example:8443/', 'http://proxy.example:3128', true],
  )
})

test('a server needs no kubeconfig', async (t) => {
  const { choose } = files(t, {})
  const target = await choose({ server: 'https://bare.example', token: 'given' })
  assert.deepEqual([target.context, target.cluster.server.host, target.user.token], [undefined, 'bare.example', 'given'])
})

test('data counts before a file, and what a plugin needs is kept', async (t) => {
  const { path, choose } = files(t, {
    config: `
current-context: x
contexts: [{ name: x, context: { cluster: x, user: x } }]
clusters:
- name: x
  cluster:
    server: https://x.example
    certificate-authority: ca.crt
    certificate-authority-data: Y2E=
    extensions:
    - { name: client.authentication.k8s.io/exec, extension: { tenant: t } }
users:
- { name: x, user: { exec: { apiVersion: client.authentication.k8s.io/v1, command: bin/login, interactiveMode: Never } } }
`,
  })
  const { cluster, user } = await choose({ kubeconfig: path('config') })
  assert.deepEqual([cluster.ca, cluster.execConfig], [{ kind: 'data', base64: 'Y2E=' }, { tenant: 't' }])
  assert.equal(user.exec?.command, path('bin/login'))
})

test('a pod finds the server around it', async (t) => {
  const { folder } = files(t, { token: 'pod-token', 'ca.crt': 'ca' })
  const environment = { KUBERNETES_SERVICE_HOST: 'fd00::1', KUBERNETES_SERVICE_PORT: '443', HTTPS_PROXY: 'proxy.example:3128' }
  const target = await inClusterTarget(environment, folder)
  assert.deepEqual(
    [target?.cluster.server.href, target?.cluster.ca, target?.user.tokenFile, target?.cluster.proxyUrl],
    ['https://[fd00::1]/', { kind: 'file', path: join(folder, 'ca.crt') }, join(folder, 'token'), 'http://proxy.example:3128'],
  )
  assert.equal(await inClusterTarget({}, folder), undefined)
  assert.equal(await inClusterTarget(environment, join(folder, 'elsewhere')), undefined)
})

test('where nothing says which cluster is meant, that is told', async (t) => {
  const { path, choose } = files(t, {
    empty: '',
    comment: '# nothing yet\n',
    nocontext: second.replace('current-context: two', ''),
  })
  assert.match((await refusal(choose())).message, /^no kubeconfig/)
  for (const name of ['empty', 'comment']) {
    const error = await refusal(choose({ kubeconfig: path(name) }))
    assert.equal(error.message, `the kubeconfig names no current context: there is none in \`${path(name)}\``)
  }
  const error = await refusal(choose({ kubeconfig: path('nocontext') }))
  assert.equal(error.message, `the kubeconfig names no current context: \`${path('nocontext')}\` has \`two\``)
})

for (const [sentence, choice, message] of [
  ['a context that is not there', { context: 'nope' }, 'no such context: `nope`: `FILE` has `one`, `broken`, `dangling`'],
  ['a context without its cluster', { context: 'dangling' }, 'no such cluster: `nowhere`: `FILE` has `c`, `broken`'],
  [
    'a cluster with a wrong type',
    { context: 'broken', user: 'u' },
    'cluster `broken` in `FILE`: `server`: expected a string, found a list',
  ],
  ['a user that is no object', { user: 'broken' }, 'user `broken` in `FILE`: expected an object, found a number'],
  ['an address that is none', { server: 'https://' }, 'not the address of a server: `https://`'],
  [
    'an address with a password',
    { server: 'https://bob:sesame@x.example' },
    'the address of a server must be like `https://host:port`',
  ],
] as const) {
  test(`${sentence} is refused`, async (t) => {
    const { path, choose } = files(t, { first })
    const error = await refusal(choose({ kubeconfig: path('first'), ...choice }))
    assert.equal(error.message, message.replace('FILE', path('first')))
  })
}

test('a file that is named must exist and be a kubeconfig', async (t) => {
  const { path, choose } = files(t, { list: '- a\n- b\n', twice: 'users: [{ name: u, user: {} }, { name: u, user: {} }]' })
  assert.equal(
    (await refusal(choose({ kubeconfig: path('missing') }))).message,
    `cannot read kubeconfig \`${path('missing')}\`: no such file`,
  )
  assert.equal(
    (await refusal(choose({ kubeconfig: path('list') }))).message,
    `kubeconfig \`${path('list')}\` does not hold an object`,
  )
  assert.equal(
    (await refusal(choose({ kubeconfig: path('twice') }))).message,
    `kubeconfig \`${path('twice')}\` has two users named \`u\``,
  )
  assert.match((await refusal(choose({ kubeconfig: path('.') }))).message, /EISDIR$/)
})

test('a file that is not YAML is told by its line, and nothing of it is quoted', async (t) => {
  const secret = 'sesame-sesame-sesame'
  const broken = [
    `users:\n- name: u\n  user: {token: "${secret}`,
    `users:\n- token: ${secret}\n  token: ${secret}\n`,
    `a: *${secret}`,
    `a: !<${secret}> b`,
  ]
  const { path, choose } = files(t, Object.fromEntries(broken.map((text, i) => [`broken-${i}`, text])))
  for (const [i] of broken.entries()) {
    const error = await refusal(choose({ kubeconfig: path(`broken-${i}`) }))
    assert.match(error.message, /is not YAML, line \d: /)
    assert.ok(!inspect(error, { depth: 10, showHidden: true }).includes(secret), inspect(error))
  }
})
