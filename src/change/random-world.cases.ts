// Random clusters with a plan for each: accounts that workloads share, all three states of the switch, every way in which a change
// reaches pods, the alias, legacy Secrets, roles and bindings that are edited, deleted and made.
import fc from 'fast-check'
import type { Json, JsonObject } from '../base/index.ts'
import { FakeCluster } from './fake-cluster.cases.ts'
import { refOf, stored } from './fake-objects.cases.ts'
import { templateOf, tokensOf } from './fake-pods.cases.ts'
import { planWith } from './fake-world.cases.ts'
import { valueAt } from './pointer.ts'
import { stepOf } from './shop.cases.ts'
import type { PlannedEdit } from './resolve.ts'
import type { Condition, Effect, Plan, RemedyId, Step } from './step.ts'
import { withEdits } from './edit.ts'
import { resolve } from './resolve.ts'

/** A cluster's objects, and a plan that changes them. */
export interface Scene {
  readonly objects: readonly JsonObject[]
  readonly plan: Plan
}

const namespace = 'shop'
const switches: fc.Arbitrary<boolean | undefined> = fc.constantFrom(undefined, true, false)

interface WorkloadSeed {
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'ReplicaSet' | 'CronJob'
  readonly style: 'plain' | 'onDelete' | 'paused' | 'partition'
  readonly replicas: number
  readonly automount: boolean | undefined
  /** Whether the template names its account. */
  readonly named: boolean
  readonly marks: 'none' | 'empty' | 'some'
  readonly remedy: 'opt-in' | 'template-off' | 'pods-renewed' | 'one-container' | 'renamed' | 'none'
  readonly hasSidecar: boolean
}

interface AccountSeed {
  readonly automount: boolean | undefined
  readonly labels: boolean
  readonly off: boolean
  readonly secret: 'none' | 'plain' | 'labelled'
  readonly binding: 'none' | 'edit' | 'last' | 'delete' | 'replace'
  readonly workloads: readonly WorkloadSeed[]
}

const workloadSeeds: fc.Arbitrary<WorkloadSeed> = fc.record({
  kind: fc.constantFrom('Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'CronJob'),
  style: fc.constantFrom('plain', 'plain', 'plain', 'onDelete', 'paused', 'partition'),
  replicas: fc.nat({ max: 3 }),
  automount: switches,
  named: fc.boolean(),
  marks: fc.constantFrom('none', 'empty', 'some'),
  remedy: fc.constantFrom('opt-in', 'opt-in', 'template-off', 'pods-renewed', 'one-container', 'renamed', 'none'),
  hasSidecar: fc.boolean(),
})

const accountSeeds: fc.Arbitrary<AccountSeed> = fc.record({
  automount: switches,
  labels: fc.boolean(),
  off: fc.boolean(),
  secret: fc.constantFrom('none', 'plain', 'labelled'),
  binding: fc.constantFrom('none', 'edit', 'last', 'delete', 'replace'),
  workloads: fc.array(workloadSeeds, { maxLength: 3 }),
})

/** Random scenes. */
export const scenes: fc.Arbitrary<Scene> = fc.array(accountSeeds, { minLength: 1, maxLength: 4 }).map(sceneOf)

/** The same scene for the same seed, with at least so many steps. */
export function sceneWith(seed: number, steps: number): Scene {
  const large = fc.array(accountSeeds, { minLength: 8, maxLength: 14 }).map(sceneOf)
  const scene = fc.sample(large, { seed, numRuns: 20 }).find(({ plan }) => plan.steps.length >= steps)
  if (scene === undefined) throw new RangeError(`no scene of ${steps} steps`)
  return cut(scene, steps)
}

/** A cluster that holds a scene's objects, with its pods running. */
export function clusterOf({ objects }: Scene): FakeCluster {
  const cluster = new FakeCluster()
  for (const object of objects) cluster.put(object)
  for (let i = 0; i < 6; i++) cluster.tick()
  return cluster
}

/** The first steps of a plan: what they require stands before them. */
function cut(scene: Scene, count: number): Scene {
  return { ...scene, plan: { ...scene.plan, steps: scene.plan.steps.slice(0, count) } }
}

function sceneOf(seeds: readonly AccountSeed[]): Scene {
  const parts = seeds.map(partOf)
  const order: readonly RemedyId[] = [
    'narrow-role-created',
    'opt-in',
    'one-container',
    'account-off',
    'template-off',
    'pods-renewed',
    'legacy-invalidated',
    'minting-narrowed',
    'binding-replaced',
    'dangling-removed',
  ]
  const steps = parts.flatMap((part) => part.steps).sort((a, b) => order.indexOf(a.remedy) - order.indexOf(b.remedy))
  return { objects: parts.flatMap((part) => part.objects), plan: planWith(steps) }
}

function partOf(seed: AccountSeed, number: number): { readonly objects: readonly JsonObject[]; readonly steps: readonly Step[] } {
  const name = `account-${number}`
  const account: JsonObject = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { namespace, name, ...(seed.labels ? { labels: { team: 'a' } } : {}) },
    ...(seed.automount === undefined ? {} : { automountServiceAccountToken: seed.automount }),
  }
  const off = seed.off ? { ...account, automountServiceAccountToken: false } : account
  const workloads = seed.workloads.map((one, i) => workloadOf(one, `${name}-${i}`, name))
  const group = `account/${name}`
  const optIns: Step[] = []
  const later: Step[] = []
  for (const [i, one] of seed.workloads.entries()) {
    const object = workloads[i] ?? {}
    const step = workloadStep(one, stored(object), account, off, group)
    if (step === undefined) continue
    if (step.remedy === 'opt-in' || step.remedy === 'one-container') optIns.push(step)
    else later.push(step)
  }
  const steps: Step[] = [...optIns]
  if (seed.off && seed.automount !== false) {
    const change: PlannedEdit = {
      path: '/automountServiceAccountToken',
      ...(seed.automount === undefined ? {} : { from: true }),
      to: false,
    }
    const removes = workloads.slice(0, 1).map((object) => ({
      workload: refOf(object),
      container: 'app',
      serviceAccount: `${namespace}/${name}`,
      path: null,
    }))
    const off = stepOf('account-off', account, { kind: 'edit', edits: [change] }, { when: 'nextPod' }, group)
    steps.push({ ...off, removes, requires: optIns.map((step) => step.id) })
    steps.push(...later.map((step) => ({ ...step, requires: [off.id] })))
  } else steps.push(...later)
  const more = [...secretPart(seed, name), ...bindingPart(seed, name)]
  return {
    objects: [account, ...workloads, ...more.flatMap((part) => part.objects)],
    steps: [...steps, ...more.flatMap((part) => part.steps)],
  }
}

