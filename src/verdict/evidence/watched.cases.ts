// A small cluster and a log of a month, for tests of what evidence makes of a workload.
import assert from 'node:assert/strict'
import { BlockFold, decodeEvent, ledgerOf, type Category, type Ledger } from '../../evidence/index.ts'
import { takeInventory } from '../../inventory/index.ts'
import { decodeObject } from '../../kube/index.ts'
import { defaultApiAudiences } from '../../tokens/index.ts'
import { audit } from '../audit.ts'
import type { AuditReport, WorkloadReport } from '../audit-report.ts'
import { noRequirements } from '../requirements.ts'

/** The month that the log is of. */
export const monthStart: number = Date.parse('2026-10-20T00:00:00Z')

const hour = 3_600_000

/** What a case changes of an event. */
export interface EventParts {
  readonly [key: string]: unknown
}

/** The user of a pod's token. */
export function podUser(name: string, uid: string, account = 'web'): EventParts {
  return {
    username: `system:serviceaccount:shop:${account}`,
    extra: { 'authentication.kubernetes.io/pod-name': [name], 'authentication.kubernetes.io/pod-uid': [uid] },
  }
}

/** How the log is. */
export interface LogParts {
  readonly days?: number
  readonly category?: Category
  /** Hours without any event, from the first. */
  readonly holes?: number
}

/** A ledger of events, in a log in which something is written every hour. */
export function ledgerWith(
  events: readonly EventParts[],
  { days = 34, category = 'kube-audit', holes = 0 }: LogParts = {},
): Ledger {
  const fold = new BlockFold()
  const all: readonly EventParts[] = [
    ...Array.from({ length: days * 24 }, (_, i) => ({
      auditID: `beat ${i}`,
      user: { username: 'system:node:n1', groups: ['system:nodes'] },
      requestReceivedTimestamp: new Date(monthStart + i * hour).toISOString(),
    })).filter((_, i) => i === 0 || i > holes),
    ...events,
  ]
  all.forEach((parts, i) => {
    const event = decodeEvent({
      auditID: `event ${i}`,
      stage: 'ResponseComplete',
      verb: 'list',
      requestURI: '/api/v1/namespaces/shop/configmaps',
      responseStatus: { code: 200 },
      requestReceivedTimestamp: '2026-11-10T12:00:00Z',
      ...parts,
    })
    if ('problem' in event) assert.fail(event.problem)
    fold.event(event, { cluster: 'c', category })
  })
  const sections = fold.finish()
  const identity = { length: 1, digest: 'd', marks: [], given: { cluster: '', category: '' } } as const
  return ledgerOf(sections === undefined ? [] : [{ identity, sections }])
}

/** Deployment `shop/web` with one pod, `shop/db` with none, and a role that `web` has; `objects` are added. */
export function watched(ledger: Ledger, objects: readonly object[] = [], change: object = {}, minWindowDays = 30): AuditReport {
  const all = [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace: 'shop', name: 'web' } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace: 'shop', name: 'db' } },
    deployment('web', change),
    {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { namespace: 'shop', name: 'web-7d9f8c6b5', ownerReferences: [owner('apps/v1', 'Deployment', 'web')] },
      spec: { template: { spec: { serviceAccountName: 'web', containers: [{ name: 'app' }] } } },
    },
    pod('web-7d9f8c6b5-x2x4z', 'present', { ownerReferences: [owner('apps/v1', 'ReplicaSet', 'web-7d9f8c6b5')] }),
    deployment('db', {}),
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { namespace: 'shop', name: 'all' },
      rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { namespace: 'shop', name: 'all' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'all' },
      subjects: ['web', 'db'].map((name) => ({ kind: 'ServiceAccount', namespace: 'shop', name })),
    },
    ...objects,
  ]
  const complete = 'serviceaccounts secrets csidrivers roles clusterroles rolebindings clusterrolebindings pods'.split(' ')
  const inventory = takeInventory({
    objects: all.map((value) => {
      const decoded = decodeObject(value)
      if (decoded.kind !== 'object') assert.fail(JSON.stringify(decoded))
      return { object: decoded.object }
    }),
    complete: new Set(complete),
    gaps: [],
    assumptions: new Set(),
  })
  return audit(inventory, {
    generatedAt: '2026-11-24T08:00:00Z',
    source: { kind: 'live', description: 'watched', serverVersion: 'v1.36.3' },
    apiAudiences: defaultApiAudiences,
    requirements: noRequirements,
    evidence: { ledger, cluster: 'c', description: 'use.ledger', minWindowDays },
  })
}

/** A workload of a report. */
export function workloadIn(report: AuditReport, name = 'web', kind = 'Deployment'): WorkloadReport {
  return report.workloads.find((one) => one.name === name && one.kind === kind) ?? assert.fail(`no ${name}`)
}

/** A pod of namespace `shop` that runs as `web`. */
export function pod(name: string, uid: string, metadata: object = {}): object {
  const volume = {
    name: 'kube-api-access-x2x4z',
    projected: { sources: [{ serviceAccountToken: { path: 'token', expirationSeconds: 3607 } }] },
  }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: 'shop', name, uid, ...metadata },
    spec: {
      serviceAccountName: 'web',
      volumes: [volume],
      containers: [
        { name: 'app', volumeMounts: [{ name: volume.name, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }] },
      ],
    },
    status: { phase: 'Running' },
  }
}

function deployment(name: string, { metadata = {}, spec = {} }: { readonly metadata?: object; readonly spec?: object }): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: 'shop', name, ...metadata },
    spec: { template: { spec: { serviceAccountName: name, containers: [{ name: 'app' }], ...spec } } },
  }
}

function owner(apiVersion: string, kind: string, name: string): object {
  return { apiVersion, kind, name, controller: true }
}
