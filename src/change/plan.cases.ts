// Small clusters for the tests of plans: planned, carried out on the plain objects, and audited again.
import assert from 'node:assert/strict'
import type { Json, JsonObject } from '../base/index.ts'
import { takeInventory, type Inventory } from '../inventory/index.ts'
import { decodeObject, refKey, type ObjectRef } from '../kube/index.ts'
import { defaultApiAudiences } from '../tokens/index.ts'
import { audit, noRequirements, type AuditReport, type Requirements, type SourceReport } from '../verdict/index.ts'
import { defaultPlanOptions, planOf, resolve, withEdits, type Plan, type PlanOptions, type Step } from './index.ts'

/** What a case says of its source; the rest is a live cluster that was read to its end. */
export interface CaseSource {
  readonly complete?: readonly string[]
  readonly source?: Partial<SourceReport>
  readonly requirements?: Requirements
  readonly legacyTrackingSince?: string
  readonly generatedAt?: string
  readonly gaps?: Inventory['gaps']
  readonly assumeAccounts?: true
}

const everything = [
  'serviceaccounts',
  'secrets',
  'csidrivers',
  'roles',
  'clusterroles',
  'rolebindings',
  'clusterrolebindings',
  'pods',
]

/** An input and its audit. */
export interface Audited {
  readonly inventory: Inventory
  readonly report: AuditReport
}

/** Audits plain objects. */
export function audited(objects: readonly JsonObject[], from: CaseSource = {}): Audited {
  const { complete = everything, source = {}, gaps = [], legacyTrackingSince } = from
  const inventory = takeInventory({
    objects: objects.map((value) => {
      const decoded = decodeObject(value)
      assert.ok(decoded.kind === 'object', JSON.stringify([value, decoded]))
      return { object: decoded.object }
    }),
    complete: new Set(complete),
    gaps,
    assumptions: new Set(from.assumeAccounts === true ? ['accounts'] : []),
    ...(legacyTrackingSince === undefined ? {} : { legacyTrackingSince }),
  })
  const report = audit(inventory, {
    generatedAt: from.generatedAt ?? '2026-11-24T08:00:00Z',
    source: { kind: 'live', description: 'small', assumptions: [], serverVersion: 'v1.36.3', ...source },
    apiAudiences: defaultApiAudiences,
    requirements: from.requirements ?? noRequirements,
  })
  return { inventory, report }
}

/** The plan for plain objects. */
export function planned(objects: readonly JsonObject[], options: Partial<PlanOptions> = {}, from: CaseSource = {}): Plan {
  const { inventory, report } = audited(objects, from)
  return planOf(inventory, report, { ...defaultPlanOptions, ...options })
}

/** The objects once all steps are taken; each edit has to fit what is there. */
export function carriedOut(plan: Pick<Plan, 'steps'>, objects: readonly JsonObject[]): readonly JsonObject[] {
  const world = new Map(objects.map((object) => [keyOf(object), object]))
  for (const step of plan.steps) {
    const key = refKey(step.object)
    const found = world.get(key)
    switch (step.change.kind) {
      case 'create':
        assert.equal(found, undefined, step.id)
        world.set(key, step.change.object)
        break
      case 'delete':
        assert.ok(found !== undefined, step.id)
        world.delete(key)
        break
      case 'edit': {
        assert.ok(found !== undefined, step.id)
        const resolution = resolve(found, step.change.edits)
        assert.ok(resolution.kind === 'pending', `${step.id}: ${JSON.stringify(resolution)}`)
        world.set(key, withEdits(found, resolution.edits))
      }
    }
  }
  return [...world.values()]
}

function keyOf(object: JsonObject): string {
  const decoded = decodeObject(object)
  assert.ok(decoded.kind === 'object')
  return refKey(decoded.object.ref)
}

/** Ids of the steps, in order. */
export const ids = ({ steps }: Plan): readonly string[] => steps.map(({ id }) => id)

/** One step by its id. */
export function stepOf(plan: Plan, id: string): Step {
  return plan.steps.find((step) => step.id === id) ?? assert.fail(`no ${id} among ${ids(plan).join(', ')}`)
}

/** What is left of an object, as `kind: reason`. */
export function leftOf(plan: Plan, name: string): readonly string[] {
  return plan.left.filter(({ object }) => object.name === name).map(({ kind, reason }) => `${kind}: ${reason}`)
}

