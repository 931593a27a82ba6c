// Small inputs for the tests of the procedure: plain objects, audited as a whole cluster unless a case says less.
import assert from 'node:assert/strict'
import { takeInventory } from '../../inventory/index.ts'
import { decodeObject } from '../../kube/index.ts'
import { defaultApiAudiences } from '../../tokens/index.ts'
import { audit } from '../audit.ts'
import type { AuditReport, SourceReport } from '../audit-report.ts'
import { noRequirements } from '../requirements.ts'

/** An object as a manifest has it. */
export type Plain = Readonly<Record<string, unknown>>

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

/** What a case says of its source; the rest is a live cluster that was read to its end. */
export interface CaseSource {
  readonly complete?: readonly string[]
  readonly source?: Partial<SourceReport>
}

/** The audit of some objects. */
export function audited(objects: readonly Plain[], { complete = everything, source = {} }: CaseSource = {}): AuditReport {
  const inventory = takeInventory({
    objects: objects.map((value) => {
      const decoded = decodeObject(value)
      assert.ok(decoded.kind === 'object', JSON.stringify(decoded))
      return { object: decoded.object }
    }),
    complete: new Set(complete),
    gaps: [],
    assumptions: new Set(),
  })
  return audit(inventory, {
    generatedAt: '2026-11-24T08:00:00Z',
    source: { kind: 'live', description: 'small', serverVersion: 'v1.36.3', ...source },
    apiAudiences: defaultApiAudiences,
    requirements: noRequirements,
  })
}

/** A Deployment of account `shop/app`. */
export const deployment = (spec: object = {}, metadata: object = {}): Plain => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop', ...metadata },
  spec: { template: { spec: { serviceAccountName: 'app', containers: [{ name: 'app' }], ...spec } } },
})

/** An account, silent unless it says otherwise. */
export const account = (name: string, automountServiceAccountToken?: boolean, metadata: object = {}): Plain => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name, namespace: 'shop', ...metadata },
  ...(automountServiceAccountToken === undefined ? {} : { automountServiceAccountToken }),
})

/** A RoleBinding in `shop` to a ClusterRole with the rules. */
export function granted(name: string, subject: object, ...rules: readonly object[]): readonly Plain[] {
  const apiVersion = 'rbac.authorization.k8s.io/v1'
  return [
    { apiVersion, kind: 'ClusterRole', metadata: { name }, rules },
    {
      apiVersion,
      kind: 'RoleBinding',
      metadata: { name, namespace: 'shop' },
      roleRef: { kind: 'ClusterRole', name },
      subjects: [subject],
    },
  ]
}

/** The right to make tokens. */
export const mints: object = { apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] }
/** A right that leads to no token. */
export const looks: object = { apiGroups: [''], resources: ['pods'], verbs: ['get'] }
/** The right to read Secrets. */
export const readsSecrets: object = { apiGroups: [''], resources: ['secrets'], verbs: ['get'] }

/** The account `shop/app` as a subject. */
export const app = { kind: 'ServiceAccount', name: 'app', namespace: 'shop' }
/** Somebody. */
export const alice = { kind: 'User', name: 'alice' }

/** Annotations that declare a need. */
export const declared = {
  annotations: {
    'sparekey.dev/token-required': 'lists pods',
    'sparekey.dev/token-owner': 'team',
    'sparekey.dev/token-until': '2026-12-31',
  },
}

/** A Secret with a token of `shop/app`. */
export const tokenSecret: Plain = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'app-token', namespace: 'shop', annotations: { 'kubernetes.io/service-account.name': 'app' } },
  type: 'kubernetes.io/service-account-token',
}

/** A projected token volume with its mount. */
export const projecting = (audience?: string): object => ({
  automountServiceAccountToken: false,
  volumes: [
    {
      name: 't',
      projected: { sources: [{ serviceAccountToken: { path: 'token', ...(audience === undefined ? {} : { audience }) } }] },
    },
  ],
  containers: [{ name: 'app', volumeMounts: [{ name: 't', mountPath: '/t' }] }],
})
