// What the guard's policies do on a real API server with its controllers: who is refused what, and who and what goes on as before.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { before, test } from 'node:test'
import type { KubeObject, TestResponse } from '../../testbed/client.ts'
import { clusterSuite } from '../../testbed/suite.ts'
import { waitUntil } from '../../testbed/wait-until.ts'
import { guardObjects, guardOptions, renderGuard } from './index.ts'
import { installed } from './installed.cases.ts'
import { admitTenants, exceptionOf, podOf, tenants, tokenSecretOf } from './tenants.cases.ts'

interface Said {
  readonly message?: string
}
interface Secret extends KubeObject {
  readonly data?: Readonly<Record<string, string>>
}
interface Account extends KubeObject {
  readonly automountServiceAccountToken?: boolean
}

const shop = '/api/v1/namespaces/shop'
const registration = '/apis/admissionregistration.k8s.io/v1'

clusterSuite('the guard at work', { kwok: true, users: tenants }, (cluster) => {
  const ask = async (user: string, method: string, path: string, body?: unknown): Promise<TestResponse<Said>> =>
    await cluster.client.request<Said>(method, path, body, { user })
  const options = () => guardOptions(Number(cluster.plane.version.split('.')[1]), { exceptions: 'index' })
  const refused = (answer: TestResponse<Said>, why: RegExp): void => {
    assert.equal(answer.status, 422, JSON.stringify(answer.body))
    assert.match(answer.body.message ?? '', why)
  }
  const passes = (answer: TestResponse<unknown>): void => {
    assert.ok(answer.status < 300, JSON.stringify(answer.body))
  }
  const mint = async (user: string, account: string, spec: object = {}, namespace = 'shop') =>
    await ask(user, 'POST', `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec,
    })

  before(async () => {
    const { client } = cluster
    await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } })
    for (const name of ['app', 'web', 'other'])
      await client.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'shop' } })
    await admitTenants(client, 'shop')
    // Before the guard `edit` may do it all: every minting route that goes through tokens or token Secrets.
    passes(await mint('edit', 'app'))
    passes(await ask('edit', 'POST', `${shop}/secrets`, tokenSecretOf('old', 'web')))
    await filled('old', 'web')
    passes(await ask('edit', 'PATCH', `${shop}/secrets/old`, repointed('app')))
    await filled('old', 'app')
    passes(await ask('edit', 'POST', `${shop}/serviceaccounts`, { metadata: { name: 'revived' } }))
    passes(await mint('edit', 'revived'))
    await client.create(tokenSecretOf('dead', 'app', { namespace: 'shop', labels: invalid }))
    await installed(client, guardObjects(renderGuard(options())), ['probed'])
    for (const [name, stage] of [
      ['shop', 'deny'],
      ['watched', 'audit'],
      ['warned', 'warn'],
    ] as const)
      await client.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { 'sparekey.dev/guard': stage } } })
    await waitUntil('the stage deny', async () => (await mint('edit', 'app')).status === 422)
  })

  const invalid = { 'kubernetes.io/legacy-token-invalid-since': '2026-01-01' }
  const repointed = (account: string) => ({
    metadata: {
      annotations: { 'kubernetes.io/service-account.name': account, 'kubernetes.io/service-account.uid': null },
    },
    data: { token: null },
  })
  const filled = async (name: string, account: string): Promise<void> => {
    await waitUntil(`the token of ${name}`, async () => {
      const { body } = await cluster.client.request<Secret>('GET', `${shop}/secrets/${name}`)
      const [, payload] = Buffer.from(body.data?.['token'] ?? '', 'base64')
        .toString()
        .split('.')
      return Buffer.from(payload ?? '', 'base64url')
        .toString()
        .includes(`"system:serviceaccount:shop:${account}"`)
    })
  }

  test('minting: `create` is no longer enough, `mint` is, and for the accounts that it names alone', async () => {
    refused(await mint('edit', 'app'), /edit may not mint tokens of ServiceAccount shop\/app: that needs the verb mint/)
    refused(await mint('writer', 'app'), /needs the verb mint/)
    passes(await mint('minter', 'app'))
    refused(await mint('minter', 'web'), /minter may not mint/)
    passes(await mint('admin', 'web'))
    // Whoever makes an account that is bound to rights already cannot mint for it any more.
    passes(await ask('edit', 'POST', `${shop}/serviceaccounts`, { metadata: { name: 'revived-again' } }))
    refused(await mint('edit', 'revived-again'), /needs the verb mint/)
  })

  test('nodes: a kubelet still gets a token for a pod of its node, and for no other account', async () => {
    const sources = [{ serviceAccountToken: { path: 'token', audience: 'vault' } }]
    const pod = podOf('here', 'app', {
      nodeName: 'node-1',
      automountServiceAccountToken: false,
      volumes: [{ name: 'vault', projected: { sources } }],
    })
    const { body } = await cluster.client.request<KubeObject>('POST', `${shop}/pods`, pod)
    const boundObjectRef = { apiVersion: 'v1', kind: 'Pod', name: 'here', uid: body.metadata.uid }
    const spec = { audiences: ['vault'], boundObjectRef }
    const kubelet = 'system:node:node-1'
    // The node authorizer and NodeRestriction learn of the pod from caches of their own.
    let seen = ''
    await waitUntil(
      'the token of the kubelet',
      async () => {
        const answer = await mint(kubelet, 'app', spec)
        seen = JSON.stringify(answer.body)
        return answer.status === 201
      },
      { lastSeen: () => seen, timeoutMs: 20_000 },
    )
    assert.equal((await mint(kubelet, 'web', spec)).status, 403)
  })

  test('controllers: a Deployment rolls out in a new namespace, and `default` is made, at the stage deny', async () => {
    const { client } = cluster
    await client.create({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'new', labels: { 'sparekey.dev/guard': 'deny' } },
    })
    const account = await waitUntil('the account default', async () => {
      const answer = await client.request<Account>('GET', '/api/v1/namespaces/new/serviceaccounts/default')
      return answer.status === 200 ? answer.body : undefined
    })
    if (options().minor >= 36) assert.equal(account.automountServiceAccountToken, false)
    const labels = { app: 'web' }
    const spec = { ...podOf('', 'default').spec, automountServiceAccountToken: false }
    await client.create({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'new' },
      spec: { replicas: 2, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
    } as KubeObject)
    await waitUntil('the roll-out', async () => {
      const { body } = await client.request<{ readonly status?: { readonly availableReplicas?: number } }>(
        'GET',
        '/apis/apps/v1/namespaces/new/deployments/web',
      )
      return body.status?.availableReplicas === 2
    })
    await client.request('DELETE', '/api/v1/namespaces/new')
    await waitUntil('the namespace to go', async () => (await client.request('GET', '/api/v1/namespaces/new')).status === 404)
  })

  test('stages: audit only notes, warn also warns, and moving one needs a right', async () => {
    const { client, plane } = cluster
    for (const namespace of ['watched', 'warned']) {
      await waitUntil('the account', async () => (await mint('admin', 'default', {}, namespace)).status === 201)
      passes(
        await ask(
          'admin',
          'POST',
          `/api/v1/namespaces/${namespace}/pods`,
          podOf('holder', 'default', { automountServiceAccountToken: true }),
        ),
      )
    }
    const warned = await client.request(
      'POST',
      '/api/v1/namespaces/warned/pods?dryRun=All',
      podOf('again', 'default', { automountServiceAccountToken: true }),
    )
    passes(warned)
    assert.match(String(warned.headers['warning']), /the pod would hold a token for the API server/)
    await waitUntil('the audit annotation', () =>
      readFileSync(plane.auditLogPath, 'utf8')
        .split('\n')
        .some((line) => line.includes('validation.policy.admission.k8s.io/validation_failure') && line.includes('"watched"')),
    )
    // Who may write namespaces may not therefore weaken the guard there.
    await client.create({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'spaces' },
      rules: [{ apiGroups: [''], resources: ['namespaces'], verbs: ['patch', 'create'] }],
    } as KubeObject)
    await client.create({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'spaces' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'spaces' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'edit' }],
    } as KubeObject)
    const label = (stage: string | null) => ({ metadata: { labels: { 'sparekey.dev/guard': stage } } })
    await waitUntil(
      'the right to patch namespaces',
      async () => (await ask('edit', 'PATCH', '/api/v1/namespaces/shop', { metadata: { labels: { a: 'b' } } })).status === 200,
    )
    for (const stage of ['audit', 'warn', null, 'nonsense'])
      refused(
        await ask('edit', 'PATCH', '/api/v1/namespaces/shop', label(stage)),
        /edit may not change the stage of namespace shop/,
      )
    refused(await ask('admin', 'PATCH', '/api/v1/namespaces/shop', label('nonsense')), /is one of audit, warn, deny/)
    passes(await ask('admin', 'PATCH', '/api/v1/namespaces/watched', label('deny')))
  })

  test('token Secrets: making, repointing and reviving need `mint`; the control plane still fills them', async () => {
    refused(
      await ask('edit', 'POST', `${shop}/secrets`, tokenSecretOf('mine', 'app')),
      /edit may not make a token of ServiceAccount shop\/app/,
    )
    refused(await ask('edit', 'PATCH', `${shop}/secrets/old`, repointed('web')), /shop\/web/)
    refused(await ask('edit', 'PATCH', `${shop}/secrets/dead`, { metadata: { labels: { ...nulls(invalid) } } }), /shop\/app/)
    passes(await ask('edit', 'PATCH', `${shop}/secrets/dead`, { metadata: { labels: { more: 'x' } } }))
    passes(await ask('minter', 'POST', `${shop}/secrets`, tokenSecretOf('allowed', 'app')))
    await filled('allowed', 'app')
    refused(await ask('minter', 'POST', `${shop}/secrets`, tokenSecretOf('not-allowed', 'web')), /shop\/web/)
    passes(await ask('edit', 'POST', `${shop}/secrets`, { metadata: { name: 'plain' }, stringData: { a: 'b' } }))
    // What is emptied without another name is filled again by the token controller, which nobody asks.
    passes(await ask('edit', 'PATCH', `${shop}/secrets/old`, { data: { token: null } }))
    await filled('old', 'app')
  })

  test('exceptions: writing, changing and removing one needs `approve`, and only a whole one is taken', async () => {
    const on = async (user: string, account: string, annotations: Readonly<Record<string, string | null>>) =>
      await ask(user, 'PATCH', `${shop}/serviceaccounts/${account}`, { metadata: { annotations } })
    refused(await on('edit', 'default', exceptionOf('app')), /edit may not approve exceptions of ServiceAccount shop\/app/)
    passes(await on('app-approver', 'default', exceptionOf('app')))
    refused(await on('app-approver', 'default', exceptionOf('web')), /may not approve exceptions of ServiceAccount .*shop\/web/)
    refused(
      await on('app-approver', 'default', { ...exceptionOf('web'), ...exceptionOf('app', { 'token-owner': 'b' }) }),
      /may not approve/,
    )
    passes(await on('approver', 'default', { ...exceptionOf('web'), ...exceptionOf('other') }))
    refused(await on('approver', 'default', exceptionOf('x', { 'token-until': '2099-02-30' })), /an exception needs/)
    refused(await on('approver', 'default', { 'x.exceptions.sparekey.dev/token-needs': 'files' }), /an exception needs/)
    refused(await on('edit', 'default', { 'app.exceptions.sparekey.dev/token-until': '2100-01-01' }), /may not approve/)
    refused(await on('edit', 'default', nulls(exceptionOf('other'))), /may not approve/)
    refused(await on('edit', 'app', { 'sparekey.dev/token-required': 'mine' }), /may not approve/)
    refused(
      await ask('edit', 'POST', `${shop}/serviceaccounts`, {
        metadata: { name: 'born', annotations: { 'sparekey.dev/note': 'x' } },
      }),
      /may not approve/,
    )
    passes(await on('edit', 'default', { 'example.com/note': 'x' }))
    passes(await on('approver', 'default', nulls(exceptionOf('other'))))
    // The pod of an excepted account is let in, that of another is not, and who is not an approver cannot take the exceptions away.
    const makes = async (account: string) =>
      await ask('edit', 'POST', `${shop}/pods?dryRun=All`, podOf('p', account, { automountServiceAccountToken: true }))
    await waitUntil('the exception to count', async () => (await makes('app')).status === 201)
    refused(await makes('other'), /carries no exception/)
    refused(await ask('edit', 'DELETE', `${shop}/serviceaccounts/default`), /may not approve exceptions/)
    refused(
      await ask('edit', 'DELETE', `${shop}/serviceaccounts?fieldSelector=metadata.name%3Ddefault`),
      /may not approve exceptions/,
    )
  })

  test('defaults: an account that does not say is made with `false`, and a `false` that is taken away is put back', async (t) => {
    if (options().minor < 36) {
      t.diagnostic('MutatingAdmissionPolicy is not served by default here')
      return
    }
    const { client } = cluster
    const made = async (name: string, more: object = {}, metadata: object = {}): Promise<Account> => {
      const answer = await client.request<Account>('POST', `${shop}/serviceaccounts`, {
        metadata: { name, ...metadata },
        ...more,
      })
      passes(answer)
      return answer.body
    }
    assert.equal((await made('silent')).automountServiceAccountToken, false)
    assert.equal((await made('loud', { automountServiceAccountToken: true })).automountServiceAccountToken, true)
    const stated = {
      annotations: Object.fromEntries(
        Object.entries(exceptionOf('x')).map(([key, said]) => [key.replace('x.exceptions.', ''), said]),
      ),
    }
    assert.equal((await made('excepted', {}, stated)).automountServiceAccountToken, undefined)
    const patched = await client.request<Account>('PATCH', `${shop}/serviceaccounts/silent`, {
      automountServiceAccountToken: null,
    })
    assert.equal(patched.body.automountServiceAccountToken, false)
    // What was silent before the guard came is left to a plan.
    const old = await client.request<Account>('PATCH', `${shop}/serviceaccounts/web`, { metadata: { labels: { a: 'b' } } })
    assert.equal(old.body.automountServiceAccountToken, undefined)
  })

  test('an upgrade has no open moment: while every object is written anew, no request slips through', async () => {
    const { client } = cluster
    const objects = guardObjects(renderGuard(options()))
    let done = false
    const slipped: string[] = []
    let asked = 0
    const hammer = async (): Promise<void> => {
      while (!done) {
        const answers = await Promise.all([
          mint('edit', 'web'),
          ask('edit', 'POST', `${shop}/pods?dryRun=All`, podOf('p', 'other', { automountServiceAccountToken: true })),
          ask('edit', 'POST', `${shop}/secrets?dryRun=All`, tokenSecretOf('mine', 'app')),
          ask('edit', 'PATCH', `${shop}/serviceaccounts/default?dryRun=All`, { metadata: { annotations: exceptionOf('other') } }),
        ])
        asked += answers.length
        slipped.push(...answers.flatMap(({ status, body }) => (status === 422 ? [] : [`${status} ${body.message ?? ''}`])))
      }
    }
    const hammering = Promise.all([hammer(), hammer()])
    for (let round = 0; round < 12; round++) {
      for (const object of objects) {
        const { status, body } = await client.request('PATCH', pathOf(object), upgraded(object, round))
        assert.equal(status, 200, JSON.stringify(body))
      }
    }
    done = true
    await hammering
    assert.deepEqual(slipped, [])
    assert.ok(asked > 200, `${asked} requests`)
    console.log(`upgrade: ${12 * objects.length} writes of the guard's objects, ${asked} requests refused, none let through`)
  })

  test('caps: audience, lifetime and binding of tokens that people ask for, not of nodes', async () => {
    const { client } = cluster
    const capped = guardObjects(
      renderGuard({ ...options(), caps: { audiences: ['', 'vault'], maxSeconds: 3600, boundOnly: true } }),
    )
    const policy = capped.find(({ metadata }) => metadata.name === 'minting.sparekey.dev') ?? assert.fail('no policy')
    const { body: pod } = await client.request<KubeObject>('GET', `${shop}/pods/here`)
    const boundObjectRef = { apiVersion: 'v1', kind: 'Pod', name: 'here', uid: pod.metadata.uid }
    passes(await client.request('PATCH', pathOf(policy), { spec: policy['spec'] }))
    await waitUntil('the caps', async () => (await mint('minter', 'app')).status === 422, { timeoutMs: 10_000 })
    refused(await mint('minter', 'app', { expirationSeconds: 600 }), /has to be bound/)
    refused(await mint('minter', 'app', { boundObjectRef, expirationSeconds: 7200 }), /may live 3600 seconds at most/)
    refused(
      await mint('minter', 'app', { boundObjectRef, audiences: ['elsewhere'] }),
      /these audiences only: the API server, vault/,
    )
    passes(await mint('minter', 'app', { boundObjectRef, audiences: ['vault'], expirationSeconds: 3600 }))
    passes(await mint('minter', 'app', { boundObjectRef }))
    passes(await mint('system:node:node-1', 'app', { boundObjectRef, audiences: ['vault'], expirationSeconds: 7200 }))
  })
})

function nulls(record: Readonly<Record<string, string>>): Readonly<Record<string, null>> {
  return Object.fromEntries(Object.keys(record).map((key) => [key, null]))
}

function pathOf({ kind, metadata }: { readonly kind: string; readonly metadata: { readonly name: string } }): string {
  return `${registration}/${kind.replace(/y$/, 'ie').toLowerCase()}s/${metadata.name}`
}

/** An object as a later version of the guard would write it: other words, and the same meaning. */
function upgraded(object: { readonly kind: string; readonly spec?: unknown }, round: number): unknown {
  const metadata = { annotations: { 'sparekey.dev/version': String(round) } }
  const { validations } = (object.spec ?? {}) as { readonly validations?: readonly { readonly message: string }[] }
  return validations === undefined
    ? { metadata }
    : { metadata, spec: { validations: validations.map((one) => ({ ...one, message: `${one.message} (${round})` })) } }
}
