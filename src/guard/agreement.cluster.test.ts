// Admission and the audit say the same: for random accounts and pods the answer of a real API server with the guard at the stage deny, the
// same policy evaluated here, and the audit's own rules, which know no CEL.
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { JsonObject } from '../base/index.ts'
import { takeInventory } from '../inventory/index.ts'
import { decodeObject, type KubeObject } from '../kube/index.ts'
import { defaultApiAudiences, podSubject } from '../tokens/index.ts'
import { clusterSuite } from '../../testbed/suite.ts'
import { admit } from './admit.ts'
import { guardObjects, guardOptions, renderGuard } from './index.ts'
import { installed, refuses } from './installed.cases.ts'
import { localPolicy } from './local-cel.ts'
import { pairOf, type Pair } from './pairs.cases.ts'
import { podsPolicy } from './policies/pods.ts'

const pairs = Number(process.env['SPAREKEY_DIFFERENTIAL_PAIRS'] ?? 400)
const seed = Number(process.env['SPAREKEY_SEED'] ?? 20261125)
/** Accounts in one namespace: the policy looks at each of them for every pod, which is measured elsewhere. */
const perNamespace = 50
const namespaces = Array.from({ length: Math.ceil(pairs / perNamespace) }, (_, i) => `shop-${i}`)

interface Status {
  readonly message?: string
}

clusterSuite('the policy on pods, against the audit', { controllers: true }, (cluster) => {
  const options = guardOptions(36)
  before(async () => {
    // Without the policy on exceptions, which lets no broken one in: here they are to be judged.
    const objects = guardObjects(renderGuard(options)).filter(({ metadata }) => /(^|[.])pods[.]/.test(metadata.name))
    await installed(cluster.client, objects, namespaces)
  })

  test(`${pairs} pairs of ServiceAccount and pod, seed ${seed}`, async () => {
    const { client } = cluster
    const today = new Date().toISOString().slice(0, 10)
    const policy = podsPolicy(options)
    assert.ok(policy.kind === 'validating')
    const local = localPolicy(policy.rules)
    const all = Array.from({ length: pairs }, (_, i) =>
      pairOf(seed, i, namespaces[Math.floor(i / perNamespace)] ?? 'shop', today),
    )
    for (const { account } of all) await client.create(account as never)
    await known(all)
    const counts = { admitted: 0, refused: 0, kinds: new Set<string>() }
    for (const pair of all) {
      const answer = await client.request<JsonObject & Status>(
        'POST',
        `/api/v1/namespaces/${pair.pod.metadata.namespace}/pods`,
        pair.pod,
      )
      const server = answer.status === 201 ? '' : (answer.body.message ?? '')
      assert.ok(answer.status === 201 || / denied request: /.test(server), JSON.stringify([answer.body, pair], null, 1))
      const account = decoded(pair.account)
      const pod = decoded(pair.pod)
      assert.ok(account.is === 'serviceAccount' && pod.is === 'pod')
      const inventory = takeInventory({
        objects: [{ object: account }],
        complete: new Set(['secrets', 'csidrivers']),
        gaps: [],
        assumptions: new Set(),
      })
      const facts = { ...inventory, apiAudiences: defaultApiAudiences }
      const foreseen = admit({ subject: podSubject(pod), account, workload: pair.workload, today }, facts)
      const says = JSON.stringify([foreseen, server, pair], null, 1)
      assert.equal(answer.status === 201, foreseen.kind === 'admitted', says)
      counts[foreseen.kind]++
      if (foreseen.kind === 'refused') counts.kinds.add(foreseen.why)
      // The same policy here, of the pod as the API server would have made it.
      const here = local({
        object: answer.status === 201 ? answer.body : await withoutGuard(pair),
        params: pair.account as JsonObject,
      })
      assert.equal(here.kind, answer.status === 201 ? 'passes' : 'refuses', says)
      if (here.kind === 'refuses') assert.equal(sameNames(server.replace(/^.* denied request: /, '')), sameNames(here.message))
    }
    assert.equal(counts.kinds.size, 5, [...counts.kinds].join())
    assert.ok(counts.admitted > pairs / 5 && counts.refused > pairs / 5, JSON.stringify(counts))
    console.log(
      `agreement: ${pairs} pairs, ${counts.refused} refused, 0 differences, Kubernetes ${cluster.plane.version}, seed ${seed}`,
    )
  })

  /** What the API server makes of the pod in a namespace that nobody guards; the account there is a twin. */
  async function withoutGuard(pair: Pair): Promise<JsonObject> {
    const { client } = cluster
    const elsewhere = 'kube-system'
    await client.create({ ...pair.account, metadata: { ...pair.account.metadata, namespace: elsewhere } } as never)
    const pod = { ...pair.pod, metadata: { ...pair.pod.metadata, namespace: elsewhere } }
    const answer = await client.request<JsonObject>('POST', `/api/v1/namespaces/${elsewhere}/pods?dryRun=All`, pod)
    assert.equal(answer.status, 201, JSON.stringify(answer.body))
    const { metadata } = answer.body as { metadata: JsonObject }
    return { ...answer.body, metadata: { ...metadata, namespace: pair.pod.metadata.namespace } }
  }

  /**
   * Until the guard knows the accounts. It reads them from a cache of its own, which is filled in the order of the writes: the one that
   * is made last is the last to be known.
   */
  async function known(all: readonly Pair[]): Promise<void> {
    const { namespace } = (all.at(-1) ?? assert.fail('no pair')).account.metadata
    await cluster.client.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'last', namespace } })
    await refuses(cluster.client, namespace, 'last')
  }
})

/** Of the volume that admission puts in, whose name is random. */
function sameNames(message: string): string {
  return message.replace(/kube-api-access-[a-z0-9]{5}/g, 'kube-api-access-*')
}

function decoded(value: unknown): KubeObject {
  const found = decodeObject(value)
  assert.equal(found.kind, 'object', JSON.stringify(found))
  return found.object
}
