// The audit's prediction from a template against what a real API server put into the Pod: container by container, no difference.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { takeInventory } from '../inventory/index.ts'
import { decodeObject, type KubeObject } from '../kube/index.ts'
import { clusterSuite } from '../../testbed/suite.ts'
import { knownSecrets, pairOf, type Pair } from './differential.cases.ts'
import { defaultApiAudiences, holdingOf, podSubject, templateSubject, type Holding, type PodSubject } from './index.ts'
import { readPod } from './read-pod.cases.ts'

const pairs = Number(process.env['SPAREKEY_DIFFERENTIAL_PAIRS'] ?? 500)
const seed = Number(process.env['SPAREKEY_SEED'] ?? 20261124)
const namespace = 'differential'

clusterSuite('predictions from templates, against a real API server', { controllers: true }, (cluster) => {
  test(`${pairs} pairs of ServiceAccount and pod template, seed ${seed}`, async () => {
    const { client } = cluster
    await client.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
    await client.create({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'other', namespace } })
    // The account of pods that name none; the controller makes it too, and either may be first.
    await client.request('POST', `/api/v1/namespaces/${namespace}/serviceaccounts`, { metadata: { name: 'default' } })
    for (const secret of knownSecrets) await client.create(secretObject(secret))
    // The API server's plugin looks the Secrets and accounts up in its own cache: the first pod is made when it knows them.
    let differences = 0
    let held = 0
    for (let start = 0; start < pairs; start += 20) {
      const batch = Array.from({ length: Math.min(20, pairs - start) }, (_, i) => pairOf(seed, start + i))
      const results = await Promise.all(batch.map((pair) => compare(pair)))
      for (const result of results) {
        held += result.found.length
        if (
          JSON.stringify(result.foreseen) === JSON.stringify(result.found) &&
          JSON.stringify(result.audited) === JSON.stringify(result.found)
        )
          continue
        differences++
        assert.deepEqual(
          { foreseen: result.foreseen, audited: result.audited },
          { foreseen: result.found, audited: result.found },
          JSON.stringify(result.pair, null, 1),
        )
      }
    }
    assert.equal(differences, 0)
    assert.ok(held > pairs / 2, `only ${held} tokens in ${pairs} pods: the pairs are too tame`)
    console.log(
      `differential: ${pairs} pairs, ${held} tokens, ${differences} differences, Kubernetes ${cluster.plane.version}, seed ${seed}`,
    )

    async function compare(
      pair: Pair,
    ): Promise<{ pair: Pair; foreseen: readonly string[]; audited: readonly string[]; found: readonly string[] }> {
      const account = await client.create({ ...pair.serviceAccount, metadata: { name: pair.name, namespace } } as never)
      const made = await client.create({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: pair.name, namespace },
        spec: pair.spec,
      } as never)
      const facts = [
        account,
        { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } },
        ...knownSecrets.map(secretObject),
      ]
      const template = {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: pair.name, namespace },
        spec: { template: { spec: pair.spec } },
      }
      return {
        pair,
        foreseen: linesOf(hold(template, facts)),
        audited: linesOf(hold(made, facts)),
        found: readPod(made),
      }
    }
  })
})

function secretObject(secret: { readonly name: string; readonly account?: string }): {
  apiVersion: string
  kind: string
  metadata: { name: string; namespace: string }
} {
  const metadata = { name: secret.name, namespace }
  if (secret.account === undefined) return { apiVersion: 'v1', kind: 'Secret', metadata }
  const annotated = { ...metadata, annotations: { 'kubernetes.io/service-account.name': secret.account } }
  return { apiVersion: 'v1', kind: 'Secret', metadata: annotated, type: 'kubernetes.io/service-account-token' } as never
}

function hold(object: unknown, facts: readonly unknown[]): Holding {
  const decoded = decode(object)
  const inventory = takeInventory({
    objects: facts.map((fact) => ({ object: decode(fact) })),
    complete: new Set(['secrets', 'csidrivers']),
    gaps: [],
    assumptions: new Set(),
  })
  const answer = holdingOf(subjectOf(decoded), { ...inventory, apiAudiences: defaultApiAudiences })
  assert.deepEqual(answer.gaps, [])
  return answer.value
}

function subjectOf(object: KubeObject): PodSubject {
  if (object.is === 'pod') return podSubject(object)
  assert.ok(object.is === 'workload')
  const [placed] = object.templates
  assert.ok(placed !== undefined)
  return templateSubject(object.ref, placed)
}

function decode(value: unknown): KubeObject {
  const decoded = decodeObject(value)
  assert.equal(decoded.kind, 'object', JSON.stringify(decoded))
  return decoded.object
}

function linesOf(holding: Holding): readonly string[] {
  return holding.containers
    .flatMap((container) =>
      container.tokens.map((token) => {
        const place = token.place.kind === 'file' ? token.place.path : `$${token.place.variable}`
        return [
          container.name,
          `${token.account.namespace}/${token.account.name}`,
          token.audience ?? '',
          place,
          String(token.expirationSeconds),
        ].join(' | ')
      }),
    )
    .sort()
}
