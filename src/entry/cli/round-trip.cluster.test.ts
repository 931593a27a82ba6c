// Plans for many random worlds, applied and backed out on a real API server by the commands that people use: every object's spec,
// labels and annotations are as before, and every pod holds the tokens that it held.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { KubeObject, TestClient } from '../../../testbed/client.ts'
import { clusterSuite } from '../../../testbed/suite.ts'
import { waitUntil } from '../../../testbed/wait-until.ts'
import { compareText } from '../../base/index.ts'
import { runWith, type Ran } from './fake-io.cases.ts'
import { worldOf } from './round-trip.cases.ts'

const worlds = Number(process.env['SPAREKEY_ROUND_TRIPS'] ?? 12)
const seed = Number(process.env['SPAREKEY_SEED'] ?? 20261125)
const perRound = 50

/** Kinds that a plan writes. */
const kinds: readonly (readonly [string, string])[] = [
  ['v1', 'ServiceAccount'],
  ['v1', 'Secret'],
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'StatefulSet'],
  ['apps/v1', 'DaemonSet'],
  ['apps/v1', 'ReplicaSet'],
  ['batch/v1', 'Job'],
  ['batch/v1', 'CronJob'],
  ['rbac.authorization.k8s.io/v1', 'Role'],
  ['rbac.authorization.k8s.io/v1', 'RoleBinding'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRoleBinding'],
]

/** What controllers write into annotations when they see a change, of either direction. */
const countedByControllers: ReadonlySet<string> = new Set([
  'deployment.kubernetes.io/revision',
  'deprecated.daemonset.template.generation',
])

interface Whole extends KubeObject {
  readonly metadata: KubeObject['metadata'] & {
    readonly name: string
    readonly ownerReferences?: readonly { readonly controller?: boolean; readonly kind: string; readonly name: string }[]
    readonly deletionTimestamp?: string
  }
  readonly status?: Readonly<Record<string, unknown>> & { readonly phase?: string }
  readonly spec?: Readonly<Record<string, unknown>>
}

/** Everything that a backout promises to restore of the objects, by kind and name. */
async function statesOf(client: TestClient): Promise<Readonly<Record<string, unknown>>> {
  const states: [string, unknown][] = []
  for (const [apiVersion, kind] of kinds) {
    for (const { metadata, status: _, ...rest } of await client.list<Whole>(apiVersion, kind)) {
      // A Deployment's ReplicaSets come and go with every rollout: their Deployment is what is compared.
      if (metadata.ownerReferences?.some(({ controller }) => controller === true) === true) continue
      const annotations = Object.entries(metadata.annotations ?? {}).filter(([key]) => !countedByControllers.has(key))
      states.push([
        `${kind} ${metadata.namespace ?? ''}/${metadata.name}`,
        { ...rest, data: undefined, labels: metadata.labels ?? {}, annotations: Object.fromEntries(annotations) },
      ])
    }
  }
  return Object.fromEntries(states.sort(([a], [b]) => compareText(a, b)))
}

/** What each pod that runs holds, under the name of its workload. */
async function tokensOf(client: TestClient): Promise<readonly string[]> {
  const pods = await client.list<Whole>('v1', 'Pod')
  return pods
    .filter(({ status, metadata }) => status?.phase === 'Running' && metadata.deletionTimestamp === undefined)
    .map((pod) => {
      const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller === true)
      const name =
        owner === undefined ? `Pod ${pod.metadata.name}` : `${owner.kind} ${owner.name.replace(/-[a-z0-9]{8,10}$/, '')}`
      return `${pod.metadata.namespace ?? ''} ${name}: ${mountedTokens(pod).join('; ')}`
    })
    .sort(compareText)
}

interface RawSpec {
  readonly serviceAccountName?: string
  readonly volumes?: readonly {
    readonly name: string
    readonly secret?: object
    readonly projected?: { readonly sources: readonly { readonly serviceAccountToken?: object }[] }
  }[]
  readonly initContainers?: RawSpec['containers']
  readonly containers: readonly {
    readonly name: string
    readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[]
  }[]
}

/** Each mount of a token, read off the Pod as the API server stored it. */
function mountedTokens({ spec }: Whole): readonly string[] {
  const { serviceAccountName = '', volumes = [], initContainers = [], containers } = spec as unknown as RawSpec
  return [...initContainers, ...containers].flatMap(({ name, volumeMounts = [] }) =>
    volumeMounts.flatMap((mount) => {
      const volume = volumes.find((one) => one.name === mount.name)
      const sources = [
        ...(volume?.projected?.sources ?? []).flatMap(({ serviceAccountToken }) => serviceAccountToken ?? []),
        ...(volume?.secret === undefined ? [] : [volume.secret]),
      ]
      return sources.map((source) => `${serviceAccountName} ${name} ${mount.mountPath} ${JSON.stringify(source)}`)
    }),
  )
}

