// What Gatekeeper's own engines say of the renderings for it and for Azure Policy: the same as the audit, pod by pod, with each difference
// that is left among the sentences of the rendering.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { load } from 'js-yaml'
import type { JsonObject } from '../../base/index.ts'
import { gatekeeperVersion, gatorTest, gatorVerify, type GatorCase } from '../../../testbed/gator.ts'
import { toolSuite } from '../../../testbed/suite.ts'
import { engineOf, guardOptions, renderEngine, type EngineOptions } from '../index.ts'
import { samplesOf, type Sample } from './samples.cases.ts'

const pods = Number(process.env['SPAREKEY_DIFFERENTIAL_PAIRS'] ?? 400)
const seed = Number(process.env['SPAREKEY_SEED'] ?? 20261125)
const today = new Date().toISOString().slice(0, 10)
const samples = samplesOf(seed, pods, 'shop', today)
const namespace = (name: string, stage?: string): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name,
    labels: { 'kubernetes.io/metadata.name': name, ...(stage === undefined ? {} : { 'sparekey.dev/guard': stage }) },
  },
})
const options: EngineOptions = {
  ...guardOptions(36),
  exemptAccounts: samples.filter(({ listed }) => listed).map(({ name }) => `shop/${name}`),
  minters: { users: ['ci@example.com'], groups: ['minters'] },
}

/** Every object of a rendering; of Azure Policy what the add-on makes of its definition. */
function objectsOf(id: string): readonly JsonObject[] {
  const { documents } = renderEngine(engineOf(id) ?? assert.fail(id), options)
  if (id !== 'azure-policy') return documents.map(({ object }) => object)
  const { properties } = documents[0]?.object as unknown as Definition
  const { details } = properties.policyRule.then
  const template = load(Buffer.from(details.templateInfo.content, 'base64').toString('utf8')) as Template
  const assigned = (documents[1]?.object as unknown as Assignment).properties.parameters
  const constraint = {
    apiVersion: 'constraints.gatekeeper.sh/v1beta1',
    kind: template.spec.crd.spec.names.kind,
    metadata: { name: 'azurepolicy-sparekey' },
    spec: {
      enforcementAction: 'deny',
      match: {
        kinds: [{ apiGroups: details.apiGroups, kinds: details.kinds }],
        excludedNamespaces: assigned['excludedNamespaces']?.value,
      },
      parameters: { exemptAccounts: assigned['exemptAccounts']?.value },
    },
  }
  return [template, constraint]
}

interface Template extends JsonObject {
  readonly spec: { readonly crd: { readonly spec: { readonly names: { readonly kind: string } } } }
}
interface Definition {
  readonly properties: {
    readonly policyRule: {
      readonly then: {
        readonly details: {
          readonly templateInfo: { readonly content: string }
          readonly apiGroups: string[]
          readonly kinds: string[]
        }
      }
    }
  }
}
interface Assignment {
  readonly properties: { readonly parameters: Readonly<Record<string, { readonly value: string[] }>> }
}

/** By engine: the answer that it is held to. */
const held: Readonly<Record<string, (sample: Sample) => Sample['expected']>> = {
  gatekeeper: ({ expected }) => expected,
  'gatekeeper-cel': ({ expectedByList }) => expectedByList,
  'azure-policy': ({ expectedByList }) => expectedByList,
}

