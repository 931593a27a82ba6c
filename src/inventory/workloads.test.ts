// Which pods belong to which workload: under the topmost controller that the input shows, and nothing is lost on the way there.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeObject, type ObjectRef } from '../kube/index.ts'
import { takeInventory } from './index.ts'

type Plain = Readonly<Record<string, unknown>>
type Owner = readonly [apiVersion: string, kind: string, name: string]

const runs = Number(process.env['SPAREKEY_PROPERTY_RUNS'] ?? 300)
/** An order for as many things as a case has. */
const ranks = fc.array(fc.nat(), { minLength: 60, maxLength: 60 })
const spec = { containers: [{ name: 'app' }] }

function metadata(name: string, owner: Owner | undefined): Plain {
  const [apiVersion, kind, of] = owner ?? []
  const named = name.endsWith('-') ? { generateName: name } : { name }
  return {
    ...named,
    namespace: 'shop',
    ...(owner === undefined ? {} : { ownerReferences: [{ apiVersion, kind, name: of, controller: true }] }),
  }
}
const pod = (name: string, owner?: Owner): Plain => ({ apiVersion: 'v1', kind: 'Pod', metadata: metadata(name, owner), spec })
const workload = ([apiVersion, kind, name]: Owner, owner?: Owner, body: object = { template: { spec } }): Plain => ({
  apiVersion,
  kind,
  metadata: metadata(name, owner),
  spec: body,
})
const web: Owner = ['apps/v1', 'Deployment', 'web']
const replicas: Owner = ['apps/v1', 'ReplicaSet', 'web-7d9']
const nightly: Owner = ['batch/v1', 'CronJob', 'nightly']
const job: Owner = ['batch/v1', 'Job', 'nightly-1']
const chart: Owner = ['helm.example/v1', 'Release', 'chart']
const nodeOwner: Owner = ['v1', 'Node', 'node-1']
const cluster: Owner = ['ray.io/v1', 'RayCluster', 'ray']
const driver: Owner = ['v1', 'Pod', 'driver']

/** `Kind name: templates; pods; the controller that is not there`. */
function grouped(objects: readonly Plain[]): readonly string[] {
  const inventory = takeInventory({
    objects: objects.map((value) => {
      const decoded = decodeObject(value)
      assert.ok(decoded.kind === 'object', JSON.stringify(decoded))
      return { object: decoded.object }
    }),
    complete: new Set(),
    gaps: [],
    assumptions: new Set(),
  })
  assert.deepEqual(inventory.gaps, [])
  const told = (ref: ObjectRef) => `${ref.kind} ${ref.name}`
  return inventory.workloads.map(({ ref, templates, pods, ownedBy }) =>
    [
      `${told(ref)}: ${templates.map((placed) => placed.specPath).join(' ')}`,
      pods.map((entry) => entry.ref.name).join(' '),
      ...(ownedBy === undefined ? [] : [`below ${told(ownedBy)}`]),
    ].join('; '),
  )
}

