// What is read off workloads and pods against a server that answers as it is told to: progress, failures, and what can't be seen.
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { Cluster } from '../../change/index.ts'
import type { ObjectRef } from '../../kube/index.ts'
import { changeCluster } from './change-cluster.ts'
import { connectForChange } from './connect-for-change.ts'
import { fakeApi, page, status, type Answers, type FakeApi } from './fake-api.cases.ts'

const { signal } = new AbortController()

async function open(t: TestContext, answers: Answers): Promise<{ readonly cluster: Cluster; readonly api: FakeApi }> {
  const api = await fakeApi(t, answers)
  const connection = await connectForChange({ kubeconfig: api.kubeconfig({}), signal, environment: {} })
  t.after(() => connection.close())
  const audit = (): never => assert.fail('nobody audits here')
  const containersWithToken = ({ spec }: Parameters<Parameters<typeof changeCluster>[1]['containersWithToken']>[0]) =>
    spec.containers.map(({ name }) => name)
  return { cluster: changeCluster(connection, { audit, containersWithToken, signal, backoff: () => 0 }), api }
}

const deployment: ObjectRef = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' }
const meta = (name: string, more: object = {}): object => ({
  metadata: { name, namespace: 'shop', uid: `uid-${name}`, resourceVersion: '1', generation: 3, ...more },
})
const owner = (kind: string, name: string): object => ({
  ownerReferences: [{ apiVersion: 'apps/v1', kind, name, controller: true }],
})
const spec = { containers: [{ name: 'main' }] }
const template = { spec: { template: { spec } } }

/** Answers with one workload, and lists of these. */
function serving(workload: object, lists: Readonly<Record<string, readonly object[]>> = {}): Answers {
  return ({ path }) => {
    const resource = path.split('/').at(-1) ?? ''
    const kinds: Record<string, string> = {
      pods: 'PodList',
      replicasets: 'ReplicaSetList',
      jobs: 'JobList',
      deployments: 'DeploymentList',
      statefulsets: 'StatefulSetList',
    }
    const kind = kinds[resource]
    return kind === undefined ? { body: workload } : page(kind, lists[resource] ?? [])
  }
}

const full = { observedGeneration: 3, replicas: 2, updatedReplicas: 2 }
const progress: readonly (readonly [says: string, of: Partial<ObjectRef>, status: object, upToDate: boolean])[] = [
  ['a Deployment that has replaced all pods', {}, full, true],
  ['a Deployment whose controller lags behind', {}, { ...full, observedGeneration: 2 }, false],
  ['a Deployment whose controller has never looked', {}, {}, false],
  ['a Deployment with a pod of the old template', {}, { ...full, updatedReplicas: 1 }, false],
  ['a Deployment with old pods only', {}, { observedGeneration: 3, replicas: 2 }, false],
  ['a StatefulSet that waits for OnDelete', { kind: 'StatefulSet' }, { ...full, updatedReplicas: 0 }, false],
  [
    'a DaemonSet under way',
    { kind: 'DaemonSet' },
    { observedGeneration: 3, currentNumberScheduled: 2, updatedNumberScheduled: 1 },
    false,
  ],
  ['a ReplicaSet, which replaces no pod', { kind: 'ReplicaSet' }, { observedGeneration: 3, replicas: 2 }, true],
  ['a CronJob', { apiVersion: 'batch/v1', kind: 'CronJob' }, {}, true],
  [
    'a Rollout, which writes the generation as a text',
    { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' },
    { ...full, observedGeneration: '2' },
    false,
  ],
]

for (const [says, of, state, upToDate] of progress)
  test(`${says} is ${upToDate ? '' : 'not '}up to date`, async (t) => {
    const { cluster } = await open(
      t,
      serving({ ...meta('web'), spec: { ...template.spec, jobTemplate: template, replicas: 2 }, status: state }),
    )
    const [observed] = await cluster.observe([{ ...deployment, ...of }])
    assert.equal(observed?.upToDate, upToDate)
  })

const pod = (name: string, more: object): object => ({ ...meta(name, owner('ReplicaSet', 'web-1')), spec, ...more })
const replicaSet = { ...meta('web-1', owner('Deployment', 'web')), ...template }

test('of a pod its failures, restarts and end are read, and those at their end are left out', async (t) => {
  const pods = [
    pod('a', {
      status: {
        phase: 'Running',
        conditions: [{ type: 'Ready', status: 'False' }],
        initContainerStatuses: [{ restartCount: 1, state: { terminated: {} } }],
        containerStatuses: [
          { restartCount: 2, state: { waiting: { reason: 'ContainerCreating' } } },
          { restartCount: 3, state: { waiting: { reason: 'CrashLoopBackOff' } } },
        ],
      },
    }),
    {
      ...meta('b', { ...owner('ReplicaSet', 'web-1'), deletionTimestamp: '2026-11-25T10:00:00Z' }),
      spec,
      status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
    },
    pod('c', { status: { phase: 'Failed' } }),
    { ...meta('stranger'), spec, status: { phase: 'Running' } },
  ]
  const answers = serving({ ...meta('web'), ...template }, { pods, replicasets: [replicaSet] })
  const { cluster } = await open(t, answers)
  const [observed] = await cluster.observe([deployment])
  assert.deepEqual(observed?.pods, [
    {
      name: 'a',
      uid: 'uid-a',
      ready: false,
      restarts: 6,
      waiting: 'CrashLoopBackOff',
      ending: false,
      containersWithToken: ['main'],
    },
    { name: 'b', uid: 'uid-b', ready: true, restarts: 0, ending: true, containersWithToken: ['main'] },
  ])
})

test('pods of few workloads are asked for by their selectors, of many by their namespace', async (t) => {
  const selector = { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['x', 'y'] }] }
  const { cluster, api } = await open(t, serving({ ...meta('web'), spec: { ...template.spec, selector } }))
  const queriesOf = (): readonly unknown[] =>
    api.asked.filter(({ path }) => path.endsWith('/pods')).map(({ query }) => query['labelSelector'])
  await cluster.observe([deployment])
  assert.deepEqual(queriesOf(), ['app in (web),tier notin (x,y)'])
  await cluster.observe(Array.from({ length: 7 }, (_, i) => ({ ...deployment, name: `web-${i}` })))
  assert.deepEqual(queriesOf().slice(1), [undefined])
})

