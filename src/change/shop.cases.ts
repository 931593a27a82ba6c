// A small shop of objects and steps, from which tests put together what they need.
import type { JsonObject } from '../base/index.ts'
import { FakeCluster } from './fake-cluster.cases.ts'
import { needsToken } from './fake-pods.cases.ts'
import { refOf } from './fake-objects.cases.ts'
import { planWith } from './fake-world.cases.ts'
import type { Change, Condition, Effect, Plan, RemedyId, Step } from './step.ts'

/** The namespace of everything here. */
export const namespace = 'shop'
const rbac = 'rbac.authorization.k8s.io'

/** A ServiceAccount. */
export function account(name: string, automount?: boolean): JsonObject {
  const field = automount === undefined ? {} : { automountServiceAccountToken: automount }
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace, name }, ...field }
}

/** What a workload is like; a Deployment of two pods without it. */
export interface WorkloadTraits {
  readonly kind?: string
  readonly replicas?: number
  readonly spec?: JsonObject
  readonly pod?: JsonObject
  /** The container whose program ends without a token. */
  readonly needs?: string
}

/** A workload of one container `app`, which runs as the account of its own name. */
export function workload(
  name: string,
  { kind = 'Deployment', replicas = 2, spec = {}, pod = {}, needs }: WorkloadTraits = {},
): JsonObject {
  const metadata: JsonObject = { labels: { app: name }, ...(needs === undefined ? {} : { annotations: { [needsToken]: needs } }) }
  const template = { metadata, spec: { serviceAccountName: name, containers: [{ name: 'app' }], ...pod } }
  return { apiVersion: 'apps/v1', kind, metadata: { namespace, name }, spec: { replicas, ...spec, template } }
}

/** A RoleBinding of users to a role. */
export function binding(name: string, role: string, ...users: readonly string[]): JsonObject {
  return {
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata: { namespace, name },
    roleRef: { apiGroup: rbac, kind: 'Role', name: role },
    subjects: users.map((user) => ({ kind: 'User', apiGroup: rbac, name: user })),
  }
}

/** A Role with one rule. */
export function role(name: string): JsonObject {
  const rules = [{ apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] }]
  return { apiVersion: `${rbac}/v1`, kind: 'Role', metadata: { namespace, name }, rules }
}

/** A legacy token's Secret, as far as it is ever read. */
export function secret(name: string): JsonObject {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name } }
}

/** A step that says nothing beyond its change. */
export function stepOf(remedy: RemedyId, object: JsonObject, change: Change, effect: Effect, group: string): Step {
  const ref = refOf(object)
  return {
    id: `${remedy}/${ref.kind}/${ref.namespace ?? ''}/${ref.name}`,
    remedy,
    object: ref,
    change,
    reason: 'nothing shows that it is needed',
    removes: [],
    alsoRemoves: [],
    effect,
    risk: { level: remedy === 'opt-in' ? 'low' : 'medium', why: 'a test' },
    before: [],
    after: [],
    requires: [],
    group,
  }
}

/** `podsHold` of a workload. */
export function holds(object: JsonObject, ...containers: readonly string[]): Condition {
  return { kind: 'podsHold', workload: refOf(object), containers }
}

/** Sets the switch of a workload's template, which had none. */
export function switchStep(object: JsonObject, to: boolean, effect: Effect = { when: 'rollout' }): Step {
  const edits = [{ path: '/spec/template/spec/automountServiceAccountToken', to }]
  const { name } = refOf(object)
  const step = stepOf(to ? 'opt-in' : 'template-off', object, { kind: 'edit', edits }, effect, `account/${name}`)
  return { ...step, before: [holds(object, 'app')], after: [holds(object, ...(to ? ['app'] : []))] }
}

/** Switches an account off, which had no switch. */
export function accountOff(object: JsonObject, ...requires: readonly Step[]): Step {
  const edits = [{ path: '/automountServiceAccountToken', to: false }]
  const step = stepOf('account-off', object, { kind: 'edit', edits }, { when: 'nextPod' }, `account/${refOf(object).name}`)
  return { ...step, requires: requires.map(({ id }) => id) }
}

/** Sets the annotation that has a workload's pods renewed. */
export function renewed(object: JsonObject, ...requires: readonly Step[]): Step {
  const edits = [{ path: '/spec/template/metadata/annotations/sparekey.dev~1renewed-at', to: '2026-01-01T00:00:00Z' }]
  const step = stepOf('pods-renewed', object, { kind: 'edit', edits }, { when: 'rollout' }, `account/${refOf(object).name}`)
  return { ...step, before: [holds(object, 'app')], after: [holds(object)], requires: requires.map(({ id }) => id) }
}

/** A cluster of these objects, with its pods running. */
export function clusterWith(...objects: readonly JsonObject[]): FakeCluster {
  const cluster = new FakeCluster()
  for (const object of objects) cluster.put(object)
  for (let i = 0; i < 6; i++) cluster.tick()
  return cluster
}

/** What `applyPlan` is given for these steps. */
export function newRun(...steps: readonly Step[]): {
  readonly plan: Plan
  readonly run: string
  readonly server: string
  readonly held: Record<string, never>
} {
  return { plan: planWith(steps), run: 'test', server: 'https://test', held: {} }
}