/** A workload of `shop`, as account `app` unless it says otherwise. */
export function workload(
  kind: string,
  name: string,
  spec: JsonObject = {},
  more: { meta?: JsonObject; spec?: JsonObject } = {},
): JsonObject {
  const template = {
    metadata: { labels: { app: name } },
    spec: { serviceAccountName: 'app', containers: [{ name: 'app' }], ...spec },
  }
  const metadata = { name, namespace: 'shop', uid: `uid-${name}`, ...more.meta }
  if (kind === 'Pod') return { apiVersion: 'v1', kind, metadata, spec: template.spec }
  const apiVersion = kind === 'Job' || kind === 'CronJob' ? 'batch/v1' : kind === 'ReplicationController' ? 'v1' : 'apps/v1'
  const body = kind === 'CronJob' ? { jobTemplate: { spec: { template } } } : { template }
  return { apiVersion, kind, metadata, spec: { ...body, ...more.spec } }
}

/** A Deployment. */
export const deployment = (
  name: string,
  spec: JsonObject = {},
  more: { meta?: JsonObject; spec?: JsonObject } = {},
): JsonObject => workload('Deployment', name, spec, more)

/** An account of `shop`. */
export function account(name: string, automount?: boolean, meta: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace: 'shop', uid: `uid-sa-${name}`, ...meta },
    ...(automount === undefined ? {} : { automountServiceAccountToken: automount }),
  }
}

const rbac = 'rbac.authorization.k8s.io/v1'

/** A ClusterRole, or with a namespace a Role. */
export function role(name: string, rules: readonly JsonObject[], meta: JsonObject = {}): JsonObject {
  const namespaced = meta['namespace'] !== undefined
  return { apiVersion: rbac, kind: namespaced ? 'Role' : 'ClusterRole', metadata: { name, ...meta }, rules }
}

/** A RoleBinding in `shop` to a ClusterRole. */
export function binding(name: string, to: string, subjects: readonly JsonObject[], meta: JsonObject = {}): JsonObject {
  return {
    apiVersion: rbac,
    kind: 'RoleBinding',
    metadata: { name, namespace: 'shop', ...meta },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: to },
    subjects,
  }
}

/** An account as a subject. */
export const asSubject = (name: string): JsonObject => ({ kind: 'ServiceAccount', name, namespace: 'shop' })

/** A user as a subject. */
export const user = (name: string): JsonObject => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name })

/** Rights that make a token worth something. */
export const rights: readonly JsonObject[] = [
  role('looks', [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }]),
  binding('looks', 'looks', [asSubject('app')]),
]

/** Annotations that declare a need. */
export const declared = (more: Readonly<Record<string, string>> = {}): JsonObject => ({
  annotations: {
    'sparekey.dev/token-required': 'lists pods',
    'sparekey.dev/token-owner': 'team',
    'sparekey.dev/token-until': '2026-12-31',
    ...more,
  },
})

/** A Secret of `shop` with a token. */
export function tokenSecret(name: string, of: string, labels: Readonly<Record<string, Json>> = {}): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kubernetes.io/service-account-token',
    metadata: { name, namespace: 'shop', uid: `uid-${name}`, labels, annotations: { 'kubernetes.io/service-account.name': of } },
  }
}

/** The pod of a workload as the API server shows it, with the token that admission mounted, or without. */
export function podOf(owner: JsonObject, name: string, automounted: boolean, meta: JsonObject = {}): JsonObject {
  const { name: ownerName } = owner['metadata'] as unknown as { readonly name: string }
  const spec = ((owner['spec'] as JsonObject)['template'] as JsonObject)['spec'] as JsonObject
  const volume = 'kube-api-access-bcdfg'
  const mount = { name: volume, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }
  const mounting = (containers: Json | undefined): readonly Json[] =>
    ((containers ?? []) as readonly JsonObject[]).map((one) => ({
      ...one,
      volumeMounts: [...((one['volumeMounts'] ?? []) as readonly Json[]), mount],
    }))
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'shop',
      uid: `uid-${name}`,
      creationTimestamp: '2026-11-01T00:00:00Z',
      ownerReferences: [{ apiVersion: owner['apiVersion'], kind: owner['kind'], name: ownerName, controller: true }],
      ...meta,
    },
    status: { phase: 'Running' },
    spec: automounted
      ? {
          ...spec,
          containers: mounting(spec['containers']),
          volumes: [
            ...((spec['volumes'] ?? []) as readonly Json[]),
            {
              name: volume,
              projected: {
                defaultMode: 420,
                sources: [
                  { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
                  { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
                  {
                    downwardAPI: {
                      items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
                    },
                  },
                ],
              },
            },
          ],
        }
      : spec,
  }
}

/** The reference of an object of `shop`. */
export const ref = (kind: string, name: string, apiVersion = 'apps/v1'): ObjectRef => ({
  apiVersion,
  kind,
  namespace: 'shop',
  name,
})