test('pods of an operator’s workload are found through whatever it makes', async (t) => {
  const widget: ObjectRef = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', namespace: 'shop', name: 'web' }
  const between = { ...meta('web-1', { ownerReferences: [{ ...widget, controller: true }] }), ...template }
  const answers = serving({ ...meta('web'), ...template }, { pods: [pod('a', {})], replicasets: [between] })
  const { cluster } = await open(t, answers)
  assert.deepEqual(
    (await cluster.observe([widget]))[0]?.pods.map(({ name }) => name),
    ['a'],
  )
})

test('pods that may not be seen are no pods that have ended', async (t) => {
  const { cluster } = await open(t, (asked) =>
    asked.path.endsWith('/pods') ? status(403, 'no') : serving({ ...meta('web'), ...template })(asked),
  )
  await assert.rejects(cluster.observe([deployment]), { code: 'API_REFUSED', message: /cannot see the pods of namespace `shop`/ })
})

test('a pod that can not be read is told, not passed over', async (t) => {
  const broken = { ...meta('a', owner('ReplicaSet', 'web-1')), spec: { containers: 'none' } }
  const { cluster } = await open(t, serving({ ...meta('web'), ...template }, { pods: [broken], replicasets: [replicaSet] }))
  await assert.rejects(cluster.observe([deployment]), { code: 'API_UNREACHABLE', message: /^cannot read Pod shop\/a: `spec/ })
})

const budget = (name: string, selector: unknown, allowed?: number): object => ({
  metadata: { name },
  spec: { selector },
  status: { disruptionsAllowed: allowed },
})

test('budgets count by their selectors, an empty one for all pods and none for no pod', async (t) => {
  const budgets = [
    budget('all', {}, 0),
    budget('none', undefined, 0),
    budget('spare', {}, 1),
    budget('unjudged', { matchLabels: { app: 'web' } }),
    budget('others', { matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] }, 0),
    budget('there', { matchExpressions: [{ key: 'app', operator: 'Exists' }] }, 0),
  ]
  const labelled = { ...meta('a', { ...owner('ReplicaSet', 'web-1'), labels: { app: 'web' } }), spec }
  const { cluster } = await open(t, (asked) =>
    asked.path.endsWith('/poddisruptionbudgets')
      ? page('PodDisruptionBudgetList', budgets)
      : serving({ ...meta('web'), ...template }, { pods: [labelled], replicasets: [replicaSet] })(asked),
  )
  assert.deepEqual(
    (await cluster.blockedByBudgets([deployment])).map(({ budget: name }) => name),
    ['shop/all', 'shop/there', 'shop/unjudged'],
  )
})