function workloadOf(seed: WorkloadSeed, name: string, account: string): JsonObject {
  const annotations: Json | undefined = { none: undefined, empty: {}, some: { note: 'x' } }[seed.marks]
  const containers: Json = [
    { name: 'app', image: 'a', volumeMounts: [{ name: 'data', mountPath: '/data' }] },
    ...(seed.hasSidecar ? [{ name: 'proxy', image: 'p' }] : []),
  ]
  const template: JsonObject = {
    metadata: { labels: { app: name }, ...(annotations === undefined ? {} : { annotations }) },
    spec: {
      containers,
      volumes: [{ name: 'data', emptyDir: {} }],
      ...(seed.automount === undefined ? {} : { automountServiceAccountToken: seed.automount }),
      ...(seed.named ? { serviceAccountName: account } : {}),
    },
  }
  const head = { apiVersion: seed.kind === 'CronJob' ? 'batch/v1' : 'apps/v1', kind: seed.kind, metadata: { namespace, name } }
  if (seed.kind === 'CronJob')
    return { ...head, spec: { schedule: '@daily', replicas: seed.replicas, jobTemplate: { spec: { template } } } }
  const strategy: JsonObject =
    seed.kind === 'Deployment'
      ? seed.style === 'paused'
        ? { paused: true }
        : {}
      : seed.style === 'onDelete'
        ? { updateStrategy: { type: 'OnDelete' } }
        : seed.style === 'partition'
          ? { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } } }
          : {}
  return { ...head, spec: { replicas: seed.replicas, ...strategy, template } }
}

function effectOf({ kind, style }: WorkloadSeed): Effect {
  if (kind === 'CronJob') return { when: 'nextJob' }
  if (kind === 'ReplicaSet') return { when: 'nextPod' }
  if (kind === 'Deployment') return { when: style === 'paused' ? 'paused' : 'rollout' }
  if (style === 'onDelete') return { when: 'onDelete' }
  return style === 'partition' ? { when: 'partition', partition: 1 } : { when: 'rollout' }
}

function workloadStep(
  seed: WorkloadSeed,
  object: JsonObject,
  account: JsonObject,
  off: JsonObject,
  group: string,
): Step | undefined {
  const base = seed.kind === 'CronJob' ? '/spec/jobTemplate/spec/template' : '/spec/template'
  const edits = editsOf(seed, object, base)
  if (edits.length === 0) return undefined
  const resolution = resolve(object, edits)
  const after = resolution.kind === 'pending' ? stored(withEdits(object, resolution.edits)) : object
  // Without its own account's name a pod runs as `default`, which this scene does not have.
  const known = (workload: JsonObject, is: JsonObject): JsonObject | undefined =>
    valueAt(templateOf(workload), '/spec/serviceAccountName') === valueAt(is, '/metadata/name') ? is : undefined
  const workload = refOf(object)
  const isEarly = seed.remedy === 'opt-in' || seed.remedy === 'one-container'
  const holds = (containers: readonly string[]): Condition => ({ kind: 'podsHold', workload, containers })
  const remedy = seed.remedy === 'renamed' || seed.remedy === 'none' ? 'template-off' : seed.remedy
  return {
    ...stepOf(remedy, object, { kind: 'edit', edits }, effectOf(seed), group),
    before: [holds(tokensOf(templateOf(object), known(object, account)))],
    after: [holds(tokensOf(templateOf(after), known(after, isEarly ? account : off)))],
  }
}