const cases: readonly { readonly says: string; readonly objects: readonly Plain[]; readonly groups: readonly string[] }[] = [
  {
    says: 'Deployment, ReplicaSet and Pod are one workload',
    objects: [pod('web-7d9-b', replicas), pod('web-7d9-a', replicas), workload(replicas, web), workload(web)],
    groups: ['Deployment web: spec.template.spec; web-7d9-a web-7d9-b'],
  },
  {
    says: 'CronJob, Job and Pod are one workload',
    objects: [
      workload(nightly, undefined, { jobTemplate: { spec: { template: { spec } } } }),
      workload(job, nightly),
      pod('nightly-1-x', job),
    ],
    groups: ['CronJob nightly: spec.jobTemplate.spec.template.spec; nightly-1-x'],
  },
  {
    says: 'an owner is found whatever version of its group names it',
    objects: [pod('web-7d9-a', ['apps/v1beta2', 'ReplicaSet', 'web-7d9']), workload(replicas)],
    groups: ['ReplicaSet web-7d9: spec.template.spec; web-7d9-a'],
  },
  {
    says: 'but not in another group',
    objects: [pod('web-7d9-a', ['apps.kruise.io/v1', 'ReplicaSet', 'web-7d9']), workload(replicas)],
    groups: ['ReplicaSet web-7d9: spec.template.spec; ', 'ReplicaSet web-7d9: ; web-7d9-a'],
  },
  {
    says: 'pods of an owner that is not there stand together under its name',
    objects: [pod('web-7d9-b', replicas), pod('web-7d9-a', replicas)],
    groups: ['ReplicaSet web-7d9: ; web-7d9-a web-7d9-b'],
  },
  {
    says: 'a controller above the root that is not there is told',
    objects: [workload(web, chart), workload(replicas, web), pod('web-7d9-a', replicas)],
    groups: ['Deployment web: spec.template.spec; web-7d9-a; below Release chart'],
  },
  {
    says: 'an owner that is no controller groups nothing',
    objects: [
      workload(web),
      { ...pod('a'), metadata: { name: 'a', namespace: 'shop', ownerReferences: [{ kind: 'Deployment', name: 'web' }] } },
    ],
    groups: ['Deployment web: spec.template.spec; ', 'Pod a: ; a'],
  },
  {
    says: 'a mirror pod is owned by its node and stands for itself',
    objects: [pod('etcd-node-1', nodeOwner)],
    groups: ['Pod etcd-node-1: ; etcd-node-1'],
  },
  {
    says: 'pods that a pod controls stand with it',
    objects: [pod('a-executor', driver), pod('driver')],
    groups: ['Pod driver: ; a-executor driver'],
  },
  {
    says: 'owners in a ring each keep their template and their pods',
    objects: [
      workload(web, replicas),
      workload(replicas, web),
      pod('of-web', web),
      pod('of-replicas', replicas),
      workload(job, job),
    ],
    groups: [
      'Deployment web: spec.template.spec; of-web; below ReplicaSet web-7d9',
      'Job nightly-1: spec.template.spec; ; below Job nightly-1',
      'ReplicaSet web-7d9: spec.template.spec; of-replicas; below Deployment web',
    ],
  },
  {
    says: 'objects whose names the API server chooses are as many as there are',
    objects: [pod('tool-'), pod('tool-'), workload(['batch/v1', 'Job', 'tool-']), workload(['batch/v1', 'Job', 'tool-'])],
    groups: [
      'Job tool-*: spec.template.spec; ',
      'Job tool-*: spec.template.spec; ',
      'Pod tool-*: ; tool-*',
      'Pod tool-*: ; tool-*',
    ],
  },
  {
    says: 'a custom resource has all its templates, and the pods of what it makes',
    objects: [
      workload(cluster, undefined, {
        headGroupSpec: { template: { spec } },
        workerGroupSpecs: [{ template: { spec } }, { template: { spec } }],
      }),
      pod('ray-head', cluster),
    ],
    groups: [
      'RayCluster ray: spec.headGroupSpec.template.spec spec.workerGroupSpecs[0].template.spec spec.workerGroupSpecs[1].template.spec; ray-head',
    ],
  },
]

for (const { says, objects, groups } of cases) {
  test(says, () => {
    assert.deepEqual(grouped(objects), groups)
    assert.deepEqual(grouped([...objects].reverse()), groups)
  })
}

test('a workload has the metadata of its root, and of a bare pod its own', () => {
  const labelled = (value: Plain, app: string) => ({ ...value, metadata: { ...(value['metadata'] as object), labels: { app } } })
  const objects = [
    labelled(pod('a-executor', driver), 'executor'),
    labelled(pod('driver'), 'driver'),
    labelled(pod('orphan', replicas), 'orphan'),
    labelled(workload(web), 'web'),
  ]
  for (const order of [objects, [...objects].reverse()]) {
    const { workloads } = takeInventory({
      objects: order.flatMap((value) => {
        const decoded = decodeObject(value)
        return decoded.kind === 'object' ? [{ object: decoded.object }] : []
      }),
      complete: new Set(),
      gaps: [],
      assumptions: new Set(),
    })
    assert.deepEqual(
      workloads.map(({ ref, meta }) => [ref.name, meta?.labels.get('app')]),
      [
        ['web', 'web'],
        ['driver', 'driver'],
        ['web-7d9', undefined],
      ],
    )
  }
})

test('whoever owns whom, no pod is lost or told twice, every template has a workload above it, and the order is nothing', () => {
  const names = ['a', 'b', 'c', 'd']
  const owners = fc.array(fc.option(fc.constantFrom(...names, 'absent'), { nil: undefined }), { minLength: 8, maxLength: 8 })
  const of = (name: string | undefined): Owner | undefined => (name === undefined ? undefined : ['apps/v1', 'ReplicaSet', name])
  fc.assert(
    fc.property(owners, ranks, (chosen, random) => {
      const objects = [
        ...names.map((name, i) => workload(['apps/v1', 'ReplicaSet', name], of(chosen[i]))),
        ...names.map((name, i) => pod(`pod-${name}`, of(chosen[i + 4]))),
      ]
      const groups = grouped(objects)
      const pods = groups.flatMap((line) => line.split('; ')[1]?.split(' ') ?? []).filter((name) => name !== '')
      assert.deepEqual(
        pods.sort(),
        names.map((name) => `pod-${name}`),
      )
      assert.ok(groups.some((line) => line.includes('spec.template')))
      const shuffled = objects.map((object, i) => ({ object, at: random[i] ?? 0 })).sort((x, y) => x.at - y.at)
      assert.deepEqual(grouped(shuffled.map(({ object }) => object)), groups)
    }),
    { numRuns: runs, seed: 20261124 },
  )
})
