// A small log of many kinds of events, and AKS's envelope of a line, for tests of everything that reads logs.

/** The cluster of the envelopes, in capitals as blobs have it. */
export const clusterId = '/SUBSCRIPTIONS/0B62A232/RESOURCEGROUPS/RG/PROVIDERS/MICROSOFT.CONTAINERSERVICE/MANAGEDCLUSTERS/PROD'

const users: readonly Readonly<Record<string, unknown>>[] = [
  {
    username: 'system:serviceaccount:shop:web',
    groups: ['system:serviceaccounts'],
    extra: {
      'authentication.kubernetes.io/pod-name': ['web-7d9f8c6b5-x2x4z'],
      'authentication.kubernetes.io/pod-uid': ['uid-1'],
      'authentication.kubernetes.io/credential-id': ['JTI=1'],
    },
  },
  { username: 'system:serviceaccount:shop:db', groups: [], extra: { 'authentication.kubernetes.io/credential-id': ['JTI=2'] } },
  { username: 'system:node:n1', groups: ['system:nodes'] },
  { username: 'alice "the\\admin" ü😀', groups: ['devs'] },
]
const objects: readonly Readonly<Record<string, string>>[] = [
  { resource: 'configmaps', namespace: 'shop', apiVersion: 'v1' },
  { resource: 'deployments', namespace: 'shop', name: 'web', apiGroup: 'apps', apiVersion: 'v1' },
  { resource: 'nodes', apiVersion: 'v1' },
]

/** Events of several users, verbs, results and hours; the same each time. */
export function sampleEvents(count: number): readonly Record<string, unknown>[] {
  return Array.from({ length: count }, (_, i) => ({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'RequestResponse',
    auditID: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
    stage: i % 5 === 0 ? 'ResponseStarted' : 'ResponseComplete',
    requestURI: `/apis/x?i=${i}`,
    verb: ['get', 'list', 'watch', 'create'][i % 4],
    user: users[i % users.length],
    sourceIPs: ['10.0.0.1'],
    userAgent: 'agent, with "quotes" and [brackets}',
    objectRef: objects[i % objects.length],
    responseStatus: { metadata: {}, code: i % 7 === 0 ? 403 : 200 },
    requestObject: { data: '"stage":"ResponseComplete"} {[' },
    responseObject: { status: { token: 'eyJ.never.read' } },
    requestReceivedTimestamp: `2026-11-01T${String(8 + (i % 3)).padStart(2, '0')}:00:00.${String(i).padStart(6, '0')}Z`,
    stageTimestamp: '2026-11-01T11:00:00.000000Z',
    annotations: { 'authorization.k8s.io/decision': i % 7 === 0 ? 'forbid' : 'allow' },
  }))
}

/** A line in AKS's envelope. */
export function diagnosticRecord(line: string): Record<string, unknown> {
  return {
    category: 'kube-audit',
    operationName: 'Microsoft.ContainerService/managedClusters/diagnosticLogs/Read',
    properties: { pod: 'kube-apiserver-0', containerID: 'c', log: `${line}\n`, stream: 'stdout' },
    resourceId: clusterId,
    serviceBuild: 'na',
    time: '2026-11-01T08:00:00.1Z',
  }
}
