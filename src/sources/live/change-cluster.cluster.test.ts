// Changes on a real control plane: what its answers are taken for, that a lost race changes nothing, and what went over the wire.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import type { KubeObject } from '../../../testbed/client.ts'
import { clusterSuite } from '../../../testbed/suite.ts'
import { waitUntil } from '../../../testbed/wait-until.ts'
import type { Cluster, LiveObject, ObservedWorkload, Write, WriteOutcome } from '../../change/index.ts'
import type { ObjectRef } from '../../kube/index.ts'
import { changeCluster } from './change-cluster.ts'
import { connectForChange, type ChangeConnection } from './connect-for-change.ts'
import { markedBody } from './real-cluster.cases.ts'

const { signal } = new AbortController()
const variable = 'sesame-in-a-variable'

const auditPolicy = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [{ level: 'RequestResponse', resources: [{ group: '', resources: ['secrets'] }] }, { level: 'Metadata' }],
}

interface AuditEvent {
  readonly verb: string
  readonly requestURI: string
  readonly userAgent?: string
  readonly objectRef?: { readonly resource?: string; readonly subresource?: string }
  readonly responseStatus?: { readonly code: number }
  readonly responseObject?: { readonly kind?: string; readonly status?: string }
}

const ref = (apiVersion: string, kind: string, name: string): ObjectRef => ({ apiVersion, kind, namespace: 'shop', name })
const account = ref('v1', 'ServiceAccount', 'web')
const legacy = ref('v1', 'Secret', 'legacy')
const template = (labels: object, more: object = {}): object => ({
  metadata: { labels },
  spec: { containers: [{ name: 'main', image: 'x', env: [{ name: 'A', value: variable }] }], ...more },
})

const objects: readonly object[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'web', namespace: 'shop' } },
  {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kubernetes.io/service-account-token',
    metadata: { name: 'legacy', namespace: 'shop', annotations: { 'kubernetes.io/service-account.name': 'web' } },
    stringData: { note: markedBody },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, template: template({ app: 'web' }) },
  },
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db', namespace: 'shop' },
    spec: { replicas: 1, serviceName: 'db', selector: { matchLabels: { app: 'db' } }, template: template({ app: 'db' }) },
  },
  {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'nightly', namespace: 'shop' },
    spec: {
      schedule: '0 3 * * *',
      jobTemplate: { spec: { template: template({ app: 'nightly' }, { restartPolicy: 'Never' }) } },
    },
  },
  {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { maxUnavailable: 0, selector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] } },
  },
  {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'db', namespace: 'shop' },
    spec: { maxUnavailable: 1, selector: { matchLabels: { app: 'db' } } },
  },
]