/** Until every controller has seen the newest of its object, and every pod that is to run is ready. */
async function atRest(client: TestClient): Promise<void> {
  let last = ''
  await waitUntil(
    'all workloads to be at rest',
    async () => {
      last = ''
      for (const kind of ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet']) {
        for (const each of await client.list<Whole>('apps/v1', kind)) {
          const status = (each.status ?? {}) as Readonly<Record<string, number | undefined>>
          const { generation } = each.metadata as { readonly generation?: number }
          const wanted =
            kind === 'DaemonSet'
              ? (status['desiredNumberScheduled'] ?? 0)
              : ((each.spec?.['replicas'] as number | undefined) ?? 1)
          const ready = status[kind === 'DaemonSet' ? 'numberReady' : 'readyReplicas'] ?? 0
          const total = kind === 'DaemonSet' ? ready : (status['replicas'] ?? 0)
          if (status['observedGeneration'] !== generation || ready !== wanted || total !== wanted) {
            last = `${kind} ${each.metadata.namespace ?? ''}/${each.metadata.name}`
            return false
          }
        }
      }
      const pods = await client.list<Whole>('v1', 'Pod')
      const moving = pods.find(({ metadata, status }) => metadata.deletionTimestamp !== undefined || status?.phase === 'Pending')
      if (moving !== undefined) last = `Pod ${moving.metadata.namespace ?? ''}/${moving.metadata.name}`
      return moving === undefined
    },
    { timeoutMs: 120_000, lastSeen: () => last },
  )
}

clusterSuite('what was taken away is put back', { kwok: true, nodes: 2 }, (cluster) => {
  let folder = ''
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sparekey-round-trip-'))
  })
  after(() => {
    rmSync(folder, { recursive: true })
  })

  const sparekey = (...words: readonly string[]): Promise<Ran> =>
    runWith([...words, '--kubeconfig', cluster.plane.kubeconfigPath], '', new Date().toISOString())

  for (let first = 0; first < worlds; first += perRound) {
    const count = Math.min(perRound, worlds - first)
    test(`worlds ${first} to ${first + count - 1}, seed ${seed}`, async () => {
      const { client } = cluster
      const made = Array.from({ length: count }, (_, i) => worldOf(seed, first + i).objects).flat()
      await make(client, made)
      await atRest(client)
      await pause(client, made)
      const [states, tokens] = [await statesOf(client), await tokensOf(client)]
      const file = join(folder, `plan-${first}.yaml`)
      const journal = join(folder, `run-${first}.journal`)

      const planned = await sparekey('plan', '-o', file, '--max-risk', 'high')
      assert.equal(planned.code, 1, planned.err)
      const applied = await sparekey('apply', file, '--yes', '--journal', journal, '--batch-size', '500', '--timeout', '240')
      assert.ok(applied.code === 0 || applied.code === 2, `${applied.out}\n${applied.err}`)
      await atRest(client)
      assert.notDeepEqual(await statesOf(client), states)
      assert.notDeepEqual(await tokensOf(client), tokens)
      // What waits for somebody (OnDelete, paused, a partition) is still held; nothing else may differ from what was intended.
      const verified = await sparekey('verify', journal, '-o', 'json')
      const { lost, gained, gone } = JSON.parse(verified.out) as Readonly<Record<string, readonly object[]>>
      assert.deepEqual([lost, gained], [[], []])
      assert.ok((gone ?? []).length > 0)

      const back = await sparekey('backout', journal, '--yes', '--batch-size', '500', '--timeout', '240')
      assert.ok(back.code === 0 || back.code === 2, `${back.out}\n${back.err}`)
      await atRest(client)
      assert.deepEqual(await statesOf(client), states)
      assert.deepEqual(await tokensOf(client), tokens)
      const restored = await sparekey('verify', journal)
      assert.equal(restored.code, 0, `${restored.out}\n${restored.err}`)
      await Promise.all(
        Array.from({ length: count }, (_, i) => client.request('DELETE', `/api/v1/namespaces/world-${first + i}`)),
      )
      await waitUntil(
        'the worlds to be gone',
        async () => (await client.list<Whole>('v1', 'Namespace')).every(({ metadata }) => !metadata.name.startsWith('world-')),
        { timeoutMs: 240_000 },
      )
    })
  }
})

async function make(client: TestClient, objects: readonly KubeObject[]): Promise<void> {
  for (const object of objects) {
    // The controller makes the `default` account too, and either may be first.
    if (object.kind === 'ServiceAccount') await client.apply(object)
    else if (isPaused(object)) await client.create({ ...object, spec: { ...object.spec, paused: false } } as KubeObject)
    else await client.create(object)
  }
}

type Paused = KubeObject & { readonly spec: object }

/** A Deployment that was born paused would have no pods at all. */
function isPaused(object: KubeObject): object is Paused {
  return (object as { readonly spec?: { readonly paused?: boolean } }).spec?.paused === true
}

async function pause(client: TestClient, objects: readonly KubeObject[]): Promise<void> {
  for (const { metadata } of objects.filter(isPaused))
    await client.request('PATCH', `/apis/apps/v1/namespaces/${metadata.namespace ?? ''}/deployments/${metadata.name ?? ''}`, {
      spec: { paused: true },
    })
}
