// Admission and the audit say the same: for random accounts and pods the answer of a real API server with the guard at the stage deny, the
// same policy evaluated here, and the audit's own rules, which know no CEL.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../base/index.ts'
import { takeInventory } from '../inventory/index.ts'
import { decodeObject, type KubeObject } from '../kube/index.ts'
import { defaultApiAudiences, podSubject } from '../tokens/index.ts'
import { clusterSuite } from '../../testbed/suite.ts'
import { indexedPrefix } from '../verdict/index.ts'
import { admit, type Admission } from './admit.ts'
import { guardObjects, guardOptions, renderGuard, stageLabel, type GuardObject, type GuardOptions } from './index.ts'
import { installed, letsIn, refuses, removed } from './installed.cases.ts'
import { localPolicy } from './local-cel.ts'
import { pairOf, type Pair } from './pairs.cases.ts'
import { podsPolicy } from './policies/pods.ts'

const pairs = Number(process.env['SPAREKEY_DIFFERENTIAL_PAIRS'] ?? 400)
const seed = Number(process.env['SPAREKEY_SEED'] ?? 20261125)
/** Accounts in one namespace: with exceptions on accounts the policy looks at each of them for every pod, which is measured elsewhere. */
const perNamespace = 50

interface Status {
  readonly message?: string
}

/** The account that the policy reads for a pod, as it was written. */
type Spoken = (pair: Pair) => JsonObject

clusterSuite('the policy on pods, against the audit', { controllers: true }, (cluster) => {
  test(`exceptions on accounts: ${pairs} pairs of ServiceAccount and pod, seed ${seed}`, async () => {
    const { client } = cluster
    const options = guardOptions(minor(), { exceptions: 'account' })
    const all = pairsIn('shop')
    await installed(client, objectsOf(options), namespacesOf('shop'))
    for (const { account } of all) await client.create(account as never)
    // The guard reads accounts from a cache of its own, which is filled in the order of the writes: the last made is the last known.
    const { namespace } = (all.at(-1) ?? assert.fail('no pair')).account.metadata
    await client.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'last', namespace } })
    await refuses(client, namespace, 'last')
    await agree(all, options, ({ account }) => account as JsonObject)
  })

  test(`exceptions on the account \`default\`: ${pairs} pairs, seed ${seed}`, async () => {
    const { client } = cluster
    const options = guardOptions(minor(), { exceptions: 'index' })
    const all = pairsIn('index').map(withoutStatement)
    for (const object of objectsOf(guardOptions(minor(), { exceptions: 'account' })).toReversed()) await removed(client, object)
    const [guarded] = namespacesOf('shop')
    await letsIn(client, guarded ?? assert.fail('no namespace'), 'default')
    const namespaces = namespacesOf('index')
    for (const name of namespaces) await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
    for (const { account } of all) await client.create(account as never)
    const indexes = new Map(namespaces.map((namespace) => [namespace, indexOf(namespace, all)]))
    for (const index of indexes.values()) await client.apply(index as never)
    await installed(client, objectsOf(options), ['probed'])
    for (const name of namespaces)
      await client.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { [stageLabel]: 'deny' } } })
    await Promise.all(namespaces.map(async (namespace) => await refuses(client, namespace, 'default')))
    await agree(all, options, ({ pod }) => indexes.get(pod.metadata.namespace) ?? assert.fail('no index'))
  })

  async function agree(all: readonly Pair[], options: GuardOptions, spoken: Spoken): Promise<void> {
    const { client } = cluster
    const policy = podsPolicy(options)
    assert.ok(policy.kind === 'validating')
    const local = localPolicy(policy.rules)
    const counts = { admitted: 0, refused: 0, kinds: new Set<string>() }
    for (const pair of all) {
      const answer = await client.request<JsonObject & Status>(
        'POST',
        `/api/v1/namespaces/${pair.pod.metadata.namespace}/pods`,
        pair.pod,
      )
      const server = answer.status === 201 ? '' : (answer.body.message ?? '')
      assert.ok(answer.status === 201 || / denied request: /.test(server), JSON.stringify([answer.body, pair], null, 1))
      const params = spoken(pair)
      const foreseen = audited(pair, params, options)
      const says = JSON.stringify([foreseen, server, pair], null, 1)
      assert.equal(answer.status === 201, foreseen.kind === 'admitted', says)
      counts[foreseen.kind]++
      if (foreseen.kind === 'refused') counts.kinds.add(foreseen.why)
      // The same policy here, of the pod as the API server would have made it.
      const here = local({ object: answer.status === 201 ? answer.body : await withoutGuard(pair), params })
      assert.equal(here.kind, answer.status === 201 ? 'passes' : 'refuses', says)
      if (here.kind === 'refuses') assert.equal(sameNames(server.replace(/^.* denied request: /, '')), sameNames(here.message))
    }
    assert.equal(counts.kinds.size, 5, [...counts.kinds].join())
    assert.ok(counts.admitted > pairs / 5 && counts.refused > pairs / 5, JSON.stringify(counts))
    console.log(
      `agreement: ${pairs} pairs, exceptions by ${options.exceptions}, ${counts.refused} refused, 0 differences, Kubernetes ${cluster.plane.version}, seed ${seed}`,
    )
  }

  function audited(pair: Pair, params: JsonObject, { exceptions: place }: GuardOptions): Admission {
    const account = decoded(pair.account)
    const index = decoded(params)
    const pod = decoded(pair.pod)
    assert.ok(account.is === 'serviceAccount' && pod.is === 'pod')
    const inventory = takeInventory({
      objects: [{ object: account }],
      complete: new Set(['secrets', 'csidrivers']),
      gaps: [],
      assumptions: new Set(),
    })
    const exceptions = place === 'account' ? { place } : { place, meta: index.meta }
    const facts = { ...inventory, apiAudiences: defaultApiAudiences }
    return admit({ subject: podSubject(pod), account, exceptions, workload: pair.workload, today: today() }, facts)
  }

  /** What the API server makes of the pod in a namespace that nobody guards; the account there is a twin. */
  async function withoutGuard(pair: Pair): Promise<JsonObject> {
    const { client } = cluster
    const elsewhere = 'kube-system'
    const twin = { ...pair.account, metadata: { ...pair.account.metadata, namespace: elsewhere } }
    // It may be there from the other form already.
    await client.request('POST', `/api/v1/namespaces/${elsewhere}/serviceaccounts`, twin)
    const pod = { ...pair.pod, metadata: { ...pair.pod.metadata, namespace: elsewhere } }
    const answer = await client.request<JsonObject>('POST', `/api/v1/namespaces/${elsewhere}/pods?dryRun=All`, pod)
    assert.equal(answer.status, 201, JSON.stringify(answer.body))
    const { metadata } = answer.body as { metadata: JsonObject }
    return { ...answer.body, metadata: { ...metadata, namespace: pair.pod.metadata.namespace } }
  }

  function minor(): number {
    return Number(cluster.plane.version.split('.')[1])
  }
})

