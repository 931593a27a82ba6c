// The look-ups: what is there, what is known not to be there, and what nobody can tell; and what is there twice.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeObject, describeGap } from '../kube/index.ts'
import { takeInventory, type Assumption, type Inventory } from './index.ts'

type Plain = Readonly<Record<string, unknown>>

function inventoryOf(
  objects: readonly Plain[],
  options: { readonly complete?: readonly string[]; readonly assume?: readonly Assumption[] } = {},
): Inventory {
  return takeInventory({
    objects: objects.map((value, i) => {
      const decoded = decodeObject(value)
      assert.ok(decoded.kind === 'object', JSON.stringify(decoded))
      return { object: decoded.object, locate: () => ({ file: 'a.yaml', line: i + 1, column: 1 }) }
    }),
    complete: new Set(options.complete),
    gaps: [],
    assumptions: new Set(options.assume),
  })
}

const claim = (spec: object): Plain => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data', namespace: 'shop' },
  spec,
})
const volume = (spec: object): Plain => ({ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'pv' }, spec })
const storageClass: Plain = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'fast' },
  provisioner: 'csi.example',
}
const driver = (spec: object): Plain => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'CSIDriver',
  metadata: { name: 'csi.example' },
  spec,
})
const asking = driver({ tokenRequests: [{ audience: '' }, { audience: 'vault' }] })
const bound = claim({ volumeName: 'pv', storageClassName: 'fast' })

const claims: readonly {
  readonly says: string
  readonly objects: readonly Plain[]
  readonly complete?: readonly string[]
  readonly assume?: readonly Assumption[]
  readonly driver: string | null | undefined
}[] = [
  {
    says: 'a bound claim has the driver of its volume',
    objects: [bound, volume({ csi: { driver: 'csi.example' } })],
    driver: 'csi.example',
  },
  {
    says: 'the volume counts before the class',
    objects: [bound, volume({ csi: { driver: 'other' } }), storageClass],
    driver: 'other',
  },
  {
    says: 'a volume without CSI has no driver',
    objects: [bound, volume({ hostPath: { path: '/' } }), storageClass],
    driver: null,
  },
  { says: 'a claim whose volume is not there has its class’s', objects: [bound, storageClass], driver: 'csi.example' },
  {
    says: 'a claim that is not bound yet has its class’s',
    objects: [claim({ storageClassName: 'fast' }), storageClass],
    driver: 'csi.example',
  },
  { says: 'a class that is not there tells nothing', objects: [bound], driver: undefined },
  { says: 'a claim that is not there tells nothing', objects: [storageClass, asking], driver: undefined },
  {
    says: 'where all drivers are known and none asks, no claim matters',
    objects: [driver({})],
    complete: ['csidrivers'],
    driver: null,
  },
  { says: 'where one asks, it does', objects: [asking], complete: ['csidrivers'], driver: undefined },
  { says: 'unless it is supposed not to', objects: [asking], assume: ['drivers'], driver: null },
]

for (const { says, objects, driver: expected, ...options } of claims) {
  test(says, () => assert.equal(inventoryOf(objects, options).claimDriver('shop', 'data'), expected))
}

test('a claim is looked for in its own namespace', () => {
  assert.equal(inventoryOf([bound, volume({ csi: { driver: 'csi.example' } })]).claimDriver('other', 'data'), undefined)
})

const secret = (type?: string): Plain => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 's', namespace: 'shop', annotations: { 'kubernetes.io/service-account.name': 'app' } },
  ...(type === undefined ? {} : { type }),
})
const template = { template: { spec: { containers: [{ name: 'app' }] } } }
const account: Plain = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'app', namespace: 'shop' } }