function editsOf(seed: WorkloadSeed, object: JsonObject, base: string): readonly PlannedEdit[] {
  const path = `${base}/spec/automountServiceAccountToken`
  const from = seed.automount === undefined ? {} : { from: seed.automount }
  const field = (to: boolean): readonly PlannedEdit[] => (seed.automount === to ? [] : [{ path, ...from, to }])
  switch (seed.remedy) {
    case 'none':
      return []
    case 'opt-in':
      return field(true)
    case 'template-off':
      return field(false)
    case 'pods-renewed':
      return [{ path: `${base}/metadata/annotations/sparekey.dev~1renewed-at`, to: '2026-01-01T00:00:00Z' }]
    case 'renamed': {
      const name = valueAt(object, `${base}/spec/serviceAccountName`)
      return [
        { path: `${base}/spec/serviceAccountName`, ...(name === undefined ? {} : { from: name }), to: 'own' },
        ...field(false),
      ]
    }
    case 'one-container': {
      const volume = { name: 'token', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } }
      const mount = { name: 'token', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }
      return [
        { path: `${base}/spec/volumes`, append: volume },
        { path: `${base}/spec/containers/0/volumeMounts`, items: ['app'], append: mount },
        ...field(false),
      ]
    }
  }
}

type Part = { readonly objects: readonly JsonObject[]; readonly steps: readonly Step[] }

function secretPart(seed: AccountSeed, name: string): readonly Part[] {
  if (seed.secret === 'none') return []
  const labels = seed.secret === 'labelled' ? { labels: { 'kubernetes.io/legacy-token-last-used': '2020-01-01' } } : {}
  const secret: JsonObject = { apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name: `${name}-token`, ...labels } }
  const edit: PlannedEdit = { path: '/metadata/labels/kubernetes.io~1legacy-token-invalid-since', to: '2026-01-01' }
  const step = stepOf('legacy-invalidated', secret, { kind: 'edit', edits: [edit] }, { when: 'atOnce' }, `secret/${name}`)
  return [{ objects: [secret], steps: [step] }]
}

function bindingPart(seed: AccountSeed, name: string): readonly Part[] {
  if (seed.binding === 'none') return []
  const group = `binding/${name}`
  const api = 'rbac.authorization.k8s.io'
  const subject = (user: string): JsonObject => ({ kind: 'User', apiGroup: api, name: user })
  const subjects = seed.binding === 'edit' ? [subject('a'), subject('b')] : [subject('a')]
  const bindingTo = (role: string, called: string): JsonObject => ({
    apiVersion: `${api}/v1`,
    kind: 'RoleBinding',
    metadata: { namespace, name: called, annotations: { why: 'x' } },
    roleRef: { apiGroup: api, kind: 'Role', name: role },
    subjects,
  })
  const binding = bindingTo('edit', `${name}-b`)
  const atOnce: Effect = { when: 'atOnce' }
  if (seed.binding === 'edit' || seed.binding === 'last') {
    const edits: readonly PlannedEdit[] = [{ path: '/subjects', remove: { kind: 'User', name: 'a' }, at: 0 }]
    return [{ objects: [binding], steps: [stepOf('minting-narrowed', binding, { kind: 'edit', edits }, atOnce, group)] }]
  }
  const expect = [{ path: '/roleRef/name', value: 'edit' }]
  if (seed.binding === 'delete') {
    return [{ objects: [binding], steps: [stepOf('dangling-removed', binding, { kind: 'delete', expect }, atOnce, group)] }]
  }
  const role: JsonObject = {
    apiVersion: `${api}/v1`,
    kind: 'Role',
    metadata: { namespace, name: `${name}-narrow` },
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
  }
  const narrow = bindingTo(`${name}-narrow`, `${name}-n`)
  const roleStep = stepOf('narrow-role-created', role, { kind: 'create', object: role }, atOnce, group)
  const made = {
    ...stepOf('minting-narrowed', narrow, { kind: 'create', object: narrow }, atOnce, group),
    requires: [roleStep.id],
  }
  const gone = { ...stepOf('binding-replaced', binding, { kind: 'delete', expect }, atOnce, group), requires: [made.id] }
  return [{ objects: [binding], steps: [roleStep, made, gone] }]
}
