// What Kyverno's own engine says of the renderings for it: the same as the audit, pod by pod. Every policy compiles there.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../../base/index.ts'
import { kyvernoVersion, runKyverno, type KyvernoFiles } from '../../../testbed/kyverno-cli.ts'
import { toolSuite } from '../../../testbed/suite.ts'
import { engineOf, guardOptions, renderEngine } from '../index.ts'
import { samplesOf, type Sample } from './samples.cases.ts'

const pods = Number(process.env['SPAREKEY_DIFFERENTIAL_PAIRS'] ?? 400)
const seed = Number(process.env['SPAREKEY_SEED'] ?? 20261125)
const all = samplesOf(seed, pods, 'shop', new Date().toISOString().slice(0, 10))
const labels = { 'kubernetes.io/metadata.name': 'shop', 'sparekey.dev/guard': 'deny' }
const cli = (kind: string, more: object): object => ({
  apiVersion: 'cli.kyverno.io/v1alpha1',
  kind,
  metadata: { name: 'all' },
  ...more,
})
const objectsOf = (id: string): readonly JsonObject[] =>
  renderEngine(engineOf(id) ?? assert.fail(id), guardOptions(36)).documents.map(({ object }) => object)
const nameOf = ({ metadata }: JsonObject): string => (metadata as { readonly name: string }).name
const policyOf = (id: string): JsonObject =>
  objectsOf(id).find((object) => nameOf(object) === 'deny.pods.sparekey.dev') ?? assert.fail(id)

/** Every account is a parameter for every pod there: time grows with the square of their number. */
const samplesFor = (id: string): readonly Sample[] => (id === 'kyverno-classic' ? all.slice(0, 300) : all)

/** Every second account has the label by which the two rules of a ClusterPolicy part them. */
const accounts = (samples: readonly Sample[]): readonly JsonObject[] =>
  samples.map(({ account }, i) => {
    const metadata = account['metadata'] as JsonObject
    return i % 2 === 0 ? account : { ...account, metadata: { ...metadata, labels: { 'app.kubernetes.io/name': 'web' } } }
  })

interface Asked {
  readonly result: 'pass' | 'fail'
  readonly rule?: string
  readonly of: (sample: Sample, index: number) => boolean
}

function files(id: string, asked: readonly Asked[]): KyvernoFiles {
  const policy = policyOf(id)
  const samples = samplesFor(id)
  const results = asked.map(({ result, rule, of }) => ({
    ...(rule === undefined ? { isValidatingPolicy: true } : { rule }),
    kind: 'Pod',
    policy: nameOf(policy),
    resources: samples
      .filter((sample, i) => of(sample, i) && (sample.expected.kind === 'refused') === (result === 'fail'))
      .map(({ name }) => name),
    result,
  }))
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels } }
  const known = id === 'kyverno' ? { context: 'context.yaml' } : { clusterResources: ['cluster.yaml'] }
  const given = { policies: ['policy.yaml'], resources: ['pods.yaml'], variables: 'values.yaml', results, ...known }
  return {
    'policy.yaml': [policy],
    'pods.yaml': samples.map(({ pod }) => pod),
    'values.yaml': [cli('Values', { namespaceSelector: [{ name: 'shop', labels }] })],
    'context.yaml': [cli('Context', { spec: { resources: accounts(samples) } })],
    'cluster.yaml': [cli('ClusterResource', { spec: { resources: [namespace, ...accounts(samples)] } })],
    'kyverno-test.yaml': [cli('Test', given)],
  }
}

const both = ['pass', 'fail'] as const
const even = (_sample: Sample, i: number): boolean => i % 2 === 0
const odd = (_sample: Sample, i: number): boolean => i % 2 === 1
const asked: Readonly<Record<string, readonly Asked[]>> = {
  kyverno: both.map((result) => ({ result, of: () => true })),
  'kyverno-classic': both.flatMap((result) => [
    { result, rule: 'pods', of: even },
    { result, rule: 'pods-of-labelled-accounts', of: odd },
  ]),
}

toolSuite('renderings for Kyverno', "Kyverno's command line", () => {
  for (const [id, questions] of Object.entries(asked))
    test(`${id}: ${samplesFor(id).length} pods, seed ${seed}`, async () => {
      const samples = samplesFor(id)
      const said = await runKyverno(['test', '.', '--remove-color'], files(id, questions))
      assert.match(said, new RegExp(`Test Summary: ${samples.length} tests passed and 0 tests failed`), said.slice(-4000))
      const refused = samples.filter(({ expected }) => expected.kind === 'refused').length
      console.log(`${id}: ${samples.length} pods, ${refused} refused, 0 differences, Kyverno ${kyvernoVersion}, seed ${seed}`)
    })

  test('a wrong expectation is seen', async () => {
    const right = files('kyverno', asked['kyverno'] ?? [])
    const wrong = JSON.parse(
      JSON.stringify(right).replace(/"result":"(pass|fail)"/g, (_, was) => `"result":"${was === 'pass' ? 'fail' : 'pass'}"`),
    ) as KyvernoFiles
    assert.match(
      await runKyverno(['test', '.', '--remove-color'], wrong),
      new RegExp(`Test Summary: 0 tests passed and ${pods} tests failed`),
    )
  })

  for (const policy of objectsOf('kyverno').filter(({ kind }) => kind !== 'ClusterRole'))
    test(`${nameOf(policy)} compiles`, async () => {
      const given = { ...files('kyverno', []), 'policy.yaml': [policy] }
      const said = await runKyverno(
        ['apply', 'policy.yaml', '-r', 'pods.yaml', '--context-file', 'context.yaml', '-f', 'values.yaml'],
        given,
      )
      assert.match(said, /^pass: \d+, fail: \d+, warn: 0, error: 0, skip: \d+/m, said.slice(-2000))
    })
})