clusterSuite('changing a real cluster', { kwok: true, users: { nobody: [] }, auditPolicy }, (suite) => {
  let connection: ChangeConnection
  let cluster: Cluster

  const open = async (user: string): Promise<[ChangeConnection, Cluster]> => {
    const { kubeconfigPath: kubeconfig } = suite.plane
    const opened = await connectForChange({ kubeconfig, context: user, signal, environment: {} })
    const audit = (): never => assert.fail('nobody audits here')
    // The volume that admission puts in: the tokens room says it better, and is not known here.
    const containersWithToken: Parameters<typeof changeCluster>[1]['containersWithToken'] = ({ spec }) =>
      spec.volumes.some(({ name }) => name.startsWith('kube-api-access-')) ? spec.containers.map(({ name }) => name) : []
    return [opened, changeCluster(opened, { audit, containersWithToken, signal })]
  }
  const there = async (of: ObjectRef): Promise<LiveObject> => (await cluster.read(of)) ?? assert.fail(`no ${of.name}`)
  const patch = async (of: ObjectRef, operations: Extract<Write, { kind: 'patch' }>['patch']): Promise<Write> => {
    const { uid, resourceVersion } = await there(of)
    return { kind: 'patch', ref: of, uid, resourceVersion, patch: operations }
  }
  const refusal = (outcome: WriteOutcome): Extract<WriteOutcome, { kind: 'refused' }> => {
    assert.ok(outcome.kind === 'refused', JSON.stringify(outcome))
    return outcome
  }

  before(async () => {
    for (const object of objects) await suite.client.create(object as KubeObject)
    ;[connection, cluster] = await open('admin')
    await waitUntil('the token of the Secret', async () => {
      const { data } = await suite.client.get<{ readonly data?: object }>('v1', 'Secret', 'legacy', 'shop')
      return data !== undefined && 'token' in data
    })
  })
  after(() => connection.close())

  test('a patch is made once, a trial of it never', async () => {
    const write = await patch(account, [{ op: 'add', path: '/automountServiceAccountToken', value: false }])
    const before = await there(account)
    assert.equal((await cluster.tryWrite(write)).kind, 'written')
    assert.deepEqual(await there(account), before)
    const outcome = await cluster.write(write)
    assert.ok(outcome.kind === 'written' && outcome.live?.object['automountServiceAccountToken'] === false)
    assert.notEqual(outcome.live.resourceVersion, before.resourceVersion)
    // The same request a second time is about an object that is no more.
    assert.equal(refusal(await cluster.write(write)).conflict, true)
  })

  test('texts with characters that the server encodes in its own way are the same texts to a patch', async () => {
    const odd = 'a < b && c > d \u2028 "é" \u{1f511} \t'
    const path = '/metadata/annotations'
    assert.equal((await cluster.write(await patch(account, [{ op: 'add', path, value: { odd } }]))).kind, 'written')
    const tested = [{ op: 'test', path: `${path}/odd`, value: odd } as const, { op: 'remove', path } as const]
    const outcome = await cluster.write(await patch(account, tested))
    assert.equal(outcome.kind, 'written', JSON.stringify(outcome))
  })

  test('what is no longer as it was is a conflict: by version, by uid, by field, by absence', async () => {
    const write = await patch(account, [{ op: 'remove', path: '/automountServiceAccountToken' }])
    assert.ok(write.kind === 'patch')
    for (const other of [
      { ...write, resourceVersion: '1' },
      { ...write, uid: '00000000-0000-0000-0000-000000000000' },
      { ...write, patch: [{ op: 'test', path: '/automountServiceAccountToken', value: true } as const, ...write.patch] },
      { ...write, patch: [{ op: 'remove', path: '/no/such/field' } as const] },
      { ...write, ref: ref('v1', 'ServiceAccount', 'no-such') },
      { kind: 'delete', ref: account, uid: write.uid, resourceVersion: '1' } as const,
      { kind: 'delete', ref: account, uid: '0', resourceVersion: write.resourceVersion } as const,
      { kind: 'create', ref: account, object: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'web' } } } as const,
    ])
      assert.equal(refusal(await cluster.write(other)).conflict, true, JSON.stringify(other))
    assert.equal((await there(account)).object['automountServiceAccountToken'], false)
    assert.equal((await cluster.write(write)).kind, 'written')
    assert.equal('automountServiceAccountToken' in (await there(account)).object, false)
  })

  test('what is not valid is refused in the words of the server, without the object', async () => {
    const wrong = refusal(
      await cluster.write(await patch(account, [{ op: 'add', path: '/automountServiceAccountToken', value: 'x' }])),
    )
    assert.equal(wrong.conflict, false)
    assert.match(wrong.message, /^422 .*cannot unmarshal string/)
    const deployment = ref('apps/v1', 'Deployment', 'web')
    const spoilt = refusal(await cluster.write(await patch(deployment, [{ op: 'replace', path: '/spec/replicas', value: 'x' }])))
    assert.equal(spoilt.conflict, false)
    assert.ok(!spoilt.message.includes(variable) && !spoilt.message.includes('containers'), spoilt.message)
    const label = { op: 'add', path: '/metadata/labels', value: { 'a b': 'c' } } as const
    assert.match(refusal(await cluster.write(await patch(account, [label]))).message, /metadata\.labels: Invalid value: "a b"/)
  })

  test('who may not is refused, and told beforehand', async () => {
    const [other, as] = await open('nobody')
    const write = await patch(account, [{ op: 'add', path: '/automountServiceAccountToken', value: false }])
    assert.match(refusal(await as.write(write)).message, /"nobody" cannot patch resource "serviceaccounts"/)
    const right = { verb: 'patch', apiGroup: '', resource: 'serviceaccounts', namespace: 'shop', name: 'web' }
    assert.deepEqual([await as.may(right), await cluster.may(right)], [false, true])
    await assert.rejects(as.read(account), { code: 'API_REFUSED' })
    other.close()
  })

  test('a workload is read without the values of its variables', async () => {
    const text = JSON.stringify(await there(ref('apps/v1', 'Deployment', 'web')))
    assert.ok(text.includes('"name":"A"') && !text.includes(variable) && !text.includes('managedFields'))
  })

  test('an object is deleted and made again, and by trials neither', async () => {
    const role = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'r', namespace: 'shop' },
      rules: [],
    }
    const at = ref(role.apiVersion, 'Role', 'r')
    assert.equal((await cluster.tryWrite({ kind: 'create', ref: at, object: role })).kind, 'written')
    assert.equal(await cluster.read(at), undefined)
    assert.equal((await cluster.write({ kind: 'create', ref: at, object: role })).kind, 'written')
    const { uid, resourceVersion } = await there(at)
    assert.equal((await cluster.tryWrite({ kind: 'delete', ref: at, uid, resourceVersion })).kind, 'written')
    assert.equal((await there(at)).resourceVersion, resourceVersion)
    assert.equal((await cluster.write({ kind: 'delete', ref: at, uid, resourceVersion })).kind, 'written')
    assert.equal(await cluster.read(at), undefined)
    const again = await cluster.write({ kind: 'create', ref: at, object: role })
    assert.ok(again.kind === 'written' && again.live !== undefined && again.live.uid !== uid)
  })

  test('workloads are observed with their pods, through what stands between', async () => {
    const workloads = [
      ref('apps/v1', 'Deployment', 'web'),
      ref('apps/v1', 'StatefulSet', 'db'),
      ref('batch/v1', 'CronJob', 'nightly'),
    ]
    await suite.client.create({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name: 'nightly-1',
        namespace: 'shop',
        ownerReferences: [
          { apiVersion: 'batch/v1', kind: 'CronJob', name: 'nightly', uid: (await there(workloads[2]!)).uid, controller: true },
        ],
      },
      spec: { template: template({ app: 'nightly' }, { restartPolicy: 'Never' }) },
    } as KubeObject)
    const seen = await waitUntil('all pods', async () => {
      const [web, db, nightly] = await cluster.observe(workloads)
      const readyOf = (one: ObservedWorkload | undefined): number => one?.pods.filter(({ ready }) => ready).length ?? 0
      // The pod of a Job may have ended before it is looked at.
      return readyOf(web) === 2 && readyOf(db) === 1 && nightly !== undefined && [web, db, nightly]
    })
    const [web, db, nightly] = seen as readonly ObservedWorkload[]
    assert.deepEqual([web?.wanted, db?.wanted, nightly?.wanted], [2, 1, undefined])
    assert.deepEqual([web?.upToDate, db?.upToDate, nightly?.upToDate], [true, true, true])
    assert.ok(web?.pods.every(({ name, containersWithToken }) => name.startsWith('web-') && containersWithToken[0] === 'main'))
    assert.deepEqual(
      db?.pods.map(({ name, restarts, ending }) => [name, restarts, ending]),
      [['db-0', 0, false]],
    )
    assert.ok(nightly?.pods.every(({ name }) => name.startsWith('nightly-1-')))
    // Among many workloads of a namespace, and one that is gone, each has the same pods.
    const many = [...workloads, ...Array.from({ length: 6 }, (_, i) => ref('apps/v1', 'Deployment', `gone-${i}`))]
    const again = await cluster.observe(many)
    assert.deepEqual(again[0]?.pods.map(({ name }) => name).sort(), web?.pods.map(({ name }) => name).sort())
    assert.deepEqual(again.at(-1), { wanted: 0, upToDate: true, pods: [] })
  })

  test('budgets that allow no disruption are told, and no others', async () => {
    const workloads = [ref('apps/v1', 'Deployment', 'web'), ref('apps/v1', 'StatefulSet', 'db')]
    const blocked = await waitUntil('the budgets to be judged', async () => {
      const found = await cluster.blockedByBudgets(workloads)
      return found.length === 1 && found
    })
    assert.deepEqual(blocked, [{ workload: workloads[0], budget: 'shop/web' }])
  })

  test('a Secret is labelled, tried, deleted and made again, and no body of it ever comes', async () => {
    const label = 'kubernetes.io~1legacy-token-invalid-since'
    const on = await cluster.write(await patch(legacy, [{ op: 'add', path: '/metadata/labels', value: { x: 'y' } }]))
    assert.ok(on.kind === 'written' && on.live !== undefined && !JSON.stringify(on).includes('"data"'))
    await cluster.write(await patch(legacy, [{ op: 'add', path: `/metadata/labels/${label}`, value: '2026-11-25' }]))
    await cluster.tryWrite(await patch(legacy, [{ op: 'remove', path: `/metadata/labels/${label}` }]))
    const probe = await patch(legacy, [{ op: 'test', path: '/data/note', value: Buffer.from(markedBody).toString('base64') }])
    assert.equal(refusal(await cluster.write(probe)).conflict, false)
    const { uid, resourceVersion } = await there(legacy)
    assert.deepEqual(await cluster.tryWrite({ kind: 'delete', ref: legacy, uid, resourceVersion }), {
      kind: 'written',
      live: undefined,
    })
    assert.deepEqual(await cluster.write({ kind: 'delete', ref: legacy, uid, resourceVersion }), {
      kind: 'written',
      live: undefined,
    })
    const remade = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'legacy', namespace: 'shop' }, type: 'Opaque' }
    const made = await cluster.write({ kind: 'create', ref: legacy, object: remade })
    assert.equal(made.kind, 'written', JSON.stringify(made))
    const events = await waitUntil('the creation of the Secret in the audit log', () => {
      const found = eventsOf(suite.plane.auditLogPath).filter(({ objectRef }) => objectRef?.resource === 'secrets')
      return found.some(({ verb }) => verb === 'create') && found
    })
    assert.deepEqual([...new Set(events.map(({ verb }) => verb))].sort(), ['create', 'delete', 'get', 'patch'])
    for (const { responseObject, verb } of events) {
      // A deletion that is done is answered by its success alone.
      const kinds = verb === 'delete' ? ['PartialObjectMetadata', 'Status'] : ['PartialObjectMetadata']
      assert.ok(kinds.includes(responseObject?.kind ?? ''), `${verb}: ${responseObject?.kind ?? 'nothing'}`)
      const sent = JSON.stringify(responseObject)
      assert.ok(!sent.includes(Buffer.from(markedBody).toString('base64')) && !sent.includes('"data"'))
    }
  })

  test('a name that was made for it does not mint a token, as it would', async () => {
    const made = await suite.client.request('POST', '/api/v1/namespaces/shop/serviceaccounts/web%2Ftoken', {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: {},
    })
    assert.equal(made.status, 201, 'the API server takes an encoded slash for one')
    const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} }
    for (const odd of ['web%2Ftoken', 'web/token'])
      await assert.rejects(
        connection.object({
          kind: 'create',
          at: { apiVersion: 'v1', resource: 'serviceaccounts', namespace: 'shop', name: odd },
          body: request,
          signal,
        }),
        { code: 'USAGE' },
      )
    await assert.rejects(connection.get({ path: '/api/v1/namespaces/shop/serviceaccounts/web%2Ftoken', signal }), TypeError)
    const ours = eventsOf(suite.plane.auditLogPath)
    assert.ok(ours.length > 20)
    assert.deepEqual(
      ours.filter(({ objectRef }) => objectRef?.subresource !== undefined),
      [],
    )
  })
})

function eventsOf(path: string): readonly AuditEvent[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as AuditEvent)
    .filter((event) => event.userAgent === 'sparekey')
}