toolSuite('renderings for Gatekeeper', 'gator', () => {
  for (const [id, expectedOf] of Object.entries(held))
    test(`${id}: ${pods} pods, seed ${seed}`, async () => {
      const known = samples.flatMap(({ account, pod }) => [account, pod])
      const found = await gatorTest([...objectsOf(id), namespace('shop', 'deny'), ...known])
      const refused = new Map(found.map(({ violatingObject, msg }) => [violatingObject.metadata.name, msg]))
      for (const sample of samples) {
        const says = JSON.stringify([refused.get(sample.name), sample], null, 1)
        assert.equal(refused.has(sample.name), expectedOf(sample).kind === 'refused', says)
      }
      assert.ok(found.every(({ enforcementAction }) => enforcementAction === 'deny'))
      assert.ok(refused.size > pods / 5 && refused.size < (pods * 4) / 5, `${refused.size} refused`)
      console.log(`${id}: ${pods} pods, ${refused.size} refused, 0 differences, Gatekeeper ${gatekeeperVersion}, seed ${seed}`)
    })

  const refused = samples.find(({ expected, expectedByList }) => expected.kind === 'refused' && expectedByList.kind === 'refused')
  assert.ok(refused !== undefined)
  const moved = (to: string): readonly JsonObject[] =>
    [refused.account, refused.pod].map((object) => ({
      ...object,
      metadata: { ...(object['metadata'] as JsonObject), namespace: to },
    }))

  for (const id of ['gatekeeper', 'gatekeeper-cel'])
    test(`${id}: each namespace is at its stage, and the platform's are left out`, async () => {
      const namespaces = [namespace('shop', 'deny'), namespace('w', 'warn'), namespace('a'), namespace('kube-system', 'deny')]
      const there = ['shop', 'w', 'a', 'kube-system'].flatMap(moved)
      const found = await gatorTest([...objectsOf(id), ...namespaces, ...there])
      const stages = found.map(({ violatingObject, enforcementAction }) => [
        violatingObject.metadata.namespace,
        enforcementAction,
      ])
      assert.deepEqual(Object.fromEntries(stages), { shop: 'deny', w: 'warn', a: 'dryrun' })
    })

  for (const id of ['gatekeeper', 'gatekeeper-cel', 'azure-policy'])
    test(`${id}: a pod that was there before may be changed`, async () => {
      const objects = objectsOf(id)
      const template = objects[0]
      const constraint = objects.find((one) => nameOf(one).startsWith('deny.') || nameOf(one).startsWith('azurepolicy'))
      const cases = (['CREATE', 'UPDATE'] as const).map((operation): GatorCase => {
        const request = { kind: { group: '', version: 'v1', kind: 'Pod' }, object: refused.pod, oldObject: refused.pod }
        return { name: operation, object: review(operation, 'somebody', [], request), refused: operation === 'CREATE' }
      })
      assert.equal(await gatorVerify(template, constraint, [namespace('shop', 'deny'), refused.account], cases), '')
    })

  test('gatekeeper: the last day of an exception is a day that exists', async () => {
    const days = ['2100-02-29', '2400-02-29', '2096-02-29', '2099-02-29', '2099-04-31', '2300-01-01', '9999-12-31', '2099-00-10']
    const objects = days.flatMap((day): readonly JsonObject[] => {
      const metadata = { name: `until-${day}`, namespace: 'shop' }
      const annotations = {
        'sparekey.dev/token-required': 'why',
        'sparekey.dev/token-owner': 'who',
        'sparekey.dev/token-until': day,
      }
      const volumes = [{ name: 't', projected: { sources: [{ serviceAccountToken: { path: 't' } }] } }]
      return [
        { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { ...metadata, annotations } },
        { apiVersion: 'v1', kind: 'Pod', metadata, spec: { serviceAccountName: metadata.name, volumes, containers: [] } },
      ]
    })
    const found = await gatorTest([...objectsOf('gatekeeper'), namespace('shop', 'deny'), ...objects])
    const wrong = found.map(({ violatingObject }) => violatingObject.metadata.name.replace('until-', '')).toSorted()
    assert.deepEqual(wrong, ['2099-00-10', '2099-02-29', '2099-04-31', '2100-02-29'])
  })

  test('minting is left to nodes, the control plane and those on the list', async () => {
    const objects = objectsOf('gatekeeper')
    const template = objects.find(({ kind, metadata }) => kind === 'ConstraintTemplate' && isNamed(metadata, 'sparekeyminting'))
    const constraint = objects.find((one) => nameOf(one) === 'deny.sparekeyminting')
    assert.equal(await gatorVerify(template, constraint, [namespace('shop', 'deny')], mintingCases), '')
  })

  test('a wrong answer is seen', async () => {
    const objects = objectsOf('gatekeeper')
    const wrong = mintingCases.map((one) => ({ ...one, refused: !one.refused }))
    const [template, constraint] = [
      objects.find(({ kind, metadata }) => kind === 'ConstraintTemplate' && isNamed(metadata, 'sparekeyminting')),
      objects.find((one) => nameOf(one) === 'deny.sparekeyminting'),
    ]
    const said = await gatorVerify(template, constraint, [namespace('shop', 'deny')], wrong)
    assert.equal(said.match(/--- FAIL: /g)?.length, wrong.length + 1, said)
  })
})

function nameOf({ metadata }: JsonObject): string {
  return (metadata as { readonly name: string }).name
}
function isNamed(metadata: unknown, name: string): boolean {
  return (metadata as { readonly name: string }).name === name
}

function review(operation: string, username: string, groups: readonly string[], request: object): object {
  return {
    apiVersion: 'admission.k8s.io/v1',
    kind: 'AdmissionReview',
    request: { uid: '1', operation, namespace: 'shop', name: 'one', userInfo: { username, groups }, ...request },
  }
}

const tokenRequest = {
  kind: { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' },
  subResource: 'token',
  object: {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    metadata: { namespace: 'shop', name: 'one' },
    spec: {},
  },
}
const secret = (type: string, account: string, labels: object = {}): object => ({
  apiVersion: 'v1',
  kind: 'Secret',
  type,
  metadata: { name: 'one', namespace: 'shop', labels, annotations: { 'kubernetes.io/service-account.name': account } },
})
const tokenType = 'kubernetes.io/service-account-token'
const secretKind = { group: '', version: 'v1', kind: 'Secret' }
const invalid = { 'kubernetes.io/legacy-token-invalid-since': '2026-01-01' }

const mintingCases: readonly GatorCase[] = [
  { name: 'somebody', object: review('CREATE', 'bob', ['system:authenticated'], tokenRequest), refused: true },
  { name: 'a node', object: review('CREATE', 'system:node:n', ['system:nodes'], tokenRequest), refused: false },
  { name: 'a controller', object: review('CREATE', 'system:kube-controller-manager', [], tokenRequest), refused: false },
  { name: 'a minter', object: review('CREATE', 'ci@example.com', [], tokenRequest), refused: false },
  { name: 'a group of minters', object: review('CREATE', 'eve', ['minters'], tokenRequest), refused: false },
  {
    name: 'a token Secret',
    object: review('CREATE', 'bob', [], { kind: secretKind, object: secret(tokenType, 'app') }),
    refused: true,
  },
  {
    name: 'another Secret',
    object: review('CREATE', 'bob', [], { kind: secretKind, object: secret('Opaque', 'app') }),
    refused: false,
  },
  {
    name: 'a label on a token Secret',
    object: review('UPDATE', 'bob', [], {
      kind: secretKind,
      object: secret(tokenType, 'app', { a: 'b' }),
      oldObject: secret(tokenType, 'app'),
    }),
    refused: false,
  },
  {
    name: 'another account',
    object: review('UPDATE', 'bob', [], {
      kind: secretKind,
      object: secret(tokenType, 'admin'),
      oldObject: secret(tokenType, 'app'),
    }),
    refused: true,
  },
  {
    name: 'a token made good again',
    object: review('UPDATE', 'bob', [], {
      kind: secretKind,
      object: secret(tokenType, 'app'),
      oldObject: secret(tokenType, 'app', invalid),
    }),
    refused: true,
  },
]
