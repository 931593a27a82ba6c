// Before the first write: rights for both ways, dry runs in the server's words, objects that have changed, and what is worth knowing.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refKey } from '../kube/index.ts'
import type { FakeCluster } from './fake-cluster.cases.ts'
import { refOf } from './fake-objects.cases.ts'
import { planWith } from './fake-world.cases.ts'
import type { NeededRight } from './ports.ts'
import { preflight } from './preflight.ts'
import { account, accountOff, binding, clusterWith, role, secret, stepOf, switchStep, workload } from './shop.cases.ts'
import type { Step } from './step.ts'
import type { Preflight } from './walk.ts'

const atOnce = { when: 'atOnce' } as const
const bound = binding('b', 'edit', 'ann', 'bob')
const dropped = stepOf(
  'minting-narrowed',
  bound,
  { kind: 'edit', edits: [{ path: '/subjects', remove: { kind: 'User', name: 'ann' }, at: 0 }] },
  atOnce,
  'b',
)
const deleted = stepOf('dangling-removed', bound, { kind: 'delete', expect: [] }, atOnce, 'b')
const edit = role('edit')
const narrowed = stepOf(
  'minting-narrowed',
  edit,
  { kind: 'edit', edits: [{ path: '/rules', remove: { verbs: ['create'] }, at: 0 }] },
  atOnce,
  'r',
)
const label = { kind: 'edit', edits: [{ path: '/metadata/labels/x', to: 'y' }] } as const

async function checked(cluster: FakeCluster, ...steps: readonly Step[]): Promise<Preflight> {
  const before = cluster.contents()
  const result = await preflight(planWith(steps), cluster)
  assert.deepEqual(cluster.contents(), before)
  assert.deepEqual(cluster.effects, [])
  return result
}

function without(cluster: FakeCluster, ...verbs: readonly string[]): FakeCluster {
  cluster.rules.may = ({ verb }) => !verbs.includes(verb)
  return cluster
}

function rightsIn({ problems }: Preflight): readonly string[] {
  return problems.map((problem) =>
    problem.kind === 'right'
      ? `${problem.direction} ${problem.right.verb} ${problem.right.resource} ${problem.right.name ?? '*'}`
      : problem.kind,
  )
}

test('nothing stands against a plan whose rights are all there', async () => {
  const [sa, web] = [account('web'), workload('web')]
  const result = await checked(clusterWith(sa, web, bound, edit), switchStep(web, false), accountOff(sa), dropped, narrowed)
  assert.deepEqual([result.problems, result.warnings, result.alreadySo], [[], [], []])
})

for (const [name, step, right] of [
  ['a subject is dropped', dropped, 'back bind roles edit'],
  ['a binding is deleted', deleted, 'back bind roles edit'],
  ['a rule is dropped', narrowed, 'back escalate roles edit'],
] as const) {
  test(`T43: ${name}: an identity that lacks bind and escalate fails before any write, unless it holds the rules`, async () => {
    const cluster = without(clusterWith(bound, edit), 'bind', 'escalate')
    assert.deepEqual((await checked(cluster, step)).problems, [])
    cluster.rules.holdsRules = false
    // Where the way forward needs the same, the server says so too.
    assert.equal(rightsIn(await checked(cluster, step))[0], right)
    cluster.rules.may = () => true
    assert.deepEqual((await checked(cluster, step)).problems, [])
  })
}

test('the right for the way back is asked too: what is made must be deletable, what is deleted creatable', async () => {
  const made = stepOf('narrow-role-created', role('narrow'), { kind: 'create', object: role('narrow') }, atOnce, 'g')
  assert.deepEqual(rightsIn(await checked(without(clusterWith(), 'delete'), made)), ['back delete roles narrow'])
  assert.deepEqual(rightsIn(await checked(without(clusterWith(bound), 'create'), deleted)), ['back create rolebindings *'])
  assert.deepEqual(rightsIn(await checked(without(clusterWith(bound), 'delete'), deleted)), ['forward delete rolebindings b'])
  const web = workload('web')
  assert.deepEqual(rightsIn(await checked(without(clusterWith(web), 'patch'), switchStep(web, false))), [
    'forward patch deployments web',
    'back patch deployments web',
  ])
})

test('a label of a role or an account needs no guard', async () => {
  const cluster = without(clusterWith(edit, account('web')), 'bind', 'escalate')
  cluster.rules.holdsRules = false
  assert.deepEqual(
    (await checked(cluster, stepOf('minting-narrowed', edit, label, atOnce, 'r'), accountOff(account('web')))).problems,
    [],
  )
})

test('each right is asked once', async () => {
  const cluster = clusterWith(bound, edit, binding('c', 'edit', 'ann', 'bob'))
  const other = { ...dropped, id: 'other', object: refOf(binding('c', 'edit')), requires: [dropped.id] }
  const result = await checked(cluster, dropped, other, narrowed)
  const texts = cluster.asked.map((right: NeededRight) => JSON.stringify(right))
  assert.equal(new Set(texts).size, texts.length)
  assert.equal(result.rightsAsked, texts.length)
  assert.equal(texts.filter((text) => text.includes('"bind"')).length, 1)
})