// Without the policy on exceptions, which lets no broken one in: here they are to be judged.
function objectsOf(options: GuardOptions): readonly GuardObject[] {
  return guardObjects(renderGuard(options)).filter(({ metadata }) => /(^|[.])pods(-by-index)?[.]/.test(metadata.name))
}

function namespacesOf(prefix: string): readonly string[] {
  return Array.from({ length: Math.ceil(pairs / perNamespace) }, (_, i) => `${prefix}-${i}`)
}

function pairsIn(prefix: string): readonly Pair[] {
  return Array.from({ length: pairs }, (_, i) => pairOf(seed, i, `${prefix}-${Math.floor(i / perNamespace)}`, today()))
}

function withoutStatement(pair: Pair): Pair {
  const { annotations, ...metadata } = pair.account.metadata
  return { ...pair, account: { ...pair.account, metadata }, statement: (annotations ?? {}) as Readonly<Record<string, string>> }
}

/** The account `default` of a namespace with what the pairs there state. */
function indexOf(namespace: string, all: readonly Pair[]): JsonObject {
  const stated = all
    .filter(({ pod }) => pod.metadata.namespace === namespace)
    .flatMap(({ pod, statement = {} }) =>
      Object.entries(statement).map(([key, said]) => [`${indexedPrefix(pod.metadata.name)}${key.split('/')[1] ?? ''}`, said]),
    )
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default', namespace, annotations: Object.fromEntries(stated) as JsonObject },
  }
}

function today(): string {
  return new Date().toISOString().slice(0, 10)
}

/** Of the volume that admission puts in, whose name is random. */
function sameNames(message: string): string {
  return message.replace(/kube-api-access-[a-z0-9]{5}/g, 'kube-api-access-*')
}

function decoded(value: unknown): KubeObject {
  const found = decodeObject(value)
  assert.equal(found.kind, 'object', JSON.stringify(found))
  return found.object
}
