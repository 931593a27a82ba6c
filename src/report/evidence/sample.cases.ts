// A ledger's answer with something of everything, for tests of what is drawn of it.
import type { EvidenceLedger, Times, UseRow } from '../../evidence/index.ts'

const times: Times = { count: 12, first: '2026-11-01T08:00:00.000001Z', last: '2026-11-20T17:30:00.500000Z' }

/** One row, with what a case changes of it. */
export function useRow(parts: Partial<UseRow>): UseRow {
  return {
    serviceAccount: 'shop/web',
    pod: { name: 'web-7d9f8c6b5-x2x4z', uid: 'uid-1' },
    credential: 'pod',
    verb: 'list',
    group: '',
    resource: 'configmaps',
    subresource: '',
    namespace: 'shop',
    result: 'allowed',
    ...times,
    ...parts,
  }
}

/** Something of everything. */
export const sampleEvidence: EvidenceLedger = {
  apiVersion: 'sparekey.dev/v1',
  kind: 'EvidenceLedger',
  cluster: '/subscriptions/s/managedclusters/prod',
  blocks: 3,
  coverage: [
    {
      cluster: '/subscriptions/s/managedclusters/prod',
      category: 'kube-audit',
      reads: true,
      from: '2026-11-01T08:00Z',
      to: '2026-11-21T08:00Z',
      hours: 480,
      hoursWithEvents: 479,
      covered: [
        { from: '2026-11-01T08:00Z', to: '2026-11-10T00:00Z' },
        { from: '2026-11-10T01:00Z', to: '2026-11-21T08:00Z' },
      ],
      lines: { events: 120_000, joined: 40, duplicated: 2, truncated: 1, refreshed: 500, others: 7, notUnderstood: 1 },
      examples: [{ block: 'ab12cd34ef56', offset: 1024, reason: 'not JSON: it ends too early' }],
      shortcomings: ['streamEndsEarly'],
    },
    {
      cluster: '/subscriptions/s/managedclusters/prod',
      category: 'kube-audit-admin',
      reads: false,
      from: '2026-11-01T08:00Z',
      to: '2026-11-01T09:00Z',
      hours: 1,
      hoursWithEvents: 1,
      covered: [{ from: '2026-11-01T08:00Z', to: '2026-11-01T09:00Z' }],
      lines: { events: 5, joined: 0, duplicated: 0, truncated: 0, refreshed: 0, others: 0, notUnderstood: 0 },
      examples: [],
      shortcomings: ['impersonationHidden'],
    },
  ],
  rows: [
    useRow({}),
    useRow({ verb: 'watch' }),
    useRow({ resource: 'deployments', group: 'apps', subresource: 'scale', verb: 'update', result: 'refused' }),
    useRow({ pod: null, credential: 'minted', resource: '/apis/*', namespace: '', verb: 'get' }),
    useRow({ serviceAccount: 'shop/zed', pod: null, credential: 'impersonation' }),
  ],
  minted: [
    {
      by: 'alice',
      serviceAccount: 'shop/web',
      credentialId: 'JTI=1',
      result: 'allowed',
      ...times,
      used: { ...times, count: 4 },
    },
    {
      by: 'system:serviceaccount:ci:bot',
      serviceAccount: 'shop/web',
      credentialId: null,
      result: 'refused',
      ...times,
      used: null,
    },
  ],
  legacySecrets: [
    { serviceAccount: 'shop/web', secret: 'shop/web-token', kind: 'manual', state: 'valid', ...times },
    { serviceAccount: '', secret: 'shop/old', kind: 'unnamed', state: 'invalidated', ...times },
  ],
  staleTokens: [{ serviceAccount: 'shop/web', pod: null, ...times }],
  impersonations: [{ by: 'admin', as: 'system:serviceaccount:shop:zed', result: 'allowed', ...times }],
  refused: [
    { subject: 'bob\u001b[31m', verb: 'list', group: '', resource: 'secrets', subresource: '', namespace: 'shop', ...times },
  ],
  tokenReviews: [{ by: 'vault', result: 'allowed', ...times }],
  unauthenticated: { ...times, count: 3 },
}