test('a binding of a role that the plan makes is judged by the right to bind it, or by the rules that the role would have', async () => {
  const [made, object] = [role('narrow'), binding('n', 'narrow', 'ann')]
  const first = stepOf('narrow-role-created', made, { kind: 'create', object: made }, atOnce, 'g')
  const second = { ...stepOf('minting-narrowed', object, { kind: 'create', object }, atOnce, 'g'), requires: [first.id] }
  const cluster = clusterWith()
  // As the API server does where neither `bind` is granted nor the role there.
  cluster.rules.refuse = ({ kind, ref }) =>
    kind === 'create' && ref.kind === 'RoleBinding' ? 'roles "narrow" not found' : undefined
  assert.deepEqual((await checked(cluster, first, second)).problems, [])
  assert.deepEqual((await checked(without(cluster, 'bind', 'escalate'), first, second)).problems, [])
  assert.deepEqual((await checked(without(cluster, 'bind'), first, second)).problems, [
    { kind: 'refused', step: second.id, message: 'roles "narrow" not found' },
  ])
})

test('what admission says is told in its words; a webhook that cannot be tried is a warning', async () => {
  const web = workload('web')
  const cluster = clusterWith(web)
  const step = switchStep(web, false)
  cluster.rules.refuse = () => 'admission webhook "x" denied the request: no changes on Friday'
  assert.deepEqual((await checked(cluster, step)).problems, [
    { kind: 'refused', step: step.id, message: 'admission webhook "x" denied the request: no changes on Friday' },
  ])
  cluster.rules.refuse = () => 'admission webhook "x" does not support dry run'
  const result = await checked(cluster, step)
  assert.deepEqual(result.problems, [])
  assert.match(result.warnings[0]?.message ?? '', /can't be tried without effect: .*"x"/)
})

test('objects that are gone, replaced or changed are told, and those that are so already', async () => {
  const web = workload('web', { pod: { automountServiceAccountToken: true } })
  const step = switchStep(web, false)
  assert.deepEqual(
    (await checked(clusterWith(), step)).problems.map(({ kind }) => kind),
    ['missing'],
  )
  assert.deepEqual(
    (await checked(clusterWith(workload('web')), { ...step, uid: 'x' })).problems.map(({ kind }) => kind),
    ['replaced'],
  )
  assert.deepEqual((await checked(clusterWith(web), step)).problems, [
    {
      kind: 'changed',
      step: step.id,
      conflicts: [{ path: '/spec/template/spec/automountServiceAccountToken', wanted: false, found: true }],
    },
  ])
  assert.deepEqual(
    (await checked(clusterWith(workload('web', { pod: { automountServiceAccountToken: false } })), step)).alreadySo,
    [step.id],
  )
})

test('an object that changes while it is tried is tried again', async () => {
  const web = workload('web')
  const cluster = clusterWith(web)
  let times = 0
  const port = {
    read: cluster.read.bind(cluster),
    write: cluster.write.bind(cluster),
    may: cluster.may.bind(cluster),
    resourceOf: cluster.resourceOf.bind(cluster),
    observe: cluster.observe.bind(cluster),
    blockedByBudgets: cluster.blockedByBudgets.bind(cluster),
    audit: cluster.audit.bind(cluster),
    tryWrite: async (...args: Parameters<FakeCluster['tryWrite']>) => {
      if (times++ < 2) cluster.put({ ...web, metadata: { namespace: 'shop', name: 'web', labels: { times: String(times) } } })
      return await cluster.tryWrite(...args)
    },
  }
  assert.deepEqual((await preflight(planWith([switchStep(web, false)]), port)).problems, [])
})

test('a workload that is away while its pods are replaced, is not ready, or can spare no pod, is told', async () => {
  const [one, broken] = [workload('one', { kind: 'StatefulSet', replicas: 1 }), workload('broken', { needs: 'proxy' })]
  const cluster = clusterWith(one, broken)
  cluster.rules.budgets = new Map([[refKey(refOf(one)), 'one-pdb']])
  const { problems, warnings } = await checked(cluster, switchStep(one, false), switchStep(broken, false))
  assert.deepEqual(problems, [])
  assert.deepEqual(
    warnings.map(({ message }) => message.split(':')[0]),
    [
      'StatefulSet `shop/one` is away while its pods are replaced',
      'Deployment `shop/broken` is not ready now',
      'StatefulSet `shop/one` can spare no pod now by its PodDisruptionBudget `one-pdb`, which a rollout does not ask',
    ],
  )
})

test('a Secret that is deleted is told to go for good, and its way back needs no right', async () => {
  const step = stepOf('legacy-deleted', secret('t'), { kind: 'delete', expect: [] }, atOnce, 's')
  const { problems, warnings } = await checked(without(clusterWith(secret('t')), 'create'), step)
  assert.deepEqual(problems, [])
  assert.deepEqual(warnings, [{ step: step.id, message: 'a deleted Secret is not put back: `shop/t` goes for good' }])
})
