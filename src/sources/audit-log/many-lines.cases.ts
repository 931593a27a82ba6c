// Events as API servers write them, one by one, and lines that are alike in all but one thing.
import { diagnosticRecord } from './logs.cases.ts'

/** The user of a request that a pod made. */
export const pod = (name: string, uid: string): unknown => ({
  username: 'system:serviceaccount:shop:web',
  groups: ['system:serviceaccounts', 'system:serviceaccounts:shop', 'system:authenticated'],
  extra: { 'authentication.kubernetes.io/pod-name': [name], 'authentication.kubernetes.io/pod-uid': [uid] },
})
/** An event as API servers write it, with some members as they are given. */
export const event = (members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  level: 'Metadata',
  auditID: 'one',
  stage: 'ResponseComplete',
  requestURI: '/api/v1/namespaces/shop/configmaps',
  verb: 'list',
  user: pod('web-1', 'u-1'),
  sourceIPs: ['10.0.0.1'],
  userAgent: 'agent',
  objectRef: { resource: 'configmaps', namespace: 'shop', apiVersion: 'v1' },
  responseStatus: { metadata: {}, code: 200 },
  requestReceivedTimestamp: '2026-11-01T08:00:00.000001Z',
  stageTimestamp: '2026-11-01T08:00:00.000002Z',
  annotations: { 'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': '' },
  ...members,
})

const timeAfter = (hours: number): string => new Date(hours * 3_600_000).toISOString()
/** Lines of which each is of another hour, cluster or request: none may take longer because there are more of them. */
export const manyOf: Readonly<Record<string, (i: number) => unknown>> = {
  'hours, each in a day of its own': (i) => event({ requestReceivedTimestamp: timeAfter(i * 24) }),
  hours: (i) => event({ requestReceivedTimestamp: timeAfter(i) }),
  clusters: (i) => ({ ...diagnosticRecord(JSON.stringify(event({}))), resourceId: `/cluster/${i}` }),
  'requests of one id and time': (i) => event({ requestURI: `/api/v1/namespaces/shop/configmaps/${i}` }),
}