const facts: readonly {
  readonly says: string
  readonly objects?: readonly Plain[]
  readonly complete?: readonly string[]
  readonly assume?: readonly Assumption[]
  readonly ask: (inventory: Inventory) => unknown
  readonly answer: unknown
}[] = [
  {
    says: 'an account that is there is known',
    objects: [account],
    ask: (i) => i.account({ namespace: 'shop', name: 'app' }).kind,
    answer: 'known',
  },
  {
    says: 'an account that is not there is missing, even where all are known: a pod of it could not be made',
    complete: ['serviceaccounts'],
    ask: (i) => i.account({ namespace: 'shop', name: 'app' }).kind,
    answer: 'missing',
  },
  { says: 'or assumed', assume: ['accounts'], ask: (i) => i.account({ namespace: 'shop', name: 'app' }).kind, answer: 'assumed' },
  {
    says: 'a Secret of the token type holds a token of the account that it names',
    objects: [secret('kubernetes.io/service-account-token')],
    ask: (i) => {
      const fact = i.secret('shop', 's')
      return fact.kind === 'token' ? fact.account : fact.kind
    },
    answer: { namespace: 'shop', name: 'app' },
  },
  { says: 'a Secret of another type holds none', objects: [secret()], ask: (i) => i.secret('shop', 's').kind, answer: 'noToken' },
  { says: 'a Secret that is not there may hold one', ask: (i) => i.secret('shop', 's').kind, answer: 'unknown' },
  { says: 'not where all are known', complete: ['secrets'], ask: (i) => i.secret('shop', 's').kind, answer: 'noToken' },
  { says: 'and not where it is supposed', assume: ['secrets'], ask: (i) => i.secret('shop', 's').kind, answer: 'noToken' },
  {
    says: 'a driver that is there says for whom it asks',
    objects: [asking],
    ask: (i) => i.driver('csi.example'),
    answer: { kind: 'known', audiences: ['', 'vault'] },
  },
  { says: 'a driver that is not there may ask', ask: (i) => i.driver('csi.example').kind, answer: 'unknown' },
  {
    says: 'not where all are known',
    complete: ['csidrivers'],
    ask: (i) => i.driver('csi.example'),
    answer: { kind: 'known', audiences: [] },
  },
]

for (const { says, objects = [], ask, answer, ...options } of facts) {
  test(says, () => assert.deepEqual(ask(inventoryOf(objects, options)), answer))
}

test('of an object that is there twice the last one counts, and a gap tells where each of them is', () => {
  const switched = { ...account, automountServiceAccountToken: false }
  const inventory = inventoryOf([account, secret(), switched])
  assert.deepEqual(
    inventory.accounts.map((entry) => entry.automountServiceAccountToken),
    [false],
  )
  const object = { apiVersion: 'v1', kind: 'ServiceAccount', namespace: 'shop', name: 'app' }
  const kept = { file: 'a.yaml', line: 3, column: 1 }
  const gap = { kind: 'objectDuplicated', object, file: 'a.yaml', line: 1, column: 1, kept } as const
  assert.deepEqual(inventory.gaps, [gap])
  assert.equal(
    describeGap(gap).message,
    'ServiceAccount shop/app is in the input more than once: the last one was audited, at a.yaml:3:1, and the one at a.yaml:1:1 set aside',
  )
  assert.equal(inventory.locate(object, 'metadata.name')?.line, 3)
})

const alike: readonly { readonly says: string; readonly objects: readonly Plain[]; readonly gaps: number }[] = [
  {
    says: 'two versions of one group are one object',
    objects: ['apps/v1', 'apps/v1beta2'].map((apiVersion) => ({
      apiVersion,
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: template,
    })),
    gaps: 1,
  },
  {
    says: 'a namespace left out is the default one',
    objects: [{ name: 'app' }, { name: 'app', namespace: 'default' }].map((metadata) => ({ ...account, metadata })),
    gaps: 1,
  },
  {
    says: 'two namespaces are two objects',
    objects: ['a', 'b'].map((namespace) => ({ ...account, metadata: { name: 'app', namespace } })),
    gaps: 0,
  },
  {
    says: 'two groups are two objects',
    objects: ['batch/v1', 'batch.volcano.sh/v1alpha1'].map((apiVersion) => ({
      apiVersion,
      kind: 'Job',
      metadata: { name: 'j' },
      spec: template,
    })),
    gaps: 0,
  },
]

for (const { says, objects, gaps } of alike) test(says, () => assert.equal(inventoryOf(objects).gaps.length, gaps))

test('objects whose names the API server chooses are no duplicates, and each is found where it stands', () => {
  const job: Plain = { apiVersion: 'batch/v1', kind: 'Job', metadata: { generateName: 'tool-' }, spec: template }
  const inventory = inventoryOf([job, account, job])
  assert.deepEqual(inventory.gaps, [])
  assert.deepEqual(
    inventory.workloads.map(({ ref }) => inventory.locate(ref, 'metadata.name')?.line),
    [1, 3],
  )
})

test('every list is in one order, whatever the order of the input', () => {
  const role = (name: string): Plain => ({ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name } })
  const objects = [role('b'), role('a'), { ...account, metadata: { name: 'z' } }, account]
  for (const order of [objects, [...objects].reverse()]) {
    const { roles, accounts } = inventoryOf(order)
    assert.deepEqual(
      [...roles, ...accounts].map(({ ref }) => ref.name),
      ['a', 'b', 'z', 'app'],
    )
  }
})
