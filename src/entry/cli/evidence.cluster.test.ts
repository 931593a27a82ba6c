// Evidence on a real API server: pods whose tokens are used in every way, and not at all; its own audit log in, the verdict of each out.
import assert from 'node:assert/strict'
import { appendFileSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { KubeObject } from '../../../testbed/client.ts'
import { clusterSuite } from '../../../testbed/suite.ts'
import { waitUntil } from '../../../testbed/wait-until.ts'
import type { EvidenceLedger } from '../../evidence/index.ts'
import { followLog } from '../../sources/audit-log/index.ts'
import type { AuditReport } from '../../verdict/index.ts'
import { runWith } from './fake-io.cases.ts'

const folder = mkdtempSync(join(tmpdir(), 'sparekey-use-'))
after(() => {
  rmSync(folder, { recursive: true, force: true })
})

const namespace = 'watched'
const kubelet = 'system:node:n1'

/** Each workload's account has its name; what its pod does stands in the test, and what must come out here. */
const expected: Readonly<Record<string, readonly [kind: string, verdict: string]>> = {
  reader: ['inUse', 'requiredByEvidence'],
  watcher: ['inUse', 'requiredByEvidence'],
  actor: ['inUse', 'requiredByEvidence'],
  denied: ['onlyRefused', 'notProvenRequired'],
  looker: ['onlyDiscovery', 'notProvenRequired'],
  minted: ['otherCredential', 'notProvenRequired'],
  legacy: ['otherCredential', 'notProvenRequired'],
  puppet: ['otherCredential', 'notProvenRequired'],
  quiet: ['notSeen', 'notProvenRequired'],
}

clusterSuite('evidence of use', { users: { [kubelet]: ['system:nodes'] } }, (cluster) => {
  const tokens = new Set<string>()
  const close: (() => void)[] = []
  after(() => {
    for (const end of close) end()
  })

  const create = (apiVersion: string, kind: string, name: string, rest: object): Promise<unknown> =>
    cluster.client.create({ apiVersion, kind, metadata: { name, namespace }, ...rest })
  const rbac = 'rbac.authorization.k8s.io'

  async function workload(name: string): Promise<void> {
    await create('v1', 'ServiceAccount', name, {})
    const template = {
      metadata: { labels: { app: name } },
      spec: { serviceAccountName: name, nodeName: 'n1', containers: [{ name: 'app', image: 'app' }] },
    }
    await create('apps/v1', 'Deployment', name, { spec: { selector: { matchLabels: { app: name } }, template } })
    if (name === 'denied') return
    const rules = [
      { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: [''], resources: ['serviceaccounts'], verbs: ['impersonate'] },
    ]
    await create(`${rbac}/v1`, 'Role', name, { rules })
    await create(`${rbac}/v1`, 'RoleBinding', name, {
      roleRef: { apiGroup: rbac, kind: 'Role', name },
      subjects: [{ kind: 'ServiceAccount', name, namespace }],
    })
  }

  /** The token that the kubelet would mount into the pod of a workload: asked for by a node, bound to the pod. */
  async function mounted(name: string): Promise<string> {
    type Pod = KubeObject & { readonly metadata: { readonly name: string; readonly uid: string } }
    const pod = await waitUntil(`${name} to have a pod`, async () => {
      const pods = await cluster.client.list<Pod>('v1', 'Pod', namespace)
      return pods.find(({ metadata }) => metadata.labels?.['app'] === name)
    })
    return await asked(name, kubelet, { apiVersion: 'v1', kind: 'Pod', name: pod.metadata.name, uid: pod.metadata.uid })
  }

  async function asked(name: string, user: string, boundObjectRef?: object): Promise<string> {
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`
    const spec = boundObjectRef === undefined ? {} : { boundObjectRef }
    const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec }
    const answer = await cluster.client.request<{ readonly status: { readonly token: string } }>('POST', path, body, { user })
    assert.equal(answer.status, 201, JSON.stringify(answer.body))
    tokens.add(answer.body.status.token)
    return answer.body.status.token
  }

  async function get(path: string, token: string, status: number, headers: Readonly<Record<string, string>> = {}): Promise<void> {
    assert.equal((await cluster.client.request('GET', path, undefined, { token, headers })).status, status, path)
  }

  /** Begins a watch that nobody ends. */
  async function watch(path: string, token: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const call = request(
        new URL(path, cluster.plane.server),
        { ca: readFileSync(cluster.plane.caPath), headers: { authorization: `Bearer ${token}` } },
        (response) => {
          assert.equal(response.statusCode, 200)
          response.resume()
          response.on('error', () => undefined)
          resolve()
        },
      )
      call.on('error', reject)
      call.end()
      close.push(() => call.destroy())
    })
  }

  before(async () => {
    const { client } = cluster
    await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
    // A kubelet gets tokens of pods on its own node alone.
    await client.create({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'n1' } })
    await client.create({
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRole',
      metadata: { name: 'kubelets' },
      rules: [{ apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] }],
    } as KubeObject)
    await client.create({
      apiVersion: `${rbac}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: 'kubelets' },
      roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'kubelets' },
      subjects: [{ apiGroup: rbac, kind: 'User', name: kubelet }],
    } as KubeObject)
    for (const name of Object.keys(expected)) await workload(name)
    const configmaps = `/api/v1/namespaces/${namespace}/configmaps`

    const reader = await mounted('reader')
    await get(configmaps, reader, 200)
    await get(`${configmaps}/absent`, reader, 404)
    await watch(`${configmaps}?watch=true`, await mounted('watcher'))
    const denied = await mounted('denied')
    await get(`/api/v1/namespaces/${namespace}/secrets`, denied, 403)
    await get(configmaps, denied, 403, { 'impersonate-user': `system:serviceaccount:${namespace}:puppet` })
    const looker = await mounted('looker')
    for (const path of ['/api', '/apis', '/version', '/openapi/v3']) await get(path, looker, 200)
    await mounted('quiet')
    await mounted('minted')
    await get(configmaps, await asked('minted', 'admin'), 200)
    await get(configmaps, await mounted('actor'), 200, {
      'impersonate-user': `system:serviceaccount:${namespace}:puppet`,
    })

    await create('v1', 'Secret', 'legacy-token', {
      metadata: { name: 'legacy-token', namespace, annotations: { 'kubernetes.io/service-account.name': 'legacy' } },
      type: 'kubernetes.io/service-account-token',
    })
    const encoded = await waitUntil('the controller to fill the Secret', async () => {
      type Filled = { readonly data?: { readonly token?: string } }
      return (await client.get<Filled>('v1', 'Secret', 'legacy-token', namespace)).data?.token
    })
    const legacy = Buffer.from(encoded, 'base64').toString()
    tokens.add(legacy)
    // The authorizer may not have seen the newest binding yet.
    await waitUntil('the token of the Secret to be good', async () => {
      return (await client.request('GET', configmaps, undefined, { token: legacy })).status === 200
    })
    await get('/api', 'nobody-knows-this-token', 401)
    await waitUntil('the last request to be in the log', () =>
      readFileSync(cluster.plane.auditLogPath, 'utf8').includes('"code":401'),
    )
  })

  const sparekey = (...words: readonly string[]) => runWith(words, '', new Date().toISOString())
  const at = (name: string): string => join(folder, name)

  test('whoever watches the log while something is changed is told who was refused what', async () => {
    const log = await followLog(cluster.plane.auditLogPath)
    try {
      const told = (await log.look()).map(({ who, verb, resource }) =>
        [who.kind === 'account' ? who.account : who.kind, verb, resource].join(' ').trim(),
      )
      assert.deepEqual([...new Set(told.filter((one) => one.startsWith(namespace) || one.startsWith('nobody')))].sort(), [
        'nobody get /api',
        `${namespace}/denied impersonate`,
        `${namespace}/denied list secrets`,
      ])
    } finally {
      await log.close()
    }
  })

  test('its own audit log gives the verdict of each', { timeout: 120_000 }, async () => {
    const log = at('audit.log')
    copyFileSync(cluster.plane.auditLogPath, log)
    // A month in which the kubelet alone writes on: nobody can wait for it.
    const from = Date.now()
    for (let hour = 0; hour < 31 * 24; hour++) {
      const time = new Date(from + hour * 3_600_000).toISOString()
      const beat = {
        kind: 'Event',
        auditID: `beat-${hour}`,
        stage: 'ResponseComplete',
        verb: 'update',
        user: { username: kubelet, groups: ['system:nodes'] },
      }
      appendFileSync(log, `${JSON.stringify({ ...beat, requestReceivedTimestamp: time })}\n`)
    }
    const read = await sparekey('evidence', 'read', log, '--category', 'kube-audit', '-o', at('use.ledger'))
    assert.equal(read.code, 0, read.err)
    const ran = await sparekey(
      'audit',
      '--kubeconfig',
      cluster.plane.kubeconfigPath,
      '-n',
      namespace,
      '--evidence',
      at('use.ledger'),
      '-o',
      'json',
    )
    const report = JSON.parse(ran.out) as AuditReport
    assert.equal(report.evidence?.sufficient, true, report.evidence?.statement)
    assert.deepEqual(
      Object.fromEntries(report.workloads.map(({ name, evidence, verdict }) => [name, [evidence?.kind, verdict]])),
      expected,
    )
    const of = (name: string): string => report.workloads.find((one) => one.name === name)?.evidence?.statement ?? ''
    assert.match(of('reader'), /get configmaps in watched; list configmaps in watched/)
    assert.match(of('watcher'), /watch configmaps in watched/)
    assert.match(of('actor'), /impersonate serviceaccounts in watched/)
    assert.match(of('minted'), /by tokens that somebody asked for/)
    assert.match(of('legacy'), /by the token of a Secret/)
    assert.match(of('puppet'), /by others who acted in its name/)
  })

  test('without that month the evidence says what was used, and nothing of what was not', { timeout: 60_000 }, async () => {
    const read = await sparekey(
      'evidence',
      'read',
      cluster.plane.auditLogPath,
      '--category',
      'kube-audit',
      '-o',
      at('short.ledger'),
    )
    assert.equal(read.code, 0, read.err)
    const ran = await sparekey(
      'audit',
      '--kubeconfig',
      cluster.plane.kubeconfigPath,
      '-n',
      namespace,
      '--evidence',
      at('short.ledger'),
      '-o',
      'json',
    )
    const kinds = (JSON.parse(ran.out) as AuditReport).workloads.map(({ name, evidence }) => [name, evidence?.kind])
    for (const [name = '', kind] of kinds) assert.equal(kind, expected[name]?.[0] === 'inUse' ? 'inUse' : 'cannotTell', name)
  })

  test('the ledger tells who asked for tokens, what Secret was used, who was refused; and holds no token', async () => {
    const shown = await sparekey('evidence', 'show', at('short.ledger'), '-o', 'json')
    const ledger = JSON.parse(shown.out) as EvidenceLedger
    assert.deepEqual(
      ledger.minted
        .filter(({ serviceAccount }) => serviceAccount.startsWith(namespace))
        .map(({ by, serviceAccount, used }) => [by, serviceAccount, used?.count]),
      [['admin', `${namespace}/minted`, 1]],
    )
    assert.deepEqual(
      ledger.legacySecrets.map(({ serviceAccount, secret, kind }) => [serviceAccount, secret, kind]),
      [[`${namespace}/legacy`, `${namespace}/legacy-token`, 'manual']],
    )
    assert.ok(ledger.impersonations.some(({ as }) => as === `system:serviceaccount:${namespace}:puppet`))
    assert.ok((ledger.unauthenticated?.count ?? 0) >= 1)
    assert.ok((ledger.coverage[0]?.lines.refreshed ?? 0) >= 6)
    assert.equal(ledger.coverage[0]?.lines.notUnderstood, 0)
    const bytes = shown.out
    for (const token of tokens) assert.ok(!bytes.includes(token))
    assert.ok(!bytes.includes('127.0.0.1'))
  })

  test('a plan keeps the token of what was seen in use, and says why of the rest', { timeout: 60_000 }, async () => {
    const { kubeconfigPath } = cluster.plane
    const ran = await sparekey(
      'plan',
      '--kubeconfig',
      kubeconfigPath,
      '-n',
      namespace,
      '--evidence',
      at('use.ledger'),
      '--max-risk',
      'high',
      '-o',
      'json',
    )
    const { steps } = JSON.parse(ran.out) as {
      readonly steps: readonly { readonly removes: readonly { readonly serviceAccount: string }[] }[]
    }
    const losers = new Set(steps.flatMap(({ removes }) => removes.map(({ serviceAccount }) => serviceAccount.split('/')[1])))
    for (const [name, [kind]] of Object.entries(expected)) assert.equal(losers.has(name), kind !== 'inUse', name)
  })

  test('the role that is suggested allows what was seen, as the API server itself says', { timeout: 60_000 }, async () => {
    const { kubeconfigPath } = cluster.plane
    const ran = await sparekey(
      'suggest-role',
      `sa/${namespace}/reader`,
      '--kubeconfig',
      kubeconfigPath,
      '--evidence',
      at('use.ledger'),
      '-o',
      'json',
    )
    assert.equal(ran.code, 0, ran.err)
    const { objects, granted } = JSON.parse(ran.out) as {
      readonly objects: readonly { readonly rules?: unknown }[]
      readonly granted: readonly { readonly rule: number; readonly seen: boolean }[]
    }
    assert.deepEqual(objects[0]?.rules, [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list'] }])
    assert.ok(granted.some(({ seen }) => seen) && granted.some(({ seen }) => !seen))
    for (const object of objects) await cluster.client.apply(object as KubeObject)
  })
})
